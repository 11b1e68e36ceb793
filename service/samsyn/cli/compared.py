"""Comparisons of agreements as they are read on the screen."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from samsyn.cli import ink
from samsyn.cli.voice import cited

if TYPE_CHECKING:
    from rich.console import RenderableType

    from samsyn.cli.voice import Voice
    from samsyn.cli.words import Words
    from samsyn.comparing import ComparisonResult, LevelTable
    from samsyn.model.comparison import Comparison, Party, Side, TopicRelation
    from samsyn.model.matrix import Matrix
    from samsyn.model.topic import Stance, TopicView
    from samsyn.reach.answer import Containment, Lack, ReadingPair, Witness

_SIGNS: Final = {
    "equal": ("=", "green"),
    "stricter": ("▲", "cyan"),
    "looser": ("▼", "cyan"),
    "incomparable": ("≠", "yellow"),
    "onlyLeft": ("◀", ""),
    "onlyRight": ("▶", ""),
    "notRead": ("?", "dim"),
}
_ANSWERS: Final = {"contained": ("✓", "green"), "notContained": ("✗", "red"), "undecided": ("?", "yellow")}
_SHOWN_PAIRS: Final = 12


def pair(result: "ComparisonResult", voice: "Voice") -> "Iterator[RenderableType]":
    """Two agreements: topic by topic, and what follows from reaching either."""
    words, found = voice.words, result.found
    for key, party in (("compare.left", found.left), ("compare.right", found.right)):
        yield ink.line(f"{words(key)}: {words.of(party.title)} ({party.id})", "bold")
        yield ink.line(_read(party, voice), "dim")
    yield ink.line("")
    kind = voice.name("kind", found.kind) if found.kind else ""
    yield ink.line(words("compare.as", kind=kind) if kind else words("compare.no-kind"))
    if found.revision:
        yield ink.line(words("compare.revision.left" if found.revision == "left" else "compare.revision.right"))
    counted = [f"{n} {voice.name('relation', name)}" for name, n in found.counts.items() if n]
    yield ink.line(words("compare.counts", n=len(found.topics), parts=voice.listed(counted)))
    yield from _follows(result, voice)
    shown = [each for each in found.topics if voice.verbose or each.relation != "notRead"]
    for theme, grouped in groupby(shown, key=lambda each: each.theme):
        yield ink.line("")
        yield ink.line(voice.name("theme", theme), "underline")
        for each in grouped:
            yield _topic(each, found, voice)
    yield ink.line("")
    yield ink.line(words("compare.as-read"), "dim")
    if len(shown) < len(found.topics):
        yield ink.line(words("compare.verbose", n=len(found.topics) - len(shown)), "dim")


def _follows(result: "ComparisonResult", voice: "Voice") -> "Iterator[RenderableType]":
    """What follows from reaching either, or why that is not told."""
    words, found = voice.words, result.found
    yield ink.line("")
    yield ink.line(words("reach.title"), "underline")
    told = result.containment
    if told is None:
        yield ink.line(words.of(result.consequence.why))
        return
    ways = (
        (found.left.title, found.right.title, told.left_reaches_right),
        (found.right.title, found.left.title, told.right_reaches_left),
    )
    for start, end, each in ways[:1] if found.left.id == found.right.id else ways:
        yield _way(words("reach.way", start=words.of(start), end=words.of(end)), each, voice)


def _way(heading: str, found: "Containment", voice: "Voice") -> "RenderableType":
    words = voice.words
    sign, colour = _ANSWERS[found.outcome]
    holds = "" if found.outcome == "undecided" else words(f"reach.{found.holds}")
    lines = [
        ink.line(f"{heading} {words(f'reach.{found.outcome}')}.", f"bold {colour}"),
        ink.line(" ".join(part for part in (_why(found, words), holds) if part)),
        *_witness(found.witness, voice),
        *(_reading(each, found.witness, voice) for each in found.readings),
    ]
    return ink.item(ink.line(sign, colour), *lines)


def _why(found: "Containment | ReadingPair", words: "Words") -> str:
    """Why; where there is a witness, what it lacks is told behind."""
    return words("reach.refuted") if found.witness else words.of(found.why)


def _reading(found: "ReadingPair", whole: "Witness | None", voice: "Voice") -> "RenderableType":
    """The answer under a pair of readings; what a witness lacks where that is something else than for the whole."""
    words = voice.words
    sign, colour = _ANSWERS[found.outcome]
    name = " / ".join(each for each in (found.left, found.right) if each)
    heading = words("reach.reading", name=name, outcome=words(f"reach.{found.outcome}").lower())
    why = [ink.line(words.of(found.why), "dim")] if found.outcome == "undecided" else []
    same = whole and found.witness and whole.lacks == found.witness.lacks and not voice.verbose
    return ink.item(ink.line(sign, colour), ink.line(heading), *why, *([] if same else _witness(found.witness, voice)))


def _witness(found: "Witness | None", voice: "Voice") -> "list[RenderableType]":
    """What a made-up centre lacks; the centre itself if all is told."""
    if found is None:
        return []
    pairs = [_lack(each, voice) for each in found.lacks]
    return [ink.rows(pairs, "dim"), *([ink.line(found.turtle, "dim")] if voice.verbose else [])]


def _lack(found: "Lack", voice: "Voice") -> tuple[str, str]:
    words = voice.words
    sources = [source["citation"] or "" for source in found.sources]
    who = words("reach.who", who=voice.who(found.responsible)) if found.responsible else ""
    parts = (words.of(found.statement), who, f"[{'; '.join(sources)}]" if sources else "")
    return words("reach.lacks"), " ".join(part for part in parts if part)


def _read(party: "Party", voice: "Voice") -> str:
    return ". ".join((voice.name("coverage", party.coverage), voice.words.of(party.coverage_note))).rstrip(".") + "."


def _topic(each: "TopicRelation", found: "Comparison", voice: "Voice") -> "RenderableType":
    words = voice.words
    sign, colour = _SIGNS[each.relation]
    heading = f"{voice.name('topic', each.topic)}: {voice.name('relation', each.relation)}"
    lines = [ink.line(heading, f"bold {colour}".strip()), ink.line(words.of(each.note))]
    pairs = [
        *_side(each.left, found.left, words("compare.left"), voice),
        *_side(each.right, found.right, words("compare.right"), voice),
    ]
    return ink.item(ink.line(sign, colour), *lines, ink.rows(pairs, "dim"))


def _side(side: "Side", party: "Party", name: str, voice: "Voice") -> Iterator[tuple[str, str]]:
    words = voice.words
    known = {each.id: each for each in party.requirements}
    for requirement in (known[each] for each in side.compared):
        sources = [cited(each, words.lang, verbose=voice.verbose) for each in requirement.citations]
        told = f"{words.of(requirement.statement)} ({voice.name('modality', requirement.modality)})"
        unsure = words("compare.unsure") if requirement.confidence == "uncertain" else ""
        yield name, " ".join(part for part in (told, unsure, f"[{'; '.join(sources)}]" if sources else "") if part)
    for requirement in (known[each] for each in side.beside):
        layer = voice.name("layer", requirement.layer)
        yield name, words("compare.beside", text=words.of(requirement.statement), layer=layer)


def overview(found: "Matrix", voice: "Voice") -> "Iterator[RenderableType]":
    """All agreements: how far they lie apart, and which speak of what."""
    from samsyn.model.matrix import MEASURE

    words = voice.words
    yield ink.line(words("compare.all", n=len(found.documents)), "bold")
    yield ink.line(words.of(MEASURE), "dim")
    known = sorted(
        (each for each in found.distances if each.distance is not None), key=lambda each: (each.distance, -each.topics)
    )
    shown = known if voice.verbose else [each for each in known if each.topics >= 3][:_SHOWN_PAIRS]
    yield ink.line("")
    yield ink.table(
        [words("compare.distance"), words("compare.topics"), words("compare.left"), words("compare.right")],
        ([f"{each.distance:.2f}", str(each.topics), each.left, each.right] for each in shown),
    )
    yield ink.line("")
    for theme, grouped in groupby(found.topics, key=lambda each: each.theme):
        yield ink.line(voice.name("theme", theme), "underline")
        for row in grouped:
            binding = [f"{each.agreement} ({voice.name('modality', each.modalities[0])})" for each in row.positions]
            yield ink.item(
                ink.line(str(len(row.positions))),
                ink.line(voice.name("topic", row.topic)),
                ink.line(", ".join(binding), "dim"),
                width=2,
            )
    if found.left_out:
        yield ink.line("")
        yield ink.line(words("compare.left-out", date=found.date, names=", ".join(found.left_out)))
    yield ink.line("")
    yield ink.line(words("compare.levels"), "dim")


def levels(found: "LevelTable", voice: "Voice") -> "Iterator[RenderableType]":
    """Which minimum level holds which; those that hold none are told with --verbose."""
    words = voice.words
    yield ink.line(words("levels.title"), "bold")
    yield ink.line(words("levels.lead"), "dim")
    for kind in found.kinds:
        yield ink.line("")
        yield ink.line(voice.name("kind", kind), "underline")
        for left in found.documents(kind):
            answers = [(right, each) for right in found.documents(kind) if (each := found.between(left, right, kind))]
            yield ink.item(ink.line(""), ink.line(left), *_reaches(answers, voice))
    if found.without:
        yield ink.line("")
        yield ink.line(
            words("levels.without", names=", ".join(dict.fromkeys(name for name, _ in found.without))), "dim"
        )
    yield ink.line("")
    yield ink.line(words("levels.counts", **found.counts), "dim")
    for reason in found.reasons:
        yield ink.line(words.of(reason), "dim")


def _reaches(answers: "list[tuple[str, Containment]]", voice: "Voice") -> "Iterator[RenderableType]":
    for outcome, (sign, colour) in _ANSWERS.items():
        names = [right for right, each in answers if each.outcome == outcome]
        if names and outcome == "notContained" and not voice.verbose:
            yield ink.item(ink.line(sign, colour), ink.line(voice.words("levels.others", n=len(names)), "dim"))
        elif names:
            yield ink.item(ink.line(sign, colour), ink.line(", ".join(names)))


def topic(found: "TopicView", voice: "Voice") -> "Iterator[RenderableType]":
    """What all agreements say of one topic."""
    words = voice.words
    yield ink.line(voice.name("topic", found.topic), "bold")
    if found.kind:
        yield ink.line(words("compare.as", kind=voice.name("kind", found.kind)))
    for each in found.that("speaks"):
        yield _stance(each, voice)
    for says in ("silent", "notRead"):
        names = [each.agreement for each in found.stances if each.says == says]
        if names:
            yield ink.line("")
            yield ink.line(words(f"topic.{says}", n=len(names)))
            yield ink.line(", ".join(names), "dim")
    if found.left_out:
        yield ink.line("")
        yield ink.line(words("compare.left-out", date=found.date, names=", ".join(found.left_out)))


def _stance(found: "Stance", voice: "Voice") -> "RenderableType":
    words = voice.words
    area = words.of(voice.label(found.area)) if found.area else voice.name("level", found.level)
    binding = voice.listed([voice.name("modality", each) for each in found.modalities])
    lines = [ink.line(f"{words.of(found.title)} ({found.agreement})", "bold"), ink.line(f"{area}: {binding}")]
    for each in found.requirements:
        sources = [cited(source, words.lang, verbose=voice.verbose) for source in each.citations]
        who = words("reach.who", who=voice.who(each.responsible)) if each.responsible else ""
        told = (words.of(each.statement), who, f"[{'; '.join(sources)}]" if sources else "")
        lines.append(ink.line(" ".join(part for part in told if part), "dim"))
    return ink.item(ink.line("·"), *lines)
