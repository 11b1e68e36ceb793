"""The agreements of a library compared: two of them, or all at once."""

from collections.abc import Iterator
from datetime import date as Date  # noqa: N812 - the word of the domain
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from samsyn.comparison import (
    Choice,
    Names,
    Read,
    Scales,
    chosen,
    compare,
    distance,
    ordered,
    rows,
    scales,
    topic_rows,
    triples,
)
from samsyn.errors import BadDate
from samsyn.library import Library
from samsyn.model import Head
from samsyn.model.comparison import Comparison, Relation, TopicRelation
from samsyn.model.matrix import Distance, Matrix
from samsyn.selection import day_of, version

if TYPE_CHECKING:
    from samsyn.graphs import Graph as RdfGraph


class Comparer:
    """Compares the agreements of one library; the orders of its code lists, and distances, are worked out once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.scales: Scales = scales(library.knowledge.labels)
        self._known: dict[tuple[str, str, str | None], Distance] = {}

    def pair(self, left: str, right: str, kind: str | None = None, date: str | None = None) -> Comparison:
        """Two agreements by topic: the version that holds on the date, or those named.

        Raises UnknownChoice for an id or a kind that is not there, BadDate for a date outside every version.
        """
        wanted = (self.library.head(left), self.library.head(right))
        heads, when = self.library.knowledge.heads, day_of(date) if date else None
        return self._compared(chosen(heads, wanted, self.library.kind(kind), when), wanted)

    def matrix(self, kind: str | None = None, date: str | None = None) -> Matrix:
        """All agreements, or those that speak of a kind. Raises UnknownChoice and BadDate for what is not there."""
        kind, when = self.library.kind(kind), day_of(date) if date else None
        heads = self.library.knowledge.heads
        asked = [each for each in heads.values() if kind in (None, *each.kinds)]
        current = dict.fromkeys(self._current(asked, when))
        distances = tuple(self._distance(pair, kind) for pair in combinations(current, 2))
        names = ordered([each.id for each in current], distances)
        return Matrix(
            kind=kind,
            date=when.isoformat() if when else None,
            documents=names,
            distances=distances,
            topics=tuple(topic_rows(self.scales, [self.library.documents.agreement(name) for name in names], kind)),
            left_out=tuple(each.id for each in asked if each not in current),
        )

    def _current(self, asked: list[Head], when: Date | None) -> Iterator[Head]:
        """The versions that hold on a date; an agreement of which none does is left out."""
        for each in asked:
            try:
                yield version(self.library.knowledge.heads, each, when)
            except BadDate:
                continue

    def _distance(self, pair: tuple[Head, Head], kind: str | None) -> Distance:
        """How far two versions lie apart, worked out once: it does not hang on a date."""
        key = (pair[0].id, pair[1].id, kind)
        if key not in self._known:
            self._known[key] = distance(self._compared(chosen(self.library.knowledge.heads, pair, kind, None), pair))
        return self._known[key]

    def _compared(self, choice: Choice, wanted: tuple[Head, Head]) -> Comparison:
        known, labels = self.library.documents, self.library.knowledge.label
        left, right = (
            Read(known.agreement(each.id), known.stated(each.id, labels), asked.id)
            for each, asked in zip((choice.left, choice.right), wanted, strict=True)
        )
        return compare(self.scales, self.library.knowledge.heads, choice, left, right)


class ComparisonResult:
    """Two agreements compared by topic."""

    def __init__(self, found: Comparison, names: Names) -> None:
        self.topics: tuple[TopicRelation, ...] = found.topics
        self._found, self._names = found, names

    @property
    def counts(self) -> dict[Relation, int]:
        """How many topics stand in each relation."""
        return self._found.counts

    @cached_property
    def graph(self) -> "RdfGraph":
        """The sam:AgreementComparison as an rdflib graph."""
        from samsyn.graphs import to_rdflib

        return to_rdflib(triples(self._found))

    def rows(self, lang: str = "sv") -> list[dict[str, str]]:
        """A row for each topic with statements and sources, as a data frame takes them."""
        return rows(self._found, self._names, lang)

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return self._found.to_dict()
