"""What an answer may rest on that is not in step: told in its head, so that no part is taken for the whole."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samsyn.workers.service import Service

#: a dictionary of structured fields (RFC 9651)
HEADER: Final = "samsyn-assessed"


class Behind:
    """An ASGI application around another: each answer says so that was begun or sent while assessments are behind."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on, and adds to its answer how far the assessments are."""
        await self._app(scope, receive, self._adding(send) if scope["type"] == "http" else send)

    def _adding(self, send: Send) -> Send:
        before = told(self._service)

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start" and (found := before or told(self._service)):
                MutableHeaders(scope=message).append(HEADER, found)
            await send(message)

        return add


def told(service: Service) -> str:
    """How far the assessments are; nothing where all are in step, or where none are kept."""
    found = service.behind
    return f'centres={found.centres}, of={found.of}, as-of="{found.as_of}"' if found else ""
