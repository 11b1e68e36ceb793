"""The tests of the W3C and clients that others made, against a live service."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, POST, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from samsyn.tokens import Tokens
from test_serving import Service, serving

#: the tests of the W3C, which are not ours to give on: where they stand beside the project, they are run
SUITE = Path(__file__).parents[2] / "shared" / "conformance" / "run_protocol.py"
#: the runner is written for httpx, of which this is the successor
_RUN = """
import runpy, sys
import httpx2
sys.modules["httpx"] = httpx2
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
COUNTS = {"protocol": 34, "gsp": 13, "sd": 3}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """A service over an empty store whose default graph is its own, and a token for everything."""
    folder = tmp_path_factory.mktemp("store")
    token, _ = Tokens(folder).create("admin")
    with serving("--bare", "--default-graph", "own", "--store", str(folder)) as service:
        yield service, token


@pytest.mark.skipif(not SUITE.is_file(), reason="the tests of the W3C do not stand beside the project")
def test_all_tests_of_the_w3c_pass(live: tuple[Service, str], tmp_path: Path) -> None:
    """34 of the protocol, 13 of the graph store, 3 of the service description; none is left out."""
    service, token = live
    found = tmp_path / "found.json"
    places = {"--query": "/sparql", "--update": "/update", "--gsp": "/graphs"}
    options = [part for name, path in places.items() for part in (name, service.address + path)]
    run = subprocess.run(
        [sys.executable, "-c", _RUN, str(SUITE), *options, "--bearer", token, "--json", str(found)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    tests = json.loads(found.read_text())
    passed = [each["suite"] for each in tests if each["state"] == "passed"]
    assert {suite: passed.count(suite) for suite in COUNTS} == COUNTS
    assert len(tests) == sum(COUNTS.values())
    assert "NOTE" not in run.stdout


@pytest.fixture
def filled(live: tuple[Service, str]) -> tuple[Service, str]:
    """The same, with two graphs of one triple each."""
    text = "DROP ALL ; INSERT DATA { <http://e/s> <http://e/p> 'å' GRAPH <http://e/1> { <http://e/s> <http://e/p> 1 } }"
    client = _wrapper(live, "/update", text)
    client.query()
    return live


def _wrapper(live: tuple[Service, str], path: str, text: str) -> SPARQLWrapper:
    """A client of SPARQLWrapper that is about to ask."""
    client = SPARQLWrapper(live[0].address + path)
    client.setQuery(text)
    if path == "/update":
        client.setMethod(POST)
        client.addCustomHttpHeader("Authorization", f"Bearer {live[1]}")
    return client


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_sparqlwrapper_asks(filled: tuple[Service, str], method: str, form: str) -> None:
    """As it comes, with the parameters that it adds; by both methods, in each format of a table."""
    client = _wrapper(filled, "/sparql", "SELECT ?o { ?s ?p ?o }")
    client.setMethod(method)
    client.setReturnFormat(form)
    answer = client.query()
    body = answer.response.read().decode()
    assert "å" in body
    assert form.rsplit("/", maxsplit=1)[-1] in answer.info()["content-type"].replace("sparql-results+", "")


@pytest.mark.parametrize("form", [RDFXML, TURTLE, XML])
def test_sparqlwrapper_gets_graphs(filled: tuple[Service, str], form: str) -> None:
    """In the formats that it knows."""
    client = _wrapper(filled, "/sparql", "CONSTRUCT WHERE { ?s ?p ?o }")
    client.setReturnFormat(form)
    graph = Graph().parse(data=client.query().response.read(), format="turtle" if form == TURTLE else "xml")
    assert set(graph.objects()) == {Literal("å")}


def test_sparqlwrapper_chooses_graphs_and_hears_of_faults(filled: tuple[Service, str]) -> None:
    """default-graph-uri; a query that is none is what it calls badly formed."""
    client = _wrapper(filled, "/sparql", "SELECT ?o { ?s ?p ?o }")
    client.addDefaultGraph("http://e/1")
    client.setReturnFormat(JSON)
    (row,) = json.loads(client.query().response.read())["results"]["bindings"]
    assert row["o"]["value"] == "1"
    with pytest.raises(QueryBadFormed):
        _wrapper(filled, "/sparql", "SELECT {").query()


def test_rdflib_reads_and_writes(filled: tuple[Service, str]) -> None:
    """Its graph over a remote store: match, add, remove, count, named graphs."""
    service, token = filled
    reader = Graph(SPARQLStore(f"{service.address}/sparql"), identifier=URIRef("http://e/1"))
    assert list(reader.objects()) == [Literal(1)]
    store = SPARQLUpdateStore(
        f"{service.address}/sparql",
        f"{service.address}/update",
        headers={"Authorization": f"Bearer {token}"},
    )
    graph = Graph(store, identifier=URIRef("http://e/2"))
    triple = (URIRef("http://e/s"), URIRef("http://e/p"), Literal("ö", lang="sv"))
    graph.add(triple)
    assert set(graph) == {triple}
    assert len(graph) == 1
    graph.remove((None, None, Literal("ö", lang="sv")))
    assert not set(graph)
    assert set(store.contexts()) == {URIRef("http://e/1")}


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl(filled: tuple[Service, str], tmp_path: Path) -> None:
    """The lines that documentation of other stores shows."""
    service, token = filled
    who = ["-H", f"Authorization: Bearer {token}"]
    file = tmp_path / "a.ttl"
    file.write_text("<http://e/s> <http://e/p> 2 .")

    def curl(*arguments: str) -> str:
        run = subprocess.run(["curl", "-sSf", *arguments], capture_output=True, text=True, timeout=30, check=False)
        assert run.returncode == 0, run.stderr
        return run.stdout

    graph = f"{service.address}/graphs?" + urlencode({"graph": "http://e/3"})
    curl(*who, "-T", str(file), "-H", "Content-Type: text/turtle", graph)
    curl(*who, "-F", f"file=@{file};type=text/turtle", f"{service.address}/graphs/new")
    assert isomorphic(Graph().parse(data=curl(graph), format="turtle"), Graph().parse(file))
    query = "query=SELECT ?o { GRAPH <http://e/3> { ?s ?p ?o } }"
    asked = curl("-H", "Accept: text/csv", "--data-urlencode", query, f"{service.address}/sparql")
    assert asked.split() == ["o", "2"]
    curl(*who, "--data-urlencode", "update=DROP GRAPH <http://e/3>", f"{service.address}/update")
    gone = subprocess.run(["curl", "-sI", graph], capture_output=True, text=True, timeout=30, check=True)
    assert "404" in gone.stdout
