"""`samsyn serve`: the web pages and the HTTP interface."""

from typing import Annotated, Literal

import typer

from samsyn.cli.options import Language, Store, StoreUrl
from samsyn.errors import BadInput, Swedish

DefaultGraph = Literal["union", "own"]


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option("--port", "-p", metavar="N", min=0, max=65535, help="The port to listen on; 0 takes a free one."),
    ] = 8000,
    store: Store = None,
    store_url: StoreUrl = None,
    update_url: Annotated[
        str | None,
        typer.Option(metavar="URL", envvar="SAMSYN_UPDATE_URL", help="Where that store takes updates."),
    ] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Without the bundled data: an empty store.")] = False,
    default_graph: Annotated[
        DefaultGraph,
        typer.Option(help="What the default graph is: the merge of all named graphs, or a graph of its own."),
    ] = "union",
    lang: Language = "sv",
) -> None:
    """Serve the web pages and HTTP until stopped."""
    from samsyn import http
    from samsyn.store.remote.place import remote
    from samsyn.workers.service import Place

    elsewhere = remote(store_url, update_url or store_url) if store_url else None
    if elsewhere and store is None:
        raise BadInput(
            "--store-url needs --store DIR too: files and journal lie there.",
            advice="Name a folder, always the same for one remote store.",
            sv=Swedish(
                "--store-url kräver också --store MAPP: där ligger filer och journal.",
                "Ange en mapp, alltid samma för ett och samma lager.",
            ),
        )
    http.serve(host, port, Place(store, default_graph, bare, elsewhere))
