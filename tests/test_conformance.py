"""Each rule of SHACL that docs/conformance.md lists is held by a test, and what needs two graphs is so."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from conformance.reports import CASES, read, refusals, rules
from conformance.w3c import COPIED
from samsyn.engine import Graph
from samsyn.model import Result, Triple
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "conformance.md"
NAMES = [file.stem for file in CASES]
WITH_A_REPORT = [file for file in CASES if not refusals(file)]
# The sections of the Recommendation that have rules in them; 2.3.2 is read as asking that nothing comes of it.
SECTIONS = [
    "1.1", "1.5",
    "2.1", "2.1.1", "2.1.2", "2.1.3", "2.1.3.1", "2.1.3.2", "2.1.3.3", "2.1.3.4", "2.1.3.5", "2.1.4", "2.1.5", "2.1.6",
    "2.2", "2.3", "2.3.1", "2.3.1.1", "2.3.1.2", "2.3.1.3", "2.3.1.4", "2.3.1.5", "2.3.1.6", "2.3.1.7", "2.3.2",
    "3.1", "3.2", "3.4", "3.4.1", "3.4.2", "3.4.3", "3.5", "3.6", "3.6.1", "3.6.2", "3.7",
    "4.1.1", "4.1.2", "4.1.3", "4.2.1", "4.2.2", "4.3.1", "4.3.2", "4.3.3", "4.3.4",
    "4.4.1", "4.4.2", "4.4.3", "4.4.4", "4.4.5", "4.5.1", "4.5.2", "4.5.3", "4.5.4",
    "4.6.1", "4.6.2", "4.6.3", "4.6.4", "4.7.1", "4.7.2", "4.7.3", "4.8.1", "4.8.2", "4.8.3",
    "5.2", "5.2.1", "5.3", "5.3.1", "5.3.2",
    "6.2", "6.2.1", "6.2.2", "6.2.3", "6.2.3.1", "6.2.3.2", "6.3",
    "A", "C",
]  # fmt: skip
PREFIXES = """
    @prefix ex: <https://example.org/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
"""


class Rule(NamedTuple):
    """A line of the table: the section, the rule in short, and the names of what holds it."""

    section: str
    rule: str
    held: tuple[str, ...]


def table() -> list[Rule]:
    """The lines of the table."""
    found = re.findall(r"^\| ([A-C0-9.]+) \| (.+?) \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    return [Rule(section, rule, tuple(re.findall(r"`([^`]+)`", held))) for section, rule, held in found]


def test_every_section_has_its_rules() -> None:
    """No section with rules in it is left out, and the rules stand in the order of the sections."""
    assert list(dict.fromkeys(each.section for each in table())) == SECTIONS


def test_every_rule_is_held_by_a_test() -> None:
    """Each rule names a test, and each name is a case, a test of the W3C or a test in this module."""
    for each in table():
        assert each.held, each.rule
        assert [name for name in each.held if name not in (*NAMES, *COPIED) and name not in globals()] == []


def test_every_test_holds_a_rule() -> None:
    """Each case and each test of the W3C is named in the document."""
    text = re.sub(r"^```.*?^```$", "", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    named = set(re.findall(r"`([^`]+)`", text))
    assert [name for name in (*NAMES, *COPIED) if name not in named] == []


def test_no_rule_is_told_twice() -> None:
    """No two rules are told alike."""
    told = [each.rule for each in table()]
    assert len(told) == len(set(told))


def turtle(text: str, blank: str = "b") -> list[Triple]:
    """The triples of a text."""
    return triples((PREFIXES + text).encode(), rdf_format("turtle"), blank=blank)


def found(data: str, shapes: str) -> list[tuple[str, str | None]]:
    """The focus nodes and values of the results."""
    return [(each.focus, each.value) for each in rules(Graph(turtle(shapes, "s"))).results(Graph(turtle(data)))]


def ex(name: str) -> str:
    """The term of an example."""
    return f"<https://example.org/{name}>"


@pytest.mark.parametrize("file", WITH_A_REPORT, ids=lambda file: file.stem)
def test_no_graph_is_changed(file: Path) -> None:
    """Validation leaves data and shapes as they are, and finds the same again."""
    stated = read(file)
    shapes, data = Graph(stated), Graph(stated)
    made = rules(shapes)
    first: tuple[Result, ...] = made.results(data)
    assert made.results(data) == first
    assert set(data.triples()) == set(shapes.triples()) == set(stated)


def test_shapes_come_from_the_shapes_graph() -> None:
    """A shape in the data graph judges nothing, and makes no class a target."""
    shape = "ex:Centre a rdfs:Class , sh:NodeShape ; sh:nodeKind sh:Literal ."
    assert found(f"ex:norra a ex:Centre . {shape}", "ex:Other a sh:NodeShape .") == []
    assert found("ex:norra a ex:Centre .", shape) == [(ex("norra"), ex("norra"))]


def test_classes_come_from_the_data_graph() -> None:
    """Types, subclasses and values that the shapes graph states count for nothing."""
    shapes = """
        ex:Centre a sh:NodeShape ; sh:targetClass ex:Place ; sh:property [ sh:path ex:part ; sh:class ex:Part ] .
        ex:Centre2 a sh:NodeShape ; sh:targetSubjectsOf ex:name ; sh:nodeKind sh:Literal .
    """
    stated = "ex:Preschool rdfs:subClassOf ex:Part . ex:House rdfs:subClassOf ex:Place . ex:clinic a ex:Part ."
    more = "ex:sodra a ex:Place ; ex:part ex:library ; ex:name 'Södra' ."
    data = "ex:norra a ex:Place ; ex:part ex:preschool , ex:clinic . ex:preschool a ex:Preschool . ex:ostra a ex:House."
    both = [(ex("norra"), ex("clinic")), (ex("norra"), ex("preschool"))]
    assert found(data, shapes + stated + more) == both
    assert found(f"{data} {stated} ex:ostra ex:part ex:norra .", shapes) == [(ex("ostra"), ex("norra"))]


def test_queries_are_put_to_the_data_graph() -> None:
    """A query sees the triples of the data, and those of the shapes graph only where it asks for that graph."""
    shapes = """
        ex:Shape a sh:NodeShape ; sh:targetNode ex:norra ; sh:sparql [
            sh:select "SELECT $this ?value WHERE { ?value <https://example.org/of> $this }" ] .
        ex:clinic ex:of ex:norra .
    """
    assert found("ex:preschool ex:of ex:norra .", shapes) == [(ex("norra"), ex("preschool"))]
    asked = shapes.replace("{ ?value", "{ GRAPH $shapesGraph { ?value").replace("$this }", "$this } }")
    assert found("ex:preschool ex:of ex:norra .", asked) == [(ex("norra"), ex("clinic"))]
