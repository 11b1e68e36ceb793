"""A comparison as linked data: each relation a resource with the requirements of both sides."""

from collections.abc import Iterator
from typing import Final

from samsyn.model import Text, Triple
from samsyn.model.comparison import Compared, Comparison, ReadingRelation, TopicRelation
from samsyn.terms import DCTERMS, ID, RDF, SAM, XSD, Term, iri, literal

_TYPE: Final = iri(RDF + "type")
_DESCRIPTION: Final = iri(DCTERMS + "description")


def triples(found: Comparison) -> Iterator[Triple]:
    """The sam:AgreementComparison and its sam:TopicRelations."""
    name = address(found)
    node = iri(name)
    yield node, _TYPE, iri(SAM + "AgreementComparison")
    yield node, iri(SAM + "leftAgreement"), iri(found.left.iri)
    yield node, iri(SAM + "rightAgreement"), iri(found.right.iri)
    if found.kind:
        yield node, iri(SAM + "asKind"), iri(f"{ID}kind/{found.kind}")
    if found.date:
        yield node, iri(DCTERMS + "date"), literal(found.date, datatype=XSD + "date")
    for each in found.topics:
        yield node, iri(SAM + "topicRelation"), iri(f"{name}/{each.topic}")
    for each in found.topics:
        yield from _topic(found, each, f"{name}/{each.topic}")


def address(found: Comparison) -> str:
    """The IRI of a comparison."""
    parts = (found.left.id, found.right.id, found.kind or "any", found.date or "")
    return f"{ID}compared/{'/'.join(part for part in parts if part)}"


def _topic(found: Comparison, each: TopicRelation, name: str) -> Iterator[Triple]:
    node = iri(name)
    yield node, _TYPE, iri(SAM + "TopicRelation")
    yield node, iri(SAM + "onTopic"), iri(f"{ID}topic/{each.topic}")
    yield from _relation(node, each.found)
    yield node, iri(SAM + "certain"), _truth(each.holds == "certain")
    for requirement in each.left.compared:
        yield node, iri(SAM + "leftRequirement"), iri(f"{ID}requirement/{requirement}")
    for requirement in each.right.compared:
        yield node, iri(SAM + "rightRequirement"), iri(f"{ID}requirement/{requirement}")
    for reading in each.readings:
        below = iri(f"{name}/{reading.left or 'any'}/{reading.right or 'any'}")
        yield node, iri(SAM + "byReading"), below
        yield from _reading(found, reading, below)


def _reading(found: Comparison, each: ReadingRelation, node: Term) -> Iterator[Triple]:
    yield node, _TYPE, iri(SAM + "ReadingRelation")
    yield from _relation(node, each.found)
    for side, profile, party in (("left", each.left, found.left), ("right", each.right, found.right)):
        if profile:
            yield node, iri(f"{SAM}{side}Profile"), iri(f"{ID}profile/{party.id}/{profile}")


def _relation(node: Term, found: Compared) -> Iterator[Triple]:
    yield node, iri(SAM + "relation"), iri(f"{ID}relation/{found.relation}")
    yield node, iri(SAM + "decided"), _truth(found.decided)
    yield from _described(node, found.note)


def _described(node: Term, text: Text) -> Iterator[Triple]:
    yield node, _DESCRIPTION, literal(text.sv, language="sv")
    yield node, _DESCRIPTION, literal(text.en, language="en")


def _truth(value: bool) -> Term:
    return literal(str(value).lower(), datatype=XSD + "boolean")
