"""Comparisons as pages show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from samsyn.model import Requirement
from samsyn.model.comparison import Comparison, Party, Relation, Side, TopicRelation
from samsyn.model.matrix import FEW, MEASURE, Join, Matrix, Position
from samsyn.terms import ID
from samsyn.web.tree import Tree, tree
from samsyn.web.voice import Voice

SIGNS: Final[dict[Relation, str]] = {
    "equal": "=",
    "stricter": "▲",
    "looser": "▼",
    "incomparable": "≠",
    "onlyLeft": "◀",
    "onlyRight": "▶",
    "notRead": "?",
}
#: the steps of colour, from near to far
_STEPS: Final = 5


@dataclass(frozen=True)
class Compared:
    """Two agreements compared, in one language; `alone` for a file that is read without the service."""

    found: Comparison
    voice: Voice
    alone: bool = False

    @cached_property
    def known(self) -> dict[str, Requirement]:
        """The requirements of both by id."""
        return {each.id: each for party in (self.found.left, self.found.right) for each in party.requirements}

    @property
    def themes(self) -> Iterator[tuple[str, list[TopicRelation]]]:
        """The topics on which something is known of both, by theme."""
        chosen = [each for each in self.found.topics if each.relation != "notRead"]
        for theme, grouped in groupby(chosen, key=lambda each: each.theme):
            yield theme, list(grouped)

    @property
    def unread(self) -> list[TopicRelation]:
        """The topics that are not known on one side."""
        return [each for each in self.found.topics if each.relation == "notRead"]

    @property
    def counts(self) -> list[tuple[Relation, int]]:
        """How many topics stand in each relation that there is."""
        return [(relation, n) for relation, n in self.found.counts.items() if n]

    def sides(self, topic: TopicRelation) -> Iterator[tuple[str, Side, Party]]:
        """Both sides of a topic with the key of their heading."""
        yield "compare.left", topic.left, self.found.left
        yield "compare.right", topic.right, self.found.right

    def sign(self, relation: Relation) -> str:
        """The sign of a relation."""
        return SIGNS[relation]

    def href(self, requirement: str) -> str:
        """Where a requirement is told of; in a file, the address that names it."""
        return f"{ID}requirement/{requirement}" if self.alone else self.voice.href(f"/requirements/{requirement}")

    def document(self, agreement: str) -> str:
        """Where a document is told of."""
        return f"{ID}agreement/{agreement}" if self.alone else self.voice.href(f"/agreements/{agreement}")


@dataclass(frozen=True)
class Square:
    """A pair in the map of distances: its place, its step of colour, what is written in it, and in words."""

    x: int
    y: int
    step: str
    written: str
    told: str


@dataclass(frozen=True)
class Overview:
    """All agreements compared, in one language."""

    found: Matrix
    voice: Voice
    alone: bool = False

    @property
    def measure(self) -> str:
        """What a distance is."""
        return self.voice.of(MEASURE)

    @property
    def squares(self) -> Iterator[Square]:
        """Every pair, row by row."""
        for y, row in enumerate(self.found.documents):
            for x, column in enumerate(self.found.documents):
                if x != y:
                    yield self._square(x, y, row, column)

    def _square(self, x: int, y: int, row: str, column: str) -> Square:
        found = self.found.between(row, column)
        if found.distance is None:
            return Square(x, y, "none", "", self.voice("compare.pair.none", left=row, right=column))
        told = self.voice("compare.pair", left=row, right=column, distance=self.number(found.distance), n=found.topics)
        written = str(round(found.distance * 100))
        if found.topics < FEW:
            return Square(x, y, "few", f"({written})", told)
        return Square(x, y, str(min(int(found.distance * _STEPS), _STEPS - 1)), written, told)

    @property
    def tree(self) -> Tree:
        """The groups that the documents form."""
        placed = self.found.joins[-1].members if self.found.joins else ()
        return tree(placed, self.found.joins, self.number, self._met)

    @property
    def unplaced(self) -> list[str]:
        """The documents of which too little is known to place them."""
        placed = {name for each in self.found.joins for name in each.members}
        return [each for each in self.found.documents if each not in placed]

    def _met(self, each: Join) -> str:
        left, right = ", ".join(each.left), ", ".join(each.right)
        return self.voice("tree.join", left=left, right=right, distance=self.number(each.distance))

    @property
    def legend(self) -> str:
        """How the map is read."""
        return self.voice("compare.map.legend", few=FEW)

    def number(self, distance: float) -> str:
        """A distance as it is written."""
        return f"{distance:.2f}".replace(".", "," if self.voice.lang == "sv" else ".")

    def title(self, agreement: str) -> str:
        """The title of a document."""
        return self.voice.of(self.voice.library.head(agreement).title)

    @property
    def themes(self) -> Iterator[tuple[str, list[tuple[str, dict[str, list[str]]]]]]:
        """By theme: each topic with the documents by how binding they are."""
        for theme, grouped in groupby(self.found.topics, key=lambda row: row.theme):
            yield theme, [(row.topic, _by_strength(row.positions)) for row in grouped]


def _by_strength(positions: tuple[Position, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in positions:
        found.setdefault(each.modalities[0], []).append(each.agreement)
    return found
