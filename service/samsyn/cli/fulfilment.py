"""`samsyn fulfilment`: which centres fulfil which requirements of an agreement."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer
from msgspec import Struct

from samsyn.cli import listing, streams
from samsyn.cli.day import today
from samsyn.cli.options import AgreementId, Date, Kind, Language, Municipality, Output
from samsyn.cli.streams import Screen
from samsyn.cli.words import Words
from samsyn.model import OUTCOMES, Agreement, Head, Outcome, Report

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text as Line

    from samsyn.cli.voice import Voice
    from samsyn.library import Library

WORST_FIRST: Final = tuple(reversed(OUTCOMES))
Format = Literal["table", "csv", "xlsx", "json", "turtle"]


class Matrix(Struct, frozen=True):
    """The reports of some centres against one agreement, and the requirements that any of them was judged by."""

    agreement: Agreement
    reports: tuple[Report, ...]

    @property
    def requirements(self) -> list[str]:
        """The requirements, in the order of the agreement."""
        judged = {finding.requirement for report in self.reports for finding in report.findings}
        return [each.id for each in self.agreement.requirements if each.id in judged]

    def counted(self, reports: Sequence[Report]) -> list[str]:
        """The requirements that count towards the outcome of some of the reports, in the order of the agreement."""
        counted = {finding.requirement for report in reports for finding in report.findings if finding.counts}
        return [each for each in self.requirements if each in counted]

    def to_dict(self) -> dict[str, Any]:
        """The matrix as JSON."""
        return {
            "agreement": self.agreement.id,
            "requirements": self.requirements,
            "rows": [
                {
                    "centre": report.centre.id,
                    "kind": report.kind,
                    "outcome": report.outcome,
                    "outcomes": outcomes(report),
                }
                for report in self.reports
            ],
        }

    def rows(self) -> list[dict[str, str]]:
        """The matrix as rows, a column for each requirement."""
        names = self.requirements
        return [
            {
                "centre": report.centre.id,
                "kind": report.kind or "",
                "outcome": report.outcome,
                **{name: outcomes(report).get(name, "") for name in names},
            }
            for report in self.reports
        ]


def outcomes(report: Report) -> dict[str, Outcome]:
    """The outcome of each requirement."""
    return {finding.requirement: finding.outcome for finding in report.findings}


def fulfilment(
    agreement: AgreementId = None,
    municipality: Municipality = None,
    kind: Kind = None,
    date: Date = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")] = "table",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """Show who fulfils what of an agreement."""
    from samsyn.cli.shelf import library as shelf

    words = Words(lang)
    library = shelf()
    code = library.municipality(municipality) if municipality else None
    chosen = library.agreement(agreement) if agreement else _usual(library, code)
    if not agreement:
        streams.note(words("fulfilment.agreement", title=words.of(chosen.title), id=chosen.id))
    centres = [each for each in library.described if _fits(each.municipalities, chosen, code)]
    found = (library.assess(each, date=date or today(), agreement=chosen.id, kind=kind).reports for each in centres)
    matrix = Matrix(chosen, tuple(report for reports in found for report in reports))
    if not matrix.reports:
        streams.note(words("none-found"))
    if format == "xlsx":
        _tell_workbook(matrix, date or today(), library, words, output)
    else:
        _tell(matrix, format, library, words, output)


def _usual(library: "Library", code: str | None) -> Agreement:
    """The agreement that most centres fall under."""

    def centres(agreement: Head) -> int:
        if agreement.area is None:  # it holds nowhere in particular
            return 0
        return sum(_fits(each.municipalities, agreement, code) for each in library.described)

    return library.agreement(max(library.knowledge.heads.values(), key=centres).id)


def _fits(municipalities: Sequence[str], agreement: Head, code: str | None) -> bool:
    """Whether a centre's municipality is in the area of an agreement, and is the one asked for."""
    area = agreement.area.rsplit("/", 1)[-1] if agreement.area else None
    inside = area is not None and any(each.startswith(area) for each in municipalities)
    return (code in municipalities) if code and (inside or area is None) else inside


def _tell_workbook(matrix: Matrix, date: str, library: "Library", words: Words, output: Output) -> None:
    from samsyn.web import workbook
    from samsyn.web.voice import Voice

    centres = {each.id: each for each in library.described}
    made = workbook.fulfilment(matrix.agreement, matrix.to_dict(), centres, date, Voice(library, words.lang))
    streams.write_as_it_is(made, output, words)


def _tell(matrix: Matrix, format: Format, library: "Library", words: Words, output: Output) -> None:
    if format == "json":
        streams.write(listing.as_json(matrix.to_dict()), output, words)
    elif format == "csv":
        streams.write(listing.as_csv(matrix.rows()), output, words)
    elif format == "turtle":
        from samsyn import formats
        from samsyn.model import Validation

        streams.write(formats.render(Validation(matrix.reports), "earl", words.lang), output, words)
    else:
        streams.show(partial(_drawn, matrix, library, words), output, words)


def _drawn(matrix: Matrix, library: "Library", words: Words, screen: Screen) -> str:
    from samsyn.cli import ink
    from samsyn.cli.voice import Voice, permissions

    voice = Voice(words, library.label, permitted=permissions([matrix.agreement]))
    return ink.draw(_parts(matrix, voice), screen)


def _parts(matrix: Matrix, voice: "Voice") -> "Iterator[RenderableType]":
    from samsyn.cli import ink

    words = voice.words
    numbers = {name: str(number) for number, name in enumerate(matrix.counted(matrix.reports), start=1)}
    statements = {each.id: words.of(each.statement) for each in matrix.agreement.requirements}
    yield ink.line(words.of(matrix.agreement.title), "bold")
    for kind in dict.fromkeys(report.kind for report in matrix.reports):
        reports = [report for report in matrix.reports if report.kind == kind]
        name = voice.name("kind", kind) if kind else ""
        yield ink.line("")
        yield ink.line(words("fulfilment.kind", kind=name, n=len(reports)), "underline")
        yield _table(matrix, reports, numbers, voice)
        totals = [(outcome, [report.outcome for report in reports].count(outcome)) for outcome in WORST_FIRST]
        yield ink.line(voice.listed([words.count(f"n.{outcome}", n) for outcome, n in totals if n]))
    yield ink.line("")
    for name, number in numbers.items():
        yield ink.item(ink.line(number), ink.line(f"{statements[name]} ({name})"), width=2, indent=0)
    yield ink.line("")
    yield ink.line(words("legend"), "dim")


def _table(matrix: Matrix, reports: Sequence[Report], numbers: dict[str, str], voice: "Voice") -> "RenderableType":
    """The centres of one kind, with a sign for each requirement that counts for it."""
    from samsyn.cli import ink

    words = voice.words
    columns = [name for name in matrix.counted(reports) if any(applies(report, name) for report in reports)]
    body = [
        [
            ink.symbol(report.outcome),
            ink.line(words.of(report.centre.label) or report.centre.id),
            *(_sign(outcomes(report).get(name, "inapplicable"), name in voice.permitted) for name in columns),
        ]
        for report in reports
    ]
    return ink.table(["", words("col.centre"), *(numbers[name] for name in columns)], body, tight=2)


def _sign(outcome: Outcome, permitted: bool) -> "Line":
    """The sign of an outcome; a neutral one for what is described but only permitted."""
    from samsyn.cli import ink

    return ink.found() if permitted and outcome == "passed" else ink.symbol(outcome)


def applies(report: Report, requirement: str) -> bool:
    """Whether a requirement applies to the centre of a report."""
    return outcomes(report).get(requirement, "inapplicable") != "inapplicable"
