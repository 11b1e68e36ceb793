"""`samsyn agreements ID --assessment`: what an agreement comes to under the demands on it."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import typer

from samsyn.cli import streams
from samsyn.cli.listing import Format, as_csv, as_json
from samsyn.cli.options import Output
from samsyn.cli.validate import EXIT_CODES

_FEW: Final = 3

if TYPE_CHECKING:
    from rich.console import RenderableType

    from samsyn.cli.streams import Screen
    from samsyn.cli.voice import Voice
    from samsyn.library import Library
    from samsyn.model.mandate import AgreementAssessment, DemandFinding, DemandReport

    Parts = Iterator[RenderableType]


def assess(library: "Library", wanted: str, date: str | None, voice: "Voice", format: Format, output: Output) -> None:
    """Shows or writes the assessment of an agreement; the exit code follows its outcome."""
    from msgspec.structs import replace

    from samsyn.cli.day import today
    from samsyn.cli.voice import permissions

    found = library.assess_agreement(wanted, date=date or today())
    words, judging = voice.words, map(library.agreement, {report.demanded_by for report in found.reports})
    voice = replace(voice, permitted=permissions(judging))
    if format == "json":
        streams.write(as_json(found.to_dict()), output, words)
    elif format == "csv":
        from samsyn import demands

        rows = [{key: _cell(value) for key, value in row.items()} for row in demands.rows(found, words.lang)]
        streams.write(as_csv(rows), output, words)
    else:
        streams.show(partial(_drawn, found, voice), output, words)
    raise typer.Exit(EXIT_CODES[found.outcome])


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _drawn(found: "AgreementAssessment", voice: "Voice", screen: "Screen") -> str:
    from samsyn.cli import ink

    return ink.draw(_told(found, voice), screen)


def _told(found: "AgreementAssessment", voice: "Voice") -> "Parts":
    from samsyn.cli import ink

    words = voice.words
    yield ink.line(words.of(found.title) or found.agreement, "bold")
    yield ink.line(words("demands.title", date=found.date))
    yield ink.line("")
    lines = [ink.line(words(f"demands.{found.outcome}"), f"bold {ink.COLOURS[found.outcome]}")]
    lines += [ink.line(words("demands.coverage", read=voice.name("coverage", found.coverage)))]
    lines += [ink.line(words.of(text)) for text in (found.meaning, found.coverage_note) if text]
    yield ink.item(ink.symbol(found.outcome), *lines, indent=0)
    if not found.reports:
        yield ink.line(words("demands.none"))
    for report in found.reports:
        yield from _report(found, report, voice)


def _report(found: "AgreementAssessment", report: "DemandReport", voice: "Voice") -> "Parts":
    from samsyn.cli import ink

    words, own = voice.words, report.demanded_by == found.agreement
    title = words("demands.own") if own else words("demands.of", title=words.of(report.demanded_by_title))
    yield ink.line("")
    yield ink.line(title, "underline")
    counted = [each for each in report.findings if each.counts]
    for outcome in ("failed", "cantTell", "passed"):
        yield from _part(f"demands.part.{outcome}", [each for each in counted if each.outcome == outcome], voice)
    apart = [each for each in report.findings if not each.counts and each.outcome != "inapplicable"]
    yield from _part("part.information", apart, voice)
    notes = [words.of(note) for note in report.notes]
    notes += [words("demands.unstated", ids=", ".join(report.unstated))] if report.unstated else []
    if notes:
        yield ink.line("")
        yield ink.line(words("part.about"), "bold")
        yield from (ink.item(ink.line("·", "dim"), ink.line(note)) for note in notes)


def _part(key: str, findings: "Sequence[DemandFinding]", voice: "Voice") -> "Parts":
    from samsyn.cli import ink
    from samsyn.cli.finding import told

    if not findings:
        return
    yield ink.line("")
    yield ink.line(f"{voice.words(key)} ({len(findings)})", "bold")
    yield from (told(each, voice, _shown(each, voice), "row.look") for each in findings)


def _shown(finding: "DemandFinding", voice: "Voice") -> Iterator[tuple[str, str]]:
    """What shows the parts that are there, beside the requirement itself, and who is responsible for the rest."""
    words = voice.words
    others = [each for each in finding.shown if each.requirement != finding.requirement]
    for index, part in enumerate(dict.fromkeys(each.part for each in others)):
        texts = [words.of(each.text) for each in others if each.part == part]
        said = words("demands.shown", part=words.of(part), what="; ".join(text.rstrip(".") for text in texts[:_FEW]))
        yield ("" if index else words("row.shown")), said
    if finding.outcome in ("failed", "cantTell") and finding.responsible:
        yield words("row.who"), voice.who(finding.responsible)
