"""Routes about the stored questions and their answers."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samsyn import answering, questions
from samsyn.http import answers, desk, wishes
from samsyn.http.answers import Told, flat, listed
from samsyn.http.checks import Lang
from samsyn.store.port import Answer
from samsyn.workers.jobs import Describe, Graphs, Query

routes: Final = APIRouter()
_FORMS: Final = {key: wishes.MEDIA_TYPES[key] for key in ("json", "html", "turtle", "json-ld", "csv", "rq")}


@routes.get("/questions")
async def every(request: Request, lang: Lang = None) -> Response:
    """All stored questions, by audience."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = here.library.questions
    told = [each.to_dict() for each in found]
    rows = [{name: value for name, value in flat(item, lang).items() if name != "query"} for item in told]
    page = lambda: here.pages.questions(found, lang)  # noqa: E731
    return await answers.tell(request, Told(listed(told), page, lambda key: Graphs(questions.graphs(), key), rows))


@routes.get("/questions/{id}")
async def question(request: Request, id: str, lang: Lang = None) -> Response:
    """One stored question with its answer as of the day of the stored assessments, and its query."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = here.library.question(id, thing=True)
    form = wishes.form(request, _FORMS)
    if form == "rq":
        return Response(found.query, media_type=_FORMS["rq"])
    told: dict[str, Any] = {**found.to_dict(), "date": here.service.day}
    behind = here.service.behind
    if behind:
        told |= behind.to_dict()
    if form in ("turtle", "json-ld"):
        return await answers.tell(request, Told(told, None, lambda key: Describe(found.iri, key)))
    answer = await here.have(request, Query(found.query, "json"), Answer)
    page = lambda: here.pages.question(found, answer.body, here.service.day, lang, behind)  # noqa: E731
    if found.asks:
        told["answer"] = answering.boolean(answer.body)
        return await answers.tell(request, Told(told, page, None, [{"answer": told["answer"]}]))
    names, rows = answering.plain(answer.body)
    told |= {"columns": list(names), **listed(rows)}
    return await answers.tell(request, Told(told, page, None, rows))
