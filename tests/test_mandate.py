"""Agreements under the demands on them: the shapes, the three answers, and what each bundled agreement comes to."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from typer.testing import CliRunner

import samsyn
from samsyn import assertions, library, mandate
from samsyn.assets import Asset
from samsyn.cli import app
from samsyn.engine import Graph
from samsyn.errors import BadDate, UnknownChoice
from samsyn.fulfilment import Assessor
from samsyn.library import Library
from samsyn.model.mandate import AgreementAssessment, DemandFinding
from samsyn.outcomes import severity
from samsyn.terms import ID, SAM, SH, iri
from test_agreements import CV, Data

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "data" / "agreements").glob("*.ttl"))
SHAPES = sorted((ROOT / "shapes" / "mandate").glob("*.ttl"))
CASES = sorted((ROOT / "tests" / "cases" / "mandate").glob("*.ttl"))
VG, HISINGEN = "se-o-vg-common-2024", "se-o-goteborg-vhisingen-2021"
DAY = "2024-06-01"
TARGET = ox.NamedNode(SH + "targetClass")

every_shape_file = pytest.mark.parametrize("file", SHAPES, ids=lambda file: file.stem)


def demands(data: Data) -> set[Any]:
    """The requirements of a file that are checked on the text of an agreement."""
    return {node for node in data.of_class("Requirement") if data.keys(node, SAM + "checkable") == ["agreement"]}


def shapes_of(data: Data) -> list[Any]:
    """The shapes of a file that look at an agreement."""
    quads = data.store.quads_for_pattern(None, TARGET, None)
    assert all(quad.object == ox.NamedNode(SAM + "Agreement") for quad in quads)
    return [quad.subject for quad in data.store.quads_for_pattern(None, TARGET, None)]


def findings(found: AgreementAssessment) -> dict[str, DemandFinding]:
    """The findings of all reports, by requirement."""
    return {each.requirement: each for report in found.reports for each in report.findings}


# The shapes


def test_each_demand_has_one_shape() -> None:
    """67 requirements are checked on texts; each has one shape in the file of its document, and each shape has one."""
    every = Counter[Any]()
    for file in FILES:
        shapes = ROOT / "shapes" / "mandate" / file.name
        wanted = demands(Data(file))
        assert shapes.is_file() == bool(wanted), file.stem
        if wanted:
            data = Data(shapes)
            stated = [value for shape in shapes_of(data) for value in data.values(shape, SAM + "states")]
            assert Counter(stated) == Counter(wanted)
            assert len(stated) == len(shapes_of(data))
            every.update(stated)
    assert (len(every), set(every.values())) == (67, {1})
    assert {file.stem for file in SHAPES} <= {file.stem for file in FILES}


@every_shape_file
def test_severity_follows_from_modality_and_layer(file: Path) -> None:
    """A shape is as severe as its requirement has it."""
    data, said = Data(file), Data(ROOT / "data" / "agreements" / file.name)
    for shape in shapes_of(data):
        (node,) = data.values(shape, SAM + "states")
        (modality,), (layer,) = said.keys(node, SAM + "modality"), said.keys(node, SAM + "layer")
        assert [each.value for each in data.values(shape, SH + "severity")] == [SH + severity(modality, layer)], shape


@every_shape_file
def test_shapes_run_bare(file: Path) -> None:
    """Each file is SHACL Core that any engine can run: in standard mode it reports once for each demand not shown."""
    own = ROOT / "data" / "agreements" / file.name
    compiled = samsyn.compile(file)
    result = samsyn.shacl(own, compiled)
    reported = [each.shape for each in result.results]
    assert len(set(reported)) == len(reported)
    assert {type(each).__name__ for shape in compiled.targeted for each in shape.constraints} == {"And"}
    done = CliRunner().invoke(app, ["shacl", str(own), "--shapes", str(file), "--format", "json"])
    assert json.loads(done.stdout)["conforms"] == result.conforms


def test_a_part_is_worded_alike_everywhere() -> None:
    """What is asked for under one name has one name and one message, whichever document asks for it."""
    worded: dict[str, set[Any]] = {}
    for file in SHAPES:
        compiled = samsyn.compile(file)
        for shape in compiled.plan.shapes.values():
            if shape.id.startswith("<") and shape not in compiled.targeted:
                name = shape.id.rpartition("#")[2]
                worded.setdefault(name, set()).add((frozenset(shape.names), frozenset(shape.messages)))
    assert {name: words for name, words in worded.items() if len(words) > 1} == {}


def test_a_demand_that_was_only_ordered_never_shows_itself(lib: Library) -> None:
    """What the text is shown to say by is read in it or reported of it, and its own."""
    for name in lib.documents:
        requirements = {each.id: each for each in lib.agreement(name).requirements}
        for finding in findings(lib.assess_agreement(name, date=DAY)).values():
            for each in finding.shown:
                if each.requirement:
                    assert requirements[each.requirement].layer in ("own-text", "reported")
                    assert each.sources


# Cases


def changed(case: Path) -> tuple[str, Library]:
    """The agreement of a case, and a library in which it is changed as the case says."""
    text = case.read_text()
    (name,), (coverage,) = re.findall(r"^# agreement: (\S+)", text, re.M), re.findall(r"^# coverage: (\S+)", text, re.M)
    path = f"data/agreements/{name}.ttl"
    said = (ROOT / path).read_text()
    assert said.count("sam:coverage coverage:") == 1
    said = re.sub(r"sam:coverage coverage:\S+ ;", f"sam:coverage coverage:{coverage} ;", said)
    return name, library.load((Asset(path, f"{said}\n{text}".encode()),))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path) -> None:
    """Each demand comes out as the case says, with those responsible and the parts that are lacking or not known."""
    name, changed_library = changed(file)
    found = findings(changed_library.assess_agreement(name, date=DAY))
    expected = re.findall(r"^# finds: (\S+) \| (\w+) \| (.*?) ?\| ?(.*)$", file.read_text(), re.MULTILINE)
    assert expected
    for requirement, outcome, who, parts in expected:
        finding = found[requirement]
        assert (finding.outcome, " ".join(finding.responsible)) == (outcome, who)
        missing = finding.lacking if outcome == "failed" or not finding.not_known else finding.not_known
        assert "; ".join(part.sv for part in missing) == parts
        if outcome == "failed":
            assert [step.responsible for step in finding.remedy] == [finding.responsible] * len(missing)
            assert all(not step.add for step in finding.remedy)


def test_the_whole_fails_with_a_part_and_passes_without_one() -> None:
    """The answer on the whole follows the findings that count."""
    outcomes = {
        case: library_.assess_agreement(name, date=DAY).outcome
        for case in ("whole-without-target-group", "part-without-target-group")
        for name, library_ in [changed(ROOT / "tests" / "cases" / "mandate" / f"{case}.ttl")]
    }
    assert outcomes == {"whole-without-target-group": "failed", "part-without-target-group": "cantTell"}


# Laws

TOPICS = (
    "target-group",
    "co-location",
    "staff-professions",
    "development-clause",
    "agreement-template",
    "parties",
    "steering-group",
    "annual-report",
    "agreement-extension",
    "minimum-level",
    "cost-split",
    "purpose",
)
ANSWERED = ("vg-align-with-national-definitions", "vg-build-on-existing-development", "vg-local-not-below-minimum",
            "vg-local-may-go-further")  # fmt: skip
provisions = st.fixed_dictionaries(
    {
        "topic": st.sampled_from(TOPICS),
        "alsoTopic": st.none() | st.sampled_from(TOPICS),
        "layer": st.sampled_from(("own-text", "reported", "mandate", "national-alignment", "local-precedent")),
        "evidence": st.sampled_from(("text", "secondary", "heading-only")),
        "answers": st.none() | st.sampled_from(ANSWERED),
    }
)


def _added(graph: Graph, name: str, made: list[dict[str, str | None]]) -> Graph:
    folders = {"alsoTopic": "topic", "answers": "requirement"}
    more = [
        (node, iri(SAM + key), iri(f"{ID}{folders.get(key, key)}/{value}"))
        for number, each in enumerate(made)
        for node in [iri(f"{ID}requirement/made-up-{number}")]
        for key, value in each.items()
        if value
    ]
    nodes = dict.fromkeys(node for node, _, _ in more)
    return Graph(
        [*graph.triples(), *more, *((iri(f"{ID}agreement/{name}"), iri(CV + "hasRequirement"), n) for n in nodes)]
    )


def _outcomes(lib: Library, name: str, graph: Graph) -> dict[str, str]:
    level = lib.documents.mandate(VG)
    assert level
    term = iri(f"{ID}agreement/{name}")
    whole = mandate.complete(graph, term, lib.knowledge.labels)
    return {each.requirement: each.outcome for each in Assessor(level, whole, term, None, "open").assessed().findings}


@pytest.mark.parametrize("name", [VG, HISINGEN])
@given(made=st.lists(provisions, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_what_is_added_to_a_text_read_in_part_decides_and_never_undoes(
    lib: Library, name: str, made: list[dict[str, str | None]]
) -> None:
    """A provision more turns only cannot tell into passed, and a permission from inapplicable into passed."""
    graph = lib.documents.about(iri(f"{ID}agreement/{name}"))
    before, after = _outcomes(lib, name, graph), _outcomes(lib, name, _added(graph, name, made))
    for requirement, outcome in before.items():
        told = after[requirement]
        assert told == outcome or (outcome in ("cantTell", "inapplicable") and told == "passed")


@given(made=st.lists(provisions, max_size=3))
@settings(max_examples=40, deadline=None)
def test_reading_the_rest_decides_and_never_undoes(lib: Library, made: list[dict[str, str | None]]) -> None:
    """That a text was read whole turns only cannot tell into passed or failed."""
    graph = _added(lib.documents.about(iri(f"{ID}agreement/{VG}")), VG, made)
    coverage = iri(SAM + "coverage")
    whole = Graph((s, p, iri(ID + "coverage/whole") if p == coverage else o) for s, p, o in graph.triples())
    before, after = _outcomes(lib, VG, graph), _outcomes(lib, VG, whole)
    for requirement, outcome in before.items():
        assert after[requirement] == outcome or outcome == "cantTell"


# Which agreements a demand runs over


def test_demands_on_local_agreements_run_over_those_of_the_area(lib: Library) -> None:
    """What the county's agreement demands of local ones is not listed for itself, nor for those of other counties."""
    local = {each.id for each in lib.agreement(VG).requirements
             if each.checkable == "agreement" and "local-" in f"{each.subject} {each.layer}"}  # fmt: skip
    runs = {
        name: {report.demanded_by: {finding.requirement for finding in report.findings} for report in found.reports}
        for name in lib.documents
        for found in [lib.assess_agreement(name, date=DAY)]
    }
    assert len(local) == 9
    assert runs[HISINGEN][VG] == runs["se-o-goteborg-city"][VG] == local
    assert not runs[VG][VG] & local
    assert {name: set(reports) - {name} for name, reports in runs.items() if set(reports) - {name}} == {
        HISINGEN: {VG},
        "se-o-goteborg-city": {VG},
    }


