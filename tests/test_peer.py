"""Our standard mode and pySHACL find the same, in every graph of the repository and in graphs drawn at random."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsyn import reference
from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.errors import BadInput
from samsyn.model import Result, Triple
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import RDF, RDFS, SH, XSD, Term, literal

ROOT = Path(__file__).parents[1]
SHAPES = ROOT / "shapes"
MINIMUM = sorted((SHAPES / "minimum").glob("*.ttl"))
CENTRES = sorted((ROOT / "data" / "centres").glob("*.ttl"))
DESCRIPTIONS = [*CENTRES, *sorted((ROOT / "tests" / "cases" / "descriptions").glob("*.ttl"))]
AGREEMENTS = [
    *sorted((ROOT / "data" / "agreements").glob("*.ttl")),
    *sorted((ROOT / "tests" / "cases" / "agreements").glob("*.ttl")),
]
CASES = [
    file
    for file in sorted((ROOT / "tests" / "cases" / "shacl").glob("*.ttl"))
    if not file.stem.startswith(("beyond-core", "ill-formed", "recursion"))
]
TURTLE = rdf_format("turtle")
# Where pySHACL answers otherwise than the specifications, on which our cases stand.
OTHERWISE = {
    "bound-not-comparable": "compares numbers with dates and with true",
    "bound-of-dates": "knows no year after 9999 and compares dates with years",
    "bound-of-moments-with-zones": "does not know 24:00:00",
    "bound-with-and-without-zone": "never compares moments with and without a zone",
    "datatype-follows-the-calendar": "knows no year before 1 or after 9999, and any zone",
    "datatype-ill-formed": "takes white space for a part of a number",
    "length-zero": "lets blank nodes have a length of 0",
    "logic-of-none": "refuses the empty list",
    "path-inverse-of-a-sequence": "does not turn the order of the steps round",
    "pattern-to-the-end": "lets $ stand before a last line break",
    "pattern-with-flags": "does not know the flag q",
    "unique-language-is-true-alone": "takes 1 for true",
}

Found = Counter[tuple[object, ...]]


@cache
def read(file: Path, blank: str = "b") -> list[Triple]:
    """The triples of a file: both engines are given the same, labels of blank nodes included."""
    return triples(file.read_bytes(), TURTLE, base=file.as_uri(), blank=blank)


@cache
def rules(file: Path) -> Rules:
    """The compiled shapes of a file."""
    return Rules(compile_shapes(Graph(read(file, "s"))))


def findings(results: Iterable[Result]) -> Found:
    """What both engines must agree in: focus, path, value, component, shape and severity."""
    return Counter(
        (each.focus, structure(each), each.value, each.component, each.shape, each.severity) for each in results
    )


def structure(result: Result) -> object:
    """The path of a result, a blank node replaced by what is said of it."""
    said = defaultdict(list)
    for subject, predicate, value in result.path_triples:
        said[subject].append((predicate, value))

    def of(term: Term | None) -> object:
        return (
            term if term is None or term not in said else tuple(sorted((name, of(value)) for name, value in said[term]))
        )

    return of(result.path)


def assert_same(data: list[Triple], ours: Rules, shapes: list[Triple]) -> Found:
    """The findings, if both engines have the same."""
    found = findings(ours.results(Graph(data)))
    theirs = findings(reference.validate(data, shapes, advanced=False).results)
    assert found - theirs == Counter(), "found by us alone"
    assert theirs - found == Counter(), "found by pySHACL alone"
    return found


@pytest.mark.parametrize("shapes", [SHAPES / "description.ttl", *MINIMUM], ids=lambda file: file.stem)
@pytest.mark.parametrize("data", DESCRIPTIONS, ids=lambda file: file.stem)
def test_description(data: Path, shapes: Path) -> None:
    """Both find the same in each description, by the shapes of descriptions and by each minimum level."""
    assert_same(read(data), rules(shapes), read(shapes, "s"))


@pytest.mark.parametrize("data", AGREEMENTS, ids=lambda file: file.stem)
def test_agreement(data: Path) -> None:
    """Both find the same in each agreement."""
    assert_same(read(data), rules(SHAPES / "agreement.ttl"), read(SHAPES / "agreement.ttl", "s"))


@pytest.mark.parametrize("data", CASES, ids=lambda file: file.stem)
def test_case(data: Path) -> None:
    """Both find the same in each case on SHACL itself, save where pySHACL is known to answer otherwise."""
    found = read(data)
    ours = findings(Rules(compile_shapes(Graph(found))).results(Graph(found)))
    try:
        theirs = findings(reference.validate(found, found, advanced=False).results)
    except BadInput:
        theirs = Counter({("refused",): 1})
    assert (ours != theirs) == (data.stem in OTHERWISE)


@pytest.mark.parametrize("shapes", [SHAPES / "description.ttl", *MINIMUM], ids=lambda file: file.stem)
def test_all_centres_in_one_graph(shapes: Path) -> None:
    """Both find the same in all centres at once, and as much as in each centre by itself."""
    data = [triple for number, file in enumerate(CENTRES) for triple in read(file, f"c{number}x")]
    together = assert_same(data, rules(shapes), read(shapes, "s"))
    apart = sum(len(rules(shapes).results(Graph(read(file)))) for file in CENTRES)
    assert together.total() == apart


@cache
def shapes_of_shapes() -> list[Triple]:
    """The shapes that SHACL gives of itself."""
    return triples(files("pyshacl").joinpath("assets/shacl-shacl.ttl").read_bytes(), TURTLE, blank="s")


@pytest.mark.parametrize("data", [*SHAPES.glob("*.ttl"), *MINIMUM], ids=lambda file: file.stem)
def test_our_shapes_are_shapes(data: Path) -> None:
    """Our shapes are well formed by the shapes that SHACL gives of itself."""
    assert Rules(compile_shapes(Graph(shapes_of_shapes()))).results(Graph(read(data))) == ()


def test_broken_shapes_are_found_alike() -> None:
    """Both find the same wrong with shapes that break the rules of SHACL."""
    data = triples(BROKEN, TURTLE)
    assert assert_same(data, Rules(compile_shapes(Graph(shapes_of_shapes()))), shapes_of_shapes()).total() > 5


BROKEN = b"""
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Node a sh:NodeShape ; sh:path ex:p ; sh:targetClass "a text" ; sh:severity "high" ; sh:message 1 .
ex:Property a sh:PropertyShape ; sh:path [ sh:inversePath ex:p , ex:q ] ; sh:minCount "one" ; sh:minCount 1 .
ex:Other sh:targetNode ex:a ; sh:minLength 1.5 ; sh:in ex:noList ; sh:or ( "a text" ) ; sh:property ex:Node , "p" ;
    sh:nodeKind sh:Thing ; sh:closed "yes" ; sh:languageIn ( ex:en ) ; sh:node ex:Property , "n" .
