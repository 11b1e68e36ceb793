"""How outcomes come together: what counts, how readings merge, what a permission can come to."""

from typing import Final

from msgspec import Struct

from samsyn.model import Ground, Outcome

_COUNTING_LAYERS: Final = frozenset({"own-text", "reported", "mandate"})
_COUNTING_MODALITIES: Final = frozenset({"shall", "definition"})
_SEVERITIES: Final = {"shall": "Violation", "definition": "Violation", "should": "Warning", "may": "Info"}
_AT_MOST: Final = {"national-alignment": "Warning", "local-precedent": "Info"}
_RANKS: Final = ("Info", "Warning", "Violation")


def severity(modality: str, layer: str) -> str:
    """The severity of a modality, at most what the layer allows: Violation, Warning or Info."""
    own, most = _SEVERITIES[modality], _AT_MOST.get(layer, "Violation")
    return min(own, most, key=_RANKS.index)


def is_own(layer: str) -> bool:
    """Whether what a layer holds is a demand of the agreement itself."""
    return layer in _COUNTING_LAYERS


def counts(modality: str, layer: str) -> bool:
    """Whether a requirement of a modality and a layer counts towards the whole."""
    return layer in _COUNTING_LAYERS and modality in _COUNTING_MODALITIES


class Judged(Struct, frozen=True):
    """One requirement as read in one way: the outcome with its ground."""

    outcome: Outcome
    ground: Ground | None
    counts: bool
    permission: bool


def shared(outcomes: list[Outcome]) -> Outcome:
    """The outcome that all share; cannot tell where they differ; inapplicable where there is none."""
    if not outcomes:
        return "inapplicable"
    return outcomes[0] if len(set(outcomes)) == 1 else "cantTell"


def merged(ways: list[Judged]) -> Outcome:
    """One outcome of the ways to read a requirement."""
    if ways and all(way.permission for way in ways):
        return "passed" if any(way.outcome == "passed" for way in ways) else "inapplicable"
    return shared([way.outcome for way in ways])


def overall(ways: list[Judged]) -> Outcome:
    """The worst outcome of those that count, a passed one before none at all."""
    counted = [way.outcome for way in ways if way.counts]
    for outcome in ("failed", "cantTell", "passed"):
        if outcome in counted:
            return outcome
    return "inapplicable"
