"""What the SPARQL service is and what it holds: SPARQL 1.1 Service Description, with the counts of VoID."""

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samsyn.errors import Overloaded, TookTooLong
from samsyn.http import desk, wishes
from samsyn.model import Triple
from samsyn.store import write
from samsyn.store.formats import rdf_format
from samsyn.store.port import Census, Counted
from samsyn.terms import PREFIXES
from samsyn.workers.flows import TakeCensus

routes: Final = APIRouter()
#: named graphs that are told one by one
MOST: Final = 1000
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_TABLES: Final = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS: Final = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")
_FORMS: Final = {key: rdf_format(key).media_type for key in ("turtle", "json-ld", "rdf-xml", "n-triples")}
_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"


class Descriptions:
    """What was counted last, and what the store held then. One for each application."""

    def __init__(self) -> None:
        self._state = ""
        self._census: Census | None = None

    async def census(self, request: Request) -> Census | None:
        """How much the store holds now; None where that cannot be counted within the time of a query."""
        here = desk.of(request)
        now = here.service.scribe.now
        state = now.state if now else ""
        if state and state == self._state:
            return self._census
        try:
            found = await here.have(request, TakeCensus(MOST), Census)
        except Overloaded:
            return None
        except TookTooLong:
            found = None
        self._state, self._census = state, found
        return found


@routes.get("/.well-known/void", include_in_schema=False)
async def void() -> RedirectResponse:
    """Where the description is (VoID, 7.2)."""
    return RedirectResponse("/sparql", status_code=302)


async def answer(request: Request) -> Response:
    """The description in the format that is wished; a browser gets Turtle."""
    named = request.query_params.get("format") or getattr(request.state, "form", None)
    key = "turtle" if not named and wishes.likes_html(request) else wishes.form(request, _FORMS)
    census = await request.app.state.descriptions.census(request)
    union = desk.of(request).service.default_graph == "union"
    found = list(_described(desk.base(request), census, union=union))
    body = write.graph(found, rdf_format(key), prefixes=PREFIXES | {"sd": _SD, "void": _VOID})
    return Response(body, media_type=_FORMS[key])


def _described(base: str, census: Census | None, *, union: bool) -> Iterator[Triple]:
    """The statements. A dataset is that of one service alone: sd:defaultDataset is inverse functional (3.2.12)."""
    endpoint = f"{base}/sparql"
    service, dataset, update = (f"<{endpoint}#{name}>" for name in ("service", "dataset", "update"))
    yield service, _TYPE, _sd("Service")
    yield service, _sd("endpoint"), f"<{endpoint}>"
    yield service, _sd("supportedLanguage"), _sd("SPARQL11Query")
    yield service, _sd("defaultEntailmentRegime"), "<http://www.w3.org/ns/entailment/Simple>"
    yield service, _sd("defaultDataset"), dataset
    yield from ((service, _sd("resultFormat"), f"<{_FORMATS}{name}>") for name in (*_TABLES, *_GRAPHS))
    yield update, _TYPE, _sd("Service")
    yield update, _sd("endpoint"), f"<{base}/update>"
    yield update, _sd("supportedLanguage"), _sd("SPARQL11Update")
    yield from ((update, _sd("inputFormat"), f"<{_FORMATS}{name}>") for name in _GRAPHS)
    if union:
        yield service, _sd("feature"), _sd("UnionDefaultGraph")
        yield update, _sd("feature"), _sd("UnionDefaultGraph")
    yield from _of_dataset(endpoint, dataset, census)


def _of_dataset(endpoint: str, dataset: str, census: Census | None) -> Iterator[Triple]:
    default = f"<{endpoint}#default>"
    yield dataset, _TYPE, _sd("Dataset")
    yield dataset, _TYPE, _void("Dataset")
    yield dataset, _void("sparqlEndpoint"), f"<{endpoint}>"
    yield dataset, _sd("defaultGraph"), default
    yield default, _TYPE, _sd("Graph")
    if census is None:
        return
    yield from _counts(default, census.default)
    for number, each in enumerate(census.named):
        named, graph = f"_:n{number}", f"_:g{number}"
        yield dataset, _sd("namedGraph"), named
        yield named, _TYPE, _sd("NamedGraph")
        yield named, _sd("name"), f"<{each.name}>"
        yield named, _sd("graph"), graph
        yield graph, _TYPE, _sd("Graph")
        yield from _counts(graph, each)


def _counts(graph: str, counted: Counted) -> Iterator[Triple]:
    yield graph, _TYPE, _void("Dataset")
    yield graph, _void("triples"), _number(counted.triples)
    yield graph, _void("classes"), _number(counted.classes)
    yield graph, _void("properties"), _number(counted.properties)


def _sd(name: str) -> str:
    return f"<{_SD}{name}>"


def _void(name: str) -> str:
    return f"<{_VOID}{name}>"


def _number(value: int) -> str:
    return f'"{value}"^^<{_INTEGER}>'
