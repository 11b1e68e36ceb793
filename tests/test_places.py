"""Where something is stated: the line that is told of a fault is the one to look at."""

from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import strategies as st

from samsyn import sparql
from samsyn.errors import BadShapes, UnsupportedShapes
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.store.places import line
from samsyn.terms import RDF, SH, Term
from test_laws import examples, for_all

PREFIXES = f"@prefix sh: <{SH}> .\n@prefix ex: <https://example.org/> .\n"
XML = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:sh="{SH}"\n  xmlns:ex="https://example.org/">\n'


def ex(name: str) -> Term:
    """The term of an example."""
    return f"<https://example.org/{name}>"


def marked(text: str, sign: str = "# here") -> int:
    """The line of a text that is marked."""
    return text[: text.index(sign)].count("\n") + 1


# Shapes that cannot be used

FAULTS = {
    "a parameter of a shape with a name": 'ex:S sh:path ex:p ;\n  sh:minCount "x" ; # here\n  sh:maxCount 1 .',
    "a parameter alone on its line": 'ex:S sh:property [\n    sh:path ex:p ;\n    sh:minCount "x" # here\n  ] .',
    "a parameter three shapes deep": """ex:S a sh:NodeShape ;
  sh:property [
    sh:path ex:p ; sh:minCount 1 ;
    sh:node [
      sh:property [ sh:path ex:q ; sh:minCount 2 ] ;
      sh:property [
        sh:path ( ex:r [ sh:inversePath ex:s ] ) ;
        sh:name "the name" ;
        sh:minCount true ; # here
        sh:maxCount 3 ] ] ] .""",
    "a parameter of a labelled shape, named before": """_:a ex:about _:b .
ex:S a sh:NodeShape ; sh:property _:b , _:a .
_:b sh:path ex:p ; sh:minCount 1 .
_:a sh:path ex:q ;
  sh:minCount "x" . # here""",
    "a list in a list of shapes": """ex:S a sh:NodeShape ;
  sh:or (
    [ sh:path ex:p ; sh:minCount 1 ]
    [ sh:path ex:q ;
      sh:in "no list" ] # here
  ) .""",
    "a query": """ex:S a sh:NodeShape ; sh:sparql [
    sh:message "Wrong." ;
    sh:select \"\"\" # here
      SELECT $this {
        broken
      }
    \"\"\"
  ] .""",
    "a query in single quotes": "ex:S sh:sparql [\n  sh:select '''SELECT ?that { # here\n  ?that ?p ?o }''' ;\n] .",
    "a query on a line": 'ex:S sh:sparql [\n  sh:message "A\\nB" ;\n  sh:select "SELECT $this {}}" # here\n] .',
    "a circle": "ex:A sh:not ex:B .\n\nex:B a sh:NodeShape ; # here\n  sh:and ( ex:A ) .",
    "a circle without names": "ex:A a sh:NodeShape ; sh:not _:b .\n_:b sh:and (\n  _:c ) .\n_:c sh:not _:b . # here",
    "a word that is none": 'ex:A a sh:NodeShape ;\n  sh:message "Text." ;\n  sh:minLenght 4 . # here',
    "a word that is not evaluated": "ex:A a sh:NodeShape ;\n  sh:property [ sh:path ex:p ;\n    sh:js ex:b ] . # here",
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_shapes_at_fault_are_told_with_their_line(name: str, mark: str, end: str) -> None:
    """In Turtle, with a byte order mark or without, with line breaks of any system."""
    text = PREFIXES + FAULTS[name]
    with pytest.raises((BadShapes, UnsupportedShapes)) as caught:
        sparql.read((mark + text).replace("\n", end).encode(), rdf_format("turtle"), name="shapes.ttl")
    assert (caught.value.where.name, caught.value.where.line) == ("shapes.ttl", marked(text))


@pytest.mark.parametrize(
    "text",
    [
        """<sh:NodeShape rdf:about="https://example.org/S">
  <sh:property>
    <rdf:Description>
      <sh:path rdf:resource="https://example.org/p"/>
      <sh:name>The "name"</sh:name>
      <sh:minCount>x</sh:minCount> <!-- here -->
      <sh:order>1</sh:order>
    </rdf:Description>
  </sh:property>
</sh:NodeShape>""",
        """<sh:NodeShape rdf:about="https://example.org/S">
  <sh:sparql rdf:parseType="Resource">
    <sh:select> <!-- here -->
      SELECT $this {
        broken }
    </sh:select>
  </sh:sparql>
</sh:NodeShape>""",
        """<sh:NodeShape rdf:about="https://example.org/A"/> <!-- here -->
<rdf:Description rdf:about="https://example.org/A">
  <sh:node rdf:resource="https://example.org/A"/>
</rdf:Description>""",
    ],
)
def test_shapes_in_xml_are_told_with_their_line(text: str) -> None:
    """The line on which a text begins, or else on which the element of a value ends."""
    text = f"{XML}{text}</rdf:RDF>"
    with pytest.raises(BadShapes) as caught:
        sparql.read(text.replace(" <!-- here -->", "").encode(), rdf_format("rdf-xml"), name="shapes.rdf")
    assert (caught.value.where.name, caught.value.where.line) == ("shapes.rdf", marked(text, "<!-- here -->"))


def test_no_line_is_told_of_json() -> None:
    """The parser of JSON-LD tells everything at the end: no line is better than a wrong one."""
    text = f'{{"@id": "urn:x:s", "{SH}path": {{"@id": "urn:x:p"}},\n"{SH}minCount": "x"\n}}\n'
    with pytest.raises(BadShapes, match="minCount is") as caught:
        sparql.read(text.encode(), rdf_format("json-ld"), name="shapes.jsonld")
    assert (caught.value.where.name, caught.value.where.line) == ("shapes.jsonld", None)
    assert line(text.encode(), rdf_format("json-ld"), "<urn:x:s>") is None


# Statements


def test_without_the_property_the_subject_is_told() -> None:
    """The first that is said of it; nothing where nothing is said, or the document ends in a fault before it."""
    data = (PREFIXES + "\nex:a ex:p 1 ;\n  ex:q 2 .\nex:a ex:r 3 .\nwrong\nex:b ex:p 1 .").encode()
    turtle = rdf_format("turtle")
    assert [line(data, turtle, ex("a"), ex(name)) for name in "pqrs"] == [4, 5, 6, 4]
    assert [line(data, turtle, ex("a")), line(data, turtle, ex("b")), line(data, turtle, ex("c"))] == [4, None, None]


def test_relative_names_are_told_with_the_base_they_were_read_with() -> None:
    """A subject is known by the name that it has in the graph."""
    data, turtle = b"<a> <p>\n 1 .", rdf_format("turtle")
    assert line(data, turtle, ex("a"), ex("p"), base="https://example.org/") == 2
    assert line(data, turtle, ex("a"), ex("p")) is None


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("n-triples", f"{ex('a')} {ex('p')} _:y .\n_:x {ex('p')} _:y .\n_:z {ex('p')} 'x' .\n"),
        ("n-quads", f"{ex('a')} {ex('p')} _:y {ex('g')} .\n_:x {ex('p')} _:y .\n"),
        ("trig", f"{ex('g')} {{ {ex('a')} {ex('p')} _:y\n. _:x {ex('p')} _:y }}"),
    ],
)
def test_blank_nodes_are_known_in_every_format(key: str, text: str) -> None:
    """They have the numbers that they have in the graph: in the order they come, objects before their subjects."""
    data, form = text.replace("'x'", '"x"').encode(), rdf_format(key)
    graph = parse.graph(data, form)
    told = [line(data, form, subject) for subject in graph.out]
    assert told == list(range(1, len(told) + 1))


