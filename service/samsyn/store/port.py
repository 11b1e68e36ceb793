"""What a store can do for the rest of the house, whichever store it is."""

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from samsyn.model import Triple


class Answer(Struct, frozen=True):
    """What a query gives: the bytes and their media type."""

    media_type: str
    body: bytes


class Store(Protocol):
    """A store of named graphs whose default graph is the merge of all of them."""

    def query(self, text: str, accept: str | None = None) -> Answer:
        """The answer to a SPARQL query, as an Accept header or the name of a format wishes. Raises BadQuery."""

    def describe(self, iri: str, form: str) -> Answer | None:
        """What is stated of a thing, with its blank nodes, in a format; None if nothing is."""

    def graph(self, names: Iterable[str], form: str) -> Answer | None:
        """The statements of some named graphs, in a format; None if there are none."""

    def add(self, name: str, triples: Iterable[Triple]) -> None:
        """Adds triples to a named graph, and to the merge."""
