"""Two agreements compared by topic, as it is answered."""

from typing import Any, Literal

from msgspec import Struct

from samsyn.model.agreement import Requirement
from samsyn.model.basic import Text

Relation = Literal["equal", "stricter", "looser", "incomparable", "onlyLeft", "onlyRight", "notRead"]
Holds = Literal["certain", "asRead"]

RELATIONS: tuple[Relation, ...] = ("equal", "stricter", "looser", "incomparable", "onlyLeft", "onlyRight", "notRead")


class Compared(Struct, frozen=True):
    """A relation with the reason in words. `decided` is False where no machine can tell how the demands relate."""

    relation: Relation
    decided: bool
    note: Text


class ReadingRelation(Struct, frozen=True):
    """The relation under one way of reading each side; the profile is empty where a side can be read in one way."""

    left: str
    right: str
    found: Compared

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "left": self.left or None,
            "right": self.right or None,
            "relation": self.found.relation,
            "note": self.found.note.to_dict(),
        }


class Side(Struct, frozen=True):
    """What one document says of a topic: the requirements that are compared, and those that are only shown beside."""

    compared: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    confidence: str = ""


class TopicRelation(Struct, frozen=True):
    """How two documents relate on a topic; `readings` where one of them can be read in more than one way.

    `holds` is `certain` where both texts were read whole, else `asRead`: unread text may ask for more.
    """

    topic: str
    theme: str
    comparison: str
    found: Compared
    holds: Holds
    left: Side
    right: Side
    readings: tuple[ReadingRelation, ...] = ()

    @property
    def relation(self) -> Relation:
        """The relation of the left against the right."""
        return self.found.relation

    @property
    def note(self) -> Text:
        """Why, in words."""
        return self.found.note

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "topic": self.topic,
            "theme": self.theme,
            "comparison": self.comparison,
            "relation": self.relation,
            "decided": self.found.decided,
            "holds": self.holds,
            "left": list(self.left.compared),
            "right": list(self.right.compared),
            "beside": {"left": list(self.left.beside), "right": list(self.right.beside)},
            "confidence": {"left": self.left.confidence or None, "right": self.right.confidence or None},
            "readings": [each.to_dict() for each in self.readings],
            "note": self.note.to_dict(),
        }


class Party(Struct, frozen=True):
    """One of the two documents: which, as which kind, how far it was read, whether it is in force on the date."""

    id: str
    iri: str
    title: Text
    kind: str
    coverage: str
    coverage_note: Text
    in_force: bool | None
    asked: str
    requirements: tuple[Requirement, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON; `asked` is the id that was asked for, where another version is compared."""
        return {
            "id": self.id,
            "asked": self.asked,
            "title": self.title.to_dict(),
            "kind": self.kind,
            "coverage": self.coverage,
            "coverage_note": self.coverage_note.to_dict(),
            "in_force": self.in_force,
        }


class Comparison(Struct, frozen=True):
    """Two documents compared. `kind` is None where they have none in common; each then speaks of its own first one.

    `revision` tells whether one is a version of the other: `left` or `right` is the later one, else it is empty.
    """

    left: Party
    right: Party
    kind: str | None
    date: str | None
    topics: tuple[TopicRelation, ...]
    revision: str = ""

    @property
    def counts(self) -> dict[Relation, int]:
        """How many topics stand in each relation."""
        found = [each.relation for each in self.topics]
        return {relation: found.count(relation) for relation in RELATIONS}

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with the ground of every cell: the requirements by id."""
        shown = {name for each in self.topics for side in (each.left, each.right) for name in side.compared}
        shown |= {name for each in self.topics for side in (each.left, each.right) for name in side.beside}
        return {
            "left": self.left.id,
            "right": self.right.id,
            "kind": self.kind,
            "date": self.date,
            "documents": {"left": self.left.to_dict(), "right": self.right.to_dict()},
            "revision": self.revision or None,
            "counts": dict(self.counts),
            "topics": [each.to_dict() for each in self.topics],
            "requirements": {
                each.id: each.to_dict(party.id)
                for party in (self.left, self.right)
                for each in party.requirements
                if each.id in shown
            },
        }
