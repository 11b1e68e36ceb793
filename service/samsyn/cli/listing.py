"""Lists and single things as a table, JSON or CSV."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from samsyn.cli import streams
from samsyn.cli.streams import Screen
from samsyn.cli.words import Words

if TYPE_CHECKING:
    from rich.console import RenderableType

Format = Literal["table", "json", "csv"]
Item = dict[str, Any]


class Listing(Struct, frozen=True):
    """Things to list: as JSON, and the columns and rows of their table."""

    items: Sequence[Item]
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def tell(listing: Listing, format: Format, words: Words, output: Path | None) -> None:
    """Shows or writes a list; says so on standard error where it is empty."""
    if format == "json":
        streams.write(as_json({"items": list(listing.items), "next": None}), output, words)
    elif format == "csv":
        streams.write(as_csv([flat(item, words.lang) for item in listing.items]), output, words)
    elif listing.items:
        streams.show(lambda screen: _table(listing, words, screen), output, words)
    if not listing.items:
        streams.note(words("none-found"))


def tell_one(
    item: Item,
    parts: "Callable[[], Iterator[RenderableType]]",
    format: Format,
    words: Words,
    output: Path | None,
) -> None:
    """Shows or writes one thing."""
    if format == "json":
        streams.write(as_json(item), output, words)
    elif format == "csv":
        streams.write(as_csv([flat(item, words.lang)]), output, words)
    else:
        streams.show(lambda screen: _drawn(parts, screen), output, words)


def as_json(value: object) -> bytes:
    """A value as JSON for people and machines."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def as_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """Rows as CSV (RFC 4180), the names of the columns first."""
    from samsyn.formats import plain_cell

    out = io.StringIO(newline="")
    if rows:
        writer = csv.writer(out)
        writer.writerow(rows[0])
        writer.writerows([plain_cell(cell) for cell in row.values()] for row in rows)
    return out.getvalue().encode()


def flat(item: Item, lang: str) -> dict[str, str]:
    """What of a thing fits in a row: texts in one language, lists of keys with spaces between."""
    return {key: _cell(value, lang) for key, value in item.items() if not _deep(value)}


def _deep(value: object) -> bool:
    return (isinstance(value, list) and any(isinstance(part, dict) for part in value)) or (
        isinstance(value, dict) and "sv" not in value
    )


def _cell(value: object, lang: str) -> str:
    if isinstance(value, dict):
        return str(value[lang])
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _table(listing: Listing, words: Words, screen: Screen) -> str:
    from samsyn.cli import ink

    heads = [words(f"col.{column}") for column in listing.columns]
    return ink.draw([ink.table(heads, listing.rows)], screen)


def _drawn(parts: "Callable[[], Iterator[RenderableType]]", screen: Screen) -> str:
    from samsyn.cli import ink

    return ink.draw(parts(), screen)
