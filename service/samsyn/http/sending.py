"""How an answer is sent: not at all where the client has it already, compressed where it likes that."""

import zlib
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samsyn.http import codings, etags, problems, trace

#: smaller bodies fit in a packet
_SMALLEST: Final = 1000
#: larger ones are worked on in a thread, so that others need not wait
_LARGE: Final = 64 * 1024
_GZIP_IN_ZLIB: Final = 31
_COMPRESSIBLE: Final = (
    "text/",
    "application/json",
    "application/xml",
    "application/sparql-",
    "application/n-",
    "application/trig",
)
_SUFFIXES: Final = ("+json", "+xml")
#: what a 304 tells of the answer that it spares (RFC 9110, 15.4.5)
_OF_304: Final = frozenset({"cache-control", "content-location", "date", "etag", "expires", "vary"})


class Sending:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on, and sends its answer as it is wished."""
        await self._app(scope, receive, _Answer(scope, send).take if scope["type"] == "http" else send)


class _Made(Struct, frozen=True):
    """What an answer became: its body, and its tag where it has one."""

    body: bytes
    etag: str | None
    is_zipped: bool


class _Answer:
    """One answer on its way."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._asked = Headers(scope=scope)
        self._is_read = scope["method"] == "GET"
        self._request_id = trace.of(scope).id
        self._send = send
        self._start: Message = {}
        self._stream: zlib._Compress | None = None
        self._begun = False

    async def take(self, message: Message) -> None:
        """Takes a part of the answer, and sends what can be sent."""
        if message["type"] == "http.response.start":
            self._start = {**message, "headers": list(message.get("headers", ()))}
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if not self._begun:
            self._begun = True
            if not more:
                await self._whole(body)
                return
            await self._begin_stream()
        await self._send({**message, "body": self._part(body, more)})

    async def _whole(self, body: bytes) -> None:
        """Sends a body that came in one piece."""
        made = await run_in_threadpool(self._make, body) if len(body) > _LARGE else self._make(body)
        headers = MutableHeaders(raw=self._start["headers"])
        if made.etag:
            headers["etag"] = made.etag
            headers.setdefault("cache-control", "no-cache")
        if made.is_zipped:
            headers["content-encoding"] = "gzip"
            headers["content-length"] = str(len(made.body))
        status = self._judge(made.etag) if made.etag else self._start["status"]
        body = made.body
        if status != self._start["status"]:
            self._start["headers"] = _kept(self._start["headers"], _OF_304)
            body = b"" if status == 304 else self._changed(self._start["headers"])
        await self._send({**self._start, "status": status})
        await self._send({"type": "http.response.body", "body": body})

    def _changed(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The problem that a condition does not hold, whose headers are added."""
        body = msgspec.json.encode(problems.plain_document(problems.PLAIN[412], "en", "", self._request_id))
        headers += [(b"content-type", problems.MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        return body

    def _make(self, body: bytes) -> _Made:
        """The body as it is to be sent, with its tag where it is an answer that can be had again."""
        headers = MutableHeaders(raw=self._start["headers"])
        is_zipped = len(body) >= _SMALLEST and self._zips(headers)
        etag = headers.get("etag")
        if self._is_read and self._start["status"] == 200 and "no-store" not in headers.get("cache-control", ""):
            etag = etag or etags.of_body(body)
        if etag and is_zipped:
            etag = etags.zipped(etag)
        spared = etag is not None and self._judge(etag) != 200
        return _Made(codings.zipped(body) if is_zipped and not spared else body, etag, is_zipped)

    def _judge(self, etag: str) -> int:
        """The status of the answer that has a tag, after the conditions of the request (RFC 9110, 13.2.2)."""
        status: int = self._start["status"]
        if not self._is_read or status != 200:
            return status
        if_match, if_none_match = self._asked.get("if-match"), self._asked.get("if-none-match")
        if if_match is not None and not etags.holds(if_match, etag):
            return 412
        if if_none_match is not None and not etags.is_new(if_none_match, etag):
            return 304
        return status

    def _zips(self, headers: MutableHeaders) -> bool:
        kind = headers.get("content-type", "").partition(";")[0].strip()
        fits = kind.startswith(_COMPRESSIBLE) or kind.endswith(_SUFFIXES)
        return fits and "content-encoding" not in headers and codings.likes_gzip(self._asked.get("accept-encoding"))

    async def _begin_stream(self) -> None:
        """Sends the start of an answer that comes in parts; it has the tag that its route gave it."""
        headers = MutableHeaders(raw=self._start["headers"])
        if self._zips(headers):
            self._stream = zlib.compressobj(wbits=_GZIP_IN_ZLIB)
            headers["content-encoding"] = "gzip"
            del headers["content-length"]
            if "etag" in headers:
                headers["etag"] = etags.zipped(headers["etag"])
        await self._send(self._start)

    def _part(self, body: bytes, more: bool) -> bytes:
        """A part of a body in parts, as it is to be sent."""
        if self._stream is None:
            return body
        end = zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH
        return self._stream.compress(body) + self._stream.flush(end)


def _kept(headers: Iterable[tuple[bytes, bytes]], names: frozenset[str]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.decode("latin-1").lower() in names]
