"""Who has adopted what, and when: the route, the page, the command."""

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from samsyn.cli import app
from samsyn.library import Library

COMMON = "se-o-vg-common-2024"
ASSOCIATIONS = {"gr": 12, "fyrbodal": 14, "sjuharad": 8, "skaraborg": 15}
ID = "https://w3id.org/samsyn/id/"


@pytest.fixture(scope="module")
def told(client: TestClient) -> Any:
    """All that is told."""
    return client.get("/decisions").json()


def _page(client: TestClient, path: str) -> str:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200
    return str(answer.text)


def test_47_of_49_municipalities_are_not_known(told: Any) -> None:
    """Göteborg has approved and forwarded, to Alingsås it is proposed, of the rest and the region no source tells."""
    outcomes = {each["party"]: each["outcome"] for each in told["adoption"]}
    municipal = [each for each in told["adoption"] if each["municipality"]]
    assert len(municipal) == 49
    assert Counter(each["outcome"] for each in municipal) == {
        "unknown": 47, "approved-and-forwarded": 1, "proposed": 1,
    }  # fmt: skip
    assert outcomes["municipality-1480"] == "approved-and-forwarded"
    assert outcomes["municipality-1489"] == "proposed"
    assert outcomes["region-14"] == "unknown"
    assert len(outcomes) == 50


def test_four_associations_hold_the_49(told: Any) -> None:
    """Each municipality is a member of one; the region of none."""
    found = Counter(each["association"] for each in told["adoption"] if each["municipality"])
    assert found == ASSOCIATIONS
    (region,) = [each for each in told["adoption"] if not each["municipality"]]
    assert region["association"] is None


def test_decisions_are_in_order_of_date_each_with_its_source(told: Any) -> None:
    """Those without a known date come last; what no source tells is unknown, and says so."""
    dates = [each["date"] for each in told["items"]]
    known = [each for each in dates if each]
    assert len(dates) == 12
    assert dates == sorted(known) + [None] * (len(dates) - len(known))
    for each in told["items"]:
        assert bool(each["sources"]) == (each["outcome"] != "unknown"), each["id"]
        assert each["body_label"]["sv"]
        assert each["body_label"]["en"]
        assert each["outcome_label"]["sv"]
        assert all(source["citation"] for source in each["sources"])
        if each["outcome"] == "unknown":
            assert "aldrig nej" in each["note"]["sv"]
    recommended = next(each for each in told["items"] if each["id"] == "d-gr")
    assert recommended["paragraphs"] == ["70", "30"]
    assert recommended["see_also"] == ["c-paragraf"]
    assert [source["citation"][:8] for source in recommended["sources"]] == ["Alingsås", "Göteborg"]
    assert recommended["sources"][0]["locator_sv"] == "Ärendebeskrivning, sista stycket; Bilaga"


def test_nobody_has_adopted_and_a_recommendation_is_no_adoption(told: Any) -> None:
    """No outcome is an adoption, and what an association recommends changes nothing for its members."""
    assert "adopted" not in {each["outcome"] for each in (*told["items"], *told["adoption"])}
    members = [each for each in told["adoption"] if each["association"] == "gr"]
    assert {each["outcome"] for each in members} == {"unknown", "proposed", "approved-and-forwarded"}


def test_what_is_known_of_a_party_has_the_ground_of_its_decision(told: Any) -> None:
    """Date and source of an adoption are those of the decision that shows it."""
    by_id = {each["id"]: each for each in told["items"]}
    for each in told["adoption"]:
        if each["outcome"] != "unknown":
            assert each["sources"] == by_id[each["decision"]]["sources"] != []
            assert each["date"] == by_id[each["decision"]]["date"]


def test_the_history_and_the_contradictions_are_told(told: Any) -> None:
    """Steps planned, shown and told afterwards; 15 contradictions on the agreement and 6 elsewhere, with sources."""
    kinds = Counter(each["kind"] for each in told["timeline"])
    assert kinds == {"planned": 6, "actual": 6, "reported": 6, "unknown": 1}
    assert Counter(each["agreement"] for each in told["contradictions"]) == {COMMON: 15, None: 6}
    for each in told["contradictions"]:
        assert len(each["claims"]) >= 2
        assert all(claim["sources"] for claim in each["claims"])
    spans = {each["id"]: (each["from"], each["to"]) for each in told["timeline"]}
    assert spans["t-2021-arbete"] == ("2021-H2", "2022-H1")


