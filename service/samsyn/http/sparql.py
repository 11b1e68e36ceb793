"""Queries by the SPARQL 1.1 Protocol; without a query, the description of the service."""

import re
from hashlib import blake2b
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from samsyn.http import bearer, conditions, description, desk, flows, protocol
from samsyn.store.port import Answer
from samsyn.workers import jobs
from samsyn.workers.flows import StreamQuery

routes: Final = APIRouter()
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            protocol.QUERY: {"schema": {"type": "string"}},
            protocol.FORM: {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {
                        "query": {"type": "string"},
                        **{name: {"type": "string"} for name in protocol.GRAPHS_OF_QUERY},
                    },
                }
            },
        },
    }
}
#: functions that may give something else each time
_CHANGING: Final = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
Format = Annotated[
    str | None,
    Query(
        description="`json`, `xml`, `csv` or `tsv`; of a graph `turtle`, `n-triples`, `rdf-xml`, `json-ld`, `trig` or "
        "`n-quads`. Some clients call it `output` or `results`."
    ),
]
Default = Annotated[
    list[str] | None, Query(alias="default-graph-uri", description="A graph; the default graph is the merge of these.")
]
Named = Annotated[list[str] | None, Query(alias="named-graph-uri", description="A graph that GRAPH finds.")]
Renamed = Annotated[str | None, Query(include_in_schema=False)]


@routes.get("/sparql")
async def query(
    request: Request,
    query: Annotated[str | None, Query(description="The query; without one, the service is described.")] = None,
    default: Default = None,
    named: Named = None,
    format: Format = None,
    output: Renamed = None,
    results: Renamed = None,
) -> Response:
    """Answer a query in the address, or describe the service. With a token, answers of any size are streamed."""
    given = list(request.query_params.multi_items())
    if not {name for name, _ in given} - {"format", "lang"}:
        return await description.answer(request)
    return await _answer(request, protocol.operation(request, given, "query", protocol.GRAPHS_OF_QUERY))


@routes.post("/sparql", openapi_extra=_BODY)
async def query_by_post(
    request: Request,
    default: Default = None,
    named: Named = None,
    format: Format = None,
    output: Renamed = None,
    results: Renamed = None,
) -> Response:
    """Answer a query in the body, as it is or as a form. With a token, answers of any size are streamed."""
    asked = await protocol.of_body(request, protocol.QUERY, "query", protocol.GRAPHS_OF_QUERY)
    return await _answer(request, asked)


async def _answer(request: Request, asked: protocol.Operation) -> Response:
    wish = asked.format or getattr(request.state, "form", None) or request.headers.get("accept")
    who = bearer.maybe(request)
    tag = _tag(request, asked, wish)
    if tag and conditions.spared(request, tag):
        return Response(status_code=304, headers={"etag": tag, "cache-control": "no-cache"})
    headers = {"etag": tag, "cache-control": "no-cache"} if tag else {}
    if who is None:
        found = await desk.of(request).have(request, jobs.Query(asked.text, wish, asked.context), Answer)
        return Response(found.body, media_type=found.media_type, headers=headers)
    answer, flowing, first = await flows.begin(request, StreamQuery(asked.text, wish, asked.context))
    if flowing and first:
        return flows.Streamed(flowing, first, headers)
    assert answer
    return Response(answer.body, media_type=answer.media_type, headers=headers)


def _tag(request: Request, asked: protocol.Operation, wish: str | None) -> str | None:
    """The tag of an answer, by what the store holds, the query and the format; none where it may be another each time.

    It is weak: solutions need not come in the same order.
    """
    now = desk.of(request).service.scribe.now
    if request.method != "GET" or now is None or not now.state or _CHANGING.search(asked.text):
        return None
    told = repr((now.state, desk.of(request).library.knowledge.version, asked.text, asked.context, wish))
    return f'W/"{blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()}"'
