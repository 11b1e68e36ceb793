"""What the port promises, on each adapter: the embedded store, and one elsewhere, which is a real Virtuoso 7."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from bench.virtuoso import LOGIN, Virtuoso, missing
from samsyn.errors import BadInput, BadQuery, Conflict, SamsynError, TooLarge
from samsyn.store import graphs
from samsyn.store.disk import merge
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.reading import NewestGeneration
from samsyn.store.disk.sight import LastTold, NewestSeal, Sight
from samsyn.store.disk.store import DiskStore
from samsyn.store.formats import rdf_format
from samsyn.store.port import (
    Add,
    Bundle,
    Census,
    Context,
    Counted,
    DefaultGraph,
    Derive,
    Drop,
    Receipt,
    Replace,
    Update,
)
from samsyn.store.remote.reader import CURRENT, STATE, RemoteReader
from samsyn.store.remote.store import RemoteStore
from samsyn.store.remote.wire import Wire
from samsyn.store.scope import asked_of
from samsyn.store.sinks import Capped
from stores import BY

Reader = NewestGeneration | RemoteReader
G, H = "http://e/g", "http://e/h"
_A = b'<http://e/a> <http://e/p> "one" .\n'
_B = b'<http://e/b> <http://e/p> "two"@sv .\n'


class Pair:
    """A store that is open, and its reader."""

    def __init__(self, writer: DiskStore | RemoteStore, reader: Reader) -> None:
        self.writer = writer
        self.reader = reader
        folder = writer.layout.root
        self.sight: Sight = NewestSeal(folder) if isinstance(writer, DiskStore) else LastTold(folder)

    def write(self, *writes: Any) -> list[Any]:
        """What becomes of writes, of which updates are worked out first."""
        found: list[Any] = []
        for each in writes:
            try:
                found += self.writer.write([self.reader.change(each) if isinstance(each, Update) else each])
            except SamsynError as error:
                found.append(error)
        return found

    def made(self, *writes: Any) -> None:
        """Makes writes that must succeed."""
        found = self.write(*writes)
        assert all(isinstance(each, Receipt) for each in found), found

    def rows(self, text: str) -> list[list[str]]:
        """The rows of a table, sorted."""
        lines = self.reader.query(text, "tsv").body.decode().splitlines()[1:]
        return sorted(line.split("\t") for line in lines)

    def asks(self, text: str) -> bool:
        """A yes or no."""
        return bool(json.loads(self.reader.query(text, "json").body)["boolean"])


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A Virtuoso for all tests here."""
    if reason := missing():
        pytest.skip(reason)
    found = Virtuoso(tmp_path_factory.mktemp("virtuoso"))
    yield found
    found.stop()


def _cleared(virtuoso: Virtuoso) -> Wire:
    """A way to a Virtuoso that holds nothing of ours."""
    wire = Wire(virtuoso.remote, LOGIN)
    reader = RemoteReader(lambda text, accept: wire.ask(text, accept, 60))
    for graph in (*reader.graphs(), CURRENT, STATE):
        wire.update(f"CLEAR GRAPH <{graph}>", 60)
    return wire


Open = Callable[[DefaultGraph], Pair]


@pytest.fixture(params=["embedded", "virtuoso"])
def opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[Open]:
    """What opens the store of this test, again and again."""
    with contextlib.ExitStack() as ending:
        wire = _cleared(request.getfixturevalue("virtuoso")) if request.param == "virtuoso" else None

        def open_it(default_graph: DefaultGraph = "union") -> Pair:
            ending.close()
            writer: DiskStore | RemoteStore
            reader: Reader
            if wire is None:
                writer = DiskStore(folder / "store", default_graph=default_graph, tell=lambda _: None)
                reader = NewestGeneration(folder / "store", default_graph=default_graph)
            else:
                writer = RemoteStore(Layout(folder / "store"), wire, default_graph=default_graph, tell=lambda _: None)
                reader = RemoteReader(
                    lambda text, accept: wire.ask(text, accept, 10),
                    default_graph=default_graph,
                    layout=Layout(folder / "store"),
                )
            writer.open()
            ending.callback(writer.close)
            return Pair(writer, reader)

        yield open_it


@pytest.fixture
def store(opened: Open) -> Pair:
    """A store with a merged default graph."""
    return opened("union")


