"""The Python interface: validate descriptions, check agreements, compile shapes, run SHACL."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date as Date  # noqa: N812 - the word of the domain
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from samsyn import sparql
from samsyn.assertions import report_triples
from samsyn.bulk import stream
from samsyn.drafts import beside, check, load
from samsyn.engine import Graph as _Indexed
from samsyn.engine import OpenWorld, Rules
from samsyn.engine.evaluate import Judgement
from samsyn.engine.ground import outcome_of
from samsyn.engine.reasons import reasons
from samsyn.engine.report import report_triples as _shacl_triples
from samsyn.errors import FileTrouble, UnknownFormat
from samsyn.library import Document, Library, lines_told
from samsyn.model import AgreementCheck, Mode, Outcome, Reason, Report, Result, ShaclReport, Validation, worst
from samsyn.selection import Wish
from samsyn.store import parse, write
from samsyn.store.formats import Format, format_of_file, rdf_format
from samsyn.store.haste import unhindered

if TYPE_CHECKING:
    from samsyn.graphs import Graph as RdfGraph
    from samsyn.model.mandate import AgreementAssessment

    Data = RdfGraph | Path | str | bytes


@cache
def library() -> Library:
    """The bundled knowledge, loaded on first use."""
    return load()


class ValidationResult:
    """The reports on a description."""

    def __init__(self, validation: Validation) -> None:
        self.reports: tuple[Report, ...] = validation.reports
        self._validation = validation

    @property
    def outcome(self) -> Outcome:
        """The worst outcome over all reports: passed, failed, cantTell or inapplicable."""
        return self._validation.outcome

    @cached_property
    def graph(self) -> "RdfGraph":
        """The sh:ValidationReports and earl:Assertions as an rdflib graph."""
        from samsyn.graphs import to_rdflib

        return to_rdflib(triple for report in self.reports for triple in report_triples(report))

    def to_dict(self) -> dict[str, Any]:
        """The JSON report."""
        return self._validation.to_dict()


class ShaclResult:
    """A W3C validation report (SHACL 3.6)."""

    def __init__(self, report: ShaclReport) -> None:
        self.results: tuple[Result, ...] = report.results
        self._report = report

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of any severity."""
        return self._report.conforms

    @cached_property
    def graph(self) -> "RdfGraph":
        """The sh:ValidationReport as an rdflib graph."""
        from samsyn.graphs import to_rdflib

        return to_rdflib(_shacl_triples(self.results))

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return self._report.to_dict()


class Judgements:
    """What shapes come to on data in open mode, one by one: an iterable of judgements, each with its parts.

    A judgement is a shape, a focus node, its truth (True, False, or None for not known) and the parts by which it is
    not true: a shape, its truth, the values seen, whether they are all known to be all.
    """

    def __init__(self, rules: Rules, world: OpenWorld) -> None:
        self._rules, self._world = rules, world
        self._judgements = rules.judgements(world)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self._judgements)

    def __len__(self) -> int:
        return len(self._judgements)

    @property
    def outcome(self) -> Outcome:
        """The worst outcome: failed, else cantTell, else passed; inapplicable where no shape has a target."""
        return worst([outcome_of(each.truth) for each in self])

    def reasons(self, judgement: Judgement) -> tuple[Reason, ...]:
        """Why a judgement is not true, constraint by constraint."""
        return reasons(self._rules, self._world, judgement)

    def to_dict(self) -> dict[str, Any]:
        """As JSON: the outcome, and each judgement with its reasons."""
        return {
            "outcome": self.outcome,
            "judgements": [
                {
                    "shape": each.shape,
                    "focus": each.focus,
                    "outcome": outcome_of(each.truth),
                    "reasons": [reason.to_dict() for reason in self.reasons(each)],
                }
                for each in self
            ],
        }


def validate(
    data: "Data",
    agreement: str | None = None,
    kind: str | None = None,
    date: str | Date | None = None,
    mode: Mode = "open",
    format: str | None = None,
) -> ValidationResult:
    """The assessment of every centre that `data` describes.

    `data` is an rdflib Graph, the path of a file, or bytes with `format`; `date` is a date or YYYY-MM-DD, today without
    it.
    Raises samsyn.errors.BadInput where the data, the agreement, the kind or the date cannot be used, FileTrouble
    where a file cannot be read.
    """
    wish = Wish(written_day(date), agreement, kind, mode)
    if isinstance(data, str | bytes | Path):
        sent, form, name = _document(data, format)
        return ValidationResult(library().validate(Document(sent, form.key, name), wish))
    return ValidationResult(library().validate_graph(read_graph(data, format), wish))


def assess_agreement(agreement: str, date: str | Date | None = None) -> "AgreementAssessment":
    """A known agreement under the demands on it: its own, and for a local one those of the agreement of its area.

    `agreement` is its id; `date` is a date or YYYY-MM-DD, today without it.
    Raises samsyn.errors.UnknownChoice for an unknown id, BadDate.
    """
    return library().assess_agreement(agreement, date=written_day(date))


