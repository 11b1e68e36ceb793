"""Who fulfils what as a workbook: the answers in words, the requirements with their sources, and what it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from samsyn.model import Agreement, Citation, Requirement, Text
from samsyn.sheets import Cell, Sheet, workbook
from samsyn.web.voice import Voice, capital, web_address


class Described(Protocol):
    """What is told of a centre in a row."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def label(self) -> Text:
        """What it is called."""

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Where it lies, by code."""


def fulfilment(
    agreement: Agreement, matrix: Mapping[str, Any], centres: Mapping[str, Described], date: str, voice: Voice
) -> bytes:
    """The matrix of an agreement, as JSON has it, as of a date: a sheet of answers, one of requirements, one of notes.

    A column of answers is headed by the number and the topic of its requirement, as they stand in the second sheet.
    """
    known = {each.id: each for each in agreement.requirements}
    shown = [known[name] for name in matrix["requirements"]]
    heads = [f"{number}. {_topic(each, voice)}" for number, each in enumerate(shown, 1)]
    said = [voice("centre"), voice("municipality"), voice("kind"), voice("book.whole"), *heads]
    rows = [_answers(centres[row["centre"]], row, shown, voice) for row in matrix["rows"]]
    told = [_told(number, each, voice) for number, each in enumerate(shown, 1)]
    return workbook(
        [
            Sheet(voice("fulfilment.title"), said, rows, still=1),
            Sheet(voice("book.requirements"), _HEADS[voice.lang], told),
            Sheet(voice("book.about"), ("", ""), list(_about(agreement, date, voice))),
        ]
    )


_HEADS = {
    "sv": ("Nr", "Krav", "Kravet på svenska", "Kravet på engelska", "Styrka", "Bygger på", "Ansvar", "Del av avtalet",
           "Säkerhet", "Källor", "Adresser", "Id"),
    "en": ("No.", "Requirement", "In Swedish", "In English", "Strength", "Rests on", "Responsible", "Clause",
           "Confidence", "Sources", "Addresses", "Id"),
}  # fmt: skip


def _answers(centre: Described, row: Mapping[str, Any], shown: Sequence[Requirement], voice: Voice) -> list[Cell]:
    places = [voice.of(voice.library.municipalities.get(code)) or code for code in centre.municipalities]
    outcomes = (row["outcomes"].get(each.id, "inapplicable") for each in shown)
    return [
        voice.of(centre.label) or centre.id,
        ", ".join(places),
        voice.name("kind", row["kind"]),
        voice(f"outcome.{row['outcome']}"),
        *(voice(f"outcome.{voice.shown(found, each.id)}") for found, each in zip(outcomes, shown, strict=True)),
    ]


def _told(number: int, found: Requirement, voice: Voice) -> list[Cell]:
    addresses = (web_address(each.url) for each in found.citations)
    return [
        number,
        _topic(found, voice),
        found.statement.sv,
        found.statement.en,
        voice.name("modality", found.modality),
        voice.name("layer", found.layer),
        voice.who(found.responsible) or voice("whose.none"),
        voice.label(found.clause) if found.clause else "",
        voice.name("confidence", found.confidence),
        "\n".join(_source(each, voice) for each in found.citations),
        "\n".join(dict.fromkeys(each for each in addresses if each)),
        found.id,
    ]


def _about(agreement: Agreement, date: str, voice: Voice) -> Iterable[Sequence[Cell]]:
    yield voice("book.agreement"), voice.of(agreement.title)
    yield voice("book.date"), date
    outside = voice.outside(agreement, date)
    if outside:
        yield voice("period"), outside
    read = f"{capital(voice.name('coverage', agreement.coverage))}. {voice.of(agreement.coverage_note)}"
    yield voice("coverage"), read.strip()
    yield voice("book.centres"), voice("centres.note")
    yield voice("book.silence"), voice("book.silence.note")
    yield voice("outcome.described"), voice("book.described.note")
    yield voice("outcome.inapplicable"), voice("book.inapplicable.note")


def _topic(found: Requirement, voice: Voice) -> str:
    return capital(voice.name("topic", found.topic))


def _source(each: Citation, voice: Voice) -> str:
    return ", ".join(part for part in (each.citation, voice.of(each.locator)) if part)
