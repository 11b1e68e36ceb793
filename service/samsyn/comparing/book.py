"""Comparisons as workbooks, with heads and names in words, for those who read tables in a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Final

from samsyn.comparing.result import ComparisonResult
from samsyn.comparing.table import LevelTable, row
from samsyn.comparison import Names
from samsyn.model import Text
from samsyn.model.matrix import MEASURE, Matrix
from samsyn.model.topic import TopicView
from samsyn.reach.answer import Containment, Containments
from samsyn.sheets import Cell, Sheet, workbook

_HEADS: Final[Mapping[str, Text]] = {
    "topic": Text("Ämne (nyckel)", "Topic (key)"),
    "topic_label": Text("Ämne", "Topic"),
    "theme": Text("Tema", "Theme"),
    "comparison": Text("Jämförs som", "Compared as"),
    "relation": Text("Vänster mot höger", "Left against right"),
    "decided": Text("Avgjort", "Decided"),
    "holds": Text("Gäller", "Holds"),
    "note": Text("Varför", "Why"),
    "readings": Text("Enligt läsning", "By reading"),
    "left": Text("Vänster", "Left"),
    "right": Text("Höger", "Right"),
    "distance": Text("Avstånd", "Distance"),
    "topics": Text("Antal ämnen", "Number of topics"),
    "kind": Text("Form", "Kind"),
    "outcome": Text("Den som når det vänstra når det högra", "Who reaches the left reaches the right"),
    "reasoner": Text("Beviset", "The proof"),
    "lacks": Text("Motexemplet saknar", "The counterexample lacks"),
    "why": Text("Varför", "Why"),
    "agreement": Text("Dokument", "Document"),
    "title": Text("Titel", "Title"),
    "level": Text("Nivå", "Level"),
    "area": Text("Område", "Area"),
    "coverage": Text("Läst", "Read"),
    "says": Text("Säger något om ämnet", "Speaks of the topic"),
    "modality": Text("Hur bindande", "How binding"),
    "requirement": Text("Krav", "Requirement"),
    "statement": Text("Lydelse", "Statement"),
    "responsible": Text("Ansvarig", "Responsible"),
    "confidence": Text("Säkerhet", "Confidence"),
    "sources": Text("Källor", "Sources"),
}
_SIDES: Final = ("left", "right")
#: the lists that the keys in a column are of
_LISTS: Final = {
    "theme": "theme", "relation": "relation", "kind": "kind", "outcome": "containment", "coverage": "coverage",
    "modality": "modality", "level": "level",
}  # fmt: skip
_TOLD: Final[Mapping[str, Text]] = {
    "true": Text("ja", "yes"),
    "false": Text("nej", "no"),
    "certain": Text("säkert", "certain"),
    "asRead": Text("så långt det är läst", "as far as it is read"),
    "speaks": Text("ja", "yes"),
    "silent": Text("nej (läst i sin helhet)", "no (read as a whole)"),
    "notRead": Text("inte känt", "not known"),
    "contained": Text("ryms", "contained"),
    "notContained": Text("ryms inte", "not contained"),
    "unsupported": Text("går inte att översätta", "cannot be translated"),
    "missing": Text("kunde inte göras", "could not be made"),
}
_TOPICS: Final = Text("Ämnen", "Topics")
_LEVELS: Final = Text("Lägsta nivåer", "Minimum levels")
_DISTANCES: Final = Text("Avstånd", "Distances")
_PAIRS: Final = Text("Par", "Pairs")
_NOTE: Final = Text("Att läsa", "Read this")
_UNKNOWN: Final = Text(
    "Svaren gäller det som är läst. Att ett dokument tiger betyder aldrig nej. En tom ruta betyder att inget är känt.",
    "The answers rest on what has been read. That a document is silent never means no. An empty cell means that "
    "nothing is known.",
)


def of_pair(found: ComparisonResult, names: Names, lang: str) -> bytes:
    """Two agreements: topics, and what follows from reaching either."""
    note = found.consequence.why
    return workbook(
        [
            _sheet(_TOPICS, found.rows(lang), names, lang),
            _sheet(_LEVELS, _of_levels(found.containment, lang), names, lang),
            _notes([_UNKNOWN, *([note] if note else [])], lang),
        ]
    )


def of_all(found: Matrix, levels: LevelTable, names: Names, lang: str) -> bytes:
    """All agreements: distances as a square and as pairs, topics by document, and which level holds which."""
    heads = [_head("agreement", lang), *found.documents]
    square = [[one, *(_between(found, one, other) for other in found.documents)] for one in found.documents]
    return workbook(
        [
            Sheet(_DISTANCES.of(lang), heads, square),
            _sheet(_PAIRS, found.rows(), names, lang),
            _of_topics(found, names, lang),
            _sheet(_LEVELS, levels.rows(lang), names, lang),
            _notes([MEASURE, _UNKNOWN, *([levels.note] if levels.note else [])], lang),
        ]
    )


def of_levels(found: LevelTable, names: Names, lang: str) -> bytes:
    """Which minimum level holds which."""
    notes = _notes([_UNKNOWN, *([found.note] if found.note else [])], lang)
    return workbook([_sheet(_LEVELS, found.rows(lang), names, lang), notes])


def of_topic(found: TopicView, names: Names, lang: str) -> bytes:
    """What all documents say of one topic."""
    named = names("topic", found.topic)
    return workbook([_sheet(named, found.rows(lang), names, lang), _notes([_UNKNOWN], lang)])


def _of_levels(found: Containments | None, lang: str) -> list[dict[str, str]]:
    if found is None:
        return []
    ways: list[tuple[str, str, Containment]] = [
        (found.left, found.right, found.left_reaches_right),
        (found.right, found.left, found.right_reaches_left),
    ]
    return [row(left, right, found.kind, each, lang) for left, right, each in ways]


def _of_topics(found: Matrix, names: Names, lang: str) -> Sheet:
    rows = []
    for each in found.topics:
        binding = {one.agreement: one.modalities[0] for one in each.positions}
        told = [names("modality", binding[name]).of(lang) if name in binding else None for name in found.documents]
        rows.append([names("topic", each.topic).of(lang), names("theme", each.theme).of(lang), *told])
    return Sheet(_TOPICS.of(lang), [_head("topic_label", lang), _head("theme", lang), *found.documents], rows)


def _between(found: Matrix, one: str, other: str) -> Cell:
    return None if one == other else found.between(one, other).distance


def _sheet(name: Text, rows: Sequence[Mapping[str, str]], names: Names, lang: str) -> Sheet:
    """Rows with their heads in words; a sheet without rows tells so by having none."""
    columns = list(rows[0]) if rows else ["left", "right", "outcome"]
    body = [[_cell(column, each[column], names, lang) for column in columns] for each in rows]
    return Sheet(name.of(lang), [_head(column, lang) for column in columns], body)


def _head(column: str, lang: str) -> str:
    side, _, part = column.partition("_")
    if side in _SIDES and part:
        known = {"beside": Text("visas, jämförs inte", "shown, not compared")} | dict(_HEADS)
        return f"{_HEADS[side].of(lang)}: {known[part].of(lang).lower()}"
    return _HEADS[column].of(lang)


def _cell(column: str, value: str, names: Names, lang: str) -> Cell:
    if column == "distance" and value:
        return float(value)
    if column == "topics" and value:
        return int(value)
    if column in ("decided", "holds", "says", "reasoner") and value in _TOLD:
        return _TOLD[value].of(lang)
    folder = _LISTS.get(column.removeprefix("left_").removeprefix("right_"))
    if folder and value:
        return ", ".join(names(folder, key).of(lang) or key for key in value.split())
    return value or None


def _notes(texts: Sequence[Text], lang: str) -> Sheet:
    return Sheet(_NOTE.of(lang), [_NOTE.of(lang)], [[each.of(lang)] for each in texts])
