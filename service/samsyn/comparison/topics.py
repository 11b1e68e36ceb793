"""Two agreements topic by topic."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from msgspec import Struct

from samsyn.comparison import notes
from samsyn.comparison.atoms import Demand, Terms, together
from samsyn.comparison.order import Scales
from samsyn.model import Agreement, Requirement
from samsyn.model.comparison import Compared, ReadingRelation, Relation, Side, TopicRelation
from samsyn.model.value import Value
from samsyn.outcomes import is_own

#: from the least certain
_CONFIDENCE: Final = ("uncertain", "implied", "stated")


class Document(Struct, frozen=True):
    """An agreement with the values of its requirements and readings by IRI, as it speaks of one kind of centre."""

    agreement: Agreement
    values: Mapping[str, Value]
    kind: str

    def about(self, topic: str) -> list[Requirement]:
        """The requirements on a topic that apply to the kind, first or as a further topic."""
        return [
            each
            for each in self.agreement.requirements
            if self.kind in each.applies_to and topic in (each.topic, *each.also_topics)
        ]

    @property
    def topics(self) -> set[str]:
        """The topics that it speaks of."""
        return {
            topic
            for each in self.agreement.requirements
            if self.kind in each.applies_to
            for topic in (each.topic, *each.also_topics)
        }


def relations(scales: Scales, left: Document, right: Document) -> tuple[TopicRelation, ...]:
    """The relation on every topic that one of two documents speaks of, in the order of the code list."""
    either = left.topics | right.topics
    found = (_relation(scales, left, right, topic) for topic in scales.topics if topic in either)
    return tuple(each for each in found if each)


def _relation(scales: Scales, left: Document, right: Document, topic: str) -> TopicRelation | None:
    """The relation under each pair of readings, and in all; a document beside itself is read in one way at a time."""
    ours, theirs = left.about(topic), right.about(topic)
    pairs = [
        ReadingRelation(here, there, _compared(scales, (left, right), (a, b)))
        for here, a in _sides(scales, left, ours, topic).items()
        for there, b in _sides(scales, right, theirs, topic).items()
        if here == there or left.agreement.iri != right.agreement.iri
    ]
    found = _merged(pairs)
    coverage = (left.agreement.coverage, right.agreement.coverage)
    sides = _side(ours), _side(theirs)
    if coverage == ("whole", "whole") and not (sides[0].compared or sides[1].compared):
        return None
    return TopicRelation(
        topic=topic,
        theme=scales.themes[topic],
        comparison=scales.topics[topic],
        found=found,
        holds="certain" if coverage == ("whole", "whole") else "asRead",
        left=sides[0],
        right=sides[1],
        readings=tuple(pairs) if len(pairs) > 1 else (),
    )


def _side(found: Sequence[Requirement]) -> Side:
    compared = [each for each in found if is_own(each.layer)]
    known = [each.confidence for each in compared if each.confidence in _CONFIDENCE]
    return Side(
        tuple(each.id for each in compared),
        tuple(each.id for each in found if not is_own(each.layer)),
        min(known, key=_CONFIDENCE.index, default=""),
    )


def _sides(scales: Scales, document: Document, found: Sequence[Requirement], topic: str) -> dict[str, Terms]:
    """What a side asks for under each profile that reads all of it; under "" where no profile matters."""
    own = [each for each in found if is_own(each.layer)]
    used = {name for each in own for name in (*each.holds_in_profiles, *_profiles(each))}
    names = [profile.name for profile in document.agreement.profiles if profile.name in used]
    telling = [name for name in names if all(not each.readings or name in _profiles(each) for each in own)]
    return {
        name: together([_demand(scales, document, each, topic, name) for each in own if _holds(each, name)])
        for name in telling or [""]
    }


def _profiles(found: Requirement) -> list[str]:
    return [name for reading in found.readings for name in reading.profiles]


def _holds(found: Requirement, profile: str) -> bool:
    return not found.holds_in_profiles or profile in found.holds_in_profiles


def _demand(scales: Scales, document: Document, found: Requirement, topic: str, profile: str) -> Demand:
    reading = next((each for each in found.readings if profile in each.profiles), None)
    told = reading or found
    citations = told.citations or found.citations
    return Demand(
        requirement=found.id,
        subject=found.subject,
        modality=found.judged_as or told.modality or found.modality,
        statement=told.statement or found.statement,
        source=citations[0].citation if citations else "",
        value=document.values.get(told.iri),
        compared_as=scales.topics[topic],
        named=topic.partition(":")[2],
        aside=topic != found.topic,
    )


def _compared(scales: Scales, documents: tuple[Document, Document], sides: tuple[Terms, Terms]) -> Compared:
    ours, theirs = (any(side) for side in sides)
    coverage = [each.agreement.coverage for each in documents]
    if ours and theirs:
        relation, decided = notes.related(scales, *sides)
        return Compared(cast(Relation, relation), decided, notes.why(scales, *sides, relation, decided))
    if ours:
        relation = "onlyLeft" if coverage[1] == "whole" else "notRead"
    elif theirs:
        relation = "onlyRight" if coverage[0] == "whole" else "notRead"
    else:
        relation = "notRead"
    read_last = not ours and (theirs or coverage[0] != "whole")
    note = notes.silent(right=not read_last, coverage=coverage[0] if read_last else coverage[1])
    return Compared(cast(Relation, relation), relation != "notRead", note)


def _merged(pairs: Sequence[ReadingRelation]) -> Compared:
    """What every pair of readings shares; incomparable, and undecided, where they differ."""
    first = pairs[0].found
    if len(pairs) == 1:
        return first
    told = [(_named(each), each.found.note) for each in pairs]
    if all((each.found.relation, each.found.note) == (first.relation, first.note) for each in pairs):
        return first
    note = notes.under(told)
    if all(each.found.relation == first.relation for each in pairs):
        return Compared(first.relation, all(each.found.decided for each in pairs), note)
    return Compared("incomparable", False, note)


def _named(pair: ReadingRelation) -> str:
    return " / ".join(name for name in (pair.left, pair.right) if name)
