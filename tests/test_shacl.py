"""What a developer meets of SHACL: queries, reasons, open mode, streams, errors, from Python, command line and HTTP."""

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import rdflib
from starlette.testclient import TestClient
from typer.testing import CliRunner

import samsyn
from samsyn.cli import app
from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.errors import BadInput, BadShapes, EvaluationFailure, UnsupportedShapes
from samsyn.library import Document, shacl
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples

ROOT = Path(__file__).parents[1]
HEAD = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""
ROOMS = """ex:Rooms sh:targetSubjectsOf ex:rooms ; a sh:NodeShape ; sh:sparql [ sh:prefixes ex:prefixes ;
    sh:message "{?value} rum är för många."@sv ;
    sh:select "SELECT $this ?value { $this ex:rooms ?value FILTER (?value > 3) }" ] .
"""
PARTS = """ex:Parts a sh:PropertyShape ; sh:targetSubjectsOf ex:part ; sh:path ex:part ; sh:minCount 2 ;
    sh:message "Ange två delar."@sv ; sh:not [ sh:nodeKind sh:Literal ] ;
    sh:xone ( [ sh:class ex:Clinic ] [ sh:nodeKind sh:IRI ] ) .
"""


def shapes(text: str) -> bytes:
    """Shapes with their prefixes."""
    return (HEAD + text).encode()


def data(text: str) -> bytes:
    """Data with their prefixes."""
    return (HEAD.splitlines()[0] + text).encode()


def test_queries_are_put() -> None:
    """A query finds what is wrong; its message is filled in and keeps its language; the rules can be sent elsewhere."""
    rules = samsyn.compile(shapes(ROOMS), format="turtle")
    for each in (rules, pickle.loads(pickle.dumps(rules))):
        (result,) = samsyn.shacl(data("ex:norra ex:rooms 5 . ex:södra ex:rooms 2 ."), each, format="turtle").results
        assert result.messages == ('"5 rum är för många."@sv',)
    assert samsyn.shacl(data("ex:norra ex:rooms 3 ."), rules, format="turtle").conforms


def test_terms_stay_as_they_are_written() -> None:
    """Where a store would rewrite a number, it is asked of what was written."""
    text = ROOMS.replace("?value > 3", "STR(?value) = '007'")
    (result,) = samsyn.shacl(data("ex:a ex:rooms 007 , 7 ."), shapes(text), format="turtle").results
    assert result.value == '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'


def test_queries_need_somebody_to_put_them() -> None:
    """The engine by itself refuses shapes that hold queries; it never passes them over."""
    graph = Graph(triples(shapes(ROOMS), rdf_format("turtle"), blank="s"))
    with pytest.raises(UnsupportedShapes, match="queries"):
        compile_shapes(graph)
    plan = compile_shapes(graph, lambda text: None)
    with pytest.raises(UnsupportedShapes, match="nothing is there to put them"):
        Rules(plan).results(Graph(triples(data("ex:a ex:rooms 5 ."), rdf_format("turtle"))))


def test_a_query_that_fails_is_a_failure() -> None:
    """A query that cannot be evaluated on the data is never taken for conformance."""
    text = ROOMS.replace("?value > 3", "ex:unknown(?value)")
    with pytest.raises(EvaluationFailure):
        samsyn.shacl(data("ex:a ex:rooms 5 ."), shapes(text), format="turtle")


def test_results_tell_why() -> None:
    """Beside the author's words stand the values seen, the engine's own words, the shapes that a value conforms to."""
    given = data('ex:norra ex:part ex:clinic , "text" . ex:clinic a ex:Clinic . ex:södra ex:part ex:clinic .')
    found = samsyn.shacl(given, shapes(PARTS), format="turtle").to_dict()["results"]
    assert {each["messages"][0]["text"] for each in found} == {"Ange två delar."}
    count, *_ = [each for each in found if each["component"].endswith("MinCountConstraintComponent")]
    assert count["computed"] == "There are fewer than 2 values: 1."
    assert count["ground"]["values"] == ["<https://example.org/clinic>"]
    both, *_ = [
        each for each in found if each["value"] == "<https://example.org/clinic>" and "Xone" in each["component"]
    ]
    assert len(both["ground"]["conforming"]) == 2
    neither, *_ = [each for each in found if each["value"] == '"text"' and "Xone" in each["component"]]
    assert [part["component"].rsplit("#")[1] for part in neither["detail"]] == [
        "ClassConstraintComponent",
        "NodeKindConstraintComponent",
    ]
    refused, *_ = [each for each in found if "NotConstraint" in each["component"]]
    assert len(refused["ground"]["conforming"]) == 1


