"""Compiled shapes, their results, and the terms and documents that they stand on."""

import json
import pickle
import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from samsyn.engine import Graph, OpenWorld, Rules, compile_shapes
from samsyn.engine.reasons import reasons
from samsyn.engine.report import report_triples
from samsyn.errors import BadShapes, EvaluationFailure, UnsupportedShapes
from samsyn.model import Result, Triple
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import RDF, SH, XSD, Term, literal
from strategies import OPENNESS

ROOT = Path(__file__).parents[1]
SHAPES = [ROOT / "shapes" / "description.ttl", *sorted((ROOT / "shapes" / "minimum").glob("*.ttl"))]
CENTRE = ROOT / "data" / "centres" / "alingsas-sollebrunn.ttl"
PREFIXES = f"""
@prefix ex: <https://example.org/> .
@prefix rdf: <{RDF}> .
@prefix sh: <{SH}> .
@prefix xsd: <{XSD}> .
"""


def read(source: Path | str) -> list[Triple]:
    """The triples of a file, or of Turtle with the usual prefixes."""
    data = source.read_bytes() if isinstance(source, Path) else (PREFIXES + source).encode()
    return triples(data, rdf_format("turtle"), blank="s")


def compiled(source: Path | str) -> Rules:
    """Compiled shapes."""
    return Rules(compile_shapes(Graph(read(source))))


def results(shapes: str, data: str = "") -> tuple[Result, ...]:
    """The results of shapes on data, both in Turtle."""
    return compiled(shapes).results(Graph(read(data) if data else []))


def ex(name: str) -> Term:
    """The term of an example."""
    return f"<https://example.org/{name}>"


def sh(name: str) -> Term:
    """The term of a name in the SHACL namespace."""
    return f"<{SH}{name}>"


# Rules as values


@pytest.mark.parametrize("file", SHAPES, ids=lambda file: file.stem)
def test_rules_survive_pickling(file: Path) -> None:
    """Rules that were pickled are equal as a plan and find the same."""
    rules, graph = compiled(file), Graph(read(CENTRE))
    found = rules.results(graph)
    again = pickle.loads(pickle.dumps(rules))
    assert again.plan == rules.plan
    assert again.results(graph) == found


def test_rules_work_in_another_process() -> None:
    """Rules sent to a process that was started afresh find the same there, and the results come back equal."""
    rules = [compiled(file) for file in SHAPES]
    graph = Graph(read(CENTRE))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = list(pool.map(Rules.results, rules, [graph] * len(rules)))
    assert there == [each.results(graph) for each in rules]
    assert any(there)


@pytest.mark.parametrize("file", SHAPES, ids=lambda file: file.stem)
def test_order_of_statements_does_not_matter(file: Path) -> None:
    """Statements in another order give an equal plan, with its shapes in the same order, and equal results."""
    shapes, data = read(file), read(CENTRE)
    first = compile_shapes(Graph(shapes))
    found = Rules(first).results(Graph(data))
    chance = random.Random(7)
    for _ in range(5):
        chance.shuffle(shapes)
        chance.shuffle(data)
        again = compile_shapes(Graph(shapes))
        assert again == first
        assert list(again.shapes) == list(first.shapes)
        assert Rules(again).results(Graph(data)) == found


def test_details_come_in_a_fixed_order() -> None:
    """The details of a result do not follow the order of the data."""
    shapes = "ex:S sh:targetNode ex:a ; sh:node [ sh:property [ sh:path ex:p ; sh:nodeKind sh:IRI ] ] ."
    values = ['"1"', '"2"', '"3"', '"4"']
    found = [results(shapes, f"ex:a ex:p {' , '.join(order)} .") for order in (values, values[::-1])]
    assert found[0] == found[1]
    assert [part.value for part in found[0][0].detail] == values


def test_no_shapes_find_nothing() -> None:
    """A graph without shapes compiles to an empty plan, and everything conforms."""
    rules = compiled("ex:a ex:p ex:b .")
    assert rules.plan.shapes == {}
    assert rules.results(Graph(read(CENTRE))) == ()


def test_the_vocabulary_of_shacl_is_no_shape() -> None:
    """Shapes may come with the vocabulary of SHACL in the same graph."""
    shapes = """
sh:Parameter <http://www.w3.org/2000/01/rdf-schema#subClassOf> sh:PropertyShape .
sh:SomeComponent a sh:ConstraintComponent ; sh:parameter sh:SomeComponent-limit .
sh:SomeComponent-limit a sh:Parameter ; sh:path sh:limit ; sh:optional true .
ex:S sh:targetNode ex:a ; sh:nodeKind sh:Literal .
"""
    assert len(results(shapes)) == 1