def test_of_versions_the_one_of_the_date_demands(lib: Library) -> None:
    """The documents that may demand are the agreement itself and the current ones of its area."""
    found = lib.agreement(HISINGEN)
    assert mandate.demanding(lib.knowledge, found, date(2024, 6, 1)) == (HISINGEN, VG)
    assert mandate.demanding(lib.knowledge, lib.agreement(VG), date(2024, 6, 1)) == (VG,)


# Known answers: outcome of the whole, and how many demands passed, cannot be told, are inapplicable; none fails

TABLE = {
    "se-c-uppsala-vis-2021": ("inapplicable", {"se-c-uppsala-vis-2021": (1, 0, 0)}),  # it only should
    "se-d-sormland-policy-2012": ("passed", {"se-d-sormland-policy-2012": (3, 0, 0)}),
    "se-f-jonkoping-agreement": ("passed", {"se-f-jonkoping-agreement": (2, 0, 0)}),
    "se-g-vaxjo-teleborg-2020": ("passed", {"se-g-vaxjo-teleborg-2020": (1, 0, 0)}),
    "se-m-skane-2018": ("passed", {"se-m-skane-2018": (2, 0, 0)}),
    "se-o-goteborg-city": ("cantTell", {VG: (0, 1, 8)}),
    HISINGEN: ("cantTell", {HISINGEN: (18, 0, 0), VG: (5, 1, 3)}),
    VG: ("cantTell", {VG: (15, 9, 0)}),
    "se-w-malung-2021": ("passed", {"se-w-malung-2021": (1, 0, 0)}),
    "se-w-orsa": ("passed", {"se-w-orsa": (2, 0, 0)}),
    "se-w-smedjebacken-2019": ("passed", {"se-w-smedjebacken-2019": (1, 0, 0)}),
    "se-y-harnosand": ("passed", {"se-y-harnosand": (1, 0, 0)}),
}
#: of the demands on the common agreement that cannot be told: what is reported of it, and what is not known
NOT_TOLD = {
    # two forms of operation are reported (Alingsås); the target group stands in the assignment alone
    "vg-describe-scope-and-target": ("verksamhetsfält", "målgrupp"),
    # nobody reports whether the concepts are those of the national definitions
    "vg-align-with-national-definitions": ("", "begrepp som stämmer med de nationella"),
    # the parties are reported (Göteborg); co-location stands in the assignment and in national definitions alone
    "vg-describe-parties-and-colocation": ("minst två parter; en bestämmelse om parterna", "samlokalisering"),
    # services and the division of responsibility are reported (Göteborg, Alingsås); professions are national alone
    "vg-describe-services-commitments-competence": ("insatser; parternas åtaganden", "kompetens som behövs"),
    # a leadership structure is reported (Göteborg), and no more of how the operation is organised and governed
    "vg-describe-organisation-and-governance": (
        "hur verksamheten leds",
        "hur verksamheten organiseras; hur verksamheten styrs",
    ),
    # goals are reported (later version of the assignment page), how they are followed up is not
    "vg-describe-goals-and-follow-up": ("mål", "uppföljning av målen"),
    "vg-describe-development-direction": ("", "inriktning för utvecklingen"),
    "vg-build-on-existing-development": ("", "bygger på pågående utvecklingsarbete"),
    # how joint resources are paid for is reported (Göteborg); which parts a local agreement has is not
    "vg-describe-agreement-parts-and-economy": ("ekonomi", "delarna i ett samverkansavtal"),
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_known_answers(file: Path, lib: Library) -> None:
    """Each agreement comes out as the table says; one that nothing is demanded of has no report."""
    found = lib.assess_agreement(file.stem, date=DAY)
    outcome, reports = TABLE.get(file.stem, ("inapplicable", {}))
    assert found.outcome == outcome
    counted = {
        report.demanded_by: tuple(report.counts[name] for name in ("passed", "cantTell", "inapplicable"))
        for report in found.reports
    }
    assert counted == reports
    assert [report.counts["failed"] for report in found.reports] == [0] * len(reports)
    assert all(report.unstated == () for report in found.reports)


def test_the_common_agreement_under_its_own_mandate(lib: Library) -> None:
    """What is reported of it shows some parts of what the county demanded; the rest is not known, and nothing fails."""
    found = lib.assess_agreement(VG, date=DAY)
    told = {
        each.requirement: (
            "; ".join(dict.fromkeys(shown.part.sv for shown in each.shown)),
            "; ".join(part.sv for part in each.not_known),
        )
        for each in findings(found).values()
        if each.outcome == "cantTell"
    }
    assert told == NOT_TOLD
    assert {each.layer for each in findings(found).values() if each.outcome == "cantTell"} == {"mandate"}
    assert {each.layer for each in findings(found).values() if each.outcome == "passed"} == {"reported"}
    assert found.coverage == "not-read"
    assert "inte läst" in found.meaning.sv
    assert findings(found)["vg-describe-scope-and-target"].responsible == ("region", "municipality")


# The faces


def test_python(lib: Library) -> None:
    """By id, as of a date; what is unknown is refused with what there is."""
    found = samsyn.assess_agreement(VG, date(2024, 6, 1))
    assert found == samsyn.assess_agreement(VG, DAY)
    told = json.loads(json.dumps(found.to_dict()))
    assert told["outcome"] == "cantTell"
    assert told["reports"][0]["counts"] == {"passed": 15, "failed": 0, "cantTell": 9, "inapplicable": 0}
    (note,) = samsyn.assess_agreement(HISINGEN, DAY).reports[1].notes
    assert note.en.startswith("The agreement's own period is 2021-01-01 to 2021-12-31")
    with pytest.raises(UnknownChoice, match="Choose one of"):
        samsyn.assess_agreement("se-o-vg")
    with pytest.raises(BadDate):
        samsyn.assess_agreement(VG, "someday")


def _told(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["agreements", *arguments])


def test_command_line() -> None:
    """The text tells what is shown, what is not known and who answers; the exit code follows the outcome."""
    done = _told(VG, "--assessment", "--date", DAY)
    assert done.exit_code == 3
    for said in ("Går inte att avgöra", "Läst av avtalets text: inte läst.", "målgrupp", "regionen och kommunen"):
        assert said in done.stdout
    assert _told("se-y-harnosand", "--assessment").exit_code == 0
    assert "Inga krav" in _told("se-h-kalmar", "--assessment").stdout
    assert "Not known" in _told(VG, "--assessment", "--lang", "en").stdout
    assert (
        json.loads(_told(VG, "--assessment", "-f", "json", "--date", DAY).stdout)
        == samsyn.assess_agreement(VG, DAY).to_dict()
    )
    assert _told(VG, "--assessment", "-f", "csv").stdout.count("vg-describe-") == 7
    assert _told("--assessment").exit_code == 2
    assert _told("nowhere", "--assessment").exit_code == 2


PATH = f"/agreements/{VG}/assessment"


def test_http(client: TestClient) -> None:
    """As JSON, page, CSV and linked data; the agreement's page leads there; an unknown id is not found."""
    assert client.get(PATH, params={"date": DAY}).json() == samsyn.assess_agreement(VG, DAY).to_dict()
    assert f'href="{PATH}"' in client.get(f"/agreements/{VG}", headers={"accept": "text/html"}).text
    page = client.get(PATH, headers={"accept": "text/html"}, params={"lang": "en", "date": DAY}).text
    assert "Cannot be told" in page
    assert "State in the agreement" not in page
    rows = client.get(f"{PATH}.csv").text.splitlines()
    assert len(rows) == 25
    assert rows[0].startswith("agreement,demanded_by,coverage")
    turtle = client.get(f"{PATH}.ttl")
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert len(list(ox.parse(turtle.content, format=ox.RdfFormat.TURTLE))) > 25 * 10
    assert client.get(f"{PATH}.jsonld").json()
    for path, code in (("/agreements/nowhere/assessment", 404), (f"{PATH}?date=someday", 422)):
        problem = client.get(path)
        assert problem.status_code == code
        assert problem.headers["content-type"] == "application/problem+json"


def test_shapes_of_demands_have_addresses_of_their_own(client: TestClient) -> None:
    """A minimum level and the demands of the same document are two things."""
    minimum, mandated = (client.get(f"/shapes/{path}").text for path in (VG, f"mandate/{VG}"))
    assert "shapes/mandate/" not in minimum
    assert "vg-describe-scope-and-target" in mandated
    assert "vg-fc-four-base-services" in minimum
    assert "vg-fc-four-base-services" not in mandated
    for path in ("mandate/nowhere", "agreement/nowhere", "mandate"):
        assert client.get(f"/shapes/{path}").status_code == 404


QUERY = f"""
PREFIX earl: <http://www.w3.org/ns/earl#> PREFIX sam: <{SAM}>
SELECT ?requirement ?outcome WHERE {{
  ?each earl:subject <{ID}agreement/{VG}> ; earl:test ?requirement ; earl:result/earl:outcome ?outcome ;
        sam:aboutAgreement <{ID}agreement/{VG}> .
}}"""


def test_one_query_tells_how_an_agreement_fares(client: TestClient) -> None:
    """The store holds an assertion for the whole and one for each demand."""
    rows = client.get("/sparql", params={"query": QUERY}, headers={"accept": "application/json"}).json()["results"]
    outcomes = Counter(row["outcome"]["value"].rpartition("#")[2] for row in rows["bindings"])
    assert outcomes == {"passed": 15, "cantTell": 10}


def test_assertions_name_their_grounds(lib: Library) -> None:
    """Each demand that is shown says by which requirement of the agreement, beside the shape."""
    triples = assertions.agreement_triples(lib.assess_agreement(VG, date=DAY))
    grounds = {o for s, p, o in triples if p == iri(SAM + "ground") and s.endswith("/vg-describe-scope-and-target>")}
    assert iri(f"{ID}requirement/vg-scope-two-forms") in grounds
    assert iri(f"https://w3id.org/samsyn/shapes/mandate/{VG}#vg-describe-scope-and-target") in grounds


def test_a_demand_tells_its_shape(client: TestClient) -> None:
    """The page and the JSON of a requirement that is checked on texts name the shape that states it."""
    for name in ("vg-describe-scope-and-target", "vg-local-not-below-minimum"):
        told = client.get(f"/requirements/{name}").json()
        assert told["shape"] == f"https://w3id.org/samsyn/shapes/mandate/{VG}#{name}"


# Starting


def test_demands_are_read_when_they_are_asked_for() -> None:
    """To judge a centre neither the bytes of their shapes are read, nor is what judges by them loaded."""

    def untouched(found: Library) -> Iterator[Asset]:
        return (each for each in found.files if each.path.startswith("shapes/mandate/") and "data" not in vars(each))

    fresh = library.load()
    fresh.assess(fresh.description("alingsas-sollebrunn"), date=DAY)
    assert len(list(untouched(fresh))) == len(SHAPES)
    fresh.assess_agreement(VG, date=DAY)
    assert len(list(untouched(fresh))) == len(SHAPES) - 1
    assert list(untouched(fresh.whole())) == []
