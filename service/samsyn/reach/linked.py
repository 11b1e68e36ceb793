"""Which level holds which as linked data: each answer a resource with both agreements and what a witness lacks."""

from collections.abc import Iterable, Iterator
from typing import Final

from samsyn.model import Text, Triple
from samsyn.reach.answer import Containment, Containments, ReadingPair, Witness
from samsyn.terms import DCTERMS, ID, RDF, SAM, XSD, Term, iri, literal

_TYPE: Final = iri(RDF + "type")
_DESCRIPTION: Final = iri(DCTERMS + "description")


def containments(found: Containments, comparison: str) -> Iterator[Triple]:
    """The sam:LevelContainments of a comparison, which is named by its IRI, with their witnesses as text."""
    ways = (
        (found.left, found.right, found.left_reaches_right),
        (found.right, found.left, found.right_reaches_left),
    )
    for start, end, each in ways[:1] if found.left == found.right else ways:
        yield iri(comparison), iri(SAM + "containment"), iri(address(start, end, found.kind))
        yield from containment(start, end, found.kind, each, text=True)


def address(start: str, end: str, kind: str) -> str:
    """The IRI of the answer for two agreements, one way."""
    return f"{ID}reaching/{start}/{end}/{kind}"


def containment(start: str, end: str, kind: str, found: Containment, *, text: bool) -> Iterator[Triple]:
    """The sam:LevelContainment of one way; `text` gives what a witness looks like too."""
    name = address(start, end, kind)
    node = iri(name)
    yield node, _TYPE, iri(SAM + "LevelContainment")
    yield node, iri(SAM + "fromAgreement"), iri(f"{ID}agreement/{start}")
    yield node, iri(SAM + "toAgreement"), iri(f"{ID}agreement/{end}")
    yield node, iri(SAM + "asKind"), iri(f"{ID}kind/{kind}")
    certain = str(found.holds == "certain").lower()
    yield node, iri(SAM + "certain"), literal(certain, datatype=XSD + "boolean")
    yield from _answer(node, found, text=text)
    for each in found.readings:
        below = iri(f"{name}/{each.left or 'any'}/{each.right or 'any'}")
        yield node, iri(SAM + "byReading"), below
        yield below, _TYPE, iri(SAM + "ReadingContainment")
        for side, profile, agreement in (("left", each.left, start), ("right", each.right, end)):
            if profile:
                yield below, iri(f"{SAM}{side}Profile"), iri(f"{ID}profile/{agreement}/{profile}")
        yield from _answer(below, each, text=text)


def _answer(node: Term, found: Containment | ReadingPair, *, text: bool) -> Iterator[Triple]:
    yield node, iri(SAM + "containmentOutcome"), iri(f"{ID}containment/{found.outcome}")
    yield from _described(node, found.why)
    if found.witness:
        yield from _witness(node, found.witness, text=text)


def _witness(node: Term, found: Witness, *, text: bool) -> Iterable[Triple]:
    for lack in found.lacks:
        yield node, iri(SAM + "lacksRequirement"), iri(f"{ID}requirement/{lack.requirement}")
    if text:
        yield node, iri(SAM + "witnessText"), literal(found.turtle)


def _described(node: Term, text: Text) -> Iterator[Triple]:
    yield node, _DESCRIPTION, literal(text.sv, language="sv")
    yield node, _DESCRIPTION, literal(text.en, language="en")
