"""All documents at once: distances between them, an order in which near ones stand together, and topic by topic."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from samsyn.comparison.order import Scales
from samsyn.model import Agreement, Requirement
from samsyn.model.comparison import Comparison, Relation, TopicRelation
from samsyn.model.matrix import FEW, Distance, Join, Position, TopicRow
from samsyn.outcomes import is_own

_APART: Final[dict[Relation, float]] = {"equal": 0.0, "stricter": 0.5, "looser": 0.5, "incomparable": 1.0}
#: where too little is known of a distance, two documents are placed as if they were far apart
_UNKNOWN: Final = 1.0
Clusters = dict[tuple[str, ...], dict[tuple[str, ...], float]]


def distance(found: Comparison) -> Distance:
    """How far two documents lie apart on the topics that both have been read on and that can be compared."""
    apart = [mean for each in found.topics for mean in _apart(each)]
    mean = round(sum(apart) / len(apart), 3) if apart else None
    return Distance(found.left.id, found.right.id, mean, len(apart))


def _apart(topic: TopicRelation) -> Iterator[float]:
    """The distance on a topic, the mean over the ways to read it; nothing where it cannot be told."""
    ways = [each.found for each in topic.readings] or [topic.found]
    if all(each.decided and each.relation in _APART for each in ways):
        yield sum(_APART[each.relation] for each in ways) / len(ways)


def ordered(ids: Sequence[str], distances: Sequence[Distance]) -> tuple[str, ...]:
    """The documents so that near ones stand together; those of which too little is known come last."""
    found = joins(ids, distances)
    placed = found[-1].members if found else ()
    return (*placed, *(each for each in ids if each not in placed))


def joins(ids: Sequence[str], distances: Sequence[Distance]) -> tuple[Join, ...]:
    """How documents are joined to groups by average linkage, the nearest first; the last join holds all of them.

    Documents of which too little is known to tell how far they lie from any other are left out.
    """
    between = {frozenset((each.left, each.right)): each.distance for each in distances if each.topics >= FEW}
    placed = [each for each in ids if any(each in pair for pair in between)]
    far: Clusters = {(one,): {} for one in placed}
    for one, other in combinations(placed, 2):
        known = between.get(frozenset((one, other)))
        far[(one,)][(other,)] = far[(other,)][(one,)] = _UNKNOWN if known is None else known
    return tuple(_joined(far))


def _joined(far: Clusters) -> Iterator[Join]:
    while len(far) > 1:
        left, right = min(combinations(far, 2), key=lambda pair: far[pair[0]][pair[1]])
        yield Join(left, right, round(far[left][right], 3))
        _join(far, left, right)


def _join(far: Clusters, one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """Makes one cluster of two; its distance to a third is the mean over their members."""
    joined, here, there = (*one, *other), far.pop(one), far.pop(other)
    far[joined] = {}
    for third, known in far.items():
        if third != joined:
            mean = (here[third] * len(one) + there[third] * len(other)) / len(joined)
            known[joined] = far[joined][third] = mean
            del known[one], known[other]


def topic_rows(scales: Scales, found: Sequence[Agreement], kind: str | None) -> Iterator[TopicRow]:
    """Each topic that some document demands something on, in the order of the code list."""
    for topic, theme in scales.themes.items():
        positions = tuple(each for one in found for each in _position(scales.modalities, one, topic, kind))
        if positions:
            yield TopicRow(topic, theme, positions)


def _position(places: Mapping[str, int], found: Agreement, topic: str, kind: str | None) -> Iterator[Position]:
    own, modalities = demanded(places, found, topic, kind)
    if own:
        yield Position(found.id, tuple(each.id for each in own), modalities)


def demanded(
    places: Mapping[str, int], found: Agreement, topic: str, kind: str | None
) -> tuple[tuple[Requirement, ...], tuple[str, ...]]:
    """A document's own requirements on a topic, and how binding they are, the most binding first."""
    own = tuple(
        each
        for each in found.requirements
        if topic in (each.topic, *each.also_topics) and is_own(each.layer) and kind in (None, *each.applies_to)
    )
    modalities = dict.fromkeys(each.judged_as or each.modality for each in own)
    return own, tuple(sorted(modalities, key=lambda name: -places.get(name, max(places.values(), default=0))))
