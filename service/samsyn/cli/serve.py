"""`samsyn serve`: the web pages and the HTTP interface."""

from typing import Annotated

import typer

from samsyn.cli.options import Language, Store


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option("--port", "-p", metavar="N", min=0, max=65535, help="The port to listen on; 0 takes a free one."),
    ] = 8000,
    store: Store = None,
    lang: Language = "sv",
) -> None:
    """Serve the web pages and HTTP until stopped."""
    from samsyn import http

    http.serve(host, port, store)
