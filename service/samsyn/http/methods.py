"""Which methods an address has: OPTIONS tells, and pages of others may read (RFC 9110, 9.3.7; Fetch, CORS)."""

import re
from collections.abc import Mapping
from typing import Any, Final

from fastapi.routing import iter_route_contexts
from msgspec import Struct
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samsyn.http import trace

#: asked by POST, and yet nothing but reading
_ASKED_BY_POST: Final = "/sparql"
#: what is for who runs the service, or for the holder of a token
_NOT_FOR_OTHERS: Final = ("/metrics", "/token", "/health/")
_ORIGIN: Final = "access-control-allow-origin"
_EXPOSED: Final = {
    _ORIGIN: "*",
    "access-control-expose-headers": "Allow, ETag, Location, Retry-After, Samsyn-Assessed, X-Request-Id",
}
_DAY: Final = 24 * 3600
_PREFLIGHT: Final = {
    _ORIGIN: "*",
    "access-control-allow-headers": "Accept, Content-Type, If-Match, If-None-Match, X-Request-Id",
    "access-control-max-age": str(_DAY),
}


class Address(Struct, frozen=True):
    """An address: its template, how it is recognised, and its methods."""

    template: str
    pattern: re.Pattern[str]
    methods: frozenset[str]


class Methods:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers OPTIONS itself; lets the pages of others read what is only read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and (allowed := _allowed(scope)):
            await Response(status_code=204, headers=_options(scope, allowed))(scope, receive, send)
            return
        await self._app(scope, receive, _shared(send) if _is_shared(scope["method"], scope["path"]) else send)


def allow(scope: Scope) -> str:
    """The header Allow of an address."""
    return ", ".join(sorted(_allowed(scope)))


def _allowed(scope: Scope) -> frozenset[str]:
    """The methods of an address; none where there is no such address."""
    addresses = _addresses(scope["app"])
    if scope["path"] == "*":
        return frozenset().union(*(each.methods for each in addresses))
    found = [each for each in addresses if each.pattern.match(scope["path"])]
    if found:
        trace.of(scope).route = found[0].template
    return frozenset().union(*(each.methods for each in found))


def _addresses(app: Starlette) -> tuple[Address, ...]:
    """The addresses of an application, which are gathered once."""
    if not hasattr(app.state, "addresses"):
        app.state.addresses = tuple(_address(each) for each in iter_route_contexts(app.routes) if each.methods)
    return app.state.addresses  # type: ignore[no-any-return]


def _address(route: Any) -> Address:
    more = {"OPTIONS", "HEAD"} if "GET" in route.methods else {"OPTIONS"}
    return Address(route.path, compile_path(route.path)[0], frozenset(route.methods) | more)


def _options(scope: Scope, allowed: frozenset[str]) -> dict[str, str]:
    """The headers of an answer to OPTIONS, which may be the question whether another's page may ask."""
    headers, asked = {"allow": ", ".join(sorted(allowed))}, Headers(scope=scope)
    wanted = asked.get("access-control-request-method", "")
    shared = sorted(each for each in allowed if _is_shared(each, scope["path"]))
    if "origin" in asked and wanted in shared:
        return headers | _PREFLIGHT | {"access-control-allow-methods": ", ".join(shared)}
    return headers


def _is_shared(method: str, path: str) -> bool:
    """Whether pages of others may ask this: reading alone, and never with a token."""
    if path.startswith(_NOT_FOR_OTHERS):
        return False
    return method in ("GET", "HEAD") or (method == "POST" and path == _ASKED_BY_POST)


def _shared(send: Send) -> Send:
    """The same, which lets the pages of others read the answer."""
    return _with(send, _EXPOSED)


def _with(send: Send, headers: Mapping[str, str]) -> Send:
    more = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return headed
