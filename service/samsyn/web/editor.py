"""The page on which anyone asks the data in SPARQL: the stored questions to begin with, an editor, the answer."""

from typing import Any, Final

from msgspec import Struct

from samsyn import answering
from samsyn.answering import Cell
from samsyn.errors import SamsynError
from samsyn.library import Library
from samsyn.model import Question
from samsyn.store.port import Answer

#: rows of an answer that a page shows
ROWS: Final = 200
#: what the editor begins with
_FIRST: Final = "SELECT ?centre ?name\nWHERE {\n  ?centre a sam:FamilyCentre ; rdfs:label ?name .\n}\nORDER BY ?name\n"
_TABLE: Final = "application/sparql-results+json"


class Wanted(Struct, frozen=True):
    """What stands in the editor: a text, and the stored question that it is, if it is one."""

    text: str
    question: Question | None = None

    @classmethod
    def of(cls, library: Library, text: str | None, question: str | None) -> "Wanted":
        """A text of one's own, else that of a stored question, else one to begin with. Raises UnknownChoice."""
        if question:
            found = library.question(question)
            return cls(text or found.query, None if text and text.split() != found.query.split() else found)
        return cls(text or _FIRST)


class Answered(Struct, frozen=True):
    """What became of a question: yes or no, a table, a graph, or why there is none."""

    truth: bool | None = None
    table: answering.Table | None = None
    graph: str = ""
    error: SamsynError | None = None

    @classmethod
    def of(cls, answer: Answer, library: Library, lang: str) -> "Answered":
        """An answer of the store."""
        if answer.media_type != _TABLE:
            return cls(graph=answer.body.decode())
        truth = answering.boolean(answer.body)
        if truth is not None:
            return cls(truth=truth)
        return cls(table=answering.table(answer.body, lang, library.label))


def values(wanted: Wanted, answered: Answered | None, library: Library, lang: str) -> dict[str, Any]:
    """What the page is made of."""
    table = answered.table if answered else None
    rows = [list(zip(table.columns, row, strict=True)) for row in table.rows[:ROWS]] if table else []
    audiences: dict[str, list[Question]] = {}
    for each in library.questions:
        audiences.setdefault(each.audience, []).append(each)
    return {
        "wanted": wanted,
        "answered": answered,
        "audiences": audiences,
        "rows": rows,
        "total": len(table.rows) if table else 0,
        "columns": table.columns if table else (),
        "headings": answering.HEADINGS,
        "numbers": numbers(rows),
        "trouble": answered.error.sv.message if answered and answered.error and lang == "sv" else "",
    }


def numbers(rows: list[list[tuple[str, Cell]]]) -> set[str]:
    """The columns that hold numbers."""
    return {name for row in rows for name, cell in row if cell.number}
