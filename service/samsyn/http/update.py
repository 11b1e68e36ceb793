"""Updates by the SPARQL 1.1 Protocol (section 2.2), for the holder of a token that may write any graph."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from samsyn.errors import BadQuery, Swedish
from samsyn.http import bearer, description, desk, protocol, writing
from samsyn.store.port import Update

routes: Final = APIRouter()
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            protocol.UPDATE: {"schema": {"type": "string"}},
            protocol.FORM: {
                "schema": {
                    "type": "object",
                    "required": ["update"],
                    "properties": {
                        "update": {"type": "string"},
                        **{name: {"type": "string"} for name in protocol.GRAPHS_OF_UPDATE},
                    },
                }
            },
        },
    }
}
Using = Annotated[
    list[str] | None, Query(alias="using-graph-uri", description="A graph; patterns are put to the merge of these.")
]
UsingNamed = Annotated[list[str] | None, Query(alias="using-named-graph-uri", description="A graph that GRAPH finds.")]


@routes.get("/update")
async def described(request: Request) -> Response:
    """The description of the service (Service Description, 2). Raises BadQuery for an update that is sent so."""
    if request.query_params.keys() - {"format", "lang"}:
        raise BadQuery(
            "An update is sent by POST.",
            advice="Send it in the body, with a token.",
            sv=Swedish("En ändring skickas med POST.", "Skicka den i begäran, med en nyckel."),
        )
    return await description.answer(request)


@routes.post("/update", status_code=204, openapi_extra=_BODY)
async def update(request: Request, who: bearer.Writer, using: Using = None, named: UsingNamed = None) -> Response:
    """Change the store by a SPARQL Update in the body, as it is or as a form: whole, or not at all."""
    body = await request.body()
    async with writing.logged(request, who, body):
        writing.require_update(who)
        asked = await protocol.of_body(request, protocol.UPDATE, "update", protocol.GRAPHS_OF_UPDATE)
        around = asked.context
        by = writing.by(who, "http")
        await desk.of(request).written([Update(asked.text, by, around.default, around.named, around.base)])
    return Response(status_code=204)
