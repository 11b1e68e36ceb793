"""Routes that answer for our IRIs by their path: the ontology, the shapes, the things."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samsyn.errors import Swedish, UnknownThing
from samsyn.http import desk, wishes
from samsyn.http.agreements import GRAPHS
from samsyn.store.port import Answer
from samsyn.terms import ID
from samsyn.workers import dataset, stored
from samsyn.workers.jobs import Describe, Graphs, Job

routes: Final = APIRouter()
_FORMS: Final = {key: wishes.MEDIA_TYPES[key] for key in ("turtle", "json-ld")}
#: folders of things that have a page
_PAGES: Final = {"agreement": "agreements", "requirement": "requirements", "centre": "centres", "query": "questions"}


@routes.get("/ns")
async def ontology(request: Request) -> Response:
    """The ontology, all of its files."""
    return await _answer(request, lambda key: Graphs(_names(request, "ontology/"), key))


@routes.get("/ns/{name}")
async def theme(request: Request, name: str) -> Response:
    """One file of the ontology."""
    return await _answer(request, lambda key: Graphs((f"{GRAPHS}ontology/{name}",), key))


@routes.get("/shapes/{name:path}")
async def shapes(request: Request, name: str) -> Response:
    """A file of shapes: of every description or agreement, of a minimum level, or `mandate/…` of demands on texts."""
    paths = tuple(f"{GRAPHS}shapes/{path}" for path in (name, f"minimum/{name}"))
    names = tuple(each for each in _names(request, "shapes/") if each in paths)
    return await _answer(request, lambda key: Graphs(names, key))


@routes.get("/id/catalog")
async def its_catalog() -> RedirectResponse:
    """Where the catalogue is."""
    return RedirectResponse("/catalog", status_code=303)


@routes.get("/id/graph/{path:path}", dependencies=[Depends(desk.catch_up)])
async def graph(request: Request, path: str) -> Response:
    """A named graph, or all of those below a folder."""
    every = dict.fromkeys((*_names(request), *dataset.DERIVED, *_of_centres(request, path)))
    names = tuple(each for each in every if f"{each}/".startswith(f"{GRAPHS}{path}/"))
    return await _answer(request, lambda key: Graphs(names, key))


@routes.get("/id/{path:path}")
async def thing(request: Request, path: str) -> Response:
    """What is stated of a thing; a browser is sent on to its page where it has one."""
    folder, _, name = path.partition("/")
    if folder in _PAGES and "/" not in name and wishes.likes_html(request):
        return RedirectResponse(f"/{_PAGES[folder]}/{name}", status_code=303)
    return await _answer(request, lambda key: Describe(ID + path, key))


def _of_centres(request: Request, path: str) -> tuple[str, ...]:
    """The graphs of the centres that are stored, and those of their assessments; of one alone where a path names it."""
    library = desk.of(request).library
    one = path.rpartition("/")[2]
    alone = library.find(one) and GRAPHS + path in (stored.graph_of(one), dataset.graph_of(one))
    ids = [one] if alone else [each.id for each in library.centres]
    return (*map(stored.graph_of, ids), *map(dataset.graph_of, ids))


def _names(request: Request, folder: str = "") -> tuple[str, ...]:
    """The named graphs of the files in a folder, or of all."""
    files = desk.of(request).library.files
    return tuple(GRAPHS + each.path.removesuffix(".ttl") for each in files if each.path.startswith(folder))


async def _answer(request: Request, job: Callable[[str], Job]) -> Response:
    key = "turtle" if wishes.likes_html(request) else wishes.form(request, _FORMS)
    found = await desk.of(request).have(request, job(key), object)
    if not isinstance(found, Answer):
        raise UnknownThing(
            "Nothing is stated under this address.",
            advice="/sparql finds what there is.",
            sv=Swedish("Inget är sagt under den här adressen.", "/sparql hittar det som finns."),
        )
    return Response(found.body, media_type=found.media_type)
