"""`samsyn serve`: the web pages and the HTTP interface."""

import errno
import socket
from typing import Annotated

import typer

from samsyn.cli.options import Language
from samsyn.cli.words import Words
from samsyn.errors import SamsynError


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="The port to listen on.")] = 8000,
    lang: Language = "sv",
) -> None:
    """Serve the web pages and HTTP until stopped."""
    _refuse_taken(host, port, Words(lang))
    from samsyn import http

    http.serve(host, port)


def _refuse_taken(host: str, port: int, words: Words) -> None:
    """Raises SamsynError where nothing can listen on the address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        key = "error.port.taken" if error.errno == errno.EADDRINUSE else "error.port"
        message = words(key, host=host, port=port, why=error.strerror or str(error))
        raise SamsynError(message, advice=words("error.port.advice")) from error
