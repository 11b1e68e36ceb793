"""What documents say of one topic: who demands it, how strictly, and of whom that is not known."""

from collections.abc import Iterable, Iterator
from datetime import date as Date  # noqa: N812 - the word of the domain
from typing import Final

from samsyn.comparison.matrix import demanded
from samsyn.comparison.order import Scales
from samsyn.model import Agreement
from samsyn.model.topic import Says, Stance
from samsyn.selection import in_force

_ORDER: Final[tuple[Says, ...]] = ("speaks", "silent", "notRead")


def stances(
    scales: Scales, found: Iterable[Agreement], topic: str, kind: str | None, when: Date | None
) -> tuple[Stance, ...]:
    """Each document's stance: the most binding first, then those that are silent, then those that are not read."""
    every = [_stance(scales, each, topic, kind, when) for each in found]
    return tuple(sorted(every, key=lambda each: (_ORDER.index(each.says), _rank(scales, each))))


def _stance(scales: Scales, found: Agreement, topic: str, kind: str | None, when: Date | None) -> Stance:
    own, modalities = demanded(scales.modalities, found, topic, kind)
    silent: Says = "silent" if found.coverage == "whole" else "notRead"
    return Stance(
        agreement=found.id,
        title=found.title,
        level=found.level,
        area=found.area,
        coverage=found.coverage,
        in_force=in_force(found, when) if when else None,
        says="speaks" if own else silent,
        modalities=modalities,
        requirements=own,
    )


def _rank(scales: Scales, each: Stance) -> tuple[int, ...]:
    """A definition stands outside the order of modalities and is placed before it."""
    return tuple(_places(scales, each.modalities)) or (1,)


def _places(scales: Scales, modalities: Iterable[str]) -> Iterator[int]:
    most = max(scales.modalities.values(), default=0) + 1
    return (-scales.modalities.get(name, most) for name in modalities)
