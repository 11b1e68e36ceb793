"""SPARQL: the store and its formats, what is refused, and the protocol."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import suppress
from random import Random
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import strategies as st
from starlette.testclient import TestClient
from typer.testing import CliRunner

from samsyn.cli import app
from samsyn.errors import BadQuery, SamsynError, TooLarge, UnknownChoice
from samsyn.library import Library
from samsyn.store import queries
from samsyn.store.embedded import EmbeddedStore
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.workers import dataset, seal
from test_laws import examples, for_all
from test_query import HIDDEN, PREFIX, SEEN, spoilt

TURTLE = rdf_format("turtle")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def store(lib: Library) -> EmbeddedStore:
    """Everything that is bundled, with its assessments."""
    return dataset.filled(lib, today="2024-06-01")


def _number(store: EmbeddedStore, query: str) -> int:
    return int(store.query(query, "csv").body.split()[1])


def test_the_default_graph_is_the_merge_of_the_named_ones(store: EmbeddedStore) -> None:
    """A triple of two graphs is counted once, and none is lost."""
    merged = _number(store, COUNT)
    distinct = _number(store, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }")
    assert merged == distinct > 1000


def test_equal_blank_node_labels_of_two_documents_are_two_nodes() -> None:
    """Documents keep their blank nodes apart (RDF 1.1 Semantics, 4.1: merge)."""
    store = EmbeddedStore()
    store.load([("http://e/1", b"_:x <http://e/p> 1 ."), ("http://e/2", b"_:x <http://e/p> 2 .")])
    store.add("http://e/3", [("_:x", "<http://e/p>", '"3"')])
    store.add("http://e/4", [("_:x", "<http://e/p>", '"4"')])
    assert _number(store, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <http://e/p> ?o }") == 4


def test_who_fulfils_which_requirement_is_one_query(store: EmbeddedStore) -> None:
    """The assessments of the bundled centres are there, with their outcomes."""
    query = """SELECT DISTINCT ?outcome { ?a a earl:Assertion ; earl:subject centre:alingsas-sollebrunn ;
        earl:test requirement:vg-meeting-place ; earl:result/earl:outcome ?outcome }"""
    rows = list(csv.reader(io.StringIO(store.query(query, "csv").body.decode())))
    assert rows[1:] == [["http://www.w3.org/ns/earl#cantTell"]]


@pytest.mark.parametrize(
    ("key", "media_type", "read"),
    [
        ("json", "application/sparql-results+json", lambda body: json.loads(body)["results"]["bindings"][0]["x"]),
        ("xml", "application/sparql-results+xml", lambda body: Xml.fromstring(body)[1][0]),
        ("csv", "text/csv", lambda body: body.split()[1]),
        ("tsv", "text/tab-separated-values", lambda body: body.split()[1]),
    ],
)
def test_tables_come_in_four_formats(
    store: EmbeddedStore, key: str, media_type: str, read: Callable[[bytes], object]
) -> None:
    """By name and by media type alike."""
    by_name = store.query("SELECT (1 AS ?x) {}", key)
    by_type = store.query("SELECT (1 AS ?x) {}", f"image/png, {media_type};q=0.4")
    assert by_name == by_type
    assert by_name.media_type == media_type
    assert read(by_name.body) is not None


@pytest.mark.parametrize("key", ["turtle", "n-triples", "rdf-xml", "json-ld"])
def test_graphs_come_in_four_formats(store: EmbeddedStore, key: str) -> None:
    """CONSTRUCT and DESCRIBE give a graph, the same in each format."""
    form = rdf_format(key)
    built = store.query("CONSTRUCT { sam:a sam:b ?x } { VALUES ?x { 1 2 } }", key)
    described = store.query("DESCRIBE centre:alingsas-sollebrunn", form.media_type)
    assert (built.media_type, described.media_type) == (form.media_type, form.media_type)
    assert len(triples(built.body, form)) == 2
    assert len(triples(described.body, form)) == len(
        triples(store.query("DESCRIBE centre:alingsas-sollebrunn").body, TURTLE)
    )


def test_a_graph_holds_each_triple_once(store: EmbeddedStore) -> None:
    """Two solutions that build one triple give one triple."""
    assert store.query("CONSTRUCT { sam:a sam:b sam:c } { VALUES ?x { 1 2 3 } }", "n-triples").body.count(b"\n") == 1


def test_the_format_fits_the_kind_of_query(store: EmbeddedStore) -> None:
    """A table cannot be Turtle; what it can be is named."""
    with pytest.raises(UnknownChoice) as caught:
        store.query(COUNT, "turtle")
    assert caught.value.valid == ("json", "xml", "csv", "tsv")


def test_prefixes_of_ours_need_no_declaration_and_give_way_to_one(store: EmbeddedStore) -> None:
    """`sam:` is known; a query that declares it otherwise means what it says."""
    assert b"w3id.org/samsyn/ns#x" in store.query("SELECT (sam:x AS ?y) {}", "csv").body
    assert b"http://e/x" in store.query("PREFIX sam: <http://e/> SELECT (sam:x AS ?y) {}", "csv").body


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * {", 1, 11),
        ("SELEC ?x {}", 1, None),
        ("SELECT *\n{ ?s unknown:p ?o }", 2, 6),
        ("# a remark\nINSERT DATA {}", 2, 1),
        ("PREFIX e: <http://e/> DELETE WHERE { ?s ?p ?o }", 1, 23),
        ("SELECT * { SERVICE <http://e/> {} }", 1, 12),
    ],
)
def test_a_bad_query_is_told_with_its_place(store: EmbeddedStore, query: str, line: int, column: int | None) -> None:
    """What cannot be read, changes something or reaches out is refused at its line and column."""
    with pytest.raises(BadQuery) as caught:
        store.query(query)
    assert caught.value.where.line == line
    assert caught.value.where.column == column or column is None
    assert caught.value.sv.message != caught.value.message


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("SERVICE <http://e/> FROM LOAD" AS ?x) {}',
        "SELECT ?service ?load { ?service ?from ?load } LIMIT 1",
        "SELECT * { ?s <http://e/SERVICE> service:maternal-health } # FROM LOAD",
        "SELECT ('''it's \"INSERT\"''' AS ?x) {}",
    ],
)
def test_the_words_alone_are_no_attack(store: EmbeddedStore, query: str) -> None:
    """SERVICE, FROM and LOAD as data, names and remarks are ordinary."""
    assert store.query(query).body


USUAL = [
    "SELECT * { VALUES (?s ?service) { (sam:a UNDEF) (UNDEF service:open-preschool) } ?s sam:service ?service }",
    "SELECT ?s { ?s a sam:FamilyCentre MINUS { ?s sam:status ?x } } ORDER BY DESC(?s) LIMIT 10 OFFSET 5",
    "SELECT(COUNT(DISTINCT ?s)AS ?n)WHERE{?s (sam:a/^sam:b|!(sam:c|^a))*/sam:d? ?o}GROUP BY ?o HAVING(COUNT(*)>1)",
    "SELECT * { ?s ?p ?x, ?y FILTER(?x<?y||?x<=5&&?y>3) FILTER(?x<5&&?y>3) BIND(IF(?x<-1,1e5,.5E-3)AS ?z) }",
    "SELECT * { ?s sam:a.b%20c\\-d\\.e ?o . [] sam:p [ sam:q (1 2.5 true) ; a sam:C ], _:b.c FILTER(?o IN (1,'å')) }",
    "SELECT * { GRAPH sam:g { ?s ?p ?o } GRAPH<urn:g>{?s ?p ?o} OPTIONAL{?s a ?c}{?s ?p 1}UNION{?s ?p 2} }",
    "SELECT * WHERE{?s ?p ?o}#SERVICE <http://e/> { ?s ?p ?o } isn't <asked>\n#'''\n",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?s a sam:Service } FILTER EXISTS { ?s sam:service ?o } }",
    "SELECT * { ?s sam:service service:open-preschool . { ?s ?p ?o } }",
    "SELECT * { ?s sam:p sam:service OPTIONAL { ?s a service:x } ?s ?service ?o MINUS { ?o sam:service ?s } }",
    "SELECT * { ?s a sam:Service { ?s sam:p 1 } UNION { ?s sam:p 2 } }",
    "SELECT ('''SERVICE <http://e/> { it's }\\n\\u00e5''' AS ?x) (\"SERVICE:x { \\\" }\"@sv-SE AS ?y) {}",
    "SELECT (REPLACE(STR(?s), '^.*[#/]', '') AS ?x) (GROUP_CONCAT(?o; SEPARATOR=', ') AS ?y) { ?s ?p ?o } GROUP BY ?s",
    "BASE <http://e/'x'> PREFIX å: <http://e/#> SELECT ?året { ?s å:tjänst ?året ; <#a> 'b'^^å:c } ORDER BY ?året",
    "CONSTRUCT { ?s <http://e/SERVICE#x> ?o } WHERE { { SELECT ?s ?o { ?s ?p ?o } LIMIT 1 } }",
    "CONSTRUCT WHERE { ?s sam:status ?o }",
    "DESCRIBE ?s WHERE { ?s a sam:Agreement }",
    'ASK{?s ?p \'x\' , """y"""FILTER(LANG(?p)=\'\'&&isIRI(?s))}',
]


@pytest.mark.parametrize("query", USUAL)
def test_usual_queries_are_answered(query: str) -> None:
    """All of SPARQL 1.1 Query, however tightly it is written, save SERVICE and FROM."""
    EmbeddedStore().query(query)


@pytest.mark.parametrize("query", ["ASK { FILTER(<urn:x:f>(1)) }", "SELECT (<urn:x:f>(?s) AS ?x) { VALUES ?s { 1 } }"])
def test_a_function_that_nobody_knows_is_told(query: str) -> None:
    """It is the query that is to blame, not the program."""
    with pytest.raises(BadQuery, match="urn:x:f> is not supported"):
        EmbeddedStore().query(query)


BURIED = [
    *HIDDEN,
    "SELECT * {{ ?s ex:p ?o OPTIONAL {{ ?o ?p ('''c') }} SERVICE <{there}> {{ ?a ?b ?c }} #\\uD800'''\n }}",
    "SELECT * {{ ?s ex:p ?o FILTER (?o != '\\u0027') ?o ?p <urn:\\u0041#> . SERVICE ?s {{ }} FILTER (?o != 'y') }}",
]


def small() -> EmbeddedStore:
    """A store with a little in it, so that patterns find something."""
    store = EmbeddedStore()
    store.add("urn:x:g", [("<urn:x:a>", "<https://example.org/p>", value) for value in ("<urn:x:a>", '"x"')])
    return store


@pytest.mark.parametrize("text", BURIED)
def test_nothing_is_hidden_in_a_query(store: EmbeddedStore, text: str) -> None:
    """What one of all readers could take for SERVICE is refused at its place, with what to do."""
    with pytest.raises(BadQuery, match="SERVICE") as caught:
        store.query(PREFIX + text.format(there="http://127.0.0.1:9/"))
    assert caught.value.where.line
    assert caught.value.sv.advice


@examples(100)
def test_no_query_that_is_answered_reaches_out(count: int, there: tuple[str, list[object]]) -> None:
    """However a query is spoilt, either it is refused or no address is called when it is put."""
    (address, callers), store, put = there, small(), list[str]()

    def law(seed: int) -> None:
        chance = Random(seed)
        for _ in range(20):
            text = spoilt(chance, chance.choice(BURIED + SEEN * 4).format(there="THERE"))
            text = PREFIX + text.replace("THERE", address)
            with suppress(SamsynError):
                store.query(text)
                put.append(text)
            assert not callers, text

    for_all(count, law, st.integers(0, 2**64))
    assert len(put) > count


linux = pytest.mark.skipif(not seal.can_close_sockets(), reason="only Linux has the filter on sockets")


@linux
@pytest.mark.parametrize("text", BURIED)
def test_the_command_line_calls_nobody(
    text: str, there: tuple[str, list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`samsyn query` refuses what reaches out, and has no socket where the look at the text would let it pass."""
    address, callers = there
    query = PREFIX + text.format(there=address)
    monkeypatch.setattr(dataset, "filled", lambda *_, **__: small())
    assert CliRunner().invoke(app, ["query", query]).exit_code == 2
    monkeypatch.setattr(queries, "refuse_what_reaches_out", lambda text, limit: None)
    CliRunner().invoke(app, ["query", query])
    assert callers == []