@dataclass
class Layout:
    """A document in Turtle, laid out at random, and the line of each statement with a value of its own."""

    chance: Random
    text: str = PREFIXES
    lines: dict[Term, int] = field(default_factory=dict)

    def gap(self) -> str:
        """What stands between two words."""
        return self.chance.choice((" ", " ", "\n", "\n\n  ", " # Remark.\n"))

    def value(self) -> str:
        """An IRI, a number, a label or a text in any quotes, on one line or on several."""
        text = self.chance.choice(("", "text", "it\\'s", 'a \\"b\\"', "two \\n lines"))
        quote = self.chance.choice(('"', "'", '"""', "'''"))
        if len(quote) == 3:
            text = self.chance.choice((text, "three\nlines\n", "\n'\n")).replace("\\n", "") + "."
        tag = self.chance.choice(("", "", "@en", "^^ex:kind"))
        return self.chance.choice(
            (ex("value"), "ex:value", "1", "-2.5", "true", "_:x", *(quote + text + quote + tag,) * 4)
        )

    def said(self, depth: int) -> None:
        """Properties, each another, with their values."""
        for place in range(self.chance.randint(1, 3)):
            name = f"p{len(self.lines)}"
            self.text += (self.chance.choice((" ;\n", "\n;\n")) if place else "") + f"ex:{name}" + self.gap()
            self.lines[ex(name)] = self.text.count("\n") + 1
            if depth and self.chance.random() < 0.4:
                del self.lines[ex(name)]
                self.lines[ex(name) + "'"] = 0
                self.text += "[" + self.gap()
                self.said(depth - 1)
                self.text += self.chance.choice((" ]", "\n]"))
            else:
                self.text += self.value()

    def document(self) -> bytes:
        """Some statements."""
        for number in range(self.chance.randint(1, 3)):
            self.text += f"ex:s{number}" + self.gap()
            self.said(3)
            self.text += self.chance.choice((" .\n", "\n.\n", "\n\n.\n\n"))
        return self.text.encode()


@examples(300)
def test_every_statement_is_told_with_its_line(count: int) -> None:
    """However a document is laid out, the line is the one on which the value begins."""

    def law(seed: int) -> None:
        layout = Layout(Random(seed))
        data, turtle = layout.document(), rdf_format("turtle")
        graph = parse.graph(data, turtle)
        found = {
            predicate: line(data, turtle, subject, predicate)
            for subject, said in graph.out.items()
            for predicate in said
            if predicate in layout.lines
        }
        assert found == {name: number for name, number in layout.lines.items() if number}, layout.text

    for_all(count, law, st.integers(0, 2**64))


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_long_texts_take_linear_time(quotes: str) -> None:
    """What stands before, in, and behind a text of 200,000 lines is told with its line, in well under a minute."""
    long = quotes + f"a \\{quotes[0]} line\n" * 200_000 + quotes
    text = f"{PREFIXES}ex:a ex:p 1 ; ex:q {long} ; ex:r 2 ;\n  ex:s # {quotes}\n  <x:'> .\nex:b ex:p 1 ;\n ex:q 2 ."
    turtle = rdf_format("turtle")
    told = {name: line(text.encode(), turtle, ex("a"), ex(name)) for name in "pqrs"}
    assert told == {"p": 3, "q": 3, "r": 200_003, "s": 200_005}
    assert [line(text.encode(), turtle, ex("b"), ex(name)) for name in "pq"] == [200_006, 200_007]
