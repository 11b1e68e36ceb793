"""Routes of the pages that are nothing but pages: the first one, and the style."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from samsyn.http import desk, reading, wishes
from samsyn.http.checks import Agreement, Date, Kind, Lang, with_fields
from samsyn.web import TEMPLATE, Asked

routes: Final = APIRouter(include_in_schema=False)
_WEEK: Final = 7 * 24 * 3600


@routes.get("/")
async def start(
    request: Request,
    sample: Annotated[str | None, Query()] = None,
    agreement: Agreement = None,
    kind: Kind = None,
    date: Date = None,
    lang: Lang = None,
) -> HTMLResponse:
    """What this is, and a form to try it."""
    here = desk.of(request)
    asked = Asked(
        agreement=agreement or "",
        kind=kind or "",
        date=date or desk.today(),
        lang=wishes.language(request, lang),
        sample=sample if sample == TEMPLATE else here.library.centre(sample, thing=False).id if sample else "",
    )
    return HTMLResponse(here.pages.start(asked))


@routes.post("/")
async def again(request: Request, lang: Lang = None) -> HTMLResponse:
    """The first page with the form filled in as it is sent."""
    language = wishes.language(request, lang)
    sent = await reading.sent(request, names=("data", "file"))
    return HTMLResponse(desk.of(request).pages.start(with_fields(Asked(lang=language, form=True), sent)))


@routes.get("/beskriv")
async def describe(request: Request, lang: Lang = None) -> HTMLResponse:
    """How to write a description."""
    return HTMLResponse(desk.of(request).pages.describe(wishes.language(request, lang)))


@routes.get("/static/{name}")
async def static(request: Request, name: str, v: Annotated[str | None, Query()] = None) -> Response:
    """A file that pages need."""
    data, media_type = desk.of(request).pages.file(name)
    return Response(data, media_type=media_type, headers={"cache-control": f"public, max-age={_WEEK}"})