def check_agreement(
    data: "Data", minimum: "Data | None" = None, format: str | None = None, mandate: "Data | None" = None
) -> AgreementCheck:
    """What an agreement lacks that an author has written, and what to write: the answer of `samsyn agreements check`.

    `minimum` are the shapes of its minimum level, `mandate` those of its demands on texts; without them, where `data`
    is a path, the files of the same name below shapes/minimum and shapes/mandate beside it. `format` is that of what is
    given as bytes. Of an rdflib Graph no lines are known.
    Raises samsyn.errors.NotAnAgreement where `data` holds none, and as `compile` and `validate` do.
    """
    given = {"minimum": minimum, "mandate": mandate}
    if isinstance(data, str | Path):
        given = {kind: beside(Path(data), kind) if rules is None else rules for kind, rules in given.items()}
    books = {kind: None if rules is None else _draft(rules, format) for kind, rules in given.items()}
    found = check(library(), _draft(data, format), **books)
    if isinstance(data, str | bytes | Path):
        return found
    return replace(found, faults=tuple(replace(fault, line=None) for fault in found.faults))


def written_day(date: str | Date | None) -> str:
    """A date as it is written, today where there is none."""
    day = date or datetime.now().astimezone().date()
    return day.isoformat() if isinstance(day, Date) else day


def _draft(data: "Data", format: str | None) -> Document:
    if isinstance(data, str | bytes | Path):
        found, form, name = _document(data, format if isinstance(data, bytes) else None)
        return Document(found, form.key, name)
    written = rdf_format("n-triples")
    return Document(write.graph(list(read_graph(data, None).triples()), written), written.key)


def compile(shapes: "Data", format: str | None = None) -> Rules:
    """Shapes compiled once: immutable, and picklable to be sent to other processes.

    Raises samsyn.errors.BadShapes where they break the rules of SHACL, UnsupportedShapes where they go beyond Core and
    SPARQL.
    """
    if isinstance(shapes, str | bytes | Path):
        data, form, name = _document(shapes, format)
        return sparql.read(data, form, name=name)
    return sparql.rules(read_graph(shapes, format))


def shacl(data: "Data", rules: "Rules | Data", format: str | None = None) -> ShaclResult:
    """The W3C validation report on any data by any shapes, compiled or not; `format` is that of what is given as bytes.

    Raises as `compile` and `validate` do.
    """
    compiled = rules if isinstance(rules, Rules) else compile(rules, format if isinstance(rules, bytes) else None)
    with unhindered(), _lines(rules, format):
        return ShaclResult(ShaclReport(compiled.results(read_graph(data, format))))


def judge(data: "Data", rules: "Rules | Data", format: str | None = None) -> Judgements:
    """What any shapes come to on any data in open mode: true, false or not known, with the parts that tell why.

    What the data is complete about, and what it denies, is said in the words of our ontology. Raises as `shacl` does.
    """
    compiled = rules if isinstance(rules, Rules) else compile(rules, format if isinstance(rules, bytes) else None)
    with unhindered(), _lines(rules, format):
        return Judgements(compiled, OpenWorld(read_graph(data, format), library().openness))


def shacl_stream(
    path: str | Path, rules: "Rules | Data", jobs: int = 1
) -> Iterator[tuple[str | None, tuple[Result, ...]]]:
    """Every graph of an N-Quads file with its results, in the file's order, however large it is.

    A graph is the term of its name, None where it has none; its lines stand together in the file. Several `jobs` are
    processes of their own: a script that asks for them starts below `if __name__ == "__main__":`.
    Raises FileTrouble, NotRdf with the line, EvaluationFailure with shape and graph, BadInput where there are no jobs,
    and at the end where the lines of a graph did not stand together.
    """
    compiled = rules if isinstance(rules, Rules) else compile(rules)
    return stream(Path(path), compiled, jobs=jobs)


def _lines(rules: "Rules | Data", format: str | None) -> AbstractContextManager[None]:
    """Where rules are a document, failures say where in it they come about."""
    if not isinstance(rules, str | bytes | Path):
        return nullcontext()
    return lines_told(*_document(rules, format if isinstance(rules, bytes) else None))


def read_graph(data: "Data", format: str | None) -> _Indexed:
    """What is given as a graph. Raises FileTrouble, and BadInput where it cannot be read."""
    if isinstance(data, str | bytes | Path):
        found, form, name = _document(data, format)
        return parse.graph(found, form, name=name)
    from samsyn.graphs import Graph, from_rdflib

    if not isinstance(data, Graph):
        raise TypeError(f"data is an rdflib Graph, a path or bytes, and not {type(data).__name__}")
    return _Indexed(from_rdflib(data))


def _document(data: str | bytes | Path, format: str | None) -> tuple[bytes, Format, str | None]:
    """The bytes of a document, their format, and the name of the file they are from."""
    if isinstance(data, bytes):
        if format is None:
            raise UnknownFormat("Bytes do not tell their format.", advice='Name it, for instance format="turtle".')
        return data, rdf_format(format), None
    if isinstance(data, str) and "\n" in data:
        raise UnknownFormat(
            "A str is the path of a file, and this is a document.",
            advice='Give it as bytes, with format="turtle" or another.',
        )
    if isinstance(data, str) and "://" in data:
        raise UnknownFormat("A str is the path of a file; an address is never fetched.", advice="Fetch it yourself.")
    path = Path(data)
    form = rdf_format(format) if format else format_of_file(path.name)
    return _bytes(path), form, path.name


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileTrouble.unread(str(path), error) from error
