"""Made-up centres of another day: nothing that is found of one hangs on the day that it is dated."""

from msgspec.structs import replace

from samsyn.model import Triple
from samsyn.reach.answer import Containment, Witness
from samsyn.reach.frame import DESCRIPTION
from samsyn.reach.turtle import document
from samsyn.terms import DCTERMS, XSD, iri, literal

_DATE = iri(DCTERMS + "date")


def dated(found: Containment, day: str) -> Containment:
    """An answer whose witnesses are dated a day."""
    return replace(
        found,
        witness=_dated(found.witness, day),
        readings=tuple(replace(each, witness=_dated(each.witness, day)) for each in found.readings),
    )


def _dated(witness: Witness | None, day: str) -> Witness | None:
    if witness is None:
        return None
    triples = tuple(_of_day(triple, day) for triple in witness.triples)
    if triples == witness.triples:
        return witness
    return replace(witness, triples=triples, turtle=document(triples))


def _of_day(triple: Triple, day: str) -> Triple:
    if triple[:2] != (DESCRIPTION, _DATE):
        return triple
    return DESCRIPTION, _DATE, literal(day, datatype=XSD + "date")
