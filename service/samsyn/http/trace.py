"""Each request has an id, a line in the log and its place in the figures."""

import re
import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from samsyn.http.log import log
from samsyn.http.meters import Meters
from samsyn.tokens import LOOKS_LIKE_A_TOKEN

HEADER: Final = b"x-request-id"
#: the label of what has no address of ours
OTHER: Final = "other"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
#: nobody was left to answer to
CLIENT_GONE: Final = 499
_GIVEN: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._~:@/+=-]{0,127}")


class Trace(Struct):
    """What is known of a request so far."""

    id: str
    route: str = OTHER
    status: int = CLIENT_GONE
    bytes: int = 0


class Tracing:
    """An ASGI application around all others."""

    def __init__(self, app: ASGIApp, *, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on, and tells afterwards what came of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace, begun = Trace(_id(scope)), time.perf_counter()
        scope = {**scope, "state": {**scope.get("state", {}), "trace": trace}}
        method = scope["method"] if scope["method"] in METHODS else OTHER
        with bound_contextvars(request_id=trace.id):
            try:
                await self._app(scope, receive, _watched(send, trace))
            finally:
                seconds = time.perf_counter() - begun
                self._meters.request(trace.route, method, trace.status, seconds)
                log().info(
                    "request",
                    method=method,
                    route=trace.route,
                    status=trace.status,
                    ms=round(seconds * 1000, 1),
                    bytes=trace.bytes,
                )


def of(scope: Mapping[str, Any]) -> Trace:
    """What is known of a request; of one that nobody traces, nothing."""
    found = scope.get("state", {}).get("trace")
    return found if isinstance(found, Trace) else Trace("")


def _id(scope: Scope) -> str:
    """The id that came along, if it is a short name that gives nothing away; else a new one."""
    given = [value for name, value in scope["headers"] if name.lower() == HEADER]
    if len(given) == 1 and _GIVEN.fullmatch(given[0]):
        text = str(given[0], "ascii")
        if not LOOKS_LIKE_A_TOKEN.search(text):
            return text
    return uuid.uuid4().hex


def _watched(send: Send, trace: Trace) -> Send:
    """The same, which notes what is sent and says the id."""

    async def watched(message: Message) -> None:
        if message["type"] == "http.response.start":
            trace.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), (HEADER, trace.id.encode())]}
        elif message["type"] == "http.response.body":
            trace.bytes += len(message.get("body", b""))
        await send(message)

    return watched