def test_the_computed_message_stays_beside_the_author_s() -> None:
    """In RDF a result has the author's messages alone, as the standard says, and ours under a name of ours."""
    graph = samsyn.shacl(data("ex:a ex:part ex:b ."), shapes(PARTS), format="turtle").graph
    told = graph.serialize(format="nt")
    assert '<https://w3id.org/samsyn/ns#computedMessage> "There are fewer than 2 values: 1."@en' in told
    assert 'resultMessage> "There are fewer' not in told


def test_open_mode_of_any_shapes() -> None:
    """What is not said is not known, with what is missing; what is said wrong is wrong."""
    judged = samsyn.judge(data("ex:norra ex:part ex:clinic ."), shapes(PARTS), format="turtle")
    (judgement,) = judged
    assert (len(judged), judged.outcome, judgement.truth) == (1, "cantTell", None)
    reasons = {each.component.rsplit("#")[1]: each for each in judged.reasons(judgement)}
    assert reasons["MinCountConstraintComponent"].values == ("<https://example.org/clinic>",)
    assert not reasons["MinCountConstraintComponent"].closed
    assert "Not all values are known" in reasons["MinCountConstraintComponent"].message
    assert json.loads(json.dumps(judged.to_dict()))["judgements"][0]["outcome"] == "cantTell"
    assert samsyn.judge(data('ex:norra ex:part "text" .'), shapes(PARTS), format="turtle").outcome == "failed"
    assert samsyn.judge(data("ex:a ex:b ex:c ."), shapes(PARTS), format="turtle").outcome == "inapplicable"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('ex:S a sh:NodeShape ;\n  sh:property [\n    sh:path ex:p ;\n    sh:minCount "x" ] .', 8, "sh:minCount is"),
        ("ex:S a sh:NodeShape ;\n  sh:sparql [\n    sh:select 'SELECT $this { $this ?y }' ] .", 7, "no SPARQL query"),
        ("ex:S sh:targetNode ex:a ;\n\n  sh:node ex:S .", 5, "refers to itself"),
        ("ex:S sh:targetNode ex:a ;\n\n  sh:minCont 1 .", 7, "sh:minCont"),
        ("ex:S sh:path ex:p ;\n  sh:pattern '(a' .", 5, "regular expression"),
    ],
)
def test_shapes_at_fault_are_found(tmp_path: Path, text: str, line: int, words: str) -> None:
    """Shapes that cannot be used are refused with file, line, shape and what is wrong."""
    file = tmp_path / "shapes.ttl"
    file.write_bytes(shapes(text))
    with pytest.raises((BadShapes, UnsupportedShapes), match=words) as caught:
        samsyn.compile(file)
    assert (caught.value.where.name, caught.value.where.line) == ("shapes.ttl", line)