@linux
def test_what_has_no_sockets_is_one_call(there: tuple[str, list[object]], monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives what it gives and raises what it raises; what comes behind it has sockets as before."""
    (address, callers), store = there, EmbeddedStore()
    monkeypatch.setattr(queries, "refuse_what_reaches_out", lambda text, limit: None)
    asked = f"ASK {{ SERVICE <{address}> {{}} }}"
    assert seal.without_sockets(lambda: 1) == 1
    with pytest.raises(SamsynError, match="denied"):
        seal.without_sockets(lambda: store.query(asked))
    assert callers == []
    with pytest.raises(SamsynError):
        store.query(asked)
    assert callers


def test_an_answer_has_a_limit(lib: Library) -> None:
    """An answer that grows too large is stopped, and the error says what to do."""
    store = dataset.filled(lib, today="2024-06-01", result_bytes=1000)
    with pytest.raises(TooLarge, match="LIMIT"):
        store.query("SELECT * { ?s ?p ?o }")


def test_the_protocol_takes_a_query_in_three_ways(client: TestClient) -> None:
    """In the address, as a form and as a body, with one answer."""
    query = "SELECT (COUNT(*) AS ?n) { ?s a sam:FamilyCentre }"
    headers = {"accept": "text/csv"}
    answers = [
        client.get("/sparql", params={"query": query}, headers=headers),
        client.post("/sparql", data={"query": query}, headers=headers),
        client.post("/sparql", content=query, headers=headers | {"content-type": "application/sparql-query"}),
        client.get("/sparql", params={"query": query, "format": "csv"}),
    ]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert all(answer.status_code == 200 for answer in answers)


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("GET", {"params": {"update": "CLEAR ALL"}}),
        ("GET", {"params": [("query", "ASK {}"), ("query", "ASK {}")]}),
        ("GET", {"params": {"query": "ASK {}", "default-graph-uri": "no address"}}),
        ("POST", {"data": {"update": "CLEAR ALL"}}),
        ("POST", {"content": "CLEAR ALL", "headers": {"content-type": "application/sparql-update"}}),
        ("POST", {"content": "CLEAR ALL", "headers": {"content-type": "application/sparql-query"}}),
        ("GET", {"params": {"query": ""}}),
        ("POST", {"data": {"query": "ASK {} #" + "x" * 70_000}}),
    ],
)
def test_what_the_protocol_refuses(client: TestClient, method: str, options: dict[str, object]) -> None:
    """No update, no graph without an address, exactly one query."""
    answer = client.request(method, "/sparql", **options)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/bad-query")
