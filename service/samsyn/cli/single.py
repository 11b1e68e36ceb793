"""All about one agreement, one requirement or one centre, for people."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType

from samsyn.cli import ink, items
from samsyn.cli.voice import Voice, capital, cited
from samsyn.model import Agreement, Citation, Requirement

if TYPE_CHECKING:
    from samsyn.knowledge import Described

Parts = Iterator[RenderableType]


def agreement(found: Agreement, voice: Voice) -> Parts:
    """An agreement: what it is, how far it is known, what it asks for."""
    words = voice.words
    yield ink.line(words.of(found.title), "bold")
    yield ink.rows(
        _filled(
            voice,
            id=found.id,
            level=voice.name("level", found.level),
            document_kind=voice.name("document-kind", found.document_kind),
            area=words.of(voice.label(found.area)) if found.area else "",
            kinds=items.names("kind", found.kinds, voice),
            period=". ".join(part for part in (items.period(found), capital(words.of(found.status_note))) if part),
            coverage=". ".join((voice.name("coverage", found.coverage), words.of(found.coverage_note))),
            note=words.of(found.note),
        )
    )
    for theme, grouped in groupby(found.requirements, key=lambda each: each.theme):
        yield ink.line("")
        yield ink.line(voice.name("theme", theme), "bold")
        for each in grouped:
            nature = f"{each.id} ({voice.name('modality', each.modality)}, {voice.name('layer', each.layer)})"
            yield ink.item(ink.line("·"), ink.line(words.of(each.statement)), ink.line(nature, "dim"))
    yield from _texts("col.not_known", map(words.of, found.not_known), voice)
    yield from _sources(found.sources, voice)


def requirement(found: Requirement, source: Agreement, voice: Voice) -> Parts:
    """A requirement: what it says, how it is checked, where it stands."""
    words = voice.words
    yield ink.line(words.of(found.statement), "bold")
    yield ink.rows(
        _filled(
            voice,
            id=found.id,
            agreement=f"{words.of(source.title)} ({source.id})",
            theme=voice.name("theme", found.theme),
            topic=voice.name("topic", found.topic),
            applies_to=items.names("kind", found.applies_to, voice),
            modality=voice.name("modality", found.modality),
            layer=voice.name("layer", found.layer),
            responsible=voice.who(found.responsible),
            checkable=voice.name("checkable", found.checkable),
            check=words.of(found.check),
            confidence=voice.name("confidence", found.confidence),
            evidence=voice.name("evidence", found.evidence),
            note=words.of(found.note),
        )
    )
    readings = (_reading(one.name, one.profiles, words.of(one.statement)) for one in found.readings)
    yield from _texts("col.readings", readings, voice)
    yield from _sources(found.citations, voice)


def centre(found: "Described", voice: Voice) -> Parts:
    """A centre: what its description states."""
    from samsyn.cli import stated

    words = voice.words
    yield ink.line(words.of(found.label), "bold")
    yield ink.rows(
        _filled(
            voice,
            id=found.id,
            municipality=items.names("municipality", found.municipalities, voice),
            kind=voice.name("kind", found.claimed_kind) if found.claimed_kind else "",
            status=voice.name("status", found.status) if found.status else "",
            date=found.description_date or "",
        )
    )
    for key, texts in stated.sections(found, voice):
        yield from _texts(f"col.{key}", texts, voice)


def _filled(voice: Voice, **values: str) -> list[tuple[str, str]]:
    return [(voice.words(f"col.{name}"), value) for name, value in values.items() if value]


def _texts(key: str, texts: Iterable[str], voice: Voice) -> Parts:
    for index, text in enumerate(texts):
        if index == 0:
            yield ink.line("")
            yield ink.line(voice.words(key), "bold")
        yield ink.item(ink.line("·"), ink.line(text))


def _reading(name: str, profiles: Iterable[str], statement: str) -> str:
    others = [each for each in profiles if each != name]
    return f"{name} ({', '.join(others)}): {statement}" if others else f"{name}: {statement}"


def _sources(sources: Iterable[Citation], voice: Voice) -> Parts:
    yield from _texts("col.sources", (cited(source, voice.words.lang, verbose=True) for source in sources), voice)
