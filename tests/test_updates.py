"""SPARQL Update: what a request comes to, beside what the engine itself makes of it."""

from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samsyn.errors import BadQuery
from samsyn.store.disk.merge import change, quads
from samsyn.store.port import Provenance, Update
from samsyn.store.updates import Updating

BY = Provenance("tests", "2024-06-01T12:00:00Z")
BASE = "PREFIX : <http://e/> "
DATA = """
:a :p :b ; :q 1 , 2 . :b :p :c .
GRAPH :g { :a :p :b . :b :p [ :q "x" ] }
GRAPH :h { :a :p :c . :c :q "y"@sv }
"""


def _filled(data: str = DATA, *, merged: bool = False) -> ox.Store:
    store = ox.Store()
    store.update(f"{BASE} INSERT DATA {{ {data} }}")
    if merged:
        store.clear_graph(ox.DefaultGraph())
        store.extend([ox.Quad(q.subject, q.predicate, q.object, ox.DefaultGraph()) for q in list(store)])
    return store


def _copy(store: ox.Store) -> ox.Store:
    other = ox.Store()
    other.extend(list(store))
    return other


def _updated(store: ox.Store, text: str, *, merged: bool, **using: Any) -> ox.Store:
    """A copy of a store to which what an update comes to was done."""
    found = Updating(store, lambda: _copy(store), merged=merged).change(Update(BASE + text, BY, **using))
    after = _copy(store)
    change(after, quads(found.removed), quads(found.added), merged=merged)
    return after


def _canonical(store: ox.Store) -> ox.Dataset:
    found = ox.Dataset(list(store))
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


UPDATES = [
    "INSERT DATA { :x :p 007 , [ :q ( 1 2 ) ] . GRAPH :new { :x :p 'a}b' } }",
    "DELETE DATA { :a :q 1 . GRAPH :h { :a :p :c } }",
    "DELETE DATA { :a :q 1 } ; INSERT DATA { :a :q 3 } ;",
    "DELETE WHERE { :a :q ?v }",
    "DELETE WHERE { GRAPH ?g { :a ?p ?o } }",
    "DELETE { ?s :p ?o } INSERT { ?o :r ?s . GRAPH :g { ?s :r $o } } WHERE { ?s :p ?o }",
    "INSERT { GRAPH ?g { ?s :n _:x . _:x :of ?o } } WHERE { GRAPH ?g { ?s :p ?o } }",
    "INSERT { ?o :p ?s } WHERE { ?s :q ?o }",
    "INSERT { ?s ?o ?s } WHERE { ?s :p ?o OPTIONAL { ?s :q ?v } }",
    "WITH :g DELETE { ?s :p ?o } INSERT { ?s :was ?o } WHERE { ?s :p ?o }",
    "WITH :g DELETE { ?s :p ?o } INSERT { GRAPH :h { ?s :was ?o } } WHERE { ?s :p ?o FILTER ISBLANK(?o) }",
    "INSERT { ?s :seen true } USING :h WHERE { ?s ?p ?o }",
    "INSERT { ?s :seen ?n } USING :g USING :h WHERE { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s }",
    "INSERT { ?s :seen true } USING NAMED :h WHERE { GRAPH ?g { ?s ?p ?o } }",
    "CLEAR DEFAULT", "CLEAR NAMED", "CLEAR ALL", "DROP ALL", "CLEAR GRAPH :g", "DROP GRAPH :h", "DROP SILENT GRAPH :no",
    "CREATE GRAPH :new", "CREATE SILENT GRAPH :g",
    "COPY :g TO :h", "COPY DEFAULT TO :g", "MOVE :g TO DEFAULT", "ADD GRAPH :g TO GRAPH :h", "MOVE :g TO :g",
    "COPY :h TO :new",
    "DELETE { :a :q ?v } INSERT { :a :q ?w } WHERE { :a :q ?v BIND (?v + 10 AS ?w) } ; DELETE WHERE { :a :q 11 }",
    "INSERT DATA { GRAPH :g { :z :p :z } } ; COPY :g TO :k ; DROP GRAPH :g",
    "INSERT DATA { :a :b :c } ; PREFIX f: <http://f/> INSERT DATA { f:a f:b f:c }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "# a comment with { \n INSERT DATA { :a :b '''}''' # }\n }",
]  # fmt: skip


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_does_what_the_engine_would(text: str) -> None:
    """Where the default graph is a graph of its own, the store is then as if the engine had run the update itself."""
    store = _filled()
    expected = _copy(store)
    for each in text.split("; PREFIX") if "; PREFIX" in text else [text]:
        expected.update(("PREFIX" if each.startswith(" f:") else "") + BASE * (not each.startswith(" f:")) + each)
    assert _canonical(_updated(store, text, merged=False)) == _canonical(expected)
    assert _canonical(store) == _canonical(_filled())


