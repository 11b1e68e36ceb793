"""The service as a process: workers, application, server."""

import os
import re
import signal
import socket
import sys
from collections.abc import Mapping
from types import FrameType

import uvicorn

from samsyn import drafts
from samsyn.errors import BadInput, Swedish, Where
from samsyn.http import desk, log, origin
from samsyn.http.app import create_app
from samsyn.http.corked import Connection
from samsyn.tokens import prepared
from samsyn.workers import seal
from samsyn.workers.limits import Limits
from samsyn.workers.service import Place, Service

_BACKLOG = 1024
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9._\-\[\]:]+(/[A-Za-z0-9._~/-]*)?")
#: a store that cannot be opened is mostly told of within this time; one that must be replayed opens meanwhile
_MOMENT = 3.0


def serve(host: str = "127.0.0.1", port: int = 8000, place: Place | None = None) -> None:
    """Serves until it is stopped; port 0 takes a free one.

    Raises BadInput where it cannot listen, FileTrouble where there can be no folder for the store, StoreTrouble where
    the store cannot be opened.
    SIGTERM and SIGINT stop it: nothing new is taken, what was begun is finished within the limit, then the workers end.
    """
    place = place or Place()
    limits = Limits.of(os.environ)
    log.take_over()
    if place.folder:
        prepared(place.folder)
    signal.signal(signal.SIGTERM, _stop)
    with _listening(host, port) as listener:
        known = drafts.load().whole()
        service = Service(known, limits, place, today=desk.today, tell=_say, eager=True)
        service.start()
        config = uvicorn.Config(
            create_app(known, service, address(os.environ), place.folder, origin.proxies(os.environ)),
            http=Connection,
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=limits.shutdown_seconds,
        )
        try:
            if place.folder:
                service.scribe.wait_ready(_MOMENT)
            _say_where(host, listener.getsockname()[1], place)
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            service.close()


def _stop(number: int, frame: FrameType | None) -> None:
    """Ends the process in order: uvicorn hands the signal on once it has finished, and the rest is closed too."""
    raise SystemExit(0)


def address(environment: Mapping[str, str]) -> str | None:
    """Where the service is reached, if SAMSYN_URL says so. Raises BadInput for what is no address."""
    found = environment.get("SAMSYN_URL", "")
    if found and not _WEB_ADDRESS.fullmatch(found):
        raise BadInput(
            f"SAMSYN_URL is '{found}'.",
            advice="Give the address at which the service is reached, such as https://samsyn.example.org.",
            where=Where("SAMSYN_URL"),
            sv=Swedish(f"SAMSYN_URL är '{found}'.", "Ange tjänstens adress, till exempel https://samsyn.example.org."),
        )
    return found or None


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise BadInput(
            f"Cannot listen on {host}:{port}: {why}.",
            advice="Choose another port with --port, or stop what uses this one.",
            sv=Swedish(f"Det går inte att lyssna på {host}:{port}: {why}.", "Välj en annan port med --port."),
        ) from error
    return listener


def _say_where(host: str, port: int, place: Place) -> None:
    name = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)
    sys.stderr.write(f"Samsyn: http://{name}:{port}/  (Ctrl+C stops it)\n")
    if not seal.can_close_sockets():
        sys.stderr.write("This system has no filter on sockets: queries that hold the word SERVICE are refused.\n")
    if place.folder is None:
        sys.stderr.write("Nothing that is written is kept after the end: name a folder with --store to keep it.\n")
    sys.stderr.flush()


def _say(text: str) -> None:
    """Tells of the store on its way."""
    log.log().info("store", told=text)
