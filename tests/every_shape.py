"""Catalogues: every way to ask for a part, every constraint on every sort of path, queries of every sort."""

from collections.abc import Iterable
from itertools import product

from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from strategies import Triples

HEAD = """
@prefix : <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
KEYS = ("", ":key ; sh:hasValue :A", ":key ; sh:minCount 1 ; sh:in ( :A :B )")
PRESENCES = (
    "",
    ":presence ; sh:minCount 1 ; sh:in ( :on :listed )",
    ":presence ; sh:minCount 1 ; sh:in ( :on :planned )",
    ":presence ; sh:hasValue :mentioned",
    ":presence ; sh:hasValue :absent",
)
SITES = ("", ":site ; sh:hasValue :North", ":site ; sh:minCount 1 ; sh:in ( :North :South )")
MORE = ("", ":q ; sh:minCount 1")
COUNTS = ("sh:qualifiedMinCount 1", "sh:qualifiedMinCount 2", "sh:qualifiedMaxCount 0", "sh:qualifiedMaxCount 1")

PATHS = (
    ":p",
    ":single",
    "rdf:type",
    "( :p :q )",
    "( :p :p )",
    "( :p :single )",
    "( :p rdf:type )",
    "[ sh:inversePath :p ]",
    "[ sh:alternativePath ( :p :q ) ]",
    "[ sh:zeroOrOnePath :p ]",
    "[ sh:zeroOrMorePath :p ]",
    "[ sh:oneOrMorePath :p ]",
    "( :p [ sh:inversePath :q ] )",
    "( [ sh:zeroOrOnePath :p ] :q )",
    "[ sh:zeroOrMorePath ( :p :q ) ]",
    "( [ sh:zeroOrMorePath :p ] :single )",
    "[ sh:oneOrMorePath [ sh:alternativePath ( :p :q ) ] ]",
    "[ sh:inversePath ( :p :q ) ]",
)
HAS_Q, NO_Q = (f"[ sh:property [ sh:path :q ; {count} ] ]" for count in ("sh:minCount 1", "sh:maxCount 0"))
CONSTRAINTS = (
    "sh:minCount 1",
    "sh:minCount 2",
    "sh:maxCount 0",
    "sh:maxCount 1",
    "sh:hasValue 1",
    "sh:hasValue :v0",
    "sh:in ( 1 :v0 )",
    "sh:class :Class",
    "sh:nodeKind sh:IRI",
    "sh:maxInclusive 1",
    "sh:uniqueLang true",
    "sh:equals :q",
    "sh:disjoint :q",
    "sh:lessThan :q",
    "sh:closed true ; sh:ignoredProperties ( :p :single )",
    f"sh:node {HAS_Q}",
    f"sh:not {HAS_Q}",
    f"sh:and ( {HAS_Q} [ sh:class :Class ] )",
    f"sh:or ( {HAS_Q} [ sh:class :Class ] )",
    f"sh:xone ( {HAS_Q} [ sh:class :Class ] [ sh:hasValue 1 ] )",
    f"sh:qualifiedMinCount 1 ; sh:qualifiedValueShape {NO_Q}",
    f"sh:qualifiedMinCount 2 ; sh:qualifiedValueShape {HAS_Q}",
    f"sh:qualifiedMaxCount 0 ; sh:qualifiedValueShape {NO_Q}",
    f"sh:qualifiedMaxCount 1 ; sh:qualifiedValueShape {HAS_Q}",
)


QUERIES = (
    "$this :p ?value",
    "$this :p ?value . FILTER (isLiteral(?value))",
    "$this :p/:q ?value",
    "$this :p* ?value . ?value a :Class",
    "{ $this :p ?value } UNION { ?value :q $this }",
    "$this :p ?value . FILTER EXISTS { ?value :q ?other }",
    "$this :p ?value . FILTER NOT EXISTS { ?value :q ?other }",
    "$this :p ?value . FILTER (!EXISTS { $this :q ?value })",
    "FILTER NOT EXISTS { $this :p ?some }",
    "OPTIONAL { $this :p ?value } FILTER (!BOUND(?value))",
    "$this :p ?value OPTIONAL { ?value :q ?other } FILTER (!BOUND(?other))",
    "{ SELECT $this (COUNT(?one) AS ?n) WHERE { $this :p ?one } GROUP BY $this } FILTER (?n < 2)",
    "{ SELECT $this ?value WHERE { $this :p ?value } ORDER BY ?value LIMIT 1 } ?value :q ?other",
    "$this :p ?value . BIND (EXISTS { ?value :q ?other } AS ?led) FILTER (!?led)",
    "$this :p ?value . $this :q ?other . FILTER (?value = ?other)",
)
#: a component of one's own, which asks of each value
ASKS = ("$value :q ?other", "FILTER NOT EXISTS { $value :q ?other }", "FILTER (isIRI($value))", "$this :q $value")
#: what a shape that asks stands in
AROUND = ("{}", "sh:not [ {} ]", "sh:or ( [ {} ] [ sh:class :Class ] )", "sh:node [ {} ]")
DECLARED = """
:prefixes sh:declare [ sh:prefix "" ; sh:namespace "https://example.org/"^^<http://www.w3.org/2001/XMLSchema#anyURI> ] .
"""


def queries() -> Triples:
    """Queries of every sort, of nodes and of the values of a path, by themselves and within other shapes."""
    select = [
        f'sh:sparql [ sh:prefixes :prefixes ; sh:select "SELECT $this WHERE {{ {query} }}" ]' for query in QUERIES
    ]
    asked = [f"sh:property [ sh:path :p ; :asks{number} true ]" for number in range(len(ASKS))]
    components = "".join(
        f":Component{number} a sh:ConstraintComponent ; sh:parameter [ sh:path :asks{number} ] ;"
        f' sh:validator [ a sh:SPARQLAskValidator ; sh:prefixes :prefixes ; sh:ask "ASK {{ {ask} }}" ] .\n'
        for number, ask in enumerate(ASKS)
    )
    around = [AROUND[number % len(AROUND)].format(each) for number, each in enumerate([*select, *asked])]
    return _read([*select, *asked, *around], DECLARED + components)


def parts() -> Triples:
    """Every way to ask for a part: by key, presence, place or something else, so many times."""
    return _read(
        f"sh:path :part ; {count} ; sh:qualifiedValueShape [ sh:nodeKind sh:BlankNodeOrIRI {_pinned(pinned)} ]"
        for count, *pinned in product(COUNTS, KEYS, PRESENCES, SITES, MORE)
    )


def _pinned(paths: Iterable[str]) -> str:
    return "".join(f" ; sh:property [ sh:path {path} ]" for path in paths if path)


def paths() -> Triples:
    """Every constraint on every sort of path."""
    return _read(f"sh:path {path} ; {constraint}" for path, constraint in product(PATHS, CONSTRAINTS))


def _read(shapes: Iterable[str], more: str = "") -> Triples:
    text = HEAD + more + "".join(f":Shape{number} {shape} .\n" for number, shape in enumerate(shapes))
    return tuple(triples(text.encode(), rdf_format("turtle"), blank="shape"))
