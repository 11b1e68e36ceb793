"""Routes about minimum levels: an example of one, and what a centre would need to reach one."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from samsyn.http import answers, desk, wishes
from samsyn.http.answers import Told
from samsyn.http.checks import Date, Format, Lang
from samsyn.model import Repairs
from samsyn.reach.turtle import document
from samsyn.selection import day_of
from samsyn.store import write
from samsyn.store.formats import rdf_format
from samsyn.workers.jobs import MakeExample, RepairCentre

routes: Final = APIRouter()
_OFFERED: Final = {key: wishes.MEDIA_TYPES[key] for key in ("json", "html", "turtle", "json-ld")}

Kind = Annotated[
    str | None, Query(description="`familjecentral` or `familjecentralsliknande`; without it the agreement's first.")
]


@routes.get("/agreements/{id}/example")
async def example(
    request: Request, id: str, kind: Kind = None, date: Date = None, lang: Lang = None, format: Format = None
) -> Response:
    """The smallest made-up description that reaches the agreement's minimum level, dated today or as asked."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = here.library.agreement(id, thing=True)
    when = day_of(date or desk.today()).isoformat()
    key = wishes.form(request, _OFFERED, format)
    triples = await here.have(request, MakeExample(found.id, kind or None, when), tuple)
    text = document(triples)
    if key == "turtle":
        return Response(text, media_type=_OFFERED[key])
    if key == "json-ld":
        return Response(write.graph(triples, rdf_format(key)), media_type=_OFFERED[key])
    chosen = kind or found.kinds[0]
    if key == "html":
        page = await run_in_threadpool(here.pages.example, found, chosen, triples, lang)
        return HTMLResponse(page)
    told = {"agreement": found.id, "kind": chosen, "date": when, "made_up": True, "turtle": text}
    return Response(answers.as_json(told), media_type=_OFFERED[key])


@routes.get("/centres/{id}/repair", dependencies=[Depends(desk.catch_up)])
async def repair(
    request: Request,
    id: str,
    agreement: Annotated[str, Query(description="The id of an agreement.")],
    kind: Annotated[str | None, Query(description="Without it the kind claimed, else the agreement's first.")] = None,
    lang: Lang = None,
) -> Response:
    """The smallest sets of changes under which a bundled centre reaches an agreement's minimum level."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    centre, chosen = here.library.centre(id), here.library.agreement(agreement)
    found = await here.have(request, RepairCentre(centre.id, chosen.id, kind or None, desk.today()), Repairs)
    page = lambda: here.pages.repair(centre, chosen, found, lang)  # noqa: E731
    return await answers.tell(request, Told(found.to_dict(), page, None, _rows(found, lang)))


def _rows(found: Repairs, lang: str) -> list[dict[str, Any]]:
    """A row for each change."""
    return [
        {
            "way": number,
            "change": change.text.of(lang),
            "responsible": list(change.responsible),
            "add": change.add,
            "remove": change.remove,
        }
        for number, each in enumerate(found.repairs, start=1)
        for change in each.changes
    ]
