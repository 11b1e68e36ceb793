"""The agreements of a library compared: two of them, or all at once."""

from collections.abc import Iterator
from datetime import date as Date  # noqa: N812 - the word of the domain
from itertools import combinations

from samsyn.comparison import (
    Choice,
    Read,
    Scales,
    chosen,
    compare,
    distance,
    joins,
    ordered,
    scales,
    stances,
    topic_rows,
)
from samsyn.errors import BadDate, Swedish, UnknownChoice
from samsyn.knowledge import near
from samsyn.library import Library
from samsyn.model import Head
from samsyn.model.comparison import Comparison
from samsyn.model.matrix import Distance, Matrix
from samsyn.model.topic import TopicView
from samsyn.selection import day_of, version


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
        asked, current = self._asked(kind, when)
        distances = tuple(self._distance(pair, kind) for pair in combinations(current, 2))
        names = ordered([each.id for each in current], distances)
        return Matrix(
            kind=kind,
            date=when.isoformat() if when else None,
            documents=names,
            distances=distances,
            topics=tuple(topic_rows(self.scales, [self.library.documents.agreement(name) for name in names], kind)),
            left_out=tuple(each.id for each in asked if each not in current),
            joins=joins([each.id for each in current], distances),
        )

    def topic(self, topic: str, kind: str | None = None, date: str | None = None) -> TopicView:
        """One topic in all agreements: who demands it, how strictly, and of whom that is not known.

        Raises UnknownChoice and BadDate for what is not there.
        """
        kind, when = self.library.kind(kind), day_of(date) if date else None
        if topic not in self.scales.topics:
            raise self._no_topic(topic)
        asked, current = self._asked(kind, when)
        agreements = [self.library.documents.agreement(each.id) for each in current]
        return TopicView(
            topic=topic,
            theme=self.scales.themes[topic],
            comparison=self.scales.topics[topic],
            kind=kind,
            date=when.isoformat() if when else None,
            stances=stances(self.scales, agreements, topic, kind, when),
            left_out=tuple(each.id for each in asked if each not in current),
        )

    def every(self, left: str) -> Iterator[Comparison]:
        """An agreement with each that comes after it, as each kind that both have: no pair comes twice."""
        ids = tuple(self.library.documents)
        one = self.library.head(left)
        for right in ids[ids.index(left) + 1 :]:
            other = self.library.head(right)
            for kind in (each for each in one.kinds if each in other.kinds):
                yield self.pair(left, right, kind)

    def _asked(self, kind: str | None, when: Date | None) -> tuple[list[Head], list[Head]]:
        """The agreements that speak of a kind, and of these the versions that hold on a date."""
        asked = [each for each in self.library.knowledge.heads.values() if kind in (None, *each.kinds)]
        return asked, list(dict.fromkeys(self._current(asked, when)))

    def _no_topic(self, topic: str) -> UnknownChoice:
        valid = tuple(self.scales.topics)
        names = ", ".join(near(topic, valid))
        return UnknownChoice(
            f"There is no topic '{topic}'.",
            valid=valid,
            advice=f"Choose one of: {names}.",
            sv=Swedish(f"'{topic}' finns inte (ämne).", f"Välj bland: {names}."),
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
