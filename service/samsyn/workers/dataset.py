"""The store that queries are asked of: all bundled sources, and what every centre and every agreement comes to."""

from typing import Final

from samsyn import assertions
from samsyn.library import Library
from samsyn.store.embedded import EmbeddedStore

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
