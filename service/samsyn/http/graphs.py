"""The SPARQL 1.1 Graph Store HTTP Protocol: whole graphs, named by `?graph=`, `?default`, or the address itself."""

import uuid
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from samsyn.access import Principal
from samsyn.errors import BadName, EmptyInput, NotAcceptable, Swedish, UnknownThing
from samsyn.http import bearer, conditions, desk, flows, reading, writing
from samsyn.store.formats import FORMATS
from samsyn.store.port import Add, Answer, Drop, Replace
from samsyn.store.reading import takes_graph
from samsyn.workers.flows import ReadDocuments, ReadGraph, StreamGraph

routes: Final = APIRouter()
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {each.media_type: {"schema": {"type": "string"}} for each in FORMATS}
        | {"multipart/form-data": {"schema": {"type": "object"}}},
    }
}
_EMPTY_OR_THERE: Final[dict[int | str, dict[str, Any]]] = {201: {"description": "The graph was not there before."}}
Graph = Annotated[list[str] | None, Query(alias="graph", description="The absolute IRI of a graph.")]
Default = Annotated[str | None, Query(description="The default graph; without a value.")]


@routes.get("/graphs")
async def read(request: Request, graph: Graph = None, default: Default = None, format: str | None = None) -> Response:
    """A graph, in any format of RDF. With a token, graphs of any size are streamed."""
    return await _read(request, _named(request))


@routes.get("/graphs/{name:path}")
async def read_directly(request: Request, name: str, format: str | None = None) -> Response:
    """The graph that has this address as its name."""
    return await _read(request, _address(request))


@routes.put("/graphs", status_code=204, responses=_EMPTY_OR_THERE, openapi_extra=_BODY)
async def put(request: Request, who: bearer.Writer, graph: Graph = None, default: Default = None) -> Response:
    """Put what is sent in the place of what a graph holds."""
    return await _write(request, who, Replace)


@routes.put("/graphs/{name:path}", status_code=204, responses=_EMPTY_OR_THERE, openapi_extra=_BODY)
async def put_directly(request: Request, name: str, who: bearer.Writer) -> Response:
    """The same for the graph that has this address as its name."""
    return await _write(request, who, Replace)


@routes.post("/graphs", status_code=204, responses=_EMPTY_OR_THERE, openapi_extra=_BODY)
async def post(request: Request, who: bearer.Writer, graph: Graph = None, default: Default = None) -> Response:
    """Add what is sent to a graph; where none is named, to a new one, whose address is told as Location."""
    return await _write(request, who, Add)


@routes.post("/graphs/{name:path}", status_code=204, responses=_EMPTY_OR_THERE, openapi_extra=_BODY)
async def post_directly(request: Request, name: str, who: bearer.Writer) -> Response:
    """Add what is sent to the graph that has this address as its name."""
    return await _write(request, who, Add)


@routes.delete("/graphs", status_code=204)
async def delete(request: Request, who: bearer.Writer, graph: Graph = None, default: Default = None) -> Response:
    """Remove a graph."""
    return await _delete(request, who)


@routes.delete("/graphs/{name:path}", status_code=204)
async def delete_directly(request: Request, name: str, who: bearer.Writer) -> Response:
    """Remove the graph that has this address as its name."""
    return await _delete(request, who)


async def _read(request: Request, graph: str | None) -> Response:
    here, who = desk.of(request), bearer.maybe(request)
    named, accept = request.query_params.get("format"), request.headers.get("accept")
    if not named and not takes_graph(accept):
        raise _unacceptable()
    wish = named or accept
    if who is None:
        found = await here.have(request, ReadGraph(graph, wish, here.service.limits.result_bytes), object)
    else:
        found, flowing, first = await flows.begin(request, StreamGraph(graph, wish))
        if flowing and first:
            tag = conditions.tag(first.tag or "", first.media_type)
            if not conditions.spared(request, tag):
                return flows.Streamed(flowing, first, {"etag": tag})
            await flowing.leave()
            return Response(status_code=304, headers={"etag": tag, "cache-control": "no-cache"})
    if not isinstance(found, Answer):
        raise _none(graph)
    headers = {"etag": conditions.tag(found.tag or "", found.media_type)}
    return Response(found.body, media_type=found.media_type, headers=headers)


