"""The stored questions: each is well told, runs as it is, answers as expected, and judges by what is known alone."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, Final

import pytest

import samsyn
from samsyn import answering, assertions, library
from samsyn.errors import UnknownChoice, UnknownThing
from samsyn.library import Library
from samsyn.model import Question, Report
from samsyn.store.embedded import EmbeddedStore
from samsyn.terms import EARL, ID, PREFIXES, SAM
from samsyn.workers.dataset import ASSESSMENTS, filled
from write_questions import ANSWERS, DAY, DOCUMENT, ROOT, answer, document

QUESTIONS: Final = library.load().questions
BY_ID: Final = {each.id: each for each in QUESTIONS}
#: the requirements on decisions
DECIDED: Final = [each for each in QUESTIONS if each.states]
#: seconds that a question may take, on a machine that others work on too
LIMIT: Final = 2
TURTLE_HEAD: Final = "".join(
    f"@prefix {name}: <{ID}{folder}/> .\n"
    for name, folder in (
        ("adoption", "adoption/se-o-vg-common-2024"), ("agreement", "agreement"), ("body", "body"),
        ("decision", "decision"), ("outcome", "outcome"), ("party", "party"), ("source", "source"),
    )
) + (
    f"@prefix sam: <{SAM}> .\n@prefix prov: <http://www.w3.org/ns/prov#> .\n"
    "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)  # fmt: skip


def named(question: Question) -> str:
    """The name of a question's test."""
    return question.id


every = pytest.mark.parametrize("question", QUESTIONS, ids=named)


@pytest.fixture(scope="module")
def store(lib: Library) -> EmbeddedStore:
    """The store as of the day that answers are expected on."""
    return filled(lib, today=DAY)


@pytest.fixture(scope="module")
def reports(lib: Library) -> list[Report]:
    """The same assessments, as the Python API gives them."""
    return list(lib.reports(date=DAY))


def rows(store: EmbeddedStore, name: str) -> list[dict[str, Any]]:
    """The rows of the answer to a question; things by the last part of their IRI."""
    found = answering.plain(store.query(BY_ID[name].query, "json").body)[1]
    return [{key: _key(value) for key, value in row.items()} for row in found]


def _key(value: Any) -> Any:
    if isinstance(value, str) and value.startswith((ID, EARL)):
        return value.removeprefix(ID).removeprefix(EARL).partition("/")[2] or value.removeprefix(EARL)
    return value


def test_there_are_enough_for_each_user() -> None:
    """At least 40 questions, of three users, each with an id of its own; every query has its question."""
    counts = Counter(each.audience for each in QUESTIONS)
    assert set(counts) == {"coordinator", "researcher", "developer"}
    assert min(counts.values()) >= 8
    assert len(BY_ID) == len(QUESTIONS) >= 40
    assert set(BY_ID) == {file.stem for file in (ROOT / "data" / "queries").glob("*.rq")}


@every
def test_a_question_is_told_in_both_languages(question: Question, lib: Library) -> None:
    """Question, how to read the answer, keyword and user are there in Swedish and English, and are not the same."""
    assert question.iri == f"{ID}query/{question.id}"
    assert question.text.sv.endswith("?")
    assert question.text.en.endswith("?")
    for text in (question.text, question.reading):
        assert text.sv
        assert text.en
        assert text.sv != text.en
    assert question.keyword.sv
    assert question.keyword.en
    assert lib.named("audience", question.audience).sv != question.audience


@every
def test_a_query_declares_the_prefixes_that_it_uses(question: Question) -> None:
    """A query runs anywhere: it declares each prefix that it uses, no other, and as the rest of the house has it."""
    declared = dict(re.findall(r"^PREFIX (\w+): <([^<>]+)>$", question.query, re.MULTILINE))
    body = re.sub(r'"[^"\n]*"|<[^>\s]*>', "", re.sub(r"^PREFIX.*$", "", question.query, flags=re.MULTILINE))
    used = set(re.findall(r"(?<![\w?:-])([A-Za-z]+):[\w[]", body))
    assert used == set(declared)
    assert all(PREFIXES.get(name, iri) == iri for name, iri in declared.items())
    assert question.asks == bool(re.search(r"^ASK\b", question.query, re.MULTILINE))


@every
def test_columns_are_named_alike(question: Question, store: EmbeddedStore) -> None:
    """Each column has a heading; what is told in Swedish is told in English; the order of rows is stated."""
    if question.asks:
        return
    names = answering.plain(store.query(question.query, "json").body)[0]
    assert set(answering.stems(names)) <= set(answering.HEADINGS)
    assert {name[:-2] for name in names if name.endswith("Sv")} == {name[:-2] for name in names if name.endswith("En")}
    assert "ORDER BY" in question.query or question.id == "what-there-is"


