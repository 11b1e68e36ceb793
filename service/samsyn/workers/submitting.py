"""Jobs about what is sent to be stored: is it a description of that centre, and what does it come to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from msgspec.structs import replace

from samsyn import flaws
from samsyn.engine import Graph
from samsyn.engine.graph import TYPE
from samsyn.errors import NotADescription, OfAnotherCentre, Swedish
from samsyn.knowledge import Described, Listed, centre, listed, sam
from samsyn.library import Document, Library
from samsyn.model import Flaw, Triple
from samsyn.model.authoring import Statement
from samsyn.model.difference import Difference
from samsyn.selection import described
from samsyn.store import parse, places
from samsyn.store.disk import history
from samsyn.store.formats import rdf_format
from samsyn.store.port import Answer
from samsyn.terms import EARL, Term, iri, is_iri
from samsyn.versions import difference
from samsyn.workers import dataset, stored
from samsyn.workers.jobs import Lane, Tools

_N_TRIPLES: Final = rdf_format("n-triples")
_DESCRIBES: Final = sam("describes")
#: the kinds of things that a description is made of; others are told by agreements, decisions and assessments
_KINDS: Final = frozenset(
    {
        *map(sam, ("Description", "Claim", "FamilyCentre", "ServiceDelivery", "Participation", "Post", "Feature")),
        *map(sam, ("AgeRange", "LocalAgreement", "ActivityPlan", "FollowUp", "SteeringGroup")),
        iri("http://www.w3.org/ns/locn#Address"),
        iri("http://www.w3.org/ns/org#Site"),
    }
)
_JUDGING: Final = f"<{EARL}"
#: as many flaws as are told one by one in the sentence that refuses
_TOLD: Final = 5


@dataclass(frozen=True)
class Submitted:
    """A description that can be stored: its triples as N-Triples, its centre, and its assessments as N-Triples."""

    lines: bytes
    centre: Listed
    assessments: bytes


@dataclass(frozen=True)
class Submit:
    """Read what somebody sent to be stored as a centre, and judge it as a description."""

    lane: ClassVar[Lane] = "validation"
    data: bytes
    format: str
    centre: str
    date: str

    def run(self, tools: Tools) -> Submitted:
        """What is to be stored. Raises BadInput of every sort: NotADescription, OfAnotherCentre, NoCentre, NotRdf."""
        document = Document(self.data, self.format)
        lines = "".join(parse.lines(self.data, rdf_format(self.format))).encode()
        found = stored.triples(lines)
        graph = Graph(found)
        made = _own(graph, self.centre, found)
        _sound(tools.library, graph, document)
        return Submitted(lines, listed(made, tools.library.openness), dataset.assessed(tools.library, made, self.date))


@dataclass(frozen=True)
class PutBack:
    """Read a past version, to be stored again."""

    lane: ClassVar[Lane] = "validation"
    centre: str
    entry: int
    date: str

    def run(self, tools: Tools) -> Submitted:
        """What is to be stored. Raises UnknownThing, StoreBroken."""
        lines = history.past(tools.store.layout, stored.graph_of(self.centre), self.entry)
        made = stored.known(tools.library, tools.store, self.centre, entry=self.entry)
        return Submitted(lines, listed(made, tools.library.openness), dataset.assessed(tools.library, made, self.date))


@dataclass(frozen=True)
class ReadCentres:
    """Make values of some stored centres."""

    lane: ClassVar[Lane] = "upkeep"
    centres: tuple[str, ...]

    def run(self, tools: Tools) -> tuple[Listed, ...]:
        """The centres as they stand in lists, without those that are not there."""
        found = stored.those(tools.library, tools.store, ((id, None) for id in self.centres))
        return tuple(listed(each, tools.library.openness) for each in found)


@dataclass(frozen=True)
class ReadCentre:
    """Make a value of a stored centre, with all that is stated of it."""

    lane: ClassVar[Lane] = "query"
    centre: str

    def run(self, tools: Tools) -> Described:
        """The centre. Raises UnknownThing."""
        return stored.known(tools.library, tools.store, self.centre)


@dataclass(frozen=True)
class ReadPast:
    """Make a value of a centre as it was after an entry of the journal."""

    lane: ClassVar[Lane] = "validation"
    centre: str
    entry: int

    def run(self, tools: Tools) -> Described:
        """The centre. Raises UnknownThing, StoreBroken."""
        return stored.known(tools.library, tools.store, self.centre, entry=self.entry)


@dataclass(frozen=True)
class WritePast:
    """Write what a centre's graph held after an entry of the journal."""

    lane: ClassVar[Lane] = "validation"
    centre: str
    entry: int
    form: str

    def run(self, tools: Tools) -> Answer:
        """The triples in a format. Raises StoreBroken."""
        from samsyn.store import write

        data = history.past(tools.store.layout, stored.graph_of(self.centre), self.entry)
        form = rdf_format(self.form)
        return Answer(form.media_type, write.graph(stored.triples(data), form))