"""


def sh(name: str) -> Term:
    """The term of a name in the SHACL namespace."""
    return f"<{SH}{name}>"


def ex(name: str) -> Term:
    """The term of an example."""
    return f"<https://example.org/{name}>"


def number(value: int) -> Term:
    """The term of a whole number."""
    return literal(str(value), datatype=XSD + "integer")


TYPE, FIRST, REST, NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
TRUE = literal("true", datatype=XSD + "boolean")
NODES = [ex("a"), ex("b"), ex("c"), "_:x", "_:y"]
NAMED = NODES[:3]
PREDICATES = [ex("p"), ex("q"), ex("r")]
CLASSES = [ex("Class"), ex("Sub")]
NUMBERS = [number(0), number(1), number(2), literal("01", datatype=XSD + "integer"), '"1.5"^^<' + XSD + "decimal>"]
LITERALS = [*NUMBERS, '"many"^^<' + XSD + "integer>", '"2024-02-30"^^<' + XSD + "date>", '"x"', '""', '"y"@en',
            '"y"@sv', '"z"@en-gb', TRUE]  # fmt: skip
KINDS = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]
DATATYPES = [f"<{name}>" for name in (XSD + "integer", XSD + "string", XSD + "date", RDF + "langString")]
# Not among them: sh:lessThan and sh:lessThanOrEquals, sh:minInclusive and its kin, sh:minLength 0. Of values that
# cannot be compared, and of blank nodes, pySHACL finds nothing or fails, where SHACL 4.3 to 4.5 ask for a result.
ON_VALUES: dict[str, list[Term]] = {
    "class": CLASSES, "datatype": DATATYPES, "nodeKind": [sh(kind) for kind in KINDS], "hasValue": LITERALS + NAMED,
    "minLength": [number(1), number(2)], "maxLength": [number(0), number(2), number(21)],
    "pattern": ['"^x"', '"y$"', '"[0-9]"', '"^$"'], "equals": PREDICATES, "disjoint": PREDICATES, "closed": [TRUE],
}  # fmt: skip
ON_PATHS: dict[str, list[Term]] = {"minCount": NUMBERS[:3], "maxCount": NUMBERS[:3], "uniqueLang": [TRUE]}
ONCE = {"datatype", "nodeKind", "minLength", "maxLength", "pattern", "closed", "minCount", "maxCount", "uniqueLang"}
TARGETS = {"targetNode": NAMED + LITERALS, "targetClass": CLASSES, "targetSubjectsOf": PREDICATES,
           "targetObjectsOf": PREDICATES}  # fmt: skip


class Author:
    """Somebody who writes shapes at random, three deep at most."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Term]], Term]) -> None:
        self.written: list[Triple] = []
        self._draw = draw
        self._count = 0

    def choose(self, of: Iterable[Term]) -> Term:
        """One of some terms or names."""
        return self._draw(st.sampled_from(list(of)))

    def fresh(self) -> Term:
        """A blank node that nothing is said of so far."""
        self._count += 1
        return f"_:s{self._count}"

    def list_of(self, members: Iterable[Term]) -> Term:
        """An RDF list."""
        head = NIL
        for member in reversed(list(members)):
            node = self.fresh()
            self.written += [(node, FIRST, member), (node, REST, head)]
            head = node
        return head

    def path(self) -> Term:
        """A path of one or two steps."""
        kind = self.choose(["", "", "sequence", "alternativePath", "inversePath", "zeroOrMorePath", "oneOrMorePath",
                            "zeroOrOnePath"])  # fmt: skip
        if not kind:
            return self.choose(PREDICATES)
        if kind == "sequence":
            return self.list_of([self.choose(PREDICATES), self.choose(PREDICATES)])
        node = self.fresh()
        few = kind != "alternativePath"
        below = self.choose(PREDICATES) if few else self.list_of([self.choose(PREDICATES), self.choose(PREDICATES)])
        self.written.append((node, sh(kind), below))
        return node

    def shape(self, depth: int, *, with_path: bool) -> Term:
        """A shape of one to three constraints."""
        term = self.fresh()
        if with_path:
            self.written.append((term, sh("path"), self.path()))
        if self.choose(["", "", "", "", "off"]):
            self.written.append((term, sh("deactivated"), TRUE))
        self.written.append((term, sh("severity"), sh(self.choose(["Violation", "Warning", "Info"]))))
        plain = ON_VALUES | (ON_PATHS if with_path else {})
        combined = ["in", "languageIn", "not", "node", "property", "and", "or", "xone", *["qualified"] * with_path]
        names = {self.choose([*plain, *(combined if depth else ["in", "languageIn"])]) for _ in range(3)}
        for name in sorted(names):
            if name in plain:
                values = {self.choose(plain[name]) for _ in range(1 if name in ONCE else 2)}
                self.written += [(term, sh(name), value) for value in sorted(values)]
            else:
                self.combine(term, name, depth - 1)
        return term

    def combine(self, term: Term, name: str, depth: int) -> None:
        """A constraint that refers to other shapes, or to a list."""
        match name:
            case "in":
                value = self.list_of(sorted({self.choose(LITERALS + NAMED) for _ in range(3)}))
            case "languageIn":
                value = self.list_of([self.choose(['"en"', '"sv"', '"EN-gb"'])])
            case "and" | "or" | "xone":
                value = self.list_of([self.shape(depth, with_path=False), self.shape(depth, with_path=True)])
            case "qualified":
                name, value = "qualifiedValueShape", self.shape(depth, with_path=False)
                count = self.choose(["qualifiedMinCount", "qualifiedMaxCount"])
                self.written += [(term, sh(count), self.choose(NUMBERS[:3])),
                                 (term, sh("qualifiedValueShapesDisjoint"), TRUE)]  # fmt: skip
            case _:
                value = self.shape(depth, with_path=name == "property")
        self.written.append((term, sh(name), value))


@st.composite
def shapes_graphs(draw: Callable[[st.SearchStrategy[Term]], Term]) -> list[Triple]:
    """Shapes with targets."""
    author = Author(draw)
    for with_path in (True, False):
        term = author.shape(2, with_path=with_path)
        target = author.choose(TARGETS)
        author.written.append((term, sh(target), author.choose(TARGETS[target])))
    return author.written


SUBCLASS = (CLASSES[1], f"<{RDFS}subClassOf>", CLASSES[0])
STATEMENTS = st.one_of(
    st.tuples(*(st.sampled_from(terms) for terms in (NODES, PREDICATES, NODES + LITERALS))),
    st.tuples(st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES)),
    st.just(SUBCLASS),
)


@given(data=st.lists(STATEMENTS, min_size=5, max_size=15), shapes=shapes_graphs())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random(data: list[Triple], shapes: list[Triple]) -> None:
    """Both find the same in small graphs drawn at random, by shapes drawn at random."""
    assert_same(data, Rules(compile_shapes(Graph(shapes))), shapes)