def test_no_heading_is_unused(store: EmbeddedStore) -> None:
    """Each heading is that of a column of some answer."""
    tables = [store.query(each.query, "json").body for each in QUESTIONS if not each.asks]
    assert {column for body in tables for column in answering.stems(answering.plain(body)[0])} == set(
        answering.HEADINGS
    )


@every
def test_the_answer_is_as_expected(question: Question, store: EmbeddedStore) -> None:
    """Each question answers as expected, in time; nothing is expected of a question that there is not."""
    begun = time.process_time()
    found = answer(store, question)
    assert time.process_time() - begun < LIMIT
    assert found == (ANSWERS / f"{question.id}.csv").read_text(encoding="utf-8")
    assert {file.stem for file in ANSWERS.glob("*.csv")} == set(BY_ID)


def test_the_document_is_up_to_date(lib: Library, store: EmbeddedStore) -> None:
    """docs/questions.md is what the metadata and the answers make of it; else `make questions` mends it."""
    assert document(lib, store) == DOCUMENT.read_text(encoding="utf-8")


@every
def test_a_question_is_linked_data(question: Question, store: EmbeddedStore) -> None:
    """What a question is and its query are stated in the store, with prefixes declared as SHACL has it."""
    ask = f"""ASK {{
        <{question.iri}> a sh:SPARQLExecutable , sh:SPARQL{"Ask" if question.asks else "Select"}Executable ;
            sh:{"ask" if question.asks else "select"} ?text ; sh:prefixes/sh:declare ?one ; dcterms:audience ?who .
        ?who a sam:Audience . ?one sh:prefix "sam" ; sh:namespace ?iri .
        FILTER(STR(?iri) = "{SAM}" && ?text = {_quoted(question.query)})
    }}"""
    assert answering.boolean(store.query(ask, "json").body) is True


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def test_an_unknown_question_is_refused(lib: Library) -> None:
    """A name that there is not is refused, with those that there are."""
    with pytest.raises(UnknownChoice) as found:
        lib.question("child-of-six")
    assert "child-of-five" in found.value.advice
    with pytest.raises(UnknownThing):
        lib.question("child-of-six", thing=True)


# The verdicts, beside those of the Python API.


def _counted(reports: list[Report]) -> Iterator[tuple[Report, Any]]:
    for report in reports:
        for finding in report.findings:
            if finding.counts and finding.outcome != "inapplicable":
                yield report, finding


def test_the_centres_of_each_requirement_are_those_of_the_reports(store: EmbeddedStore, reports: list[Report]) -> None:
    """Who fulfils, fails and cannot be told is what the assessments say, requirement by requirement."""
    expected = {(f.requirement, r.centre.id, r.kind, r.agreement): f.outcome for r, f in _counted(reports)}
    found = {
        (row["requirement"], row["centre"], row["kind"], row["agreement"]): row["outcome"]
        for row in rows(store, "centres-by-requirement")
    }
    assert found == expected
    assert Counter(found.values()) == {"passed": 200, "cantTell": 438}


def test_the_counts_of_each_requirement_are_those_of_the_reports(store: EmbeddedStore, reports: list[Report]) -> None:
    """So are the counts by requirement and by topic."""
    by_requirement: dict[str, Counter[str]] = defaultdict(Counter)
    by_topic: dict[str, Counter[str]] = defaultdict(Counter)
    topics = {each.id: each.topic for known in library.load().agreements for each in known.requirements}
    for _, finding in _counted(reports):
        by_requirement[finding.requirement][finding.outcome] += 1
        by_topic[topics[finding.requirement]][finding.outcome] += 1
    for name, column, expected in (
        ("outcomes-by-requirement", "requirement", by_requirement),
        ("missing-most-often", "topic", by_topic),
    ):
        found = {
            row[column]: {"passed": row["passed"], "failed": row["failed"], "cantTell": row["cannotTell"]}
            for row in rows(store, name)
        }
        assert {key: Counter(value) for key, value in found.items()} == {
            key: Counter({"passed": 0, "failed": 0, "cantTell": 0} | value) for key, value in expected.items()
        }


