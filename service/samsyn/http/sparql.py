"""Routes of the SPARQL 1.1 Protocol, queries alone."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from samsyn.errors import BadQuery, Swedish, UnknownFormat
from samsyn.http import bearer, desk, reading
from samsyn.store.port import Answer
from samsyn.workers import jobs

routes: Final = APIRouter()
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FORM: Final = "application/x-www-form-urlencoded"
_GRAPHS: Final = ("default-graph-uri", "named-graph-uri")
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            _QUERY: {"schema": {"type": "string"}},
            _FORM: {"schema": {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}},
        },
    }
}
Format = Annotated[
    str | None,
    Query(description="`json`, `xml`, `csv` or `tsv`; of a graph `turtle`, `n-triples`, `rdf-xml` or `json-ld`."),
]


@routes.get("/sparql")
async def query(
    request: Request, query: Annotated[str | None, Query(description="The query.")] = None, format: Format = None
) -> Response:
    """Answer a query in the address."""
    return await _answer(request, list(request.query_params.multi_items()), format)


@routes.post("/sparql", openapi_extra=_BODY)
async def query_by_post(request: Request, format: Format = None) -> Response:
    """Answer a query in the body, as it is or as a form."""
    kind = reading.media_type(request)
    given = list(request.query_params.multi_items())
    if kind == _UPDATE:
        raise _no_update()
    if kind == _QUERY:
        given.append(("query", (await request.body()).decode("utf-8", "replace")))
    elif kind == _FORM:
        async with request.form(max_files=0, max_fields=40) as form:
            given += [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        bearer.refuse_tokens(given)
    else:
        raise UnknownFormat(
            f"'{kind}' is no media type of a query.",
            advice=f"Send it as {_QUERY}, or in the field `query` of a form.",
            sv=Swedish(f"'{kind}' är inget format för en fråga.", f"Skicka den som {_QUERY}."),
        )
    return await _answer(request, given, format)


async def _answer(request: Request, given: list[tuple[str, str]], format: str | None) -> Response:
    names = [name for name, _ in given]
    if "update" in names:
        raise _no_update()
    if any(name in names for name in _GRAPHS):
        raise BadQuery(
            "default-graph-uri and named-graph-uri are not served here.",
            advice="Everything is in the default graph, and each source in its own named graph (GRAPH ?g { … }).",
            sv=Swedish("default-graph-uri och named-graph-uri stöds inte här.", "Allt finns i standardgrafen."),
        )
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        count = "no query" if not queries else "more than one query"
        raise BadQuery(
            f"There is {count}.",
            advice="Send one, as ?query=… or in the body.",
            sv=Swedish("Det ska vara en fråga.", "Skicka den som ?query=… eller i begäran."),
        )
    wish = format or getattr(request.state, "form", None) or request.headers.get("accept")
    found = await desk.of(request).have(request, jobs.Query(queries[0], wish), Answer)
    return Response(found.body, media_type=found.media_type)


def _no_update() -> BadQuery:
    return BadQuery(
        "This service changes nothing; updates are not accepted.",
        advice="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        sv=Swedish("Tjänsten ändrar ingenting; uppdateringar tas inte emot.", "Fråga med SELECT, ASK, CONSTRUCT."),
    )
