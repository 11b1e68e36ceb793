"""From bytes to triples: what is read, what is refused and where, and that nothing is fetched."""

import json
import socket
from pathlib import Path

import pytest

import samsyn
from samsyn.errors import (
    BadInput,
    EmptyInput,
    FileTrouble,
    NotRdf,
    SamsynError,
    TooLarge,
    UnknownFormat,
    Where,
    WrongEncoding,
)
from samsyn.store.formats import format_of_file, rdf_format
from samsyn.store.parse import graph, triples
from samsyn.store.refusals import NESTING_LIMIT

PREFIX = "@prefix ex: <https://example.org/> .\n"
XML = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [ {entities} ]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="https://example.org/">
<rdf:Description rdf:about="https://example.org/a"><ex:p>{text}</ex:p></rdf:Description>
</rdf:RDF>"""


def read(text: str | bytes, form: str = "turtle", blank: str = "b") -> list[tuple[str, str, str]]:
    """The triples of a text."""
    return triples(text.encode() if isinstance(text, str) else text, rdf_format(form), name="sent", blank=blank)


def refused(text: str | bytes, error: type[SamsynError], form: str = "turtle") -> SamsynError:
    """The error that a text is refused with; it says the same in Swedish."""
    with pytest.raises(error) as caught:
        read(text, form)
    assert caught.value.where.name == "sent"
    assert caught.value.sv.message != caught.value.message
    return caught.value


def test_blank_nodes_are_numbered() -> None:
    """Blank nodes are numbered in the order they come, so that a document gives the same triples each time."""
    text = PREFIX + "_:z ex:p [ ex:q _:z ] ."
    assert read(text) == read(text)
    assert [(subject, value) for subject, _, value in read(text)] == [("_:b1", "_:b0"), ("_:b0", "_:b1")]
    assert read(text, blank="s")[0][2] == "_:s0"


@pytest.mark.parametrize("text", ["_:z ex:p [ ex:q _:z ] .", "[] ex:p [ ex:q ( _:z 1 ) ] , _:z ."])
@pytest.mark.parametrize("form", ["turtle", "trig"])
def test_triples_and_graphs_number_blank_nodes_alike(text: str, form: str) -> None:
    """A document has the same blank nodes whether it is read as triples or as a graph, plain or not."""
    found = graph((PREFIX + text).encode(), rdf_format(form))
    assert set(found.triples()) == set(read(PREFIX + text, form))


def test_literals_stay_as_sent() -> None:
    """A literal keeps its lexical form; a language tag is put in lower case."""
    found = read(PREFIX + 'ex:a ex:p 007 , "many"^^<http://www.w3.org/2001/XMLSchema#integer> , "Hej"@sv-SE , 1.50 .')
    assert [value.split("^")[0] for _, _, value in found] == ['"007"', '"many"', '"Hej"@sv-se', '"1.50"']


def test_named_graphs_are_read() -> None:
    """The statements of every graph of a dataset are read."""
    found = read("<urn:a> <urn:p> 1 . GRAPH <urn:g> { <urn:b> <urn:p> 2 }", "trig")
    assert [subject for subject, _, _ in found] == ["<urn:a>", "<urn:b>"]


@pytest.mark.parametrize(
    ("text", "form", "line", "column"),
    [
        (PREFIX + 'ex:a ex:p "x"\nex:b ex:p "y" .', "turtle", 3, 1),
        (PREFIX + 'ex:åäö "text" .', "turtle", 2, 8),
        ("<https://example.org/a> <https://example.org/p> .\n", "n-triples", 1, 49),
        ('{"@id": "https://example.org/a",\n oj}', "json-ld", 2, 2),
    ],
)
def test_place_of_an_error(text: str, form: str, line: int, column: int) -> None:
    """What cannot be parsed is refused with its line and column, both from 1, in characters."""
    assert refused(text, NotRdf, form).where == Where("sent", line, column)


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff\n"])
def test_empty(text: str) -> None:
    """Nothing is not a description."""
    refused(text, EmptyInput)


def test_encoding() -> None:
    """A byte that is not UTF-8 is refused with its place, in characters."""
    assert refused("ex:å\nex:åä ".encode() + b"\xe5", WrongEncoding).where == Where("sent", 2, 7)
    refused(PREFIX.encode("utf-16"), WrongEncoding)


def test_byte_order_mark() -> None:
    """The mark that some editors put before UTF-8 is no part of the document, in any format."""
    assert read("\ufeff" + PREFIX + "ex:a ex:p ex:b .") == read(PREFIX + "ex:a ex:p ex:b .")
    assert len(read('\ufeff{"@id": "urn:a", "urn:p": 1}', "json-ld")) == 1
    assert len(read("\ufeff" + XML.format(entities="", text="hej"), "rdf-xml")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ex:a ex:p <<( ex:a ex:p ex:b )>> .",
        "ex:a ex:p ex:b {| ex:q ex:c |} .",
        'ex:a ex:p "text"@ar--rtl .',
    ],
)
def test_newer_rdf(text: str) -> None:
    """Statements about statements and directions of text are refused, not misread."""
    assert "RDF 1.2" in refused(PREFIX + text, NotRdf).message


def nested(depth: int, form: str) -> str:
    """A document that is nested so deep, with closing brackets in its strings, names, addresses and comments."""
    if form == "json-ld":
        parts = '{"urn:q": "}\\"}", "urn:p": ' * (depth - 1) + "{" + "}" * depth
        return f"[{parts}]" if depth > 1 else "{}"
    opening, closing = ('[ ex:q \']\' , """]"]\\"""" , <urn:\\u0041#)> ; # ]\n ex:p ', " ]")
    return f"{PREFIX}ex:a\\)\\' ex:p {opening * depth}1{closing * depth} ."


@pytest.mark.parametrize("form", ["turtle", "trig", "json-ld"])
def test_nesting(form: str) -> None:
    """Nesting is counted by brackets that are brackets: up to the limit it is read, beyond it is refused."""
    assert len(read(nested(NESTING_LIMIT - 1, form), form)) > NESTING_LIMIT
    assert "nested" in refused(nested(NESTING_LIMIT + 1, form), TooLarge, form).message
    refused(nested(20_000, form), TooLarge, form)


@pytest.mark.parametrize("form", ["turtle", "n-triples"])
@pytest.mark.parametrize("opening", ["<<( <urn:a> <urn:p> ", "<<(<urn:a><urn:p>", "<< <urn:a> <urn:p> "])
def test_nested_statements(form: str, opening: str) -> None:
    """Statements within statements are refused before they are parsed."""
    closing = " )>>" if "(" in opening else " >>"
    refused(f"<urn:a> <urn:p> {opening * 30_000}<urn:b>{closing * 30_000} .", TooLarge, form)


def test_brackets_in_texts() -> None:
    """Brackets in texts are no nesting."""
    assert len(read(f'{PREFIX}ex:a ex:p \'{"[" * 1000}\' , """{"(" * 1000}""" . # {"{" * 1000}')) == 2
    assert len(read(json.dumps({"@id": "urn:a", "urn:p": "{" * 1000}), "json-ld")) == 1


def test_short_entities() -> None:
    """An XML entity that is short plain text is read."""
    found = read(XML.format(entities='<!ENTITY hi "hej">', text="&hi; &hi;"), "rdf-xml")
    assert [value for _, _, value in found] == ['"hej hej"']


@pytest.mark.parametrize(
    ("entities", "error"),
    [
        ('<!ENTITY a "x"><!ENTITY b "&a;&a;">', NotRdf),
        ('<!ENTITY a "x"><!ENTITY b ">&a;&a;">', NotRdf),
        ('<!ENTITY % a "x">', NotRdf),
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', NotRdf),
        ('<!ENTITY a PUBLIC "x" "https://example.org/x">', NotRdf),
        (f'<!ENTITY a "{"x" * 1000}">', NotRdf),
        ("".join(f'<!ENTITY e{number} "x">' for number in range(101)), TooLarge),
    ],
)
def test_entities_that_grow_or_reach_out(entities: str, error: type[SamsynError]) -> None:
    """XML entities that name others, lie outside, or are long or many, are refused."""
    refused(XML.format(entities=entities, text="&a;"), error, "rdf-xml")


@pytest.mark.parametrize("place", ["https", "http", "file"])
def test_nothing_is_fetched(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A context at an address is refused in words, without a call to anybody."""

    def call(*_: object) -> None:
        pytest.fail("somebody was called")

    monkeypatch.setattr(socket.socket, "connect", call)
    (tmp_path / "context.json").write_text("{}", encoding="utf-8")
    address = (tmp_path / "context.json").as_uri() if place == "file" else f"{place}://example.org/context.json"
    for context in (address, {"@import": address}, [{}, address]):
        error = refused(json.dumps({"@context": context, "@id": "urn:a", "urn:p": 1}), NotRdf, "json-ld")
        assert "context" in error.message