def test_the_whole_is_that_of_the_reports(store: EmbeddedStore, reports: list[Report]) -> None:
    """Outcomes by agreement, and who reaches the level with how many requirements."""
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for report in reports:
        expected[report.agreement][report.outcome] += 1
    columns = {"passed": "passed", "failed": "failed", "cannotTell": "cantTell", "inapplicable": "inapplicable"}
    found = {
        row["agreement"]: Counter({outcome: row[column] for column, outcome in columns.items() if row[column]})
        for row in rows(store, "outcomes-by-agreement")
    }
    assert found == expected
    reached = {
        (each.centre.id, each.agreement): sum(f.counts and f.outcome == "passed" for f in each.findings)
        for each in reports
        if each.outcome == "passed"
    }
    assert reached == {
        (row["centre"], row["agreement"]): row["requirements"] for row in rows(store, "fulfilling-centres")
    }
    judged = {report.centre.id for report in reports}
    assert {row["centre"] for row in rows(store, "centres-without-agreement")} == {
        each.id for each in library.load().centres
    } - judged


def test_whose_job_the_gaps_are_is_what_the_reports_say(store: EmbeddedStore, reports: list[Report]) -> None:
    """A gap counts with everybody who is responsible, and apart where nobody is."""
    gaps: dict[str | None, Counter[str]] = defaultdict(Counter)
    for _, finding in _counted(reports):
        for principal in finding.responsible or (None,) if finding.outcome != "passed" else ():
            gaps[principal][finding.outcome] += 1
    found = {row["principal"]: (row["failed"], row["cannotTell"]) for row in rows(store, "responsible-for-gaps")}
    assert found == {who: (count["failed"], count["cantTell"]) for who, count in gaps.items()}


def test_the_gaps_of_sollebrunn_are_those_of_its_report(store: EmbeddedStore) -> None:
    """The gaps of one centre are those of `samsyn.validate`, with those responsible and what would tell."""
    (report,) = samsyn.validate(ROOT / "data/centres/alingsas-sollebrunn.ttl", "se-o-vg-common-2024", None, DAY).reports
    expected = {
        each.requirement: (each.outcome, each.counts, sorted(each.responsible), each.message.sv)
        for each in report.findings
        if each.outcome in ("failed", "cantTell")
    }
    assert {
        row["requirement"]: (row["outcome"], row["counts"], sorted(row["responsible"].split()), row["adviceSv"])
        for row in _filled(rows(store, "gaps-of-a-centre"), "responsible")
    } == expected
    read = {
        (finding.requirement, profile): reading.outcome
        for finding in report.findings
        for reading in finding.readings
        for profile in reading.profiles
    }
    for row in rows(store, "readings-that-decide"):
        assert row["outcome"] == read[row["requirement"], row["profile"].rpartition("/")[2]]


