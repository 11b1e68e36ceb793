"""Terms as text: literals inside out, to rdflib and back, to a document and back."""

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from samsyn import reference, terms
from samsyn.graphs import as_written, from_rdflib, to_rdflib
from samsyn.model import Triple
from samsyn.store import write
from samsyn.store.formats import FORMATS, Format, rdf_format
from samsyn.store.parse import triples
from samsyn.terms import RDF, XSD

TURTLE = rdf_format("turtle")
#: any text that UTF-8 can hold, and what XML can hold of it
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
VISIBLE = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12)
TAGS = st.from_regex(r"[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[a-zA-Z]{2}|-[0-9]{3})?", fullmatch=True)
DATATYPES = st.sampled_from([XSD + name for name in ("string", "integer", "date", "boolean", "anyURI", "duration")])
NODES = st.sampled_from(
    ["<https://example.org/a>", "<https://example.org/å?b=(c)&d='e'#f>", "<urn:x:1>", "_:b0", "_:b1"]
)
PREDICATES = st.sampled_from(["<https://example.org/p>", "<https://example.org/ns#ö>"])


def statements(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[Triple]]:
    """Some statements; their literals hold such texts, well formed or not."""
    literals = st.one_of(
        texts.map(terms.literal),
        st.builds(lambda text, tag: terms.literal(text, language=tag), texts, TAGS),
        st.builds(lambda text, kind: terms.literal(text, datatype=kind), texts, DATATYPES),
    )
    return st.lists(st.tuples(NODES, PREDICATES, st.one_of(NODES, literals)), min_size=1, max_size=5)


@given(text=TEXTS)
def test_text_of_a_literal(text: str) -> None:
    """A literal gives back the text that it was made of, and is one line of N-Triples."""
    term = terms.literal(text)
    assert terms.lexical(term) == text
    assert (terms.language(term), terms.datatype(term)) == ("", XSD + "string")
    assert "\n" not in term
    assert "\r" not in term


@given(text=TEXTS, tag=TAGS)
def test_text_in_a_language(text: str, tag: str) -> None:
    """A text in a language gives back both, the tag in lower case."""
    term = terms.literal(text, language=tag)
    assert (terms.lexical(term), terms.language(term)) == (text, tag.lower())
    assert terms.datatype(term) == RDF + "langString"
    assert terms.literal(text, language=tag.upper()) == term


@given(text=TEXTS, kind=DATATYPES)
def test_text_of_a_datatype(text: str, kind: str) -> None:
    """A literal of a datatype gives back both, well formed or not."""
    term = terms.literal(text, datatype=kind)
    assert (terms.lexical(term), terms.datatype(term), terms.language(term)) == (text, kind, "")


def test_unescaped() -> None:
    """Every escape of N-Triples is understood."""
    assert terms.lexical(r'"\t\b\n\r\f\"\'\\\u00E5\U0001F46A"') == "\t\b\n\r\f\"'\\å👪"


def test_a_literal_has_one_spelling() -> None:
    """A literal from the parser equals the same literal from rdflib, whatever characters it holds."""
    text = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    stated = ("<urn:a>", "<urn:b>", terms.literal(text))
    graph = rdflib.Graph().add((rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.Literal(text)))
    assert (triples(write.graph([stated], TURTLE), TURTLE) == from_rdflib(graph) == [stated]) is True


@given(found=statements(TEXTS))
def test_to_rdflib_and_back(found: list[Triple]) -> None:
    """Every term survives rdflib: escapes, languages, ill-formed literals."""
    assert set(from_rdflib(to_rdflib(found))) == set(found)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.key)
@given(data=st.data())
def test_to_a_document_and_back(form: Format, data: st.DataObject) -> None:
    """What is written in a format is read from it again; blank nodes are numbered anew."""
    found = data.draw(statements(VISIBLE if form.key == "rdf-xml" else TEXTS))
    again = triples(write.graph(found, form), form)
    assert isomorphic(to_rdflib(again), to_rdflib(found))


def test_rdflib_keeps_its_ways() -> None:
    """Outside our conversions rdflib goes on as before."""
    before = rdflib.NORMALIZE_LITERALS
    with as_written():
        assert not rdflib.NORMALIZE_LITERALS
    assert before == rdflib.NORMALIZE_LITERALS


def test_ill_formed_literals_make_no_noise(capfd: pytest.CaptureFixture[str]) -> None:
    """An ill-formed literal passes through rdflib and pySHACL without a word on standard error."""
    many = ("<urn:a>", "<urn:b>", terms.literal("many", datatype=XSD + "integer"))
    assert from_rdflib(to_rdflib([many])) == [many]
    assert reference.validate([many], [("<urn:S>", f"<{terms.SH}targetNode>", "<urn:a>")]).conforms
    assert capfd.readouterr() == ("", "")


def test_every_graph_of_a_dataset() -> None:
    """Of an rdflib Dataset the statements of all graphs are taken."""
    dataset = rdflib.Dataset()
    names = [rdflib.URIRef(f"urn:{name}") for name in "abc"]
    dataset.default_graph.add((names[0], names[1], names[2]))
    dataset.graph(names[0]).add((names[2], names[1], names[0]))
    assert sorted(from_rdflib(dataset)) == [("<urn:a>", "<urn:b>", "<urn:c>"), ("<urn:c>", "<urn:b>", "<urn:a>")]
