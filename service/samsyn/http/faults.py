"""What nobody foresaw is logged, and answered as a problem that tells nothing of itself."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samsyn.errors import Overloaded, Swedish
from samsyn.http import trace
from samsyn.http.log import log


class Faults:
    """An ASGI application around another, which notes the route as well."""

    def __init__(self, app: ASGIApp, *, answer: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on; a fault after the answer has begun is raised, which cuts the answer off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception as error:
            _note_route(scope)
            log().error("fault", route=trace.of(scope).route, exc_info=error)
            if begun:
                raise
            await (await self._answer(Request(scope), error))(scope, receive, send)
        except asyncio.CancelledError:
            if begun:
                raise
            await (await self._answer(Request(scope), _stopping()))(scope, receive, send)
        finally:
            _note_route(scope)


def _stopping() -> Overloaded:
    return Overloaded(
        "The service is stopping.",
        limit="shutdown_seconds",
        advice="Try again in a moment.",
        sv=Swedish("Tjänsten håller på att stängas av.", "Försök igen om en stund."),
    )


def _note_route(scope: Scope) -> None:
    """Keeps the template of the address, which the router has put in the scope."""
    template = getattr(scope.get("route"), "path", None)
    if template:
        trace.of(scope).route = template