# Large and deep


def chain(link: str, length: int) -> list[Triple]:
    """Shapes of which each refers to the next, the last of which only literals conform to."""
    found: list[Triple] = [(ex("S0"), sh("targetNode"), ex("a"))]
    for number in range(length - 1):
        this, following, node = ex(f"S{number}"), ex(f"S{number + 1}"), f"_:l{number}"
        if link in ("and", "or", "xone"):
            ends = [(node, f"<{RDF}first>", following), (node, f"<{RDF}rest>", f"<{RDF}nil>")]
            found += [(this, sh(link), node), *ends]
        else:
            found.append((this, sh(link), following))
        if link == "qualifiedValueShape":
            one = literal("1", datatype=XSD + "integer")
            found += [(this, sh("path"), ex("self")), (this, sh("qualifiedMinCount"), one)]
    return [*found, (ex(f"S{length - 1}"), sh("nodeKind"), sh("Literal"))]


def depth(result: Result) -> int:
    """How deep the details of a result go."""
    return 1 + max((depth(part) for part in result.detail), default=0)


@pytest.mark.parametrize("link", ["node", "not", "and", "or", "xone", "qualifiedValueShape"])
def test_shapes_nest_deep(link: str) -> None:
    """150 shapes, each within the other, are evaluated, reported and pickled."""
    rules = Rules(compile_shapes(Graph(chain(link, 150))))
    found = rules.results(Graph([(ex("a"), ex("self"), ex("a"))]))
    assert len(found) == (link != "not")
    assert pickle.loads(pickle.dumps(found)) == found
    assert found == () or list(report_triples(found))
    assert max(map(depth, found), default=0) == (150 if link != "not" else 0)


TWICE = {
    "and": "sh:and ( ex:S{0} ex:S{0} )",
    "or": "sh:or ( [ sh:node ex:S{0} ] [ sh:node ex:S{0} ] )",
    "xone": "sh:xone ( [ sh:and ( ex:S{0} ) ] [ sh:node ex:S{0} ] )",
    "node": "sh:node [ sh:node ex:S{0} ] , [ sh:node ex:S{0} ]",
    "qualified": "sh:property [ sh:path ex:self ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape ex:S{0} ] , "
    "[ sh:path ex:self ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape ex:S{0} ]",
    "property": "sh:node [ sh:property [ sh:path ex:self ; sh:node ex:S{0} ] , [ sh:path ex:self ; sh:node ex:S{0} ] ]",
}


@pytest.mark.parametrize("link", TWICE)
def test_shapes_that_refer_twice_are_told_once(link: str) -> None:
    """Shapes that refer twice to the next, 30 deep, are told as what they are: results, report, reasons and JSON."""
    linked = "".join(f"ex:S{number} {TWICE[link].format(number + 1)} .\n" for number in range(30))
    rules = compiled(
        f"ex:S0 sh:targetNode ex:a .\n{linked}ex:S30 sh:property ex:P . ex:P sh:path ex:p ; sh:minCount 1 ."
    )
    graph = Graph([(ex("a"), ex("self"), ex("a"))])
    found = rules.results(graph)
    assert max(map(depth_of_shared, found)) > 30
    report = Graph(report_triples(pickle.loads(pickle.dumps(found))))
    assert len(report.instances(sh("ValidationResult"))) < 400
    assert len(report.subjects(sh("sourceShape"), ex("P"))) == 1
    told = [each.to_dict() for each in found]
    assert ("details_left_out" in json.dumps(told)) is (link != "and")
    world = OpenWorld(graph, OPENNESS)
    why = [reasons(rules, world, each) for each in rules.judgements(world)]
    assert len(json.dumps([told, *([reason.to_dict() for reason in each] for each in why)])) < 1_000_000


def depth_of_shared(result: Result, known: dict[int, int] | None = None) -> int:
    """How deep the details of a result go, each looked at once."""
    known = {} if known is None else known
    if id(result) not in known:
        known[id(result)] = 1 + max((depth_of_shared(part, known) for part in result.detail), default=0)
    return known[id(result)]


def test_few_details_are_written_out() -> None:
    """In JSON a detail that is shared stands under each result that it explains, as long as there are few."""
    shapes = "ex:S0 sh:targetNode ex:a ; sh:or ( [ sh:node ex:S1 ] [ sh:node ex:S1 ] ) . ex:S1 sh:nodeKind sh:Literal ."
    (found,) = results(shapes)
    first, second = found.to_dict()["detail"]
    assert first["detail"] == second["detail"]
    assert len(first["detail"]) == 1
    assert "details_left_out" not in json.dumps(found.to_dict())


