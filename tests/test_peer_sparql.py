"""Our standard mode and other engines find the same in SHACL-SPARQL, in queries and components drawn at random.

Beside it stands what no case can tell, in which one graph is shapes and data: what is bound in a query when the data
does not know it.
"""

import pytest

from any_queries import ANSWERS, BOTH, answered, component_of, constrained, selected
from any_shapes import Drawn, More, by_chance, sh
from departures_in_sparql import PYSHACL_IN_SPARQL, TURBO_IN_SPARQL
from matches import Match, ours
from peers import pyshacl, turbo
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import XSD, literal
from test_laws import examples

TURTLE = rdf_format("turtle")
QUERIES = pytest.mark.parametrize("more", [constrained, answered, selected])
PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
#: a number as pyoxigraph writes it, and otherwise: the data is asked by other means then
SPELLED = pytest.mark.parametrize("number", ["1", "1.0", "01"])


@QUERIES
@examples(80)
def test_sparql_is_that_of_pyshacl_turbo(count: int, more: More) -> None:
    """Constraints and components in SPARQL, within shapes of every kind: both find the same."""
    Match(turbo, TURBO_IN_SPARQL).holds(min(count, 3000), more)


@QUERIES
@examples(30)
def test_sparql_is_that_of_pyshacl(count: int, more: More) -> None:
    """Constraints and components in SPARQL, within shapes of every kind: both find the same."""
    Match(pyshacl, PYSHACL_IN_SPARQL).holds(min(count, 1000), more)


def test_every_query_is_drawn() -> None:
    """The examples break constraints in SPARQL, and every component that is made up."""
    more = (constrained, answered, selected)
    broken = {row[3] for seed in range(100) for row in ours(by_chance(seed, more))}
    assert broken >= {sh("SPARQLConstraintComponent"), BOTH, *map(component_of, ANSWERS)}


def told(shapes: str, data: str) -> Drawn:
    """Shapes and data that are written."""
    return Drawn(*(tuple(triples((PREFIXES + text).encode(), TURTLE)) for text in (shapes, data)))


def walk(target: str, asked: str = "") -> str:
    """A shape that asks for all that a path of any number of steps leads to."""
    return f"""
        ex:Shape a sh:PropertyShape ; {target} ; sh:path [ sh:zeroOrMorePath ex:part ] ;
            sh:sparql [ sh:select "SELECT $this ?value WHERE {{ $this $PATH ?value {asked} }}" ] .
    """


ASKED = pytest.mark.parametrize(
    "asked",
    ["", "FILTER NOT EXISTS { $this <https://example.org/part> ?value }", "FILTER ( strlen ( str ( ?value ) ) >= 0 )"],
    ids=["plain", "exists", "text"],
)


@SPELLED
@ASKED
@pytest.mark.parametrize("target", ["ex:nowhere", '"Norra"', '"001"^^xsd:integer'])
def test_a_path_of_no_steps_in_a_query(number: str, target: str, asked: str) -> None:
    """It leads to nothing from what the data does not know, for what is bound is joined to it (SHACL A)."""
    example = told(walk(f"sh:targetNode {target}", asked), f"ex:norra ex:rooms {number} .")
    assert not ours(example)
    assert pyshacl(example).total() == 1


@SPELLED
@ASKED
@pytest.mark.parametrize("text", ['""', '"Norra"', "0", "false"])
def test_a_path_of_no_steps_from_a_literal(number: str, text: str, asked: str) -> None:
    """A literal of the data is a node like any other, an empty text too: from it the path leads to itself alone."""
    example = told(walk("sh:targetObjectsOf ex:name", asked), f"ex:norra ex:name {text} ; ex:rooms {number} .")
    assert [(row[0] == row[2], times) for row, times in ours(example).items()] == [(True, 1)]


@pytest.mark.parametrize(
    ("text", "datatype"), [("01", "integer"), ("1.50", "decimal"), ("1", "byte"), ("1", "boolean"), ("1.0E0", "double")]
)
def test_what_is_bound_is_as_written(text: str, datatype: str) -> None:
    """A target that the data does not know is bound in a query with its own spelling and datatype."""
    query = f"SELECT $this WHERE {{ FILTER (str($this) = '{text}' && datatype($this) = xsd:{datatype}) }}"
    shape = f"""
        ex:Shape a sh:NodeShape ; sh:targetNode "{text}"^^xsd:{datatype} ; sh:sparql [
            sh:prefixes ex:prefixes ; sh:select {literal(query)} ] .
        ex:prefixes sh:declare [ sh:prefix "xsd" ; sh:namespace "{XSD}"^^xsd:anyURI ] .
    """
    assert ours(told(shape, "ex:norra ex:rooms 1 .")).total() == 1


@pytest.mark.parametrize("term", ['"1"^^xsd:byte', '"01"^^xsd:integer', '"1.50"^^xsd:decimal'])
@pytest.mark.parametrize("known", ["", ", 1 , 1.5", ', "1"^^xsd:byte , "01"^^xsd:integer , "1.50"^^xsd:decimal'])
def test_what_is_bound_is_given_back_as_written(term: str, known: str) -> None:
    """Under another name too, whether the data has it, another spelling of it, or neither."""
    shape = f"""
        ex:Shape a sh:NodeShape ; sh:targetNode {term} ; sh:sparql [
            sh:select "SELECT $this ?value WHERE {{ BIND ($this AS ?value) }}" ] .
    """
    (row,) = ours(told(shape, f"ex:norra ex:rooms 7 {known} ."))
    assert row[0] == row[2]
