"""The report of a validation for people: what is missing, who is responsible, what would mend it."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.text import Text as Line

from samsyn.cli import ink
from samsyn.cli.about import about
from samsyn.cli.finding import short, told
from samsyn.cli.voice import Voice, capital
from samsyn.cli.words import Words
from samsyn.model import OUTCOMES, Finding, Flaw, Outcome, Report, Validation

Parts = Iterator[RenderableType]
#: so many choices are told with what they are called
_FEW: Final = 8
WORST_FIRST: Final = tuple(reversed(OUTCOMES))


def validation(found: Validation, voice: Voice) -> Parts:
    """All reports, and a summary where there are several."""
    for index, report in enumerate(found.reports):
        if index:
            yield ink.line("")
        yield from one(report, voice)
    if not found.reports:
        yield ink.line(voice.words("no-reports"))
    if len(found.reports) > 1:
        yield from _summary(found.reports, voice)


def one(report: Report, voice: Voice) -> Parts:
    """One report."""
    yield from _heading(report, voice)
    yield ink.line("")
    yield from _verdict(report, voice)
    counted = [finding for finding in report.findings if finding.counts]
    strict = ".standard" if report.mode == "standard" else ""
    yield from _by_responsible("failed", f"part.failed{strict}", counted, voice)
    yield from _by_responsible("cantTell", "part.cantTell", counted, voice)
    yield from _listed("passed", counted, voice)
    yield from _apart(report, voice)
    if voice.verbose:
        yield from _listed("inapplicable", report.findings, voice)
    yield from _faults(report, voice)
    yield from about(report, voice)


def _heading(report: Report, voice: Voice) -> Parts:
    words = voice.words
    yield ink.line(words.of(report.centre.label) or report.centre.id, "bold")
    title = words.of(report.agreement_title) or report.agreement
    kind = words("heading.kind", kind=voice.name("kind", report.kind)) if report.kind else ""
    day = words("heading.date", date=report.date)
    yield ink.line(title)
    if report.in_force is None:
        yield ink.line(words("heading.period", date=report.date), "yellow")
    mode = words("heading.standard") if report.mode == "standard" else ""
    yield ink.line(capital(", ".join(part for part in (kind, day, mode) if part)))
    if voice.verbose:
        yield ink.line(f"{report.centre.iri}\n{report.agreement}", "dim")


def _verdict(report: Report, voice: Voice) -> Parts:
    words = voice.words
    whole = ".whole" if report.outcome == "passed" and report.coverage == "whole" else ""
    mark = ink.symbol(report.outcome)
    lines = [ink.line(words(f"verdict.{report.outcome}{whole}"), f"bold {ink.COLOURS[report.outcome]}")]
    lines += [ink.line(reason) for reason in _reasons(report, voice)]
    yield ink.item(mark, *lines, indent=0)
    yield from _warned(report, voice)
    for claim in report.claims:
        quoted = words("claim", text=words.of(claim.text), source=claim.source)
        yield ink.line("")
        yield ink.item(ink.line("!", "cyan"), ink.line(quoted), ink.line(words("claim.note"), "dim"), indent=0)


def _warned(report: Report, voice: Voice) -> Parts:
    """What is wrong in the description that the verdict rests on."""
    wrong = [each for each in report.flaws if each.severity == "Violation" and not each.aside]
    if wrong:
        yield ink.line("")
        said = [ink.line(_fault(each, voice)) for each in wrong]
        yield ink.item(ink.line("!", "red"), ink.line(voice.words("faulty"), "bold"), *said, indent=0)


def _fault(flaw: Flaw, voice: Voice) -> str:
    message = f"{flaw.place}: {voice.words.of(flaw.message)}" if flaw.line else voice.words.of(flaw.message)
    return voice.words("faulty.value", message=message, value=flaw.found) if flaw.found else message


def _instead(flaw: Flaw, voice: Voice) -> Iterator[tuple[str, str]]:
    """The property concerned, and what can be written."""
    words = voice.words
    if flaw.term:
        yield words("faulty.term"), flaw.term
    if flaw.choices:
        few = len(flaw.choices) <= _FEW
        named = ((each.code, words.of(each.label) if few else "") for each in flaw.choices)
        yield words("draft.choose"), ", ".join(f"{code} ({label})" if label else code for code, label in named)
    if flaw.command:
        yield words("draft.list"), flaw.command


def _reasons(report: Report, voice: Voice) -> Iterator[str]:
    words = voice.words
    outcomes = [finding.outcome for finding in report.findings if finding.counts]
    judged = [(outcome, outcomes.count(outcome)) for outcome in WORST_FIRST if outcome != "inapplicable"]
    parts = [words.count(f"n.{outcome}", n) for outcome, n in judged if n]
    if report.outcome == "cantTell" and "failed" not in outcomes:
        yield words("why.cantTell")
    if parts:
        yield words("why.counted", n=sum(n for _, n in judged), parts=voice.listed(parts))
    elif report.outcome == "inapplicable":
        yield _why_not(report, words)
    if len({outcome for _, outcome in report.profiles}) > 1:
        told_by = [f"{name}: {words(f'outcome.{outcome}')}" for name, outcome in report.profiles]
        yield words("why.readings", outcomes="; ".join(told_by))
    if report.plan is not None:
        yield words("plan", outcome=words(f"outcome.{report.plan}"))


def _why_not(report: Report, words: Words) -> str:
    """Why a report is not applicable: the agreement lacks the kind, the centre is closed, or nothing counts."""
    if report.notes and not report.findings:
        return words.of(report.notes[0])
    return words("why.closed" if report.status == "closed" else "why.none")


def _by_responsible(outcome: Outcome, key: str, findings: Sequence[Finding], voice: Voice) -> Parts:
    chosen = [finding for finding in findings if finding.outcome == outcome]
    if not chosen:
        return
    yield from _part(key, voice, len(chosen))
    if outcome == "cantTell":
        yield ink.line(voice.words("part.cantTell.note"), "dim")
    groups = sorted(dict.fromkeys(finding.responsible for finding in chosen), key=_unnamed)
    for index, who in enumerate(groups):
        if index:
            yield ink.line("")
        named = voice.words("responsible", who=voice.who(who)) if who else voice.words("responsible.none")
        yield ink.line(named, "underline" if who else "dim")
        yield from (told(finding, voice) for finding in chosen if finding.responsible == who)


def _unnamed(who: tuple[str, ...]) -> int:
    """Whether nobody is named (2), or somebody whom no source names (1)."""
    return 2 if not who else int(who == ("unknown",))


def _listed(outcome: Outcome, findings: Sequence[Finding], voice: Voice) -> Parts:
    chosen = [finding for finding in findings if finding.outcome == outcome]
    if chosen:
        yield from _part(f"part.{outcome}", voice, len(chosen))
        yield from (told(finding, voice) if voice.verbose else short(finding, voice) for finding in chosen)


def _apart(report: Report, voice: Voice) -> Parts:
    """What does not count: first what warns, then what is good to know."""
    apart = [finding for finding in report.findings if not finding.counts and finding.outcome != "inapplicable"]
    apart.sort(key=lambda finding: WORST_FIRST.index(finding.outcome))
    for key, warning in (("part.warnings", True), ("part.information", False)):
        chosen = [finding for finding in apart if (finding.outcome != "passed") == warning]
        if chosen:
            yield from _part(key, voice, len(chosen))
            for each in chosen:
                yield told(each, voice) if voice.verbose or each.outcome == "failed" else short(each, voice)


def _faults(report: Report, voice: Voice) -> Parts:
    if report.description_conforms:
        return
    flaws = [each for each in report.flaws if not each.aside]
    yield from _part("part.description", voice, len(flaws))
    for flaw in flaws:
        yield ink.item(ink.line("!", "yellow"), ink.line(_fault(flaw, voice)), ink.rows(list(_instead(flaw, voice))))


def _part(key: str, voice: Voice, number: int) -> Parts:
    yield ink.line("")
    yield ink.line(f"{voice.words(key)} ({number})", "bold")


def _summary(reports: Sequence[Report], voice: Voice) -> Parts:
    words = voice.words
    yield from _part("part.summary", voice, len(reports))
    several = len({report.agreement for report in reports}) > 1
    body: list[list[str | Line]] = []
    for report in sorted(reports, key=lambda report: WORST_FIRST.index(report.outcome)):
        kind = voice.name("kind", report.kind) if report.kind else ""
        label = words.of(report.centre.label) or report.centre.id
        mark = ink.symbol(report.outcome)
        agreement = [report.agreement] if several else []
        body.append([mark, label, words(f"outcome.{report.outcome}"), kind, *agreement])
    heads = ["", *(words(f"col.{name}") for name in ("centre", "outcome", "kind"))]
    heads += [words("col.agreement")] if several else []
    yield ink.table(heads, body)