@pytest.fixture
def dump(tmp_path: Path) -> tuple[Path, Path]:
    """A file of three graphs, one of which does not conform, and shapes."""
    quads, rules = tmp_path / "dump.nq", tmp_path / "shapes.ttl"
    lines = (
        f"<https://example.org/c{number}> <https://example.org/rooms> "
        f'"{number * 2}"^^<http://www.w3.org/2001/XMLSchema#integer> <https://example.org/g{number}> .\n'
        for number in range(3)
    )
    quads.write_text("".join(lines), encoding="utf-8")
    rules.write_bytes(shapes(ROOMS))
    return quads, rules


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_graph_of_a_file(dump: tuple[Path, Path], jobs: int) -> None:
    """Every graph comes with its results, in the file's order."""
    quads, rules = dump
    found = list(samsyn.shacl_stream(quads, rules, jobs=jobs))
    assert [(graph, len(results)) for graph, results in found] == [
        (f"<https://example.org/g{number}>", number // 2) for number in range(3)
    ]


def test_each_graph_on_the_command_line(dump: tuple[Path, Path]) -> None:
    """Graphs that do not conform are told, as text or an object a line; other files and formats are refused."""
    quads, rules = map(str, dump)
    told = CliRunner().invoke(app, ["shacl", quads, "--shapes", rules, "--each-graph", "--lang", "en"])
    assert told.exit_code == 1
    assert "https://example.org/g2" in told.stdout
    assert "3 graphs, 1 do not conform" in told.stderr
    lines = CliRunner().invoke(app, ["shacl", quads, "-s", rules, "--each-graph", "-f", "json"]).stdout.splitlines()
    assert [json.loads(line)["graph"] for line in lines] == ["<https://example.org/g2>"]
    assert CliRunner().invoke(app, ["shacl", quads, "-s", rules, "--each-graph", "-f", "turtle"]).exit_code == 2
    assert CliRunner().invoke(app, ["shacl", rules, "-s", rules, "--each-graph"]).exit_code == 2


def test_the_command_line_says_what_it_found(tmp_path: Path) -> None:
    """Beside the author's message stand what was found, the values and the parts."""
    (tmp_path / "data.ttl").write_bytes(data("ex:norra ex:part ex:clinic ."))
    (tmp_path / "shapes.ttl").write_bytes(shapes(PARTS))
    arguments = ["shacl", str(tmp_path / "data.ttl"), "-s", str(tmp_path / "shapes.ttl"), "-f", "text", "--lang", "en"]
    told = CliRunner().invoke(app, arguments).stdout
    assert "Ange två delar." in told
    assert "There are fewer than 2 values: 1." in told


def test_queries_over_http(client: TestClient) -> None:
    """A service puts the queries of shapes that somebody sends, and says where shapes are at fault."""
    files = {"data": ("d.ttl", data("ex:a ex:rooms 5 .")), "shapes": ("s.ttl", shapes(ROOMS))}
    told = client.post("/shacl?format=json", files=files).json()
    assert [each["messages"][0]["text"] for each in told["results"]] == ["5 rum är för många."]
    files["shapes"] = ("s.ttl", shapes(ROOMS.replace("SELECT", "SELCT")))
    refused = client.post("/shacl", files=files)
    assert refused.status_code == 422
    assert refused.json()["line"] == 7


@pytest.mark.parametrize(
    ("query", "word"),
    [
        (r"SELECT $this ?value # \\u000A FROM <file:///secret> \n { ?s ?p ?value }", "FROM"),
        (r"SELECT $this \\u0046ROM <file:///secret> { $this ?p ?value }", "FROM"),
        ("SELECT $this { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        (r"SELECT $this { \\ $this ?p ?value }", "outside of texts"),
    ],
)
def test_a_query_reaches_no_other_data(query: str, word: str) -> None:
    """However it is written, a query that asks other data is refused, before anything reads it."""
    with pytest.raises(BadShapes, match=word):
        samsyn.compile(shapes(f'ex:S sh:targetSubjectsOf ex:p ; sh:sparql [ sh:select "{query}" ] .'), format="turtle")


@pytest.mark.parametrize("other", ["", " ex:other ex:weight 2.50 ."])
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("SELECT $this (COUNT(?r) AS ?value) { $this ex:recall ?r } GROUP BY $this", 0),
        ("SELECT $this ?value { $this ex:part ?value FILTER (?value > 100) }", 0),
        ("SELECT $this ?value { { FILTER ($this = ex:a) BIND (1 AS ?value) } UNION { BIND (2 AS ?value) } }", 2),
    ],
)
def test_what_else_is_in_the_data_does_not_matter(query: str, count: int, other: str) -> None:
    """A query gives the same whether or not some number elsewhere is written in an unusual way."""
    asked = shapes(f'ex:S sh:targetSubjectsOf ex:part ; sh:sparql [ sh:prefixes ex:prefixes ; sh:select "{query}" ] .')
    found = samsyn.shacl(data(f'ex:a ex:part "five" .{other}'), asked, format="turtle")
    assert len(found.results) == count


def test_a_fault_on_a_long_line_is_found() -> None:
    """Shapes on one long line are refused with the line; reading them again kills nothing."""
    text = f'ex:S sh:path ex:p ; sh:minCount "x" ; sh:description "{"d" * 9000}" .'
    with pytest.raises(BadShapes) as caught:
        samsyn.compile(shapes(text), format="turtle")
    assert caught.value.where.line == 5


