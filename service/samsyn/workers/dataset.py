"""The store that queries are asked of: all bundled sources, and what every centre and every agreement comes to."""

import hashlib
from collections.abc import Iterable
from typing import Final

from samsyn import assertions
from samsyn.library import Library
from samsyn.model import Triple
from samsyn.store import parse
from samsyn.store.embedded import EmbeddedStore
from samsyn.store.formats import rdf_format
from samsyn.store.port import Bundle, Provenance

ASSESSMENTS: Final = "https://w3id.org/samsyn/id/graph/assessments"


def filled(library: Library, *, today: str, query_bytes: int = 65_536, result_bytes: int = 10_000_000) -> EmbeddedStore:
    """A store with everything that is bundled, assessed as of a date."""
    store = EmbeddedStore(result_bytes=result_bytes, query_bytes=query_bytes)
    store.load(library.turtle_sources())
    for report in library.reports(date=today):
        store.add(ASSESSMENTS, assertions.earl_triples(report))
    for name in library.documents:
        store.add(ASSESSMENTS, assertions.agreement_triples(library.assess_agreement(name, date=today)))
    return store


def version(library: Library) -> str:
    """What tells one state of the bundled files from another."""
    found = hashlib.sha256()
    for name, data in library.turtle_sources():
        for part in (name.encode(), data):
            found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def bundle(library: Library, *, when: str) -> Bundle:
    """All bundled sources, to be written to a store."""
    turtle = rdf_format("turtle")
    graphs = tuple(
        (name, "".join(parse.own_lines(data, turtle, name=name)).encode()) for name, data in library.turtle_sources()
    )
    return Bundle(graphs, version(library), Provenance("samsyn", when, f"samsyn {library.knowledge.version}"))


def assessments(library: Library, centres: Iterable[str], date: str) -> bytes:
    """The assessments of some bundled centres as N-Triples, under the agreements of their areas as of a date."""
    reports = library.reports(date=date, centres=map(library.centre, centres))
    return _lines(triple for report in reports for triple in assertions.earl_triples(report))


def demands(library: Library, agreements: Iterable[str], date: str) -> bytes:
    """What some agreements come to under the demands on them, as N-Triples, as of a date."""
    found = (library.assess_agreement(name, date=date) for name in agreements)
    return _lines(triple for each in found for triple in assertions.agreement_triples(each))


def _lines(triples: Iterable[Triple]) -> bytes:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()
