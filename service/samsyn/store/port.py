"""What a store can do for the rest of the house, whichever store it is: what is asked of it, and what is written to it.

A write is a plain value. Its triples are N-Triples that a worker has made of what was sent: a store never reads a
stranger's text. A graph is named by its IRI; None is the default graph, which can be written only where it is a graph
of its own (`DefaultGraph`), since else it is the RDF merge of the named graphs and follows them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, Protocol

from msgspec import Struct

#: what the default graph is: the merge of all named graphs, or a graph of its own, as the W3C's protocol tests expect
DefaultGraph = Literal["union", "own"]


class Answer(Struct, frozen=True):
    """What a query gives: the bytes and their media type; `tag` names the state of what it tells, if that is known."""

    media_type: str
    body: bytes
    tag: str | None = None


class Part(Struct, frozen=True):
    """A part of an answer, handed on while the rest is worked out; `tag` names the state it is of, if that is known."""

    media_type: str
    body: bytes
    tag: str | None = None


class Whole(Struct, frozen=True):
    """That all parts of an answer have been handed on: without it, what came is cut."""


class Context(Struct, frozen=True):
    """What stands around a query (SPARQL 1.1 Protocol, 2.1): the base of its relative IRIs, and the graphs asked of.

    `default` are the graphs whose merge is the default graph, `named` the named ones; where both are empty, they are
    those that the query names itself, else those of the store.
    """

    base: str | None = None
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


#: a query that is asked of the whole store
EVERYTHING: Final = Context()


class GraphState(Struct, frozen=True):
    """What a graph holds, told by a digest; that of nothing is empty."""

    digest: str


class Counted(Struct, frozen=True):
    """How much a graph holds; its name is None for the default graph."""

    name: str | None
    triples: int
    classes: int
    properties: int


class Census(Struct, frozen=True):
    """How much the graphs of a store hold: the default graph, the first of the named ones, and how many there are."""

    default: Counted
    named: tuple[Counted, ...]
    graphs: int


class Sink(Protocol):
    """Where an answer is written to."""

    def begin(self, media_type: str, tag: str | None = None) -> None:
        """Says what is to come, and names the state of what it tells where that is known."""

    def write(self, part: bytes, /) -> int:
        """Takes a part; how much of it."""


class Provenance(Struct, frozen=True):
    """What the journal tells of a write: who, when (ISO 8601), from which source, and the document as it was sent.

    `key` tells a request from another that is its repetition; `restores` is the entry whose state it puts back.
    """

    who: str
    when: str
    source: str = ""
    sent: bytes | None = None
    media_type: str = ""
    key: str = ""
    restores: int = 0


class Replace(Struct, frozen=True, tag=True):
    """Put these triples in the place of what a graph holds.

    `expected` is the number of the journal's entry that last concerned the graph, 0 for none: where it is another by
    now, the write is refused with Conflict. `holds` is the digest of what the graph holds (`GraphState`), and the write
    is refused likewise where it holds something else. None asks for nothing.
    """

    graph: str | None
    triples: bytes
    by: Provenance
    expected: int | None = None
    holds: str | None = None


class Add(Struct, frozen=True, tag=True):
    """Add triples to a graph. `expected` and `holds` as in Replace."""

    graph: str | None
    triples: bytes
    by: Provenance
    expected: int | None = None
    holds: str | None = None


class Drop(Struct, frozen=True, tag=True):
    """Remove a graph. `expected` and `holds` as in Replace."""

    graph: str | None
    by: Provenance
    expected: int | None = None
    holds: str | None = None


class Update(Struct, frozen=True, tag=True):
    """A SPARQL 1.1 Update request; `using` and `using_named` as the protocol's using-graph-uri and its twin.

    `base` is that of its relative IRIs.
    """

    text: str
    by: Provenance
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    base: str | None = None


class Change(Struct, frozen=True, tag=True):
    """What an update came to, as N-Quads whose blank nodes are those of the store: what goes, and what comes.

    It is what the journal keeps of an update, so that NOW(), RAND() and UUID() are the same whenever it is replayed.
    """

    removed: bytes
    added: bytes
    by: Provenance


class Bundle(Struct, frozen=True, tag=True):
    """Put graphs that come with the package in the place of those that came before, save those written to since.

    Each graph is its IRI and its N-Triples; `version` tells one state of the package's data from another.
    """

    graphs: tuple[tuple[str, bytes], ...]
    version: str
    by: Provenance


class Derive(Struct, frozen=True, tag=True):
    """Put triples that follow from the other graphs in the place of what a graph holds; `basis` is what they follow
    from. The journal does not keep them: they are worked out again where they are missing.

    `expected` is as in Replace, of the graph that they follow `of`: nothing is derived from what is no longer there.
    """

    graph: str
    triples: bytes
    basis: str
    of: str | None = None
    expected: int | None = None


#: what a store itself can write; an Update becomes a Change first
Write = Replace | Add | Drop | Change | Bundle | Derive


class Receipt(Struct, frozen=True):
    """That a write is durable: its number in the journal, and the generation in which readers see it."""

    number: int
    generation: int


class Readable(Protocol):
    """A store of named graphs that can be asked."""

    def query(self, text: str, accept: str | None = None, context: Context = EVERYTHING) -> Answer:
        """The answer to a SPARQL query, as an Accept header or the name of a format wishes. Raises BadQuery."""

    def describe(self, iri: str, form: str) -> Answer | None:
        """What is stated of a thing, with its blank nodes, in a format; None if nothing is."""

    def graph(self, names: Iterable[str], form: str) -> Answer | None:
        """The statements of some named graphs, in a format; None if there are none."""


class Writable(Protocol):
    """A store that can be written to, each write whole or not at all, in the order in which they come."""

    def write(self, writes: Sequence["Write | Update"]) -> list["Receipt | Exception"]:
        """A receipt for each write that is durable and seen by every query from now on, else why it is not.

        Errors: BadInput for what cannot be written, Conflict for an expectation that does not hold, StoreTrouble
        (StoreFull among it) and LimitReached for what keeps the store from writing now.
        """


#: what works out what an update comes to, in a process that can be killed
Evaluate = Callable[[Update], Change]
