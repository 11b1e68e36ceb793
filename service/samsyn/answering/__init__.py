"""The answer to a stored question as a table that people read: one column for a thing and what it is called.

The columns of a query are named so: `x` is a thing, `xSv` and `xEn` what it is called or says in each language, `xName`
what it is called in both, `xPage` its page on the web. They are shown as one column x; a locator with its source.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from samsyn.answering.headings import HEADINGS
from samsyn.model import Text
from samsyn.terms import ID

__all__ = ["HEADINGS", "Cell", "Table", "boolean", "plain", "stem", "stems", "table"]

_PARTS: Final = ("Sv", "En", "Name", "Page")
_WITH_SOURCE: Final = "locator"
#: columns that list keys of a code list, with spaces between
_KEYS: Final = {
    "responsible": "principal",
    "kinds": "kind",
    "servicesNotMentioned": "service",
    "allOf": "service",
    "ofThese": "service",
    "optional": "service",
    "maternalHealth": "modality",
    "childHealth": "modality",
    "openPreschool": "modality",
    "socialServices": "modality",
}
Row = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Cell:
    """What is shown, the IRI of the thing if it is one, and its page on the web if it has one."""

    text: str = ""
    iri: str = ""
    page: str = ""
    number: bool = False


@dataclass(frozen=True)
class Table:
    """An answer: the names of its columns, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def boolean(answer: bytes) -> bool | None:
    """The answer to an ASK query, from SPARQL results in JSON; None for a table."""
    found = json.loads(answer).get("boolean")
    return found if isinstance(found, bool) else None


def plain(answer: bytes) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """The columns of an answer and its rows as plain values, from SPARQL results in JSON; None for the unbound."""
    names, rows = _read(answer)
    return names, [{name: _value(row.get(name)) for name in names} for row in rows]


def table(answer: bytes, lang: str, name: Callable[[str], Text]) -> Table:
    """An answer in a language, from SPARQL results in JSON, where `name` gives what a thing is called by its IRI."""
    names, rows = _read(answer)
    shown = stems(names)
    return Table(shown, tuple(tuple(_cell(row, column, lang, name) for column in shown) for row in rows))


def stem(column: str) -> str:
    """What a column is shown under: its name without the part that says what it holds."""
    return next((column.removesuffix(part) for part in _PARTS if column.endswith(part) and column != part), column)


def stems(names: Sequence[str]) -> tuple[str, ...]:
    """The columns that are shown for the columns of a query."""
    return tuple(column for column in dict.fromkeys(map(stem, names)) if column != _WITH_SOURCE)


def _read(answer: bytes) -> tuple[tuple[str, ...], list[Row]]:
    found = json.loads(answer)
    return tuple(found["head"].get("vars", ())), found["results"]["bindings"]


def _value(term: dict[str, str] | None) -> Any:
    """A term as JSON has it: numbers and truth values as such, all else as text."""
    if term is None:
        return None
    kind, text = term.get("datatype", "").rpartition("#")[2], term["value"]
    if kind in ("integer", "nonNegativeInteger", "int"):
        return int(text)
    return text == "true" if kind == "boolean" else text


def _cell(row: Row, column: str, lang: str, name: Callable[[str], Text]) -> Cell:
    thing = row.get(column)
    place = _said(row, _WITH_SOURCE, lang) if column == "source" else ""
    iri = thing["value"] if thing and thing["type"] == "uri" else ""
    page = row.get(f"{column}Page", {}).get("value", "")
    said = _said(row, column, lang)
    if not said and column in _KEYS and thing:
        said = ", ".join(name(f"{ID}{_KEYS[column]}/{key}").of(lang) for key in sorted(thing["value"].split()))
    if not said and thing:
        said = name(iri).of(lang) or iri.rpartition("/")[2] if iri else thing["value"]
    text = ", ".join(part for part in (said or _host(page), place) if part)
    return Cell(text, iri, page, number=not iri and type(_value(thing)) is int)


def _said(row: Row, column: str, lang: str) -> str:
    """What a thing is called or says, in a language if it is told in it."""
    own, other = ("Sv", "En") if lang == "sv" else ("En", "Sv")
    return next((row[key]["value"] for key in (column + own, f"{column}Name", column + other) if key in row), "")


def _host(page: str) -> str:
    return (urlsplit(page).hostname or "").removeprefix("www.")
