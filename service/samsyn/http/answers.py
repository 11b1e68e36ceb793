"""One thing or a list of things, as a page, JSON, CSV or linked data."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from samsyn.formats import plain_cell
from samsyn.http import desk, wishes
from samsyn.model import Triple
from samsyn.store import write
from samsyn.store.formats import rdf_format
from samsyn.store.port import Answer
from samsyn.workers.jobs import Job

Rdf = Callable[[str], Job | bytes]
#: the forms of an answer, the first one where no other is wished
FORMS: Final = ("json", "html", "turtle", "json-ld", "csv", "xlsx")
RDF: Final = ("turtle", "json-ld", "rdf-xml")


@dataclass(frozen=True)
class Told:
    """An answer in each of the forms that it can take; None where it has no such form.

    Linked data comes of a job of a worker, or of the bytes at hand (`rdf`), or of the `triples` at hand; `book` gives a
    workbook for spreadsheets. What a job `reads` is handed to the page.
    """

    value: Any
    page: Callable[..., str] | None = None
    rdf: Rdf | None = None
    rows: Sequence[dict[str, Any]] | None = None
    triples: Callable[[], Iterable[Triple]] | None = None
    book: Callable[[], bytes] | None = None
    reads: Job | None = None


async def tell(request: Request, told: Told, forms: Sequence[str] = FORMS) -> Response:
    """The answer in the form that is wished, among some; the first one where none is."""
    key = wishes.form(request, _offered(told, forms))
    if key == "html" and told.page:
        read = () if told.reads is None else (await desk.of(request).have(request, told.reads, object),)
        return HTMLResponse(await run_in_threadpool(told.page, *read))
    if key == "csv":
        return Response(as_csv(told.rows or ()), media_type="text/csv")
    if key == "xlsx" and told.book:
        return Response(await run_in_threadpool(told.book), media_type=wishes.MEDIA_TYPES[key])
    if key in RDF and (triples := told.triples):
        body = await run_in_threadpool(lambda: write.graph(triples(), rdf_format(key)))
        return Response(body, media_type=wishes.MEDIA_TYPES[key])
    if key in RDF and told.rdf:
        wanted = told.rdf(key)
        if isinstance(wanted, bytes):
            return Response(wanted, media_type=wishes.MEDIA_TYPES[key])
        found = await desk.of(request).have(request, wanted, Answer)
        return Response(found.body, media_type=found.media_type)
    return Response(as_json(told.value), media_type="application/json")


def _offered(told: Told, forms: Sequence[str]) -> dict[str, str]:
    linked = bool(told.rdf or told.triples)
    there = {"json": True, "html": bool(told.page), "csv": told.rows is not None, "xlsx": bool(told.book)}
    there |= dict.fromkeys(RDF, linked)
    return {key: wishes.MEDIA_TYPES[key] for key in forms if there[key]}


def listed(items: Iterable[dict[str, Any]], onward: str | None = None) -> dict[str, Any]:
    """A list as JSON: whole, unless it goes on elsewhere."""
    return {"items": list(items), "next": onward}


def as_json(value: object) -> bytes:
    """JSON for people and machines."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def as_csv(rows: Sequence[dict[str, Any]]) -> bytes:
    """Rows as CSV with a head, safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    columns = list(dict.fromkeys(column for row in rows for column in row))
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([plain_cell(_cell(row.get(column))) for column in columns] for row in rows)
    return out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(_cell(each) for each in value)
    return str(value)


def flat(item: dict[str, Any], lang: str) -> dict[str, Any]:
    """An item as a row: texts in one language, without what is nested deeper."""
    row: dict[str, Any] = {}
    for key, value in item.items():
        if isinstance(value, dict) and set(value) == {"sv", "en"}:
            row[key] = value[lang]
        elif not isinstance(value, dict) and not (isinstance(value, list) and any(isinstance(v, dict) for v in value)):
            row[key] = value
    return row
