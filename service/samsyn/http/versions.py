"""Routes about the versions that a centre has had: the list, one of them, in what two differ, what was sent."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samsyn.errors import Swedish, UnknownThing
from samsyn.http import answers, desk, history, wishes
from samsyn.http.answers import Told, listed
from samsyn.http.checks import Lang
from samsyn.knowledge import Described
from samsyn.model.difference import Difference
from samsyn.store.disk import history as past
from samsyn.store.port import Answer
from samsyn.workers.submitting import Differ, ReadPast, WritePast

routes: Final = APIRouter()
_BETWEEN: Final = ".."


@routes.get("/centres/{id}/versions")
async def versions(request: Request, id: str, lang: Lang = None) -> Response:
    """The versions of a centre, the newest first: when, by whom, from where."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    told = [history.told(each) for each in reversed(history.every(here, id))]
    page = lambda: here.pages.versions(id, told, lang)  # noqa: E731
    return await answers.tell(request, Told(listed(told), page, None, told))


@routes.get("/centres/{id}/versions/{name}")
async def version(request: Request, id: str, name: str, lang: Lang = None) -> Response:
    """A version by its number or by a day, YYYY-MM-DD; or in what two of them differ, such as `1..2`."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    if _BETWEEN in name:
        return await _difference(request, id, name, lang)
    found = history.named(here, id, name)
    if found.gone:
        raise history.withdrawn(id)
    key = wishes.form(request, {each: wishes.MEDIA_TYPES[each] for each in ("json", "html", *answers.RDF)})
    if key in answers.RDF:
        written = await here.have(request, WritePast(id, found.entry, key), Answer)
        return history.tagged(Response(written.body, media_type=written.media_type), found)
    centre = await here.have(request, ReadPast(id, found.entry), Described)
    told: dict[str, Any] = {**centre.to_dict(), **history.told(found)}
    page = lambda: here.pages.version(centre, history.told(found), lang)  # noqa: E731
    return await answers.tell(request, Told(told, page), ("json", "html"))


@routes.get("/centres/{id}/versions/{name}/sent")
async def sent(request: Request, id: str, name: str) -> Response:
    """The document of a version, byte for byte as it was sent."""
    here = desk.of(request)
    found = history.named(here, id, name)
    if not found.sent:
        raise UnknownThing(
            f"Version {found.number} was not sent as a document.",
            advice=f"/centres/{id}/versions/{found.number} tells what it says.",
            sv=Swedish(
                f"Version {found.number} skickades inte som ett dokument.",
                f"/centres/{id}/versions/{found.number} visar vad den säger.",
            ),
        )
    body = await run_in_threadpool(past.sent, here.service.register.layout, found.sent)
    return Response(body, media_type=found.media_type, headers={"content-disposition": "attachment"})


async def _difference(request: Request, id: str, name: str, lang: str) -> Response:
    here = desk.of(request)
    before, after = (history.named(here, id, each) for each in name.split(_BETWEEN, 1))
    found = await here.have(request, Differ(id, before.entry, after.entry), Difference)
    told: dict[str, Any] = {"centre": id, "before": before.number, "after": after.number, **found.to_dict()}
    page = lambda: here.pages.difference(id, before.number, after.number, found, lang)  # noqa: E731
    rows = [
        {"change": change, "subject": s, "predicate": p, "object": o}
        for change, triples in (("removed", found.removed), ("added", found.added))
        for s, p, o in triples
    ]
    return await answers.tell(request, Told(told, page, None, rows))