ONTO_NAMED = [text for text in UPDATES if all(word not in text for word in ("DEFAULT", "ALL"))]


def _step(text: str) -> bool:
    """Whether an update speaks of named graphs alone."""
    store = _filled()
    found = Updating(store, lambda: _copy(store), merged=False).change(Update(BASE + text, BY))
    return all(quad.graph_name != ox.DefaultGraph() for quad in quads(found.removed) | quads(found.added))


NAMED = [
    *(text for text in ONTO_NAMED if _step(text)),
    "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } FILTER (?g != :g) }",
    "INSERT { GRAPH :all { ?s ?p ?o } } WHERE { ?s ?p ?o }", "CLEAR ALL", "COPY DEFAULT TO :all", "MOVE :h TO :g",
    "DELETE DATA { GRAPH :g { :a :p :b } GRAPH :h { :a :p :b } }",
    "INSERT DATA { GRAPH :g { :a :p :b } GRAPH :h { :a :p :b } }",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(NAMED), max_size=8))
def test_the_default_graph_stays_the_merge(texts: list[str]) -> None:
    """After any updates the default graph holds each triple that a named graph holds, and no other."""
    store = _filled(merged=True)
    for text in texts:
        try:
            store = _updated(store, text, merged=True)
        except BadQuery:
            continue
        named = {quad.triple for quad in store if quad.graph_name != ox.DefaultGraph()}
        assert {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())} == named


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("LOAD <http://e/x> INTO GRAPH :g", "LOAD"),
        ("INSERT DATA { :a :b :c } ; LOAD SILENT <http://e/x>", "LOAD"),
        ("INSERT { :a :b ?o } WHERE { SERVICE <http://e/> { ?s ?p ?o } }", "SERVICE"),
        ("INSERT { :a :b ?o } WHERE { SERVIC\\u0045 <http://e/> { ?s ?p ?o } }", "SERVICE"),
        ("INSERT DATA { :a :b }", "read"),
        ("INSERT DATA { x:a :b :c }", "'x:'"),
        ("DELETE DATA { :a :b _:c }", "read"),
        ("SELECT * { ?s ?p ?o }", "read"),
        ("INSERT DATA { :a :b :c } SELECT", "read"),
        ("INSERT DATA { :a :b :c", "read"),
        ("}", "read"),
        ("CREATE GRAPH :g", "already"),
        ("COPY :no TO :g", "no graph"),
        ("INSERT DATA { :a :b <<( :a :b :c )>> }", "1.2"),
    ],
)
def test_what_is_no_update_or_reaches_out_is_refused(text: str, words: str) -> None:
    """It says what is wrong, and where; nothing of the request is done."""
    with pytest.raises(BadQuery) as caught:
        _updated(_filled(), text, merged=False)
    assert words in caught.value.message.replace("is there already", "already")


def test_the_graphs_can_be_named_beside_the_update() -> None:
    """`using-graph-uri` stands for USING; naming graphs in both ways is refused (SPARQL 1.1 Protocol, 2.2.3)."""
    store = _updated(_filled(), "INSERT { ?s :seen true } WHERE { ?s ?p ?o }", merged=False, using=("http://e/h",))
    assert len(list(store.quads_for_pattern(None, ox.NamedNode("http://e/seen"), None))) == 2
    with pytest.raises(BadQuery):
        _updated(_filled(), "WITH :g DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", merged=False, using=("http://e/h",))
