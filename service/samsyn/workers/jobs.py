"""What a worker can be asked to do; each job is a plain value, and so is its answer."""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, Protocol

from samsyn import assessment
from samsyn.errors import Swedish, TooLarge
from samsyn.knowledge import FAMILY_CENTRE
from samsyn.library import Document, Library, placed, shacl
from samsyn.model import Mode, Repairs, ShaclReport, Triple, Validation
from samsyn.model.mandate import AgreementAssessment
from samsyn.reaching import Reaching
from samsyn.selection import Wish
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.store.port import EVERYTHING, Answer, Census, Change, Context, GraphState, Readable, Sink, Update
from samsyn.store.remote.place import Remote
from samsyn.workers import dataset, seal, stored
from samsyn.workers.limits import Limits

Lane = Literal["query", "validation", "upkeep", "assessing", "stream"]
LANES: Final[tuple[Lane, ...]] = ("query", "validation", "upkeep", "assessing", "stream")


class Store(Readable, stored.Held, Protocol):
    """A store that can be asked, and that tells what an update comes to."""

    def change(self, update: Update) -> Change:
        """What an update comes to. Raises BadQuery, EvaluationFailure."""

    def ask(self, text: str, accept: str | None, context: Context, out: Sink) -> None:
        """Writes the answer to a query to a sink while it is worked out; see `query`."""

    def graph_state(self, graph: str | None) -> GraphState:
        """What a graph holds, by its digest; None is the default graph."""

    def send(self, graph: str | None, accept: str | None, out: Sink) -> None:
        """Writes a graph to a sink, in the format that is wished; nothing is begun for one that is not there."""

    def census(self, most: int) -> Census:
        """How much the graphs hold, so many of the named ones told one by one."""

    def warm(self) -> None:
        """Opens what will be asked, if it is there already, so that the first question need not wait for it."""


@dataclass(frozen=True)
class Tools:
    """What every worker has at hand: the bundled library, and the store; `remote` is where that lies if not here."""

    library: Library
    store: Store
    remote: Remote | None = None


class Job(Protocol):
    """Something to do, in the lane whose limits hold for it."""

    lane: ClassVar[Lane]

    def run(self, tools: Tools) -> object:
        """The answer, of the classes that `frames` lets through. Raises SamsynError."""


@dataclass(frozen=True)
class Fault:
    """What a worker answers when it met a fault of ours: the trace, for the log."""

    trace: str


@dataclass(frozen=True)
class Validate:
    """Assess a description that somebody sent."""

    lane: ClassVar[Lane] = "validation"
    data: bytes
    format: str
    name: str | None
    agreement: str | None
    kind: str | None
    date: str
    mode: Mode
    most: int = Limits.centres

    def run(self, tools: Tools) -> Validation:
        """The assessment. Raises TooLarge for more centres than fit."""
        document = Document(self.data, self.format, self.name)
        found = document.graph()
        described = len(found.instances(FAMILY_CENTRE))
        if described > self.most:
            raise _too_many(described, self.most)
        wish = Wish(self.date, self.agreement, self.kind, self.mode)
        return placed(assessment.validate(tools.library.knowledge, found, wish, name=self.name), document)


@dataclass(frozen=True)
class Shacl:
    """Run somebody's shapes on somebody's data."""

    lane: ClassVar[Lane] = "validation"
    data: bytes
    shapes: bytes
    format: str
    shapes_format: str

    def run(self, tools: Tools) -> ShaclReport:
        """The W3C validation report."""
        return shacl(Document(self.data, self.format), Document(self.shapes, self.shapes_format))


@dataclass(frozen=True)
class AssessCentre:
    """Assess a stored centre, or what it was after an entry of the journal."""

    lane: ClassVar[Lane] = "validation"
    centre: str
    date: str
    agreement: str | None
    kind: str | None
    mode: Mode
    entry: int | None = None

    def run(self, tools: Tools) -> Validation:
        """The assessment."""
        centre = stored.known(tools.library, tools.store, self.centre, entry=self.entry)
        return tools.library.assess(centre, date=self.date, agreement=self.agreement, kind=self.kind, mode=self.mode)


