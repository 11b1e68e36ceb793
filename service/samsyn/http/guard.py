"""What holds for every request and every answer: size, encoding, headers, suffixes, HEAD."""

import json
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samsyn.errors import Swedish, TooLarge
from samsyn.http import bearer, problems, trace

SUFFIXES: Final = {
    ".json": "json",
    ".ttl": "turtle",
    ".jsonld": "json-ld",
    ".rdf": "rdf-xml",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".html": "html",
    ".rq": "rq",
}
_WITH_SUFFIX_OF_THEIR_OWN: Final = ("/openapi.json", "/static/", "/graphs/")
HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "vary": "Accept, Accept-Encoding",
}
_ENCODED: Final = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, *, body_bytes: int) -> None:
        self._app = app
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request itself, or hands it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        send = _with_headers(send, bodiless=head)
        if bearer.in_address(scope["path"], scope.get("query_string", b"")):
            error = bearer.refused_in_address(scope["method"], scope["headers"])
            document = problems.document(error, "en", trace.of(scope).id)
            await _answer(send, document, bearer.challenge(error))
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
            await _refuse_encoding(send, trace.of(scope).id)
            return
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length) > self._body_bytes:
            await _answer(send, problems.document(too_large(self._body_bytes), "en", trace.of(scope).id))
            return
        scope = {**scope, "method": "GET" if head else scope["method"]}
        _take_suffix(scope)
        await self._app(scope, _counted(receive, self._body_bytes), send)


def too_large(limit: int) -> TooLarge:
    """The error for a body beyond the limit."""
    return TooLarge(
        f"The body is larger than {limit:,} bytes.",
        limit="body_bytes",
        advice="Send one description at a time.",
        sv=Swedish(f"Det som skickades är större än {limit} byte.", "Skicka en beskrivning åt gången."),
    )


def _take_suffix(scope: MutableMapping[str, Any]) -> None:
    """Moves a suffix such as .json from the path to the state of the request."""
    path = scope["path"]
    if path.startswith(_WITH_SUFFIX_OF_THEIR_OWN):
        return
    for suffix, form in SUFFIXES.items():
        if path.endswith(suffix) and not path.endswith("/" + suffix):
            scope["path"] = path.removesuffix(suffix)
            scope["raw_path"] = scope["path"].encode()
            scope["state"] = {**scope.get("state", {}), "form": form}
            return


def _counted(receive: Receive, limit: int) -> Receive:
    """The same, raising TooLarge when more comes than is accepted, whatever length was announced."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise too_large(limit)
        return message

    return counted


def _with_headers(send: Send, *, bodiless: bool) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *(each for each in _ENCODED if each[0] not in present),
            ]
        elif bodiless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return headed


async def _refuse_encoding(send: Send, request_id: str) -> None:
    detail = "A body with a Content-Encoding is not accepted. Send it as it is."
    await _answer(send, problems.plain_document(problems.PLAIN[415], "en", detail, request_id))


async def _answer(send: Send, document: dict[str, Any], more: dict[str, str] | None = None) -> None:
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = [(b"content-type", problems.MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(name.encode(), value.encode()) for name, value in (more or {}).items()]
    headers.append((b"connection", b"close"))  # what is left of the body is not read
    await send({"type": "http.response.start", "status": document["status"], "headers": headers})
    await send({"type": "http.response.body", "body": body})