def test_reports_grow_with_what_is_wrong() -> None:
    """A thousand wrong values make a thousand results, none of which tells of the others."""
    values = " , ".join(f'"v{number}"' for number in range(1000))
    found = samsyn.shacl(
        data(f"ex:a ex:part {values} ."),
        shapes("ex:S sh:targetSubjectsOf ex:part ; sh:path ex:part ; sh:nodeKind sh:IRI ."),
        format="turtle",
    ).to_dict()
    assert len(json.dumps(found)) < 1_000_000


def test_shared_shapes_with_queries_are_asked_once() -> None:
    """Shapes that hold a query and double at each level take the time of what they are."""
    text = ROOMS + "".join(
        f"ex:N{n} sh:and ( ex:A{n} ex:B{n} ) . ex:A{n} sh:node ex:N{n + 1} . ex:B{n} sh:node ex:N{n + 1} .\n"
        for n in range(40)
    )
    text += "ex:N40 sh:node ex:Rooms . ex:N0 a sh:NodeShape ; sh:targetSubjectsOf ex:rooms ."
    assert samsyn.shacl(data("ex:a ex:rooms 2 ."), shapes(text), format="turtle").conforms


def test_a_parameter_may_be_declared_by_a_query() -> None:
    """What a query says of a parameter is not asked; what Core says is."""
    component = """ex:Component a sh:ConstraintComponent ;
        sh:parameter [ sh:path ex:limit ; sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ] ] ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value < $limit) }" ] .
        ex:S sh:targetSubjectsOf ex:rooms ; sh:path ex:rooms ; ex:limit 3 ."""
    assert not samsyn.shacl(data("ex:a ex:rooms 5 ."), shapes(component), format="turtle").conforms


def test_queries_from_many_threads() -> None:
    """Threads that put queries do not disturb each other, nor what rdflib is set to."""
    text = ROOMS.replace("?value > 3", "STR(?value) = '007'")
    rules = samsyn.compile(shapes(text), format="turtle")

    def judged(_: int) -> int:
        return len(samsyn.shacl(data("ex:a ex:rooms 007 ."), rules, format="turtle").results)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(judged, range(24))) == {1}
    assert rdflib.NORMALIZE_LITERALS


def test_the_format_is_that_of_bytes() -> None:
    """Shapes in a file are read as their name says, whatever format the data are in."""
    triple = b"<https://example.org/a> <https://example.org/b> <https://example.org/c> ."
    assert samsyn.shacl(triple, ROOT / "shapes" / "description.ttl", format="n-triples").conforms


OUT = "SERVICE <{there}> {{ ?a ?b ?c }}"
RULE = 'sh:rule [ a sh:SPARQLRule ; sh:construct """{query}""" ]'
TARGET = 'sh:target [ a sh:SPARQLTarget ; sh:select """{query}""" ] ; sh:nodeKind sh:IRI'
ELSEWHERE = [
    (RULE, "CONSTRUCT {{ $this ?b ?c }} WHERE {{ " + OUT + " }}"),
    (RULE, "PREFIX : <{there}> CONSTRUCT {{ $this ?b ?c }} {{ $this ?p ?o FILTER EXISTS {{SERVICE SILENT:{{}}}} }}"),
    (RULE, "CONSTRUCT {{ ?a ?b ?c }} FROM <{there}> WHERE {{ ?a ?b ?c }}"),
    (TARGET, "SELECT ?this {{ ?this ?p ?o . " + OUT + " }}"),
    (TARGET, "SELECT ?this FROM NAMED <{there}> {{ ?this ?p ?o . GRAPH ?g {{ ?a ?b ?c }} }}"),
]


@pytest.mark.parametrize(("shape", "query"), ELSEWHERE)
def test_pyshacl_asks_nobody(shape: str, query: str, there: tuple[str, list[object]]) -> None:
    """A rule or a target that reaches out is a failure, and rdflib is as before."""
    address, callers = there
    rules = f"ex:S a sh:NodeShape ; sh:targetNode ex:a ; {shape.format(query=query.format(there=address))} ."
    with pytest.raises(EvaluationFailure, match="asks another server"):
        shacl(Document(shapes("ex:a ex:p 1 ."), "turtle"), Document(shapes(rules), "turtle"), engine="pyshacl")
    assert callers == []
    with suppress(OSError):
        list(rdflib.Graph().query(f"SELECT * {{ SERVICE <{address}> {{ ?a ?b ?c }} }}"))
    assert callers