def test_what_is_written_is_read(store: Pair) -> None:
    """A graph holds what was put there, and the default graph holds it too."""
    store.made(Replace(G, _A, BY), Add(G, _B, BY))
    assert store.rows("SELECT ?s ?p ?o { GRAPH <http://e/g> { ?s ?p ?o } }") == [
        ["<http://e/a>", "<http://e/p>", '"one"'],
        ["<http://e/b>", "<http://e/p>", '"two"@sv'],
    ]
    assert store.rows("SELECT ?o { ?s ?p ?o }") == [['"one"'], ['"two"@sv']]


def test_a_triple_of_two_graphs_counts_once(store: Pair) -> None:
    """The default graph is a merge: it holds a triple once, and as long as some graph does."""
    store.made(Replace(G, _A, BY), Replace(H, _A + _B, BY))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert store.rows(count)[0][0].strip('"').startswith("2")
    store.made(Drop(G, BY))
    assert store.rows(count)[0][0].strip('"').startswith("2")
    assert store.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }") == [["<http://e/h>"]]
    store.made(Replace(H, _B, BY))
    assert store.rows("SELECT ?s { ?s ?p ?o }") == [["<http://e/b>"]]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('"007"^^<X#integer>', "7"),
        ('"true"^^<X#boolean>', "true"),
        ('"1.50"^^<X#decimal>', "1.5"),
        ('"2024"^^<X#gYear>', '"2024"^^<X#gYear>'),
        ('"2024-05"^^<X#gYearMonth>', '"2024-05"^^<X#gYearMonth>'),
        ('"2024-05-06"^^<X#date>', '"2024-05-06"^^<X#date>'),
        ('"2024-05-06T07:08:09Z"^^<X#dateTime>', '"2024-05-06T07:08:09Z"^^<X#dateTime>'),
        ('"P1Y"^^<X#duration>', '"P1Y"^^<X#duration>'),
        ('"PT1H"^^<X#dayTimeDuration>', '"PT1H"^^<X#dayTimeDuration>'),
        ('"many"^^<X#integer>', '"many"^^<X#integer>'),
        ('"perhaps"^^<X#boolean>', '"perhaps"^^<X#boolean>'),
        ('"åäö \\" \\\\ \\n"@sv', '"åäö \\" \\\\ \\n"@sv'),
        ('""', '""'),
        ('"x"^^<http://e/type>', '"x"^^<http://e/type>'),
        ("<http://e/%C3%A5?a=1&b=2#c>", "<http://e/%C3%A5?a=1&b=2#c>"),
    ],
)
def test_a_term_is_read_as_it_was_written(store: Pair, sent: str, kept: str) -> None:
    """Each kind of literal comes back with what it is worth, those too that are none of their type; and can go."""
    xsd = "http://www.w3.org/2001/XMLSchema"
    line = f"<http://e/a> <http://e/p> {sent} .\n".replace("<X#", f"<{xsd}#").encode()
    store.made(Replace(G, line, BY))
    assert store.rows("SELECT ?o { ?s ?p ?o }") == [[kept.replace("<X#", f"<{xsd}#")]]
    store.made(Update("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", BY))
    assert not store.asks("ASK { ?s ?p ?o }")
    assert not store.asks("ASK { GRAPH ?g { ?s ?p ?o } }")


def test_blank_nodes_stay_blank(store: Pair) -> None:
    """A blank node is one node in its graph and in the merge, of two documents two, and can be taken away."""
    lines = b"_:x <http://e/p> _:y .\n_:y <http://e/q> <http://e/o> .\n"
    store.made(Replace(G, lines, BY), Replace(H, lines, BY))
    assert store.rows("SELECT (COUNT(*) AS ?n) { ?x <http://e/p> ?y . ?y <http://e/q> ?o }") in ([["2"]],)
    assert store.asks("ASK { GRAPH <http://e/g> { ?s <http://e/p> ?o } ?s <http://e/p> ?o . ?o <http://e/q> ?z }")
    for (found,) in store.rows("SELECT ?s { ?s <http://e/p> ?o }"):
        assert found.startswith("_:")
    answer = store.reader.graph([G], "n-triples")
    assert answer is not None
    assert answer.body.count(b"_:") == 3
    store.made(Replace(G, b"", BY))
    assert store.rows("SELECT (COUNT(*) AS ?n) { ?x ?p ?y }") == [["2"]]


