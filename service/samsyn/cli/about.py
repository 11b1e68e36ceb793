"""What an assessment rests on: how far the agreement is known, whether it was in force, what was judged."""

from collections.abc import Iterator

from rich.console import RenderableType

from samsyn.cli import ink
from samsyn.cli.voice import Voice
from samsyn.model import Report


def about(report: Report, voice: Voice) -> Iterator[RenderableType]:
    """The caveats of a report, under a heading of their own."""
    yield ink.line("")
    yield ink.line(voice.words("part.about"), "bold")
    for caveat in caveats(report, voice):
        yield ink.item(ink.line("·", "dim"), ink.line(caveat))
    if not voice.verbose:
        yield ink.line("")
        yield ink.line(voice.words("hint.verbose"), "dim")


def caveats(report: Report, voice: Voice) -> Iterator[str]:
    """Each caveat as a sentence."""
    words = voice.words
    yield from (words.of(note) for note in report.notes)
    if report.coverage == "whole":
        yield words("about.coverage.whole")
    if report.in_force is not None:
        yield words(f"about.in_force.{'true' if report.in_force else 'false'}", date=report.date)
    if report.description_date:
        yield words("about.description", date=report.description_date)
    else:
        yield words("about.undated")
    yield from _kind(report, voice)
    if report.made_up:
        yield words("about.made_up")
    if report.mode == "standard":
        yield words("about.standard")
    if voice.verbose:
        yield words("about.basis", rules=report.basis.rules, version=report.basis.version)


def _kind(report: Report, voice: Voice) -> Iterator[str]:
    words = voice.words
    if not report.kind or report.claimed_kind == "not-a-centre":
        return
    kind = voice.name("kind", report.kind)
    if report.claimed_kind == "other":
        yield words("about.claimed.other", kind=kind)
    elif report.claimed_kind and report.claimed_kind != report.kind:
        yield words("about.claimed", claimed=voice.name("kind", report.claimed_kind), kind=kind)
    elif not report.claimed_kind and report.derived_kind == report.kind:
        yield words("about.derived", kind=kind)
