"""Routes of the pages that are nothing but pages: the first one, and the style."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from samsyn.http import desk, wishes
from samsyn.http.checks import Agreement, Date, Kind, Lang
from samsyn.web import Asked

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
        sample=here.library.centre(sample, thing=False).id if sample else "",
    )
    return HTMLResponse(here.pages.start(asked))


@routes.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """A file that pages need."""
    data, media_type = desk.of(request).pages.file(name)
    return Response(data, media_type=media_type, headers={"cache-control": f"public, max-age={_WEEK}"})