def test_a_thing_is_described_with_its_blank_nodes(store: Pair) -> None:
    """What is stated of a thing comes with what is stated of its blank nodes, and None where nothing is."""
    store.made(
        Replace(
            G,
            b"<http://e/a> <http://e/p> _:x .\n_:x <http://e/q> _:y .\n_:y <http://e/r> 'z' .\n".replace(b"'", b'"'),
            BY,
        )
    )
    found = store.reader.describe("http://e/a", "n-triples")
    assert found is not None
    assert len(list(ox.parse(found.body, format=ox.RdfFormat.N_TRIPLES))) == 3
    assert store.reader.describe("http://e/nothing", "turtle") is None
    assert store.reader.describe("no iri", "turtle") is None
    assert store.reader.graph(["http://e/nothing"], "turtle") is None


@pytest.mark.parametrize(
    ("text", "accept", "media_type"),
    [
        ("SELECT * { ?s ?p ?o }", "text/csv", "text/csv"),
        ("SELECT * { ?s ?p ?o }", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK { ?s ?p ?o }", None, "application/sparql-results+json"),
        ("CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p ?o }", None, "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"),
        ("DESCRIBE <http://e/a>", "application/ld+json", "application/ld+json"),
        ("PREFIX e: <http://e/> SELECT (COUNT(*) AS ?n) { e:a e:p ?o } # end", "text/csv", "text/csv"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1", "text/csv", "text/csv"),
    ],
)
def test_an_answer_has_the_format_that_is_wished(store: Pair, text: str, accept: str, media_type: str) -> None:
    """Each form of query is answered in each kind of format, by our own serialisers."""
    store.made(Replace(G, _A, BY))
    found = store.reader.query(text, accept)
    assert found.media_type == media_type
    assert found.body


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {",
        "",
        "INSERT DATA { <http://e/a> <http://e/p> 1 }",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_what_changes_or_reaches_out_is_refused(store: Pair, text: str) -> None:
    """Neither store is asked what is no query, changes something, or asks another server."""
    with pytest.raises(BadQuery):
        store.reader.query(text)


@pytest.mark.parametrize(
    ("before", "update", "after"),
    [
        (b"", "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/p> 1 } }", [["<http://e/a>", "1"]]),
        (_A, 'DELETE DATA { GRAPH <http://e/g> { <http://e/a> <http://e/p> "one" } }', []),
        (_A, "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", []),
        (
            _A,
            "WITH <http://e/g> DELETE { ?s ?p ?o } INSERT { ?s ?p ?new } WHERE { ?s ?p ?o BIND(UCASE(?o) AS ?new) }",
            [["<http://e/a>", '"ONE"']],
        ),
        (_A, "DROP GRAPH <http://e/g>", []),
        (_A, "CLEAR ALL", []),
        (
            _A,
            "COPY <http://e/g> TO <http://e/h>; DROP GRAPH <http://e/g>",
            [["<http://e/a>", '"one"']],
        ),
        (
            _A,
            "INSERT { GRAPH <http://e/g> { <http://e/b> ?p ?o } } USING <http://e/g> WHERE { ?s ?p ?o }",
            [["<http://e/a>", '"one"'], ["<http://e/b>", '"one"']],
        ),
    ],
)
def test_updates_come_to_the_same(store: Pair, before: bytes, update: str, after: list[list[str]]) -> None:
    """An update, worked out on the store as it is, leaves what SPARQL says, in the merge too."""
    store.made(Replace(G, before, BY), Update(update, BY))
    assert store.rows("SELECT ?s ?o { ?s ?p ?o }") == after
    assert store.rows("SELECT ?s ?o { GRAPH ?g { ?s ?p ?o } }") == after


def test_a_graph_that_is_another_by_now_is_not_replaced(store: Pair) -> None:
    """A write that expects another entry is refused, and changes nothing."""
    (first,) = store.write(Replace(G, _A, BY, expected=0))
    assert isinstance(first, Receipt)
    (second,) = store.write(Replace(G, _B, BY, expected=0))
    assert isinstance(second, Conflict)
    store.made(Replace(G, _B, BY, expected=first.number))
    assert store.rows("SELECT ?o { ?s ?p ?o }") == [['"two"@sv']]


def test_what_follows_from_others_is_not_written_to(store: Pair) -> None:
    """The merge and derived graphs follow the others."""
    store.made(Derive(H, _B, "monday"))
    for write in (Replace(None, _A, BY), Add(H, _A, BY), Add("no iri", _A, BY)):
        (found,) = store.write(write)
        assert isinstance(found, BadInput)
    store.made(Derive(H, _A, "tuesday"))
    assert store.rows("SELECT ?o { ?s ?p ?o }") == [['"one"']]
    assert store.writer.state.derived == {H: "tuesday"}


def test_bundled_graphs_give_way_to_what_was_written(store: Pair) -> None:
    """A newer bundle replaces what came with an older one, save what somebody wrote to."""
    store.made(Bundle(((G, _A), (H, _A)), "1", BY), Replace(G, _B, BY), Bundle(((G, _A), ("http://e/k", _A)), "2", BY))
    assert store.rows("SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }") == [
        ["<http://e/g>", "<http://e/b>"],
        ["<http://e/k>", "<http://e/a>"],
    ]


def test_an_own_default_graph_is_written_to(opened: Open) -> None:
    """Where the default graph is a graph of its own it holds what was put there, and nothing of the others."""
    store = opened("own")
    store.made(Replace(None, _A, BY), Replace(G, _B, BY))
    assert store.rows("SELECT ?s { ?s ?p ?o }") == [["<http://e/a>"]]
    assert store.rows("SELECT ?s { GRAPH ?g { ?s ?p ?o } }") == [["<http://e/b>"]]
    store.made(Update("DELETE WHERE { ?s ?p ?o }", BY))
    assert not store.asks("ASK { ?s ?p ?o }")


def test_a_store_holds_after_a_start_what_it_held(opened: Open) -> None:
    """What was acknowledged is there at the next start, and the numbers go on."""
    opened("union").made(Replace(G, _A, BY), Derive(H, _B, "monday"))
    store = opened("union")
    assert store.writer.state.derived == {H: "monday"}
    assert store.writer.head(G) == 1
    assert store.rows("SELECT ?o { ?s ?p ?o }") == [['"one"'], ['"two"@sv']]


def test_a_large_graph_is_sent_in_parts(store: Pair) -> None:
    """A graph of more statements than one request holds is there as a whole, long texts among them."""
    lines = [
        f'<http://e/{n}> <http://e/p> _:x{n % 7} .\n<http://e/{n}> <http://e/q> "{"å" * (n % 300)}" .\n'
        for n in range(3_000)
    ]
    store.made(Replace(G, "".join(lines).encode(), BY))
    assert store.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == [["6000"]]
    assert store.rows("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s <http://e/p> ?o }") == [["7"]]
    store.made(Drop(G, BY))
    assert not store.asks("ASK { ?s ?p ?o }")


def test_a_large_answer_is_refused(store: Pair) -> None:
    """No answer is longer than its limit, and none is cut without a word."""
    store.made(Replace(G, _A, BY))
    store.reader._result_bytes = 20
    with pytest.raises(TooLarge):
        store.reader.query("SELECT * { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("context", "query", "found"),
    [
        (Context(default=(G,)), "SELECT ?s { ?s ?p ?o }", [["<http://e/a>"]]),
        (Context(default=(G, H)), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", [["2"]]),
        (Context(default=(G, H)), "SELECT ?s { GRAPH ?g { ?s ?p ?o } }", []),
        (Context(named=(H,)), "SELECT ?s { ?s ?p ?o }", []),
        (
            Context(named=(H,)),
            "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }",
            [[f"<{H}>", "<http://e/a>"], [f"<{H}>", "<http://e/b>"]],
        ),
        (Context(default=(G,), named=(H,)), "SELECT ?s { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }", [["<http://e/a>"]]),
        (Context(default=("http://e/none",)), "SELECT ?s { ?s ?p ?o }", []),
        (Context(default=(H,)), f"SELECT ?s FROM <{G}> {{ ?s ?p ?o }}", [["<http://e/a>"], ["<http://e/b>"]]),
        (Context(), f"SELECT ?s FROM <{G}> {{ ?s ?p ?o }}", [["<http://e/a>"]]),
        (Context(), f"SELECT (COUNT(*) AS ?n) FROM <{G}> FROM <{H}> WHERE {{ ?s ?p ?o }}", [["2"]]),
        (Context(), f"SELECT ?s FROM NAMED <{G}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", [["<http://e/a>"]]),
        (Context(), f"SELECT ?s FROM<{G}>WHERE {{ ?s ?p ?o }}", [["<http://e/a>"]]),
        (Context(), f"SELECT (COUNT(*) AS ?n) FROM<{G}>FROM<{H}>{{ ?s ?p ?o }}", [["2"]]),
        (Context(), f"SELECT ?s FROM NAMED<{G}>{{ GRAPH ?g {{ ?s ?p ?o }} }}", [["<http://e/a>"]]),
        (Context(), "PREFIX NAMED: <http://e/> SELECT ?s FROM NAMED:g { ?s ?p ?o }", [["<http://e/a>"]]),
        (
            Context(),
            "PREFIX NAMED: <http://e/> SELECT ?s FROM NAMED NAMED:g { GRAPH ?g { ?s ?p ?o } }",
            [["<http://e/a>"]],
        ),
        (Context(), "PREFIX FROM: <http://e/> SELECT ?s FROM FROM:g { ?s ?p ?o }", [["<http://e/a>"]]),
        (Context("http://e/"), "SELECT ?o { <a> <p> ?o }", [['"one"']]),
        (Context("http://e/x/"), "BASE <../> SELECT ?o FROM <g> { <a> <p> ?o }", [['"one"']]),
    ],
)
def test_a_query_is_asked_of_the_graphs_that_are_named(
    store: Pair, context: Context, query: str, found: list[list[str]]
) -> None:
    """Beside it or in it (SPARQL 1.1 Protocol, 2.1.4; Query, 13.2); several default graphs are merged."""
    store.made(Replace(G, _A, BY), Replace(H, _A + _B, BY))
    lines = store.reader.query(query, "tsv", context).body.decode().splitlines()[1:]
    assert sorted(line.split("\t") for line in lines) == found


def test_braces_in_parentheses_are_not_the_pattern() -> None:
    """FROM stands behind an EXISTS that is selected, too."""
    text = "SELECT (EXISTS { ?a ?b 1 } AS ?x) FROM<http://e/g>FROM NAMED<http://e/h>{ ?s ?p ?o }"
    assert asked_of(text, Context()) == Context(default=(G,), named=(H,))


@pytest.mark.parametrize(
    "prefix", ["", "PREFIX FROM: <http://e/> PREFIX NAMED: <http://e/> PREFIX FROMNAMED: <http://e/> "]
)
@pytest.mark.parametrize("context", [Context(), Context(default=(G,))])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM:g { ?s ?p ?o }",
        "SELECT*from:g{ ?s ?p ?o }",
        "SELECT * FROMNAMED:g { GRAPH ?g { ?s ?p ?o } }",
        "ASK FROM:g { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM:g WHERE { ?s ?p ?o }",
        "CONSTRUCT FROM:g WHERE { ?s ?p ?o }",
    ],
)
def test_a_keyword_and_a_name_without_a_space_are_one_word(
    store: Pair, query: str, context: Context, prefix: str
) -> None:
    """To the grammar, which takes the longest (SPARQL 1.1 Query, 19.8); the place and what to write are told."""
    store.made(Replace(G, _A, BY))
    text = f"PREFIX : <http://e/> {prefix}{query}"
    with pytest.raises(BadQuery) as caught:
        store.reader.query(text, None, context)
    place = text.upper().index("FROM", text.index(query)) + 1
    assert (caught.value.where.line, caught.value.where.column) == (1, place)
    assert "space" in caught.value.advice


@pytest.mark.parametrize("query", ["DESCRIBE FROM:g", "DESCRIBE ?s FROM:g { ?s ?p ?o }", "SELECT * FROM NAMED:g {}"])
def test_a_name_whose_prefix_looks_like_a_keyword_is_a_name(store: Pair, query: str) -> None:
    """It is refused where its prefix is not declared, and else what it says."""
    store.made(Replace(G, _A, BY))
    with pytest.raises(BadQuery, match="not declared"):
        store.reader.query(f"PREFIX : <http://e/> {query}")
    store.reader.query(f"PREFIX FROM: <http://e/> PREFIX NAMED: <http://e/> {query}")


def test_what_is_no_name_of_a_graph_is_refused(store: Pair) -> None:
    """A graph is named by an absolute IRI."""
    store.made(Replace(G, _A, BY))
    with pytest.raises(BadQuery):
        store.reader.query("SELECT * { ?s ?p ?o }", None, Context(default=("g",)))


def test_a_graph_is_handed_out_with_the_state_it_is_in(store: Pair) -> None:
    """Its triples and a digest of them, the same as long as it holds the same; None for what is not there."""
    store.made(Replace(G, _A + _B, BY), Replace(H, b"_:x <http://e/p> _:y .\n", BY))
    for graph, size in ((G, 2), (H, 1), (None, 3)):
        out = Capped(10_000)
        store.reader.send(graph, "n-triples", out)
        assert out.answer
        assert out.answer.body.count(b"\n") == size
        assert out.answer.tag == store.reader.graph_state(graph).digest
    assert store.reader.lines(G) == _A + _B
    nothing = Capped(10_000)
    store.reader.send("http://e/none", None, nothing)
    assert nothing.answer is None
    assert store.reader.graph_state("http://e/none").digest == ""


def test_the_state_of_a_graph_is_the_same_in_each_store(store: Pair) -> None:
    """A tag that a client was given holds when the store has moved: it tells of what is written, not of where."""
    lines = _A + b'<http://e/a> <http://e/p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    store.made(Replace(G, lines, BY))
    here = ox.Store()
    here.extend(merge.quads_of(lines, G, "x"))
    assert store.reader.graph_state(G) == graphs.state(here, G)


def test_graphs_are_counted(store: Pair) -> None:
    """Triples, classes and properties of the default graph and of the first named ones, and how many there are."""
    store.made(
        Replace(G, _A + b"<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/C> .\n", BY),
        Replace(H, _A, BY),
    )
    assert store.reader.census(1) == Census(Counted(None, 2, 1, 2), (Counted(G, 2, 1, 2),), 2)


def test_a_write_that_expects_what_a_graph_holds(store: Pair) -> None:
    """It is refused where the graph holds something else, and made where it holds just that."""
    store.made(Replace(G, _A, BY))
    then = store.reader.graph_state(G).digest
    store.made(Add(G, _B, BY, holds=then))
    (found,) = store.write(Drop(G, BY, holds=then))
    assert isinstance(found, Conflict)
    store.made(Drop(G, BY, holds=store.reader.graph_state(G).digest))
    (found,) = store.write(Replace(G, _A, BY, holds=then))
    assert isinstance(found, Conflict)
    store.made(Replace(G, _A, BY, holds=""))


def test_nothing_is_derived_from_what_is_no_longer_there(store: Pair) -> None:
    """A derivation names the entry that it follows from; where there is a newer one, it is refused."""
    store.made(Replace(G, _A, BY))
    store.made(Derive(H, _B, "first", G, 1))
    store.made(Replace(G, _B, BY, expected=1))
    (found,) = store.write(Derive(H, _A, "second", G, 1))
    assert isinstance(found, Conflict)
    assert store.reader.derived() == {H: "first"}
    assert store.rows(f"SELECT ?s {{ GRAPH <{H}> {{ ?s ?p ?o }} }}") == [["<http://e/b>"]]


def test_readers_and_the_rest_of_the_house_see_as_far(store: Pair) -> None:
    """The number of what is seen is another after each write, and the state is that of the writer and of readers."""
    numbers = list[int]()
    for write in (Replace(G, _A, BY), Derive(H, _B, "monday"), Drop(G, BY)):
        store.made(write)
        numbers.append(store.sight.number)
        assert store.sight.state() == store.writer.state.told == store.reader.state()
    assert len(set(numbers)) == 3


def test_a_file_that_was_loaded_is_there(opened: Open, folder: Path) -> None:
    """What `samsyn load` put into the journal is applied when the store is opened, large files in parts."""
    first = opened("union")
    first.made(Replace(G, _A, BY))
    first.writer.close()
    source = folder / "many.nq"
    source.write_text(
        "".join(
            f"_:x{n % 5} <http://e/p> <http://e/{n}> <http://e/h> .\n<http://e/{n}> <http://e/q> 'x' .\n"
            for n in range(1_500)
        ).replace("'", '"')
    )
    loading = DiskStore(folder / "store", tell=lambda _: None)
    loading.open()
    loading.load(source, rdf_format("n-quads"), G, BY)
    loading.close()
    store = opened("union")
    assert store.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == [["3001"]]
    assert store.rows(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{H}> {{ ?s ?p ?o }} }}") == [["5"]]
    assert store.writer.head(H) == 2
