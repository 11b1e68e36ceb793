"""The application: routes, pages, and errors as problems."""

from typing import Final

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from samsyn import web
from samsyn.errors import SamsynError
from samsyn.http import (
    agreements,
    catalog,
    centres,
    checks,
    compare,
    decisions,
    health,
    linked,
    pages,
    parameters,
    problems,
    questions,
    sparql,
    wishes,
)
from samsyn.http.desk import Desk
from samsyn.http.guard import Guard
from samsyn.http.log import log
from samsyn.library import Library
from samsyn.model import Text
from samsyn.workers.pool import Pool

_ROUTES: Final = (
    pages,
    checks,
    agreements,
    compare,
    centres,
    decisions,
    questions,
    sparql,
    catalog,
    linked,
    health,
)
_ABOUT: Final = (
    "Does a family centre fulfil its agreement? What is missing, who is responsible. "
    "Lists are `{items, next}`; errors are problem details (RFC 9457) with a stable `type`."
)


def create_app(library: Library, pool: Pool, address: str | None = None) -> FastAPI:
    """The application over a library, with a pool that its caller starts and closes.

    `address` is where it is reached, for addresses that are to be absolute; without it each request tells.
    """
    app = FastAPI(
        title="Samsyn",
        description=_ABOUT,
        version=library.knowledge.version,
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(Guard, body_bytes=pool.limits.body_bytes)],
    )
    app.state.desk = Desk(library, pool, web.Pages(library), address)
    for module in _ROUTES:
        app.include_router(module.routes, dependencies=[Depends(parameters.only_known)])
    app.add_exception_handler(SamsynError, _refused)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _fault)
    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, SamsynError)
    status = problems.of(error).status
    retry = {"retry-after": str(_pool(request).limits.retry_after)} if status == 503 else {}
    if wishes.likes_html(request):
        desk = request.app.state.desk
        asked = getattr(request.state, "asked", web.Asked(lang=_page_language(request)))
        return HTMLResponse(desk.pages.problem(error, problems.of(error).title, asked), status, retry)
    document = problems.document(error, wishes.machine_language(request))
    return JSONResponse(document, status, retry, problems.MEDIA_TYPE)


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = problems.of_status(error.status_code)
    detail = "" if error.status_code in problems.PLAIN else str(error.detail)
    return _told(request, problem, detail, dict(error.headers or {}))


async def _malformed(request: Request, error: Exception) -> Response:
    return _told(request, problems.of_status(400), "A parameter cannot be read.")


async def _fault(request: Request, error: Exception) -> Response:
    log().error("fault", path=request.url.path, exc_info=error)
    return _told(request, problems.PLAIN[500], "")


def _told(request: Request, problem: problems.Problem, detail: str, headers: dict[str, str] | None = None) -> Response:
    if wishes.likes_html(request):
        lang = _page_language(request)
        page = request.app.state.desk.pages.plain_problem(problem.title, Text(detail, detail), lang)
        return HTMLResponse(page, problem.status, headers)
    document = problems.plain_document(problem, wishes.machine_language(request), detail)
    return JSONResponse(document, problem.status, headers, problems.MEDIA_TYPE)


def _page_language(request: Request) -> str:
    wanted = request.query_params.get("lang")
    return wanted if wanted in wishes.LANGUAGES else "sv"


def _pool(request: Request) -> Pool:
    pool = request.app.state.desk.pool
    assert isinstance(pool, Pool)
    return pool