def test_pyshacl_follows_a_rule_that_stays_at_home() -> None:
    """What a rule infers is seen."""
    rules = """ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ;
        sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT { $this <https://example.org/q> 1 } { $this ?p 1 }" ] ."""
    data = Document(shapes("ex:a ex:p 1 ."), "turtle")
    assert shacl(data, Document(shapes(rules), "turtle"), engine="pyshacl").conforms


FAILING = ROOMS.replace("?value > 3", "ex:unknown(?value)")
ASKING = """ex:Even a sh:ConstraintComponent ; sh:parameter [ sh:path ex:even ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:prefixes ex:prefixes ; sh:ask "ASK { FILTER (ex:unknown($value)) }" ] .
ex:Rooms sh:targetSubjectsOf ex:rooms ; sh:path ex:rooms ; ex:even true .
"""
UNNAMED = FAILING.replace("ex:Rooms sh:target", "[] sh:target")


@pytest.mark.parametrize(
    ("text", "shape", "line"), [(FAILING, "/Rooms>", 5), (ASKING, "/Rooms>", 7), (UNNAMED, "without a name", 5)]
)
def test_a_failure_says_where(text: str, shape: str, line: int) -> None:
    """A query that fails is told with its shape, the focus node, and the line where the shapes are a document."""
    given = data("ex:a ex:rooms 5 .")
    for judge in (samsyn.shacl, samsyn.judge):
        asked = given if judge is samsyn.shacl else given + _everything()
        with pytest.raises(EvaluationFailure, match=f"{shape}, the focus node <https://example.org/a>") as caught:
            judge(asked, shapes(text), format="turtle")
        assert caught.value.where.line == line
        assert "regel" in caught.value.said("sv").message.casefold()
    with pytest.raises(EvaluationFailure) as caught:
        samsyn.shacl(given, samsyn.compile(shapes(text), format="turtle"), format="turtle")
    assert caught.value.shape
    assert caught.value.where.line is None


def _everything() -> bytes:
    """That the description is complete about everything."""
    sam = "https://w3id.org/samsyn/ns#"
    return f"ex:d <{sam}describes> ex:a ; <{sam}completeAbout> <{sam}everything> .".encode()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_in_a_stream_names_the_graph(dump: tuple[Path, Path], jobs: int) -> None:
    """A stream that fails says in which graph and shape; on the command line with the line of the shapes."""
    quads, rules = dump
    rules.write_bytes(shapes(FAILING))
    with pytest.raises(EvaluationFailure, match=r"/Rooms>, .* The graph is <https://example.org/g0>\.") as caught:
        list(samsyn.shacl_stream(quads, rules, jobs=jobs))
    assert caught.value.graph == "<https://example.org/g0>"
    arguments = ["shacl", str(quads), "-s", str(rules), "--each-graph", "--jobs", str(jobs)]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 2
    assert "Grafen är <https://example.org/g0>." in told.stderr
    assert f"{rules}:5" in told.stderr


@pytest.mark.parametrize("jobs", [0, -1])
def test_no_jobs_do_no_work(dump: tuple[Path, Path], jobs: int) -> None:
    """Where there is no process to do the work, that is said, at once and in the language that is asked for."""
    quads, rules = map(str, dump)
    with pytest.raises(BadInput, match="one at least"):
        samsyn.shacl_stream(quads, rules, jobs=jobs)
    for command in (["shacl", quads, "-s", rules, "--each-graph"], ["validate", quads]):
        for lang, words in (("sv", "lämnar ingen process"), ("en", "leaves no process")):
            told = CliRunner().invoke(app, [*command, "--jobs", str(jobs), "--lang", lang])
            assert told.exit_code == 2
            assert words in told.stderr


def test_shapes_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command compiles shapes once, also where nothing is wrong and it looks whether they have a target."""
    (tmp_path / "data.ttl").write_bytes(data("ex:a ex:b ex:c ."))
    (tmp_path / "shapes.ttl").write_bytes(shapes(ROOMS))
    compiled = []

    def counting(graph: Graph, *more: object) -> object:
        compiled.append(graph)
        return compile_shapes(graph, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("samsyn.sparql.compile_shapes", counting)
    told = CliRunner().invoke(app, ["shacl", str(tmp_path / "data.ttl"), "-s", str(tmp_path / "shapes.ttl")])
    assert (told.exit_code, len(compiled)) == (0, 1)
