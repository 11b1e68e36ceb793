"""The page on which anyone asks the data in SPARQL."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse

from samsyn.errors import SamsynError
from samsyn.http import desk, problems, wishes
from samsyn.http.checks import Lang
from samsyn.store.port import Answer
from samsyn.web.editor import Answered, Wanted
from samsyn.workers import jobs

routes: Final = APIRouter(include_in_schema=False)
#: a table or a yes or no, which the page draws; a graph, which it shows as it is
_ACCEPT: Final = "application/sparql-results+json, text/turtle"


@routes.get("/query")
async def editor(
    request: Request,
    query: Annotated[str | None, Query(description="What stands in the editor.")] = None,
    question: Annotated[str | None, Query(description="The id of a stored question that it begins with.")] = None,
    answer: Annotated[str | None, Query(description="Anything, for the answer as well.")] = None,
    lang: Lang = None,
) -> HTMLResponse:
    """An editor with the stored questions to choose from, and the answer to what stands in it."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    wanted = Wanted.of(here.library, query, question)
    answered, status, behind = None, 200, here.service.behind
    if answer:
        try:
            found = await here.have(request, jobs.Query(wanted.text, _ACCEPT), Answer)
            answered = await run_in_threadpool(Answered.of, found, here.library, lang)
        except SamsynError as error:
            answered, status = Answered(error=error), problems.of(error).status
    page = await run_in_threadpool(here.pages.query, wanted, answered, lang, behind)
    return HTMLResponse(page, status)
