"""Routes that are asked often go past what FastAPI does for each request, which costs more than they do."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from samsyn.http import address, parameters

_TEXT: Final = str | None
_TEXTS: Final = list[str] | None
#: what answers an error
_Handler = Callable[[Request, Exception], Awaitable[Response]]
_Endpoint = Callable[[Request], Awaitable[Response]]


class Straight:
    """An ASGI application around another, which answers the routes of a router itself.

    FastAPI's own stay behind it, for what is told of them, and for whoever asks them below another path. Errors are
    answered by the first handler of a class that they are of.
    """

    def __init__(self, app: ASGIApp, *, router: APIRouter, handlers: Mapping[type[Exception], _Handler]) -> None:
        self._app = app
        self._endpoints = dict(_endpoints(router))
        self._handlers = handlers
        self._handled = tuple(handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or hands it on."""
        endpoint = self._endpoints.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        request = address.Asked(scope, receive)
        try:
            answer = await endpoint(request)
        except self._handled as error:
            answer = await self._refusal(request, error)
        await answer(scope, receive, send)

    async def _refusal(self, request: Request, error: Exception) -> Response:
        handler = next(each for kind, each in self._handlers.items() if isinstance(error, kind))
        return await handler(request, error)


def _endpoints(router: APIRouter) -> Iterator[tuple[tuple[str, str], _Endpoint]]:
    """What answers each method of each path."""
    for route in router.routes:
        assert isinstance(route, APIRoute)
        endpoint = _endpoint(route)
        yield from (((method, route.path), endpoint) for method in route.methods or ())


def _endpoint(route: APIRoute) -> _Endpoint:
    """What answers a route, whose parameters are texts of the address, one or several, that may be left out."""
    asked = route.dependant.query_params
    texts = {each.name: each.alias for each in asked if each.field_info.annotation == _TEXT}
    lists = {each.name: each.alias for each in asked if each.field_info.annotation == _TEXTS}
    assert len(texts) + len(lists) == len(asked)
    assert not any((route.dependant.path_params, route.dependant.header_params, route.dependant.body_params))

    known = parameters.known(route)

    async def endpoint(request: Request) -> Response:
        request.scope["route"] = route
        parameters.check(request.query_params, *known)
        given = {name: request.query_params.get(alias) for name, alias in texts.items()}
        several = {name: request.query_params.getlist(alias) or None for name, alias in lists.items()}
        answer = await route.endpoint(request, **given, **several)
        assert isinstance(answer, Response)
        return answer

    return endpoint