def test_it_is_narrowed(client: TestClient) -> None:
    """By municipality (code or name, with its association), by outcome, by body and by agreement, and all together."""

    def ids(query: str) -> tuple[list[str], int]:
        found = client.get(f"/decisions?{query}").json()
        return [each["id"] for each in found["items"]], len(found["adoption"])

    assert ids("municipality=1489") == ids("municipality=Alings%C3%A5s") == (["d-gr", "d-alingsas"], 1)
    assert ids("municipality=1492") == (["d-fyrbodal"], 1)
    assert ids("municipality=1280") == ([], 0)
    assert ids("outcome=unknown") == (["d-goteborg-kf", "d-vgr", "d-fyrbodal", "d-skaraborg", "d-sjuharad"], 48)
    assert ids("outcome=adopted") == ([], 0)
    assert ids("body=gr") == ids("body=gr-forbundsstyrelsen") == (["d-gr"], 0)
    assert ids("body=municipality-1480") == (["d-goteborg-ks", "d-goteborg-kf"], 1)
    assert ids("agreement=se-nat-ffff") == ([], 0)
    assert ids(f"agreement={COMMON}&municipality=1480&outcome=approved-and-forwarded") == (["d-goteborg-ks"], 1)
    other = client.get("/decisions?agreement=se-nat-ffff").json()
    assert (other["timeline"], other["contradictions"]) == ([], [])
    assert ids("municipality=&outcome=") == ids("")


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("agreement=se-o-vg-comon-2024", COMMON), ("municipality=Alingsos", "1489 Alingsås"),
        ("outcome=recommend", "recommended"), ("body=vstkom", "vastkom"), ("muncipality=1489", "municipality"),
        ("lang=fi", "sv"), ("format=xlsx", "csv"), ("outcome=%00", "unknown"), ("body=%3Cscript%3E", "gr"),
    ],
)  # fmt: skip
def test_an_unknown_value_is_refused_with_the_near_ones(client: TestClient, query: str, near: str) -> None:
    """422, as elsewhere, naming what could have been meant."""
    answer = client.get(f"/decisions?{query}")
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert near in problem["valid"]
    assert near in problem["advice"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/decisions.xyz", 404), ("/decisions/d-gr", 404), ("/decisions.rdf", 422), ("/decisions.html", 200)],
)
def test_suffixes(client: TestClient, path: str, status: int) -> None:
    """What is no format of this address is refused."""
    assert client.get(path).status_code == status


def test_nothing_is_changed_by_it(client: TestClient) -> None:
    """It is read alone; HEAD is GET without a body."""
    assert client.post("/decisions").status_code == 405
    answer = client.head("/decisions.csv")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_table_has_a_row_for_each_decision_and_party(client: TestClient) -> None:
    """In one language, with who, outcome, date and source; none of them is a formula."""
    rows = list(csv.DictReader(io.StringIO(client.get("/decisions.csv?lang=en").text)))
    assert Counter(row["type"] for row in rows) == {"decision": 12, "adoption": 50}
    by_body = {(row["type"], row["body"]): row for row in rows}
    assert by_body["adoption", "municipality-1401"]["outcome_label"] == "unknown"
    assert by_body["decision", "gr-forbundsstyrelsen"]["paragraphs"] == "70 30"
    assert by_body["decision", "gr-forbundsstyrelsen"]["source"].startswith("Alingsås kommun, tjänsteskrivelse 2023")
    assert by_body["adoption", "municipality-1480"]["date"] == "2023-11-22"
    assert all(row["source"] for row in rows if row["outcome"] != "unknown")


def test_as_linked_data_it_is_what_the_files_state(client: TestClient, lib: Library) -> None:
    """Whole it is every statement of the folder; narrowed it is the things that are told, with sources and bodies."""

    def subjects(path: str, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> set[str]:
        quads = ox.parse(client.get(path).content, format=form)
        return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}

    whole = subjects("/decisions.ttl")
    assert whole == {term[1:-1] for term in lib.decided.out if term.startswith("<")}
    assert subjects("/decisions.jsonld", ox.RdfFormat.JSON_LD) == whole
    narrowed = subjects("/decisions.ttl?municipality=1489")
    assert {each for each in narrowed if each.startswith(f"{ID}decision/")} == {
        f"{ID}decision/d-gr", f"{ID}decision/d-alingsas",
    }  # fmt: skip
    assert {each for each in narrowed if each.startswith(f"{ID}adoption/")} == {f"{ID}adoption/{COMMON}/1489"}
    assert f"{ID}body/gr-forbundsstyrelsen" in narrowed


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("sv", ("”Inte känt” är inte ett nej.", "En rekommendation är inte ett antagande.",
                "säger ingenting om hur en verksamhet är", "inte känt i 47", "Andra halvåret 2022", "Datum inte känt",
                "§ 70 eller § 30", "Källorna skiljer sig åt")),
        ("en", ("“Not known” is not a no.", "A recommendation is not an adoption.", "says nothing about any centre",
                "not known in 47", "Second half of 2022", "Date not known", "§ 70 or § 30", "The sources differ")),
    ],
)  # fmt: skip
def test_nobody_reads_a_no(client: TestClient, lang: str, said: tuple[str, ...]) -> None:
    """The page says what not known means, and 47 municipalities and the region are just that."""
    page = _page(client, f"/decisions?lang={lang}")
    for text in said:
        assert text in page
    rows = page.count('<span class="sign cantTell" aria-hidden="true">?</span>')
    assert rows == 48 + 5 + 1  # parties, decisions, one step
    assert page.count('<th scope="row">') == 50
    assert page.count("<h1") == 1


