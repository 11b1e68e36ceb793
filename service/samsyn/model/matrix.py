"""All documents beside each other: what each demands, and how far they lie apart."""

from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from samsyn.model.basic import Text

#: a distance that rests on fewer topics says too little to place documents by
FEW: Final = 3
#: what a distance is
MEASURE: Final = Text(
    "Medelvärdet över de ämnen som båda dokumenten är lästa på och som går att jämföra: 0 där de är lika, 0,5 där det "
    "ena är strängare, 1 där vart och ett kräver något eget. Antalet ämnen står bredvid; få ämnen säger lite.",
    "The mean over the topics on which both documents have been read and that can be compared: 0 where they are equal, "
    "0.5 where one is stricter, 1 where each asks for something of its own. The number of topics stands beside it; few "
    "topics say little.",
)


class Distance(Struct, frozen=True):
    """How far two documents lie apart, from 0 to 1, and on how many topics that rests; None where it rests on none."""

    left: str
    right: str
    distance: float | None
    topics: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"left": self.left, "right": self.right, "distance": self.distance, "topics": self.topics}


class Join(Struct, frozen=True):
    """Two groups of documents that become one, and how far apart they lie: the mean over the pairs between them.

    Pairs of which too little is known count as far apart, 1.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    distance: float

    @property
    def members(self) -> tuple[str, ...]:
        """The documents of both."""
        return (*self.left, *self.right)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"left": list(self.left), "right": list(self.right), "distance": self.distance}


class Position(Struct, frozen=True):
    """What a document demands on a topic: its own requirements, and how binding they are, the most binding first."""

    agreement: str
    requirements: tuple[str, ...]
    modalities: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "agreement": self.agreement,
            "requirements": list(self.requirements),
            "modalities": list(self.modalities),
        }


class TopicRow(Struct, frozen=True):
    """Which documents demand something on a topic."""

    topic: str
    theme: str
    positions: tuple[Position, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"topic": self.topic, "theme": self.theme, "documents": [each.to_dict() for each in self.positions]}


class Matrix(Struct, frozen=True, dict=True):
    """All documents, those that lie near each other beside each other.

    `left_out` are those of which no version holds on the date.
    """

    kind: str | None
    date: str | None
    documents: tuple[str, ...]
    distances: tuple[Distance, ...]
    topics: tuple[TopicRow, ...]
    left_out: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()

    def between(self, left: str, right: str) -> Distance:
        """The distance of two documents."""
        return self._by_pair[left, right]

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str], Distance]:
        found = {(each.left, each.right): each for each in self.distances}
        return found | {(each.right, each.left): each for each in self.distances}

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "date": self.date,
            "measure": MEASURE.to_dict(),
            "documents": list(self.documents),
            "left_out": list(self.left_out),
            "distances": [each.to_dict() for each in self.distances],
            "joins": [each.to_dict() for each in self.joins],
            "topics": [each.to_dict() for each in self.topics],
        }

    def rows(self) -> list[dict[str, str]]:
        """A row for each pair."""
        return [
            {
                "left": each.left,
                "right": each.right,
                "distance": "" if each.distance is None else str(each.distance),
                "topics": str(each.topics),
            }
            for each in self.distances
        ]