def _filled(found: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    return [{**row, column: row[column] or ""} for row in found]


def test_assessments_of_anything_but_centres_change_no_answer(lib: Library) -> None:
    """An assessment whose subject is an agreement disturbs no question."""
    crowded = filled(lib, today=DAY)
    (report, *_) = lib.reports(date=DAY)
    subject = f"<{report.centre.iri}>"
    moved = [
        (s.replace("/assessment/", "/assessment/of-"), p, f"<{ID}agreement/{report.agreement}>" if o == subject else o)
        for s, p, o in assertions.earl_triples(report)
        if s[0] == "<"
    ]
    assert moved
    results = {o: f"<{ID}result/{number}>" for number, (_, p, o) in enumerate(moved) if p == f"<{EARL}result>"}
    crowded.add(ASSESSMENTS, [(s, p, results.get(o, o)) for s, p, o in moved])
    crowded.add(ASSESSMENTS, [(node, f"<{EARL}outcome>", f"<{EARL}passed>") for node in results.values()])
    changed = [
        each.id
        for each in QUESTIONS
        if answer(crowded, each) != (ANSWERS / f"{each.id}.csv").read_text(encoding="utf-8")
    ]
    assert changed == []


# The requirements on decisions: what is made up here is stated beside what is known.


def test_every_requirement_on_a_decision_has_its_question(lib: Library) -> None:
    """Each requirement that is checked on a decision is stated by one question, which judges it in a column."""
    wanted = {each.id for known in lib.agreements for each in known.requirements if each.checkable == "decision"}
    assert Counter(name for each in DECIDED for name in each.states) == Counter(wanted)
    assert len(wanted) == 7
    for each in DECIDED:
        assert each.states == (each.id,)
        assert all(name in each.query for name in ("?outcome", "?decision", "?body", "?date", "?source"))


@pytest.mark.parametrize("question", DECIDED, ids=named)
def test_silence_cannot_be_told(question: Question, store: EmbeddedStore) -> None:
    """Of whom no decision is known it cannot be told; nobody fails today."""
    found = rows(store, question.id)
    assert {row["outcome"] for row in found} <= {"passed", "cantTell"}
    assert all(row["outcome"] == "cantTell" for row in found if row["decision"] is None)


def _with(lib: Library, turtle: str) -> EmbeddedStore:
    made = EmbeddedStore()
    sources = [(name, data) for name, data in lib.turtle_sources() if "/data/decisions/adoption" not in name]
    made.load([*sources, (f"{ID}graph/made-up", (TURTLE_HEAD + turtle).encode())])
    return made


def _decision(name: str, body: str, outcome: str, more: str = "") -> str:
    return f"""
        decision:{name} a sam:Decision ; sam:decides agreement:se-o-vg-common-2024 ; sam:body {body} ;
            sam:outcome outcome:{outcome} ; dcterms:date "2023-12-13"^^xsd:date ; dcterms:source source:goteborg-2023 ;
            {more} dcterms:description "Påhittat."@sv , "Made up."@en .
        """


def _adoption(code: str, decision: str) -> str:
    return f"""
        adoption:{code} a sam:Adoption ; sam:party party:municipality-{code} ; sam:outcome outcome:adopted ;
            sam:aboutAgreement agreement:se-o-vg-common-2024 ; prov:wasGeneratedBy decision:{decision} .
        """


BOARD: Final = (
    'body:board a sam:Body ; dcterms:isPartOf party:municipality-1401 ; rdfs:label "styrelsen"@sv , "board"@en .'
)


@pytest.mark.parametrize(
    ("name", "made_up", "expected"),
    [
        ("vg-each-principal-decides", BOARD + _decision("x", "body:board", "adopted"), "passed"),
        ("vg-each-principal-decides", BOARD + _decision("x", "body:board", "proposed"), "cantTell"),
        ("vg-each-principal-decides", _decision("x", "body:sro", "adopted") + _adoption("1401", "x"), "failed"),
        (
            "vg-gr-recommends-adoption",
            BOARD + _decision("x", "body:board", "adopted") + _adoption("1401", "x"),
            "passed",
        ),
        ("vg-gr-recommends-adoption", _adoption("1401", "d-gr"), "failed"),
        ("vg-adopting-body-varies", BOARD + _decision("x", "body:board", "adopted"), "passed"),
        ("vg-adopting-body-varies", BOARD + _decision("x", "body:board", "approved-and-forwarded"), "passed"),
        (
            "vg-signature-by-municipal-director",
            BOARD + _decision("x", "body:board", "adopted", 'sam:signatory [ rdfs:label "chefen"@sv , "head"@en ] ;'),
            "passed",
        ),
        ("vg-signature-by-municipal-director", BOARD + _decision("x", "body:board", "adopted"), "cantTell"),
        (
            "vg-adoption-without-existing-centre",
            BOARD + _decision("x", "body:board", "adopted") + _adoption("1401", "x"),
            "passed",
        ),
        ("vg-adoption-itself-costs-nothing", BOARD + _decision("x", "body:board", "adopted"), "cantTell"),
    ],
)
def test_a_decision_decides(lib: Library, name: str, made_up: str, expected: str) -> None:
    """What is stated of Härryda passes, fails or leaves open as the `check` of the requirement says."""
    found = rows(_with(lib, made_up), name)
    assert {row["outcome"] for row in found if row["party"] == "municipality-1401"} == {expected}


def test_a_body_adopts_while_another_waits(lib: Library) -> None:
    """Adopted by the board while the council's decision is not known: recorded as adopted too early."""
    early = _decision("x", "body:goteborg-kommunstyrelsen", "adopted")
    found = rows(_with(lib, early), "vg-adopting-body-varies")
    assert {row["decision"]: row["outcome"] for row in found if row["party"] == "municipality-1480"} == {
        "x": "failed", "d-goteborg-ks": "passed", "d-goteborg-kf": "cantTell",
    }  # fmt: skip


def test_the_consultation_body_does_not_adopt(lib: Library) -> None:
    """A position of SRO that is recorded as adoption fails."""
    found = rows(_with(lib, _decision("x", "body:sro", "adopted")), "vg-sro-recommends-only")
    assert {row["decision"]: row["outcome"] for row in found} == {"x": "failed", "d-sro": "passed"}


def test_an_adoption_says_nothing_of_a_centre(store: EmbeddedStore, reports: list[Report]) -> None:
    """How many centres reach the level comes from their assessments alone."""
    counted = {
        row["party"]: (row["centres"], row["fulfilling"]) for row in rows(store, "vg-adoption-without-existing-centre")
    }
    assert counted["municipality-1480"] == (7, 0)
    assert counted["municipality-1489"] == (1, 0)
    assert not [each for each in reports if each.agreement == "se-o-vg-common-2024" and each.outcome == "passed"]