def test_each_municipality_leads_to_its_own_and_to_its_centres(client: TestClient) -> None:
    """A municipality with described centres links to them; one without says only that none is described here."""
    page = _page(client, "/decisions")
    assert 'href="/decisions?municipality=1489"' in page
    assert 'href="/centres?municipality=1480">7 verksamheter</a>' in page
    assert 'href="/centres?municipality=1402"' not in page
    assert "ingen beskriven här" in page
    assert 'href="/decisions?municipality=1489&amp;lang=en"' in _page(client, "/decisions?lang=en")


def test_every_link_within_the_page_has_its_end(client: TestClient) -> None:
    """Each `#…` is an id of the same page, whatever is chosen."""
    for query in ("", "?municipality=1489", "?outcome=proposed", "?outcome=unknown", "?body=gr"):
        page = _page(client, f"/decisions{query}")
        ends = {part.split('"')[0] for part in page.split('href="#')[1:]}
        for end in ends:
            assert f'id="{end}"' in page, (query, end)


def test_it_can_be_found(client: TestClient) -> None:
    """From the menu of every page and from the page of the agreement, but not from one that nobody decided on."""
    assert 'href="/decisions"' in _page(client, "/")
    assert f'href="/decisions?agreement={COMMON}"' in _page(client, f"/agreements/{COMMON}")
    assert "/decisions?agreement=" not in _page(client, "/agreements/se-nat-ffff")


def test_of_what_nothing_is_told_the_page_says_that(client: TestClient) -> None:
    """No decision told is not told as none taken."""
    assert "Det betyder inte att det inte finns några." in _page(client, "/decisions?agreement=se-nat-ffff")


def test_the_command_tells_the_same(client: TestClient, told: Any) -> None:
    """JSON and CSV are those of the route; the table speaks of what is not known, and warns of reading a no."""

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["decisions", *arguments])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    assert json.loads(run("--format", "json")) == told
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv"))))
    assert rows == list(csv.DictReader(io.StringIO(client.get("/decisions.csv").text)))
    table = run("--agreement", COMMON, "--municipality", "1401")
    assert "Härryda kommun inte känt" in table
    assert "är inte ett nej" in " ".join(table.split())
    english = run("-m", "Göteborg", "--lang", "en")
    assert "approved and forwarded" in english
    assert "is not a no" in " ".join(english.split())


def test_the_command_refuses_what_is_not_there() -> None:
    """With 2 and the near ones; what matches nothing is said on standard error."""
    result = CliRunner().invoke(app, ["decisions", "--outcome", "recommend"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "recommended" in result.stderr
    nothing = CliRunner().invoke(app, ["decisions", "--outcome", "adopted"])
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert nothing.stderr.strip() == "Inget finns som passar."


def test_other_commands_do_not_read_decisions(lib: Library) -> None:
    """What is told of decisions is read when it is asked for."""
    from samsyn import library

    fresh = library.load()
    centre = fresh.description("alingsas-sollebrunn")
    fresh.assess(centre, date="2024-06-01")
    assert not {"decided", "process", "_heads"} & set(vars(fresh))
    assert not [path for path in fresh.documents._graphs if path.startswith("data/decisions")]


def test_no_other_command_takes_time_for_them() -> None:
    """What decisions and the catalogue are made of is imported when it is asked for."""
    code = "import sys, samsyn.cli; from samsyn.cli.shelf import library; library(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "samsyn.library" in loaded
    assert not {"samsyn.decisions", "samsyn.catalog", "samsyn.model.decision", "samsyn.model.catalog"} & set(loaded)
