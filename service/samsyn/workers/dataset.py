"""The store that queries are asked of: all bundled sources, and what every centre and every agreement comes to."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from samsyn import assertions
from samsyn.comparing import Comparer
from samsyn.comparing.table import level_triples
from samsyn.comparison import triples
from samsyn.knowledge import Described
from samsyn.library import Library
from samsyn.model import Triple
from samsyn.reach.answer import Containment
from samsyn.store import parse
from samsyn.store.embedded import EmbeddedStore
from samsyn.store.formats import rdf_format
from samsyn.store.port import Bundle, Provenance

ASSESSMENTS: Final = "https://w3id.org/samsyn/id/graph/assessments"
#: how agreements relate topic by topic, and which minimum level holds which
COMPARISONS: Final = "https://w3id.org/samsyn/id/graph/comparisons/topics"
CONTAINMENTS: Final = "https://w3id.org/samsyn/id/graph/comparisons/levels"
#: the graphs that are no file
DERIVED: Final = (ASSESSMENTS, COMPARISONS, CONTAINMENTS)


def filled(library: Library, *, today: str, query_bytes: int = 65_536, result_bytes: int = 10_000_000) -> EmbeddedStore:
    """A store with everything that is bundled, assessed as of a date, and compared."""
    store = EmbeddedStore(result_bytes=result_bytes, query_bytes=query_bytes)
    store.load(library.turtle_sources())
    for report in library.reports(date=today):
        store.add(ASSESSMENTS, assertions.earl_triples(report))
    for name in library.documents:
        store.add(ASSESSMENTS, assertions.agreement_triples(library.assess_agreement(name, date=today)))
    store.load([(COMPARISONS, comparisons(library, library.documents))])
    return store


def bundle(library: Library, *, when: str) -> Bundle:
    """All bundled sources, to be written to a store."""
    turtle = rdf_format("turtle")
    graphs = tuple(
        (name, "".join(parse.own_lines(data, turtle, name=name)).encode()) for name, data in library.turtle_sources()
    )
    return Bundle(graphs, library.fingerprint, Provenance("samsyn", when, f"samsyn {library.knowledge.version}"))


def assessed(library: Library, one: Described, date: str) -> bytes:
    """The assessments of a centre as N-Triples, under the agreements of its places as of a date."""
    found = library.verdicts(one, date=date)
    return _lines(triple for each in found for triple in assertions.earl_triples(each))


def graph_of(centre: str) -> str:
    """The IRI of the graph that the assessments of a centre fill."""
    return f"{ASSESSMENTS}/{centre}"


def demands(library: Library, agreements: Iterable[str], date: str) -> bytes:
    """What some agreements come to under the demands on them, as N-Triples, as of a date."""
    found = (library.assess_agreement(name, date=date) for name in agreements)
    return _lines(triple for each in found for triple in assertions.agreement_triples(each))


def comparisons(library: Library, agreements: Iterable[str]) -> bytes:
    """Some agreements compared with each that comes after it, as N-Triples."""
    comparer = Comparer(library)
    return _lines(triple for name in agreements for triple in compared(comparer, name))


def compared(comparer: Comparer, agreement: str) -> Iterator[Triple]:
    """An agreement compared with each that comes after it.

    One way of each pair is stated, since the other is its converse; a topic that is not known on one side is left out,
    since that follows from what the document states of itself.
    """
    for found in comparer.every(agreement):
        known = tuple(each for each in found.topics if each.relation != "notRead")
        yield from triples(replace(found, topics=known))


def containments(found: Iterable[tuple[str, str, str, Containment]]) -> bytes:
    """Which minimum level holds which, as N-Triples: of two agreements, not of one beside itself."""
    return _lines(level_triples(each for each in found if each[0] != each[1]))


def _lines(triples: Iterable[Triple]) -> bytes:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()
