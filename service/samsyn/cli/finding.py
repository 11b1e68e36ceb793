"""One requirement's outcome for people: why, who, what would mend it, and where it stands."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.text import Text as Line

from samsyn.cli import ink
from samsyn.cli.grounds import because
from samsyn.cli.voice import Voice, cited
from samsyn.explain import is_choice
from samsyn.model import Finding, Remedy

Rows = Iterator[tuple[str, str]]


def short(finding: Finding, voice: Voice) -> RenderableType:
    """The statement alone, behind the sign of its outcome."""
    return ink.item(_sign(finding, voice), _statement(finding, voice))


def _found(finding: Finding, voice: Voice) -> bool:
    """Whether a finding says that something is described, without being asked for."""
    return finding.outcome == "passed" and finding.requirement in voice.permitted


def _sign(finding: Finding, voice: Voice) -> Line:
    return ink.found() if _found(finding, voice) else ink.symbol(finding.outcome)


def _statement(finding: Finding, voice: Voice) -> Line:
    statement = ink.line(voice.words.of(finding.statement), "bold" if finding.outcome == "failed" else "")
    return statement + ink.line(f" ({voice.words('found')})", "dim") if _found(finding, voice) else statement


def told(
    finding: Finding, voice: Voice, why: Iterable[tuple[str, str]] | None = None, state: str = "row.state"
) -> RenderableType:
    """The statement with why, in other rows if given, what would mend it and its source; if verbose also all else.

    What would settle it stands behind the word `state`.
    """
    reasons = _why(finding, voice) if why is None else why
    pairs = [*reasons, *_mend(finding, voice, state), *_readings(finding, voice), *_sources(finding, voice)]
    if voice.verbose:
        pairs += _particulars(finding, voice)
    statement = _statement(finding, voice)
    parts = [statement, ink.rows(pairs)] if pairs else [statement]
    return ink.item(_sign(finding, voice), *parts)


def _why(finding: Finding, voice: Voice) -> Rows:
    for index, reason in enumerate(because(finding, voice)):
        yield ("" if index else voice.words("row.why")), reason


def _mend(finding: Finding, voice: Voice, state: str) -> Rows:
    if finding.outcome not in ("failed", "cantTell"):
        return
    name = voice.words("row.mend" if finding.outcome == "failed" else state)
    steps = [(voice.words.of(step.text), step.responsible) for step in _steps(finding)]
    if not steps and finding.message:
        steps = [(voice.words.of(finding.message), finding.responsible)]
    for index, (text, who) in enumerate(steps):
        other = f" ({voice.who(who)})" if who and who != finding.responsible else ""
        yield ("" if index else name), text + other


def _steps(finding: Finding) -> list[Remedy]:
    """The steps of a finding, without a choice where another reading leaves none."""
    settled = {(step.add, step.remove) for step in finding.remedy if not is_choice(step.text)}
    return [step for step in finding.remedy if not is_choice(step.text) or (step.add, step.remove) not in settled]


def _readings(finding: Finding, voice: Voice) -> Rows:
    if not voice.verbose and len({reading.outcome for reading in finding.readings}) < 2:
        return
    for index, reading in enumerate(finding.readings):
        outcome = voice.words(f"outcome.{reading.outcome}")
        said, why = voice.words.of(reading.statement), voice.words.of(reading.why)
        text = voice.words("reading", name=", ".join(reading.profiles), said=said, outcome=outcome, why=why)
        yield ("" if index else voice.words("row.readings")), text.rstrip(" –")


def _sources(finding: Finding, voice: Voice) -> Rows:
    sources = finding.sources if voice.verbose else finding.sources[:1]
    for index, source in enumerate(sources):
        yield ("" if index else voice.words("row.source")), cited(source, voice.words.lang, verbose=voice.verbose)


def _particulars(finding: Finding, voice: Voice) -> Rows:
    words = voice.words
    nature = [
        voice.name("modality", finding.modality),
        voice.name("layer", finding.layer),
        voice.name("confidence", finding.confidence),
    ]
    yield words("row.id"), f"{finding.requirement} ({', '.join(nature)})"
    if finding.clause:
        yield words("row.clause"), finding.clause
    if finding.ground:
        yield words("row.shape"), finding.ground.shape
    added, removed = [step.add for step in finding.remedy], [step.remove for step in finding.remedy]
    for row, steps in (("row.add", added), ("row.remove", removed)):
        text = "\n".join(_body(step) for step in steps if step)
        if text:
            yield words(row), text


def _body(turtle: str) -> str:
    """A Turtle document without its prefixes, which are those of the data."""
    return turtle.rpartition("\n\n")[2].strip()
