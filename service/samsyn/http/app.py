"""The application: routes, pages, and errors as problems."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from samsyn import web
from samsyn.errors import SamsynError, TookTooMuch
from samsyn.http import (
    agreements,
    bearer,
    catalog,
    centres,
    checks,
    compare,
    decisions,
    description,
    desk,
    graphs,
    health,
    levels,
    linked,
    methods,
    pages,
    parameters,
    problems,
    query,
    questions,
    sparql,
    submissions,
    token,
    trace,
    update,
    versions,
    wishes,
)
from samsyn.http.behind import Behind
from samsyn.http.desk import Desk
from samsyn.http.faults import Faults
from samsyn.http.guard import Guard
from samsyn.http.meters import Meters
from samsyn.http.methods import Methods
from samsyn.http.origin import Network
from samsyn.http.sending import Sending
from samsyn.http.straight import Straight
from samsyn.http.trace import Tracing
from samsyn.library import Library
from samsyn.model import Text
from samsyn.workers.limits import Limits
from samsyn.workers.service import Service

#: what lists centres, or asks for one, waits until the register is whole; so do some routes of the others
_OF_CENTRES: Final = (centres, decisions, submissions, versions)
_OTHERS: Final = (
    pages,
    checks,
    agreements,
    compare,
    levels,
    questions,
    query,
    sparql,
    update,
    graphs,
    description,
    catalog,
    linked,
)
#: what answers however the store is
_WITHOUT_STORE: Final = (token, health)
_ABOUT: Final = (
    "Does a family centre fulfil its agreement? What is missing, who is responsible. "
    "Lists are `{items, next}`; errors are problem details (RFC 9457) with a stable `type`."
)


def create_app(
    library: Library,
    service: Service,
    address: str | None = None,
    folder: Path | None = None,
    proxies: Sequence[Network] = (),
) -> FastAPI:
    """The application over a library, with a service that its caller starts and closes.

    `address` is where it is reached, for addresses that are to be absolute; without it each request tells. `folder` is
    that of the store, with the tokens of those who may write; without one nobody may. `proxies` are those in front,
    which are believed when they tell where a request comes from.
    """
    limits = service.limits
    meters = Meters(service.pool)
    meters.watch_generation(lambda: service.register.generation)
    app = FastAPI(
        title="Samsyn",
        description=_ABOUT,
        version=library.knowledge.version,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(Tracing, meters=meters),
            Middleware(Guard, body_bytes=limits.body_bytes),
            Middleware(Methods),
            Middleware(Faults, answer=_fault),
            Middleware(Behind, service=service),
            Middleware(Sending),
            Middleware(Straight, router=sparql.routes, handlers={SamsynError: _refused, HTTPException: _plain}),
        ],
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours are the log and `/metrics`
    )
    app.state.desk = Desk(library, service, web.Pages(library), meters, address, proxies)
    app.state.descriptions = description.Descriptions()
    app.state.door = bearer.Door(folder, limits.failed_tries, proxies)
    for module in _OF_CENTRES:
        app.include_router(module.routes, dependencies=[Depends(parameters.only_known), Depends(desk.catch_up)])
    for module in (*_OTHERS, *_WITHOUT_STORE):
        app.include_router(module.routes, dependencies=[Depends(parameters.only_known)])
    app.add_exception_handler(SamsynError, _refused)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RequestValidationError, _malformed)
    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, SamsynError)
    status = problems.of(error).status
    headers = bearer.challenge(error) | _retry(request, error)
    if wishes.likes_html(request):
        pages = desk.of(request).pages
        asked = getattr(request.state, "asked", web.Asked(lang=_page_language(request)))
        return HTMLResponse(pages.problem(error, problems.of(error).title, asked), status, headers)
    document = problems.document(error, wishes.machine_language(request), trace.of(request.scope).id)
    return JSONResponse(document, status, headers, problems.MEDIA_TYPE)


def _retry(request: Request, error: SamsynError) -> dict[str, str]:
    """When one who was turned away may come again: as the error tells, else as is usual."""
    usual = {429: bearer.WINDOW, 503: _limits(request).retry_after}.get(problems.of(error).status)
    seconds = error.retry_after if isinstance(error, TookTooMuch) else usual
    return {} if seconds is None else {"retry-after": str(seconds)}


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = problems.of_status(error.status_code)
    detail = "" if error.status_code in problems.PLAIN else str(error.detail)
    headers = {"allow": methods.allow(request.scope)} if error.status_code == 405 else dict(error.headers or {})
    return _told(request, problem, detail, headers)


async def _malformed(request: Request, error: Exception) -> Response:
    return _told(request, problems.of_status(400), "A parameter cannot be read.")


async def _fault(request: Request, error: Exception) -> Response:
    if isinstance(error, SamsynError):
        return await _refused(request, error)
    return _told(request, problems.PLAIN[500], "")


def _told(request: Request, problem: problems.Problem, detail: str, headers: dict[str, str] | None = None) -> Response:
    number = trace.of(request.scope).id
    if wishes.likes_html(request):
        said = _with_number(number) if problem.status == 500 else Text(detail, detail)
        page = request.app.state.desk.pages.plain_problem(problem.title, said, _page_language(request))
        return HTMLResponse(page, problem.status, headers)
    document = problems.plain_document(problem, wishes.machine_language(request), detail, number)
    return JSONResponse(document, problem.status, headers, problems.MEDIA_TYPE)


def _with_number(number: str) -> Text:
    return Text(
        f"Felet är loggat. Ange {number} om du hör av dig om det.",
        f"The fault is logged. Name {number} if you get in touch about it.",
    )


def _page_language(request: Request) -> str:
    wanted = request.query_params.get("lang")
    return wanted if wanted in wishes.LANGUAGES else "sv"


def _limits(request: Request) -> Limits:
    service = request.app.state.desk.service
    assert isinstance(service, Service)
    return service.limits
