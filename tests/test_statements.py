"""Lines of N-Quads that go into a store as they are: what they say is what the engine would have read."""

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samsyn.errors import NotRdf
from samsyn.store.disk import statements
from samsyn.store.formats import rdf_format

N_QUADS, N_TRIPLES = rdf_format("n-quads"), rdf_format("n-triples")
GRAPH = "<http://e/g>"

#: pieces of IRIs, texts and names, the lawful with those that are nearly so
IRI_PARTS = [
    "http:",
    "//",
    "e",
    "/",
    ":",
    "80",
    "a-b",
    "?",
    "#",
    "@",
    "%20",
    "[",
    "]",
    "å",
    "\\u00E5",
    " ",
    "<",
    "urn:",
]
TEXT_PARTS = [
    "a",
    "å",
    " ",
    "_:b",
    ' "',
    '\\"',
    "\\\\",
    "\\n",
    "\\b",
    "\\u0041",
    "\\uD800",
    "\t",
    "\r",
    "\x00",
    "\x7f",
    "\x85",
    ".",
]
ENDS = ["", "@sv", "@sv-SE", "@svenska", "@s", "@SV", "^^<http://e/d>", "^^<d>"]
ENDS += [
    f"^^<http://www.w3.org/{each}>"
    for each in ("2001/XMLSchema#string", "1999/02/22-rdf-syntax-ns#langString", "1999/02/22-rdf-syntax-ns#HTML")
]
LABELS = ["b", "B0", "0", "a0", "00", "a.b", "a-b", "a_b", "é", "a.", "f62efc55e764abb4b78300b88b844765"]

iris = st.one_of(
    st.just("<http://e/s>"), st.lists(st.sampled_from(IRI_PARTS), max_size=7).map(lambda p: f"<{''.join(p)}>")
)
blanks = st.sampled_from(LABELS).map("_:{}".format)
texts = st.builds(
    '"{}"{}'.format, st.lists(st.sampled_from(TEXT_PARTS), max_size=4).map("".join), st.sampled_from(ENDS)
)
nodes = st.one_of(st.just("<http://e/s>"), iris, blanks)
graphs = st.one_of(st.just(""), st.just(f" {GRAPH}"), iris.map(" {}".format))  # a blank one is refused later
spaces = st.sampled_from([" ", " ", " ", " ", "  ", "\t", ""])
ends = st.sampled_from([" .\n", " .\n", " .\n", ".\n", " .\r\n", " . # a\n", " .", "\n"])
lines = st.builds("{}{}{}{}{}{}{}".format, nodes, spaces, iris, spaces, st.one_of(nodes, texts), graphs, ends)


def parsed(data: bytes) -> set[str] | None:
    """What the engine reads; nothing where it refuses."""
    try:
        return {str(each) for each in ox.parse(data, format=N_QUADS.engine)}
    except (SyntaxError, ValueError):
        return None


def read(data: bytes, form: str = "n-quads") -> bytes:
    """What is kept of a file."""
    return b"".join(each.lines for each in statements.read(io.BytesIO(data), rdf_format(form), "x"))


@given(st.lists(lines, min_size=1, max_size=3).map("".join))
@example("_:a.b <http://e/s> <http://e/p> <http://e/o> .\n")
@example("<> <http://e/s> <http://e/p> <http://e/o> .\n")
def test_what_goes_as_it_is_says_what_the_engine_reads(text: str) -> None:
    """Nothing that the engine refuses, nothing else, and the graph of each; a store reads it without complaint."""
    data = text.encode("utf-8", "surrogatepass")
    found = statements._plain(data, N_QUADS)
    if found is None:
        return
    quads = list(ox.parse(data, format=N_QUADS.engine))
    assert len(quads) == len(found.graphs) == data.count(b"\n")
    assert [each.decode() for each in found.graphs] == [
        "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name) for quad in quads
    ]
    assert parsed(read(data)) is not None
    index = ox.Store()
    index.bulk_load(data, format=N_QUADS.engine, lenient=True)
    assert len(index) == len(set(quads))


@given(st.lists(lines, min_size=1, max_size=4).map("".join))
def test_whichever_way_a_file_goes_it_is_read_or_refused_as_the_engine_would(text: str) -> None:
    """As many statements, alike but for the names of blank nodes."""
    data = text.encode("utf-8", "surrogatepass")
    expected = parsed(data)
    try:
        found = read(data)
    except NotRdf:
        assert expected is None or b"_:" in data or not data.strip()
        return
    assert expected is not None
    graph = ox.Dataset(ox.parse(found, format=N_QUADS.engine))
    wanted = ox.Dataset(ox.parse(data, format=N_QUADS.engine))
    for each in (graph, wanted):
        each.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert graph == wanted


def test_most_of_what_is_sent_goes_as_it_is() -> None:
    """Else nothing is won: what the engine itself writes of a bundled centre needs no engine."""
    root = Path(__file__).parents[1] / "data" / "centres" / "alingsas-sollebrunn.ttl"
    written = ox.serialize(ox.parse(path=str(root), format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES) or b""
    plain = [line for line in written.splitlines(keepends=True) if statements._plain(line, N_TRIPLES)]
    assert len(plain) > 0.9 * written.count(b"\n")


def test_a_node_has_one_name_in_all_of_a_file_and_no_other_file_has_it() -> None:
    """In parts that go as they are and in those that go by the engine; in both places of a statement."""
    line = b"_:a <http://e/p> _:a .\n"
    data = line + b'_:a <http://e/p> "_:a \\u0041" .\n'
    parts = [read(line), read(data), read(line + b"# \n")]
    names = [{word for word in each.split() if word.startswith(b"_:")} for each in parts]
    assert [len(each) for each in names] == [1, 1, 1]
    assert len(set.union(*names)) == 3
    assert b'"_:a A"' in parts[1]


def test_a_fault_is_told_with_its_line_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where much went before it."""
    monkeypatch.setattr(statements, "_CHUNK", 64)
    with pytest.raises(NotRdf) as caught:
        read(b'<http://e/s> <http://e/p> "a" .\n' * 10 + b"nonsense\n")
    assert caught.value.where.line == 11


@pytest.mark.parametrize("data", [b"<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n"])
def test_n_triples_have_no_graphs(data: bytes) -> None:
    """A line of N-Quads is a fault there."""
    with pytest.raises(NotRdf):
        read(data, "n-triples")
    assert read(data) == data


def test_a_mark_of_the_byte_order_and_a_last_line_without_an_end_are_read() -> None:
    """As other formats do."""
    line = b"<http://e/s> <http://e/p> <http://e/o> ."
    assert read(b"\xef\xbb\xbf" + line) == read(line + b"\n") == line + b"\n"
    assert read(b"") == b""
