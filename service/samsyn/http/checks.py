"""Routes that judge what was sent: a description against agreements, any data against any shapes."""

import json
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from samsyn import formats
from samsyn.engine.report import report_triples
from samsyn.http import desk, parameters, reading, wishes
from samsyn.model import ShaclReport, Validation
from samsyn.store import write
from samsyn.store.formats import FORMATS, rdf_format
from samsyn.web import Asked
from samsyn.workers import jobs

routes: Final = APIRouter()

Agreement = Annotated[
    str | None, Query(description="The id of an agreement, or `national`; without it those of the place.")
]
Kind = Annotated[
    str | None, Query(description="`familjecentral` or `familjecentralsliknande`; without it the kind claimed.")
]
Date = Annotated[str | None, Query(description="The date to judge as of, YYYY-MM-DD; without it today.")]
Mode = Annotated[
    str | None, Query(description="`open` (the default: silence is not absence) or `standard` (W3C SHACL).")
]
Lang = Annotated[str | None, Query(description="`sv` (the default of pages and tables) or `en`.")]
Format = Annotated[str | None, Query(description="The format of the answer; without it by Accept.")]

_OPTIONS: Final = ("agreement", "kind", "date", "mode", "lang", "format")
_OFFERED: Final = {"json": "application/json", "html": "text/html", **formats.MEDIA_TYPES}
#: largest description that a page shows again, to be mended
_SHOWN_AGAIN: Final = 200_000
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            **{form.media_type: {"schema": {"type": "string"}} for form in FORMATS},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"data": {"type": "string"}, "file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}
_PAIR: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["data", "shapes"],
                    "properties": {name: {"type": "string", "format": "binary"} for name in ("data", "shapes")},
                }
            }
        },
    }
}


@routes.post("/validate", openapi_extra=_BODY)
async def validate(
    request: Request,
    agreement: Agreement = None,
    kind: Kind = None,
    date: Date = None,
    mode: Mode = None,
    lang: Lang = None,
    format: Format = None,
) -> Response:
    """Judge a description of a centre; 200 with the report, whatever its outcome."""
    asked = Asked(agreement or "", kind or "", date or "", mode or "", lang or "sv", form=True)
    request.state.asked = asked
    sent = await reading.sent(request, names=("data", "file"))
    request.state.asked = asked = with_fields(asked, sent)
    parameters.check((*sent.fields, *sent.others("file", "data")), _OPTIONS)
    document = sent.first("file", "data")
    job = jobs.Validate(
        data=document.data,
        format=document.format,
        name=document.name,
        agreement=asked.agreement or None,
        kind=asked.kind or None,
        date=asked.date or desk.today(),
        mode=asked.judged,
        most=desk.of(request).pool.limits.centres,
    )
    found = await desk.of(request).have(request, job, Validation)
    return await report(request, found, asked, sent.fields.get("format") or format)


async def report(request: Request, found: Validation, asked: Asked, format: str | None = None) -> Response:
    """A validation in the format that is wished."""
    key = wishes.form(request, _OFFERED, format)
    lang = wishes.language(request, asked.lang)
    if key == "html":
        return HTMLResponse(await run_in_threadpool(desk.of(request).pages.verdict, found, asked))
    body = await run_in_threadpool(formats.render, found, key, lang)
    return Response(body, media_type=formats.MEDIA_TYPES[key])


@routes.post("/shacl", openapi_extra=_PAIR)
async def shacl(request: Request, format: Format = None) -> Response:
    """Run shapes on data, as W3C SHACL says."""
    sent = await reading.sent(request, names=("data", "shapes"))
    parameters.check((*sent.fields, *sent.others("data", "shapes")), ("lang", "format"))
    data, shapes = sent.first("data"), sent.first("shapes")
    job = jobs.Shacl(data.data, shapes.data, data.format, shapes.format)
    found = await desk.of(request).have(request, job, ShaclReport)
    offered = {key: wishes.MEDIA_TYPES[key] for key in ("json", "turtle", "json-ld")}
    key = wishes.form(request, offered, sent.fields.get("format") or format)
    return Response(await run_in_threadpool(_shacl_report, found, key), media_type=offered[key])


def _shacl_report(found: ShaclReport, key: str) -> bytes:
    if key == "json":
        return (json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n").encode()
    return write.graph(report_triples(found.results), rdf_format(key))


def with_fields(asked: Asked, sent: reading.Sent) -> Asked:
    """What was asked, with what the fields of a form say of it; and the text that was pasted."""
    known: dict[str, Any] = {
        name: sent.fields[name] for name in ("agreement", "kind", "date", "mode", "lang") if name in sent.fields
    }
    document = sent.documents.get("file") or sent.documents.get("data")
    if document and len(document.data) <= _SHOWN_AGAIN:
        known["text"] = document.data.decode("utf-8", "replace")
    return replace(asked, **known)