def test_formats() -> None:
    """A format is known by name, suffix and media type, whatever their case and parameters."""
    for name in ("turtle", "ttl", ".TTL", "text/turtle; charset=utf-8", "application/x-turtle"):
        assert rdf_format(name).key == "turtle"
    assert format_of_file("a.b/centre.jsonld").key == "json-ld"
    for name in ("centre", "centre.docx", "centre."):
        with pytest.raises(UnknownFormat) as caught:
            format_of_file(name)
        assert isinstance(caught.value, BadInput)
        assert "ttl" in caught.value.advice


def test_nested_elements() -> None:
    """Elements of RDF/XML are counted as they nest, signs in comments and character data left aside."""
    head = XML.format(entities="", text="<!-- <a><a> --><![CDATA[" + "<a>" * 300 + "]]>")
    assert len(read(head, "rdf-xml")) == 1
    refused(XML.format(entities="", text="<ex:p>" * 100_000), TooLarge, "rdf-xml")


@pytest.mark.parametrize("piece", ["<!--", "<![CDATA[", "<?", "'''", '"""a\\', "<a ", '""" " '])
def test_what_is_never_closed_is_read_once(piece: str) -> None:
    """Text that opens again and again and never closes takes no time to speak of."""
    for form in ("rdf-xml", "turtle", "json-ld"):
        with pytest.raises(SamsynError):
            read(piece * 50_000 + "[" * 300, form)


