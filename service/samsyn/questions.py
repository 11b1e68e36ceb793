"""The stored questions: what each asks stands in Turtle, its query in a file of its own beside it."""

import re
from collections.abc import Iterator
from typing import Final

from samsyn import knowledge
from samsyn.assets import Asset, assets
from samsyn.engine import Graph
from samsyn.errors import BundledDataBroken
from samsyn.knowledge import sam
from samsyn.model import Question, Triple
from samsyn.store import parse, write
from samsyn.store.formats import rdf_format
from samsyn.terms import DCAT, DCTERMS, ID, RDF, RDFS, SH, XSD, Term, address, iri, literal, local

#: where they lie
FOLDER: Final = "data/queries"
#: what the texts of the queries and their prefixes stand in; what they ask stands in a graph for each file
GRAPH: Final = f"{ID}graph/{FOLDER}"
PREFIXES: Final = f"{ID}prefixes"
_TURTLE: Final = rdf_format("turtle")
#: the files, by audience
_ORDER: Final = ("coordinator", "researcher", "developer")
_ASK: Final = iri(SH + "SPARQLAskExecutable")
_PREFIX: Final = re.compile(r"^PREFIX (\w+): <([^<>]+)>$", re.MULTILINE)


def load() -> tuple[Question, ...]:
    """Every stored question, by audience, in the order of its file. Raises BundledDataBroken for one without query."""
    queries = {asset.name: asset.data.decode() for asset in assets(FOLDER, suffix=".rq")}
    found = []
    for asset in _files():
        graph = Graph.of_lines(parse.own_lines(asset.data, _TURTLE, name=asset.path), "q")
        found += [_question(graph, term, queries) for term in graph.instances(iri(SH + "SPARQLExecutable"))]
    return tuple(found)


def graphs() -> tuple[str, ...]:
    """The named graphs that hold the questions and their queries."""
    return (*(f"{GRAPH}/{asset.name}" for asset in _files()), GRAPH)


def sources() -> Iterator[tuple[str, bytes]]:
    """What the named graphs of the questions are filled with: each file, and the queries with their prefixes."""
    for asset in _files():
        yield f"{GRAPH}/{asset.name}", asset.data
    yield GRAPH, write.graph(list(_texts(load())), _TURTLE)


def _files() -> list[Asset]:
    return sorted(assets(FOLDER), key=lambda asset: _ORDER.index(asset.name))


def _question(graph: Graph, term: Term, queries: dict[str, str]) -> Question:
    name = local(term)
    if name not in queries:
        raise BundledDataBroken(f"The question {name} has no query.", advice="Install the package again.")
    return Question(
        id=name,
        iri=address(term),
        text=knowledge.text_of(graph, term, iri(RDFS + "label")),
        reading=knowledge.text_of(graph, term, iri(RDFS + "comment")),
        audience=knowledge.key_of(graph, term, iri(DCTERMS + "audience")),
        keyword=knowledge.text_of(graph, term, iri(DCAT + "keyword")),
        query=queries[name],
        asks=_ASK in graph.values(term, iri(RDF + "type")),
        states=knowledge.keys_of(graph, term, sam("states")),
    )


def _texts(found: tuple[Question, ...]) -> Iterator[Triple]:
    """The query of each question as sh:select or sh:ask, and the prefixes of all (SHACL 5.2.1)."""
    prefixes: dict[str, str] = {}
    for each in found:
        yield iri(each.iri), iri(SH + ("ask" if each.asks else "select")), literal(each.query)
        yield iri(each.iri), iri(SH + "prefixes"), iri(PREFIXES)
        prefixes |= _PREFIX.findall(each.query)
    for prefix, namespace in sorted(prefixes.items()):
        node = f"_:{prefix}"
        yield iri(PREFIXES), iri(SH + "declare"), node
        yield node, iri(SH + "prefix"), literal(prefix)
        yield node, iri(SH + "namespace"), literal(namespace, datatype=XSD + "anyURI")
