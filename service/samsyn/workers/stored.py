"""The centres as they are stored, made into values within a worker: nobody else reads what a stranger sent."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from samsyn.engine import Graph
from samsyn.errors import Swedish, UnknownThing
from samsyn.knowledge import FAMILY_CENTRE, Described, centre
from samsyn.library import Library
from samsyn.model import Triple
from samsyn.store import parse
from samsyn.store.disk import history
from samsyn.store.disk.generations import State
from samsyn.store.disk.layout import Layout
from samsyn.store.formats import rdf_format
from samsyn.terms import ID, iri

#: the named graphs of descriptions, those that come with the package and those that were sent
GRAPHS: Final = ID + "graph/data/centres/"
_N_TRIPLES: Final = rdf_format("n-triples")


class Held(Protocol):
    """A store on disk as its readers see it."""

    @property
    def layout(self) -> Layout:
        """Where it lies."""

    def state(self) -> State:
        """What it holds."""

    def lines(self, graph: str) -> bytes:
        """The triples of a graph."""


def graph_of(id: str) -> str:
    """The IRI of the graph that the description of a centre fills."""
    return GRAPHS + id


def iri_of(id: str) -> str:
    """The term of a centre."""
    return iri(f"{ID}centre/{id}")


def known(library: Library, store: Held, id: str, *, entry: int | None = None) -> Described:
    """A centre as it is stored, or as it was after an entry of the journal. Raises UnknownThing."""
    if entry is None and (found := packaged(library, store.state(), id)):
        return found
    data = store.lines(graph_of(id)) if entry is None else history.past(store.layout, graph_of(id), entry)
    if found := of_lines(data, id):
        return found
    raise UnknownThing(
        f"There is no centre '{id}'.",
        advice="/centres tells which there are.",
        sv=Swedish(f"Verksamheten '{id}' finns inte.", "/centres visar vilka som finns."),
    )


def packaged(library: Library, state: State, id: str) -> Described | None:
    """The centre that came with this package, if nobody has written to it since."""
    if not is_packaged(library, state, id):
        return None
    return next((each for each in library.described if each.id == id), None)


def is_packaged(library: Library, state: State, id: str) -> bool:
    """Whether a centre came with this package, and nobody has written to it since."""
    return graph_of(id) in state.bundled and state.bundle == library.fingerprint


def those(library: Library, store: Held, wanted: Iterable[tuple[str, int | None]]) -> Iterator[Described]:
    """Some centres, each as it is or was after an entry, without those that are not there any more."""
    for id, entry in wanted:
        with contextlib.suppress(UnknownThing):
            yield known(library, store, id, entry=entry)


def triples(data: bytes) -> list[Triple]:
    """The triples of what a store wrote."""
    return parse.triples(data, _N_TRIPLES) if data.strip() else []


def of_lines(data: bytes, id: str) -> Described | None:
    """The centre that N-Triples describe; None where they do not describe it."""
    found = triples(data)
    graph = Graph(found)
    if iri_of(id) not in graph.instances(FAMILY_CENTRE):
        return None
    made = centre(graph, iri_of(id), found)
    return made if made.id == id else None