@dataclass(frozen=True)
class AssessAgreement:
    """Assess a bundled agreement under the demands on it."""

    lane: ClassVar[Lane] = "validation"
    agreement: str
    date: str

    def run(self, tools: Tools) -> AgreementAssessment:
        """The assessment."""
        return tools.library.assess_agreement(self.agreement, date=self.date)


@dataclass(frozen=True)
class MakeExample:
    """Make up the smallest centre that reaches an agreement's minimum level."""

    lane: ClassVar[Lane] = "validation"
    agreement: str
    kind: str | None
    date: str

    def run(self, tools: Tools) -> tuple[Triple, ...]:
        """Its description. Raises UnknownChoice, NoExample."""
        return Reaching(tools.library, self.date).example(self.agreement, self.kind)


@dataclass(frozen=True)
class RepairCentre:
    """Find what would make a stored centre reach an agreement's minimum level."""

    lane: ClassVar[Lane] = "validation"
    centre: str
    agreement: str
    kind: str | None
    date: str

    def run(self, tools: Tools) -> Repairs:
        """The repairs. Raises UnknownChoice."""
        centre = stored.known(tools.library, tools.store, self.centre)
        return Reaching(tools.library, self.date).mended(None, centre, self.agreement, self.kind)


@dataclass(frozen=True)
class Query:
    """Answer a SPARQL query."""

    lane: ClassVar[Lane] = "query"
    text: str
    accept: str | None
    context: Context = EVERYTHING

    def run(self, tools: Tools) -> Answer:
        """The answer in the format that is wished."""
        seal.refuse_service(self.text)
        return tools.store.query(self.text, self.accept, self.context)


@dataclass(frozen=True)
class Describe:
    """Tell what is stated of a thing."""

    lane: ClassVar[Lane] = "query"
    iri: str
    form: str

    def run(self, tools: Tools) -> Answer | None:
        """Its statements in a format; None if there are none."""
        return tools.store.describe(self.iri, self.form)


@dataclass(frozen=True)
class Graphs:
    """Hand out some named graphs."""

    lane: ClassVar[Lane] = "query"
    names: tuple[str, ...]
    form: str

    def run(self, tools: Tools) -> Answer | None:
        """Their statements in a format; None if there are none."""
        return tools.store.graph(self.names, self.form)


@dataclass(frozen=True)
class WorkOut:
    """Tell what an update comes to on the store as it is."""

    lane: ClassVar[Lane] = "upkeep"
    update: Update

    def run(self, tools: Tools) -> Change:
        """What goes and what comes."""
        return tools.store.change(self.update)


@dataclass(frozen=True)
class Triples:
    """Read what somebody sent, so that it can be written."""

    lane: ClassVar[Lane] = "validation"
    data: bytes
    format: str
    name: str | None = None
    base: str | None = None

    def run(self, tools: Tools) -> bytes:
        """Its triples as N-Triples; none of an empty document."""
        if not self.data.strip():
            return b""
        return "".join(parse.lines(self.data, rdf_format(self.format), name=self.name, base=self.base)).encode()


@dataclass(frozen=True)
class Demands:
    """Assess some agreements by the demands on them."""

    lane: ClassVar[Lane] = "upkeep"
    date: str
    agreements: tuple[str, ...]

    def run(self, tools: Tools) -> bytes:
        """The assessments as N-Triples."""
        return dataset.demands(tools.library, self.agreements, self.date)


@dataclass(frozen=True)
class Comparisons:
    """Compare some bundled agreements with each that comes after it."""

    lane: ClassVar[Lane] = "upkeep"
    agreements: tuple[str, ...]

    def run(self, tools: Tools) -> bytes:
        """The comparisons as N-Triples."""
        return dataset.comparisons(tools.library, self.agreements)


def _too_many(described: int, most: int) -> TooLarge:
    return TooLarge(
        f"{described} centres are described; {most} fit in one request.",
        limit="centres",
        advice=f"Send at most {most} centres at a time.",
        sv=Swedish(
            f"{described} verksamheter beskrivs; {most} ryms i en begäran.",
            f"Skicka högst {most} verksamheter åt gången.",
        ),
    )