async def _write(request: Request, who: Principal, kind: type[Replace] | type[Add]) -> Response:
    body = await request.body()
    is_new = kind is Add and not request.query_params and request.url.path == "/graphs"
    graph = f"{desk.base(request)}/graphs/{uuid.uuid4()}" if is_new else _target(request)
    async with writing.logged(request, who, body, about=graph or "default"):
        writing.require_update(who)
        if kind is Add and not body:
            return await _unchanged(request, graph, is_new=is_new)
        sent = await reading.documents(request)
        base = graph or f"{desk.base(request)}{request.url.path}"
        parts = tuple((each.data, each.format, each.name) for each in sent)
        triples = await desk.of(request).have(request, ReadDocuments(parts, base), bytes)
        if is_new and not triples:
            raise EmptyInput(
                "There is nothing to make a graph of.",
                advice="Send at least one statement.",
                sv=Swedish("Det finns inget att göra en graf av.", "Skicka minst ett påstående."),
            )
        state, holds = await conditions.met(request, graph)
        told = writing.by(who, "http", body, request.headers.get("content-type", "")[:200])
        await desk.of(request).written([kind(graph, triples, told, holds=holds)])
    created = not state.digest and graph is not None and bool(triples)
    headers = {"location": graph or ""} if is_new else {}
    return Response(status_code=201 if created else 204, headers=headers)


async def _unchanged(request: Request, graph: str | None, *, is_new: bool) -> Response:
    """The answer to a POST of nothing at all (section 5.5). Raises UnknownFormat, Conflict."""
    reading.check_type(request)
    if not is_new:
        await conditions.met(request, graph)
    return Response(status_code=204)


async def _delete(request: Request, who: Principal) -> Response:
    graph = _target(request)
    async with writing.logged(request, who, b"", about=graph or "default"):
        writing.require_update(who)
        state, holds = await conditions.met(request, graph)
        if graph is not None and not state.digest:
            raise _none(graph)
        await desk.of(request).written([Drop(graph, writing.by(who, "http"), holds=holds)])
    return Response(status_code=204)


def _target(request: Request) -> str | None:
    """The graph that a request is about; None is the default graph. Raises BadName."""
    return _named(request) if request.url.path == "/graphs" else _address(request)


def _address(request: Request) -> str:
    """The address of a request, as the name of a graph (section 4.1)."""
    return f"{desk.base(request)}{request.scope['raw_path'].decode('ascii', 'replace').partition('?')[0]}"


def _named(request: Request) -> str | None:
    """The graph that the parameters name (section 4.2); None is the default graph. Raises BadName."""
    names = request.query_params.getlist("graph")
    default = request.query_params.getlist("default")
    if len(names) + len(default) != 1 or any(default):
        raise BadName(
            "One graph must be named.",
            advice="Give ?graph= with the absolute IRI of a graph, or ?default.",
            sv=Swedish("En graf måste anges.", "Ange ?graph= med grafens fullständiga IRI, eller ?default."),
        )
    if names and not _is_absolute(names[0]):
        raise BadName(
            f"'{names[0][:200]}' is no absolute IRI.",
            advice="Name the graph by an absolute IRI.",
            sv=Swedish(f"'{names[0][:200]}' är ingen fullständig IRI.", "Ange grafen med en fullständig IRI."),
        )
    return names[0] if names else None


def _is_absolute(name: str) -> bool:
    """Whether a text can be an absolute IRI (RFC 3987, 2.2); the worker looks closer."""
    scheme, colon, rest = name.partition(":")
    fits = scheme.isascii() and scheme[:1].isalpha() and all(sign.isalnum() or sign in "+-." for sign in scheme)
    return bool(colon and rest and fits) and not any(sign <= " " or sign in '<>"{}|\\^`' for sign in name)


def _unacceptable() -> NotAcceptable:
    types = tuple(each.media_type for each in FORMATS)
    return NotAcceptable(
        "None of the formats of a graph is among those that are accepted.",
        valid=types,
        advice=f"Accept one of: {', '.join(types)}.",
        sv=Swedish("Inget av formaten för en graf passar.", f"Välj bland: {', '.join(types)}."),
    )


def _none(graph: str | None) -> UnknownThing:
    return UnknownThing(
        f"There is no graph {graph}.",
        advice="SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } at /sparql finds those there are.",
        sv=Swedish(
            f"Grafen {graph} finns inte.", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } på /sparql hittar alla."
        ),
    )