def test_ways_to_one_node_are_bounded() -> None:
    """Property shapes that lead to one node in millions of ways, each with results of its own, fail in words."""
    linked = "".join(
        f"ex:{side}{number} sh:path ex:self ; sh:property ex:P{number + 1} , ex:Q{number + 1} .\n"
        for number in range(30)
        for side in "PQ"
    )
    ends = "".join(f"ex:{side}30 sh:path ex:self ; sh:nodeKind sh:Literal ." for side in "PQ")
    with pytest.raises(EvaluationFailure, match="more than 100,000 ways"):
        results(f"ex:S sh:targetNode ex:a ; sh:property ex:P0 .\n{linked}{ends}", "ex:a ex:self ex:a .")


@pytest.mark.parametrize("link", ["node", "not", "and"])
def test_shapes_nest_too_deep(link: str) -> None:
    """Thousands of shapes within each other are refused in words."""
    with pytest.raises(BadShapes, match="deeper than 200"):
        compile_shapes(Graph(chain(link, 5000)))


def test_no_room_left() -> None:
    """Where Python's stack is nearly used up, evaluation fails in words."""
    rules = Rules(compile_shapes(Graph(chain("node", 150))))
    assert rules.results(Graph([]))

    def far_down(steps: int) -> tuple[Result, ...]:
        return far_down(steps - 1) if steps else rules.results(Graph([]))

    with pytest.raises(EvaluationFailure, match="too deep"):
        far_down(750)


def test_large_lists() -> None:
    """A list of a hundred thousand members is read, and as many values are judged by it."""
    members = [f"ex:m{number}" for number in range(100_000)]
    shapes = f"ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:in ( {' '.join(members)} ) ; sh:maxCount 100000 ."
    found = results(shapes, f"ex:a ex:p {' , '.join(members)} , ex:other .")
    assert [each.value for each in found] == [ex("other"), None]


def test_long_ways() -> None:
    """A path is followed over thousands of steps."""
    data = "".join(f"ex:n{number} ex:next ex:n{number + 1} .\n" for number in range(5000))
    shapes = (
        "ex:S sh:targetNode ex:n0 ; sh:path [ sh:oneOrMorePath ex:next ] ; sh:maxCount 4999 ; sh:hasValue ex:n5000 ."
    )
    assert len(results(shapes, data)) == 1


# Shapes that are refused


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("sh:path ex:p ; sh:minCount 1.0", "sh:minCount is"),
        ("sh:path ex:p ; sh:minCount '²'^^xsd:integer", "sh:minCount is"),
        (f"sh:path ex:p ; sh:maxCount {'9' * 5000}", "sh:maxCount is"),
        ("sh:path ex:p ; sh:uniqueLang 'yes'", "sh:uniqueLang is"),
        ("sh:closed true , false", "given 2 times"),
        ("sh:deactivated 1", "sh:deactivated is"),
        ("sh:severity [ ]", "sh:severity is"),
        ("sh:message 7", "sh:message is"),
        ("sh:name ex:name", "sh:name is"),
        ("sh:datatype 'text'", "sh:datatype is"),
        ("sh:class [ ]", "sh:class is"),
        ("sh:nodeKind sh:Thing", "sh:nodeKind is"),
        ("sh:minInclusive ex:three", "sh:minInclusive is"),
        ("sh:in ex:list", "no well-formed list"),
        ("sh:in 'list'", "no well-formed list"),
        ("sh:languageIn ( 'sv'@sv )", "sh:languageIn is"),
        ("sh:closed true ; sh:ignoredProperties ( 'p' )", "sh:ignoredProperties lists"),
        ("sh:pattern 'a'@sv", "sh:pattern is"),
        ("sh:pattern 'a' ; sh:flags 'iz'", "no flag 'z'"),
        ("sh:pattern '(a'", "no regular expression"),
        ("sh:pattern 'a{99999999999}'", "no regular expression"),
        (f"sh:pattern '{'(' * 2000}{')' * 2000}'", "no regular expression"),
        ("sh:equals 'p'", "sh:equals is"),
        ("sh:lessThan ex:q", "needs a sh:path"),
        ("sh:qualifiedValueShape [ ] ; sh:qualifiedMinCount 1", "needs a sh:path"),
        ("sh:node 'text'", "a shape is an IRI or a blank node"),
        ("sh:or ( 'text' )", "a shape is an IRI or a blank node"),
        ("sh:targetClass 'text'", "is no IRI"),
        ("sh:targetSubjectsOf [ ]", "is no IRI"),
        ("sh:path ( )", "no well-formed path"),
        ("sh:path 'p'", "no well-formed path"),
        ("sh:path [ sh:alternativePath ( ex:p ) ]", "at least two paths"),
        ("sh:path [ sh:inversePath ex:p ; sh:zeroOrMorePath ex:p ]", "no well-formed path"),
        ("a sh:PropertyShape", "needs a sh:path"),
    ],
)
def test_ill_formed(stated: str, words: str) -> None:
    """Shapes that break the rules of SHACL are refused, by the name of the shape and with what is wrong."""
    with pytest.raises(BadShapes, match=words) as caught:
        compiled(f"ex:S a sh:Shape ; sh:targetNode ex:a ; {stated} .")
    assert "ex" in str(caught.value)


