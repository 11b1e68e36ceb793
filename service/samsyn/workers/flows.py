"""Jobs about graphs and queries whose answers may be of any size: handed on in parts while they are worked out.

For whoever holds a token. Others have `samsyn.workers.jobs.Query`, whose answer has a limit.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from samsyn.store import parse
from samsyn.store.disk.merge import name_of
from samsyn.store.formats import rdf_format
from samsyn.store.port import EVERYTHING, Answer, Census, Context, GraphState, Part, Whole
from samsyn.store.sinks import Capped, InParts
from samsyn.workers import seal
from samsyn.workers.jobs import Lane, Tools

HandOn = Callable[[Part], None]


class Flow(ABC):
    """A job whose answer may come in parts."""

    lane: ClassVar[Lane]

    @abstractmethod
    def flow(self, tools: Tools, hand_on: HandOn) -> Answer | Whole | None:
        """Hands on parts, and tells that they are all; or the answer, where it fits in one. Raises SamsynError."""


@dataclass(frozen=True)
class StreamQuery(Flow):
    """Answer a SPARQL query, however much that is."""

    lane: ClassVar[Lane] = "stream"
    text: str
    accept: str | None
    context: Context = EVERYTHING

    def flow(self, tools: Tools, hand_on: HandOn) -> Answer | Whole | None:
        """The answer in parts."""
        seal.refuse_service(self.text)
        out = InParts(hand_on)
        tools.store.ask(self.text, self.accept, self.context, out)
        return out.end()


@dataclass(frozen=True)
class ReadGraph:
    """Hand out a graph; None is the default graph."""

    lane: ClassVar[Lane] = "query"
    graph: str | None
    accept: str | None
    result_bytes: int

    def run(self, tools: Tools) -> Answer | None:
        """Its statements, with the digest of what it holds; None where a named graph holds nothing. Raises TooLarge."""
        out = Capped(self.result_bytes)
        tools.store.send(self.graph, self.accept, out)
        return out.answer


@dataclass(frozen=True)
class StreamGraph(Flow):
    """Hand out a graph, however large; None is the default graph."""

    lane: ClassVar[Lane] = "stream"
    graph: str | None
    accept: str | None

    def flow(self, tools: Tools, hand_on: HandOn) -> Answer | Whole | None:
        """Its statements in parts; None where a named graph holds nothing."""
        out = InParts(hand_on)
        tools.store.send(self.graph, self.accept, out)
        return out.end()


@dataclass(frozen=True)
class StateOfGraph:
    """Tell what a graph holds, so that it can be seen whether it is another by now."""

    lane: ClassVar[Lane] = "query"
    graph: str | None

    def run(self, tools: Tools) -> GraphState:
        """Its digest."""
        return tools.store.graph_state(self.graph)


@dataclass(frozen=True)
class ReadDocuments:
    """Read documents that somebody sent, so that they can be written to one graph; each is data, format and name."""

    lane: ClassVar[Lane] = "validation"
    documents: tuple[tuple[bytes, str, str | None], ...]
    base: str | None = None

    def run(self, tools: Tools) -> bytes:
        """Their triples as N-Triples, blank nodes of each apart; none of an empty document. Raises as parsing does.

        Raises BadName for a base, which is the name of the graph, that is no IRI.
        """
        name_of(self.base)
        parts = list[str]()
        for number, (data, form, name) in enumerate(self.documents):
            if data.strip():
                found = parse.triples(data, rdf_format(form), name=name, base=self.base, blank=f"d{number}b")
                parts += (f"{s} {p} {o} .\n" for s, p, o in found)
        return "".join(parts).encode()


@dataclass(frozen=True)
class TakeCensus:
    """Count what the graphs hold."""

    lane: ClassVar[Lane] = "query"
    most: int

    def run(self, tools: Tools) -> Census:
        """The default graph, and so many named ones."""
        return tools.store.census(self.most)