def test_where_xml_goes_wrong() -> None:
    """The line and column of RDF/XML that is no XML are told."""
    error = refused(XML.format(entities="", text="x").replace("</ex:p>", "</ex:q>"), NotRdf, "rdf-xml")
    assert (error.where.line, error.where.column) == (4, 61)


@pytest.mark.parametrize("key", ["@id", "@type"])
def test_names_that_are_no_iris(key: str) -> None:
    """JSON-LD that names a thing by what is no IRI is refused, not shortened."""
    error = refused('{"urn:p": [\n{"' + key + '": "http://a/<b>", "urn:q": "x"}]}', NotRdf, "json-ld")
    assert error.where.line == 2
    assert "<b>" in error.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "ex:a ex:b ex:c .",
            "Tolken säger på engelska: ”The prefix ex: has not been declared”.",
        ),
        (
            '<urn:a> <urn:b> "c"@en--ltr .',
            "turtle: påståenden om påståenden och textriktningar, nya i RDF 1.2",
        ),
    ],
)
def test_swedish_is_swedish(text: str, said: str) -> None:
    """What the parser says in English is quoted as its words; what we say is in Swedish."""
    assert said in refused(text, NotRdf).sv.message


def test_what_the_system_says_is_quoted(tmp_path: Path) -> None:
    """Of a file that cannot be read the words of the operating system are told as its own."""
    with pytest.raises(FileTrouble) as caught:
        samsyn.compile(tmp_path / "missing.ttl")
    assert caught.value.sv.message == "Filen går inte att läsa. Operativsystemet säger: ”No such file or directory”."