@pytest.mark.parametrize("word", ["select", "js", "rule", "target", "expression", "minCont"])
def test_unsupported(word: str) -> None:
    """What is not evaluated is refused by its name, with the engine that evaluates more."""
    with pytest.raises(UnsupportedShapes, match=f"sh:{word} in .*S> is not evaluated here.*pyshacl"):
        compiled(f"ex:S a sh:NodeShape ; sh:{word} [ ] .")


# Reports


def test_report_says_what_the_results_say() -> None:
    """Each result stands in the report as triples, its path and its details with nodes of their own."""
    shapes = """
ex:S sh:targetNode ex:a ; sh:property ex:P , ex:Q ; sh:message "Nej"@sv , "No"@en .
ex:P sh:path ( [ sh:zeroOrMorePath [ sh:inversePath ex:p ] ] ex:q ) ; sh:minCount 1 ; sh:maxCount 0 .
ex:Q sh:path ex:p ; sh:severity sh:Info ; sh:node [ sh:property ex:P ] .
"""
    found = results(shapes, "ex:a ex:p [ ex:q 1 ] .")
    report = Graph(report_triples(found))
    (node,) = report.instances(sh("ValidationReport"))
    told = [statement(report, each) for each in report.values(node, sh("result"))]
    assert sorted(told) == sorted(statement_of(each) for each in found)
    paths = [path for each in report.out for path in report.values(each, sh("resultPath")) if path.startswith("_:")]
    assert len(paths) == len(set(paths)) > 1


def statement(report: Graph, node: Term) -> tuple[str, ...]:
    """What a report says of one result, without its path where that is a blank node."""
    names = ("focusNode", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape")
    details = sorted(map(str, (statement(report, part) for part in report.values(node, sh("detail")))))
    messages = sorted(report.values(node, sh("resultMessage")))
    return (*(report.value(node, sh(name)) or "" for name in names), *messages, *details)


def statement_of(result: Result) -> tuple[str, ...]:
    """The same of a result itself."""
    told = (result.focus, result.value or "", f"<{result.severity}>", f"<{result.component}>", result.shape)
    return (*told, *result.messages, *sorted(map(str, map(statement_of, result.detail))))


def test_report_has_nodes_of_its_own() -> None:
    """A blank node of the data is none of the report, whatever its label."""
    shapes = Graph([("_:result1", sh("targetSubjectsOf"), ex("p")), ("_:result1", sh("nodeKind"), sh("IRI"))])
    found = Rules(compile_shapes(shapes)).results(Graph([("_:report", ex("p"), ex("b"))]))
    report = Graph(report_triples(found))
    assert [len(report.instances(sh(name))) for name in ("ValidationReport", "ValidationResult")] == [1, 1]
    assert len(report.out) == 2
    assert not {"_:report", "_:result1"} & report.out.keys()


def test_messages_of_our_own() -> None:
    """Where the author says nothing, each constraint says in English what is wrong."""
    shapes = "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:minCount 1 ; sh:maxCount 0 ; sh:nodeKind sh:Literal ."
    said = {message for each in results(shapes, "ex:a ex:p ex:b .") for message in each.messages}
    assert said == {
        '"There are values: 1."@en',
        f'"{ex("b")} is not of the kind: literal."@en',
    }
    assert results(shapes)[0].messages == ('"There is no value."@en',)


def test_a_statement_in_two_chunks_is_one() -> None:
    """What is stated again in a later chunk, or document, is stated once: it counts once."""
    first, again = "<urn:a> <urn:p> <urn:x> .\n<urn:a> <urn:p> <urn:y> .\n", "<urn:a> <urn:p> <urn:x> .\n"
    for graph in (Graph.of_lines([first, again]), Graph.of_documents([([first], "a"), ([again], "b")])):
        assert graph.out == {"<urn:a>": {"<urn:p>": ["<urn:x>", "<urn:y>"]}}
