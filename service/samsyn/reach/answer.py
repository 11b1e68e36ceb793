"""Does every centre that reaches one agreement's minimum level reach another's? A proof, or a centre that does not.

The two procedures check each other: what is proved has no witness, and what has a witness is not proved.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct

from samsyn.errors import Contradiction
from samsyn.model import Text, Triple

Outcome = Literal["contained", "notContained", "undecided"]
Holds = Literal["certain", "asRead"]
Reasoner = Literal["contained", "notContained", "unsupported", "missing"]
_WHOLE: Final = "whole"


class Lack(Struct, frozen=True):
    """A requirement that a witness does not fulfil: its text, who answers for it, where it stands."""

    requirement: str
    statement: Text
    responsible: tuple[str, ...]
    sources: tuple[dict[str, str | None], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "requirement": self.requirement,
            "statement": self.statement.to_dict(),
            "responsible": list(self.responsible),
            "sources": list(self.sources),
        }


class Witness(Struct, frozen=True):
    """A made-up centre that reaches the left level and fails the right one, as the validator finds."""

    triples: tuple[Triple, ...]
    turtle: str
    left: str
    right: str
    lacks: tuple[Lack, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "turtle": self.turtle,
            "left": self.left,
            "right": self.right,
            "lacks": [each.to_dict() for each in self.lacks],
        }


class ReadingPair(Struct, frozen=True):
    """The answer under a reading of each side; None where a side has none."""

    left: str | None
    right: str | None
    outcome: Outcome
    reasoner: Reasoner
    witness: Witness | None
    why: Text

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "left": self.left,
            "right": self.right,
            "outcome": self.outcome,
            "reasoner": self.reasoner,
            "witness": self.witness.to_dict() if self.witness else None,
            "why": self.why.to_dict(),
        }


class Containment(Struct, frozen=True):
    """Whether the left level is contained in the right one: every centre that reaches the left reaches the right."""

    outcome: Outcome
    holds: Holds
    reasoner: Reasoner
    witness: Witness | None
    readings: tuple[ReadingPair, ...]
    why: Text

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "outcome": self.outcome,
            "holds": self.holds,
            "reasoner": self.reasoner,
            "witness": self.witness.to_dict() if self.witness else None,
            "readings": [each.to_dict() for each in self.readings],
            "why": self.why.to_dict(),
        }


class Containments(Struct, frozen=True):
    """Two agreements held against each other for a kind, both ways."""

    left: str
    right: str
    kind: str
    left_reaches_right: Containment
    right_reaches_left: Containment

    def to_dict(self) -> dict[str, Any]:
        """As JSON: the `containment` of a comparison."""
        return {
            "left_reaches_right": self.left_reaches_right.to_dict(),
            "right_reaches_left": self.right_reaches_left.to_dict(),
        }


def decided(reasoner: Reasoner, witness: Witness | None) -> Outcome:
    """What proof and witness come to together. Raises Contradiction where there are both."""
    if witness is not None:
        if reasoner == "contained":
            raise Contradiction(
                "A proof says that every centre that reaches the one level reaches the other, and a made-up centre "
                "shows that it does not.",
                advice="This is a fault of Samsyn: please report it, with the two agreements.",
            )
        return "notContained"
    return "contained" if reasoner == "contained" else "undecided"


def holds(outcome: Outcome, left_coverage: str, right_coverage: str) -> Holds:
    """Whether an outcome holds whatever else the texts say: contained if the right was read whole, not if the left."""
    read = {"contained": right_coverage, "notContained": left_coverage}.get(outcome)
    return "certain" if read == _WHOLE else "asRead"


def together(pairs: Mapping[tuple[str | None, str | None], Outcome]) -> Outcome:
    """The outcome that all pairs of readings share; undecided where they differ."""
    found = set(pairs.values())
    return found.pop() if len(found) == 1 else "undecided"


def shared(reasoners: list[Reasoner]) -> Reasoner:
    """What the reasoner said of all pairs of readings together: the least that it said of one."""
    for each in ("missing", "unsupported", "notContained"):
        if each in reasoners:
            return each
    return "contained"
