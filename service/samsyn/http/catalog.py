"""The route of the catalogue of all that is published."""

from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samsyn.catalog import read
from samsyn.http import answers, desk, wishes
from samsyn.http.answers import Told, flat
from samsyn.http.checks import Lang

routes: Final = APIRouter()
#: RDF/XML comes first: that is what dataportal.se harvests
_FORMS: Final = ("rdf-xml", "turtle", "json-ld", "html", "json", "csv")


@routes.get("/catalog")
async def catalog(request: Request, lang: Lang = None) -> Response:
    """The datasets and services, with where they are fetched, as DCAT-AP-SE 3.0.1; RDF/XML where nothing is wished."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    known = here.library.published(desk.base(request))
    graph = await run_in_threadpool(here.library.catalog, known)
    found = read(graph, known)
    return await answers.tell(
        request,
        Told(
            found.to_dict(),
            lambda: here.pages.catalog(found, lang),
            rows=[flat(item, lang) for item in found.rows()],
            triples=graph.triples,
        ),
        _FORMS,
    )