@dataclass(frozen=True)
class Differ:
    """Tell in what two versions of a centre differ."""

    lane: ClassVar[Lane] = "validation"
    centre: str
    before: int
    after: int

    def run(self, tools: Tools) -> Difference:
        """The difference. Raises StoreBroken."""
        graph, layout = stored.graph_of(self.centre), tools.store.layout
        before, after = (stored.triples(history.past(layout, graph, each)) for each in (self.before, self.after))
        return difference(before, after)


@dataclass(frozen=True)
class Assess:
    """Assess some stored centres by the agreements of their places."""

    lane: ClassVar[Lane] = "assessing"
    date: str
    centres: tuple[str, ...]

    def run(self, tools: Tools) -> tuple[tuple[str, bytes], ...]:
        """Each centre that is there with its assessments as N-Triples."""
        found = stored.those(tools.library, tools.store, ((id, None) for id in self.centres))
        return tuple((each.id, dataset.assessed(tools.library, each, self.date)) for each in found)


def _own(graph: Graph, id: str, found: Iterable[Triple]) -> Described:
    """The centre that is described, where it is this one alone. Raises NoCentre, OfAnotherCentre."""
    own = stored.iri_of(id)
    told = described(graph)
    others = [each for each in told if each != own]
    if others or told != (own,):
        raise _another(
            f"It describes {', '.join(_named(others))}, not {own} alone.",
            f"Den beskriver {', '.join(_named(others))}, inte bara {own}.",
        )
    made = centre(graph, own, found)
    if made.id != id:
        raise _another(f"Its dcterms:identifier is '{made.id}'.", f"Dess dcterms:identifier är '{made.id}'.")
    strangers = list(_strangers(graph, own))
    if strangers:
        raise _another(
            f"It also says something of {strangers[0]}.",
            f"Den säger också något om {strangers[0]}.",
        )
    return made


def _strangers(graph: Graph, own: Term) -> Iterator[Term]:
    """What a description must not speak of: things that are no part of the centre, and kinds of things of others."""
    below = (own[:-1] + "/", own[:-1] + "#")
    for subject, stated in graph.out.items():
        if subject != own and is_iri(subject) and not subject.startswith(below):
            yield subject
        yield from (each for each in stated if each.startswith(_JUDGING))
        yield from (each for each in stated.get(_DESCRIBES, ()) if each != own)
        yield from (each for each in stated.get(TYPE, ()) if each not in _KINDS)


def _sound(library: Library, graph: Graph, document: Document) -> None:
    """Raises NotADescription with every flaw and its line, where the shapes of descriptions are broken."""
    knowledge = library.knowledge
    found = flaws.of(knowledge.descriptions.results(graph), graph, knowledge.descriptions, knowledge.labels)
    broken = [each for each in found if each.severity == "Violation"]
    if not broken:
        return
    lines = places.lines(document.data, rdf_format(document.format))
    broken = sorted((_placed(each, lines) for each in broken), key=lambda each: each.line or 0)
    told = [each for each in broken if not each.aside]
    error = NotADescription(
        " ".join(_sentence(each.message.en, each.line, "Line") for each in told[:_TOLD]),
        advice=f"Mend {_counted(len(told), 'flaw', 'flaws')} and send it again; /validate tells them with choices.",
        sv=Swedish(
            " ".join(_sentence(each.message.sv, each.line, "Rad") for each in told[:_TOLD]),
            f"Rätta {_counted(len(told), 'fel', 'fel')} och skicka igen; /validate visar vad som kan stå i stället.",
        ),
    )
    error.flaws = tuple(each.to_dict() for each in broken)
    raise error


def _placed(flaw: Flaw, lines: Mapping[Statement, int]) -> Flaw:
    return replace(flaw, line=places.nearest(lines, flaw.at))


def _sentence(message: str, line: int | None, word: str) -> str:
    return f"{word} {line}: {message}" if line else message


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _named(terms: Iterable[Term]) -> Iterator[Term]:
    return (each if is_iri(each) else "a blank node" for each in terms)


def _another(en: str, sv: str) -> OfAnotherCentre:
    return OfAnotherCentre(
        en,
        advice="Describe this one centre; name its parts by IRIs below its own, or by blank nodes.",
        sv=Swedish(sv, "Beskriv bara den här verksamheten; ge dess delar IRI:er under dess egen, eller blanka noder."),
    )
