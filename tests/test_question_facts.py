"""The answers to the stored questions beside the facts that the data were written from, where those stand."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from samsyn.library import Library
from samsyn.store.embedded import EmbeddedStore
from samsyn.workers.dataset import filled
from test_facts import FACTS, SERVICES, coded, facts, yaml
from test_questions import rows
from write_questions import DAY

assert yaml
pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason="the folder with the facts is not here")

STRENGTH = {"shall": 3, "should": 2, "may": 1}
BASE = {"mhv": "maternal-health", "bhv": "child-health", "of": "open-preschool", "soc": "social-services"}
SHOW = {"on_site", "listed", "part_time", "visiting", "mobile"}
COMMON = "se-o-vg-common-2024"
DEMANDED = {  # a question -> the topics that it asks about
    "parenting-support-demanded": {"parenting-support", "group-activities", "gender-equal-parenting"},
    "coordinator-demanded": {"coordinator", "county-coordinator"},
    "steering-group-demanded": {"steering-group", "management-group", "local-cooperation-group"},
    "reports-and-follow-up-demanded": {
        "annual-plan", "annual-report", "annual-follow-up", "party-dialogue", "follow-up-indicators",
        "document-review-interval",
    },
    "who-pays": {
        "cost-split", "region-compensation", "financing-frame", "premises-cost", "adoption-cost",
        "indexation-and-payment",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def store(lib: Library) -> EmbeddedStore:
    """The store as of the day that answers are expected on."""
    return filled(lib, today=DAY)


def requirements() -> list[tuple[str, dict[str, Any]]]:
    """Every requirement of the facts with its document."""
    return [(name, each) for name, found in facts().items() for each in found["requirements"]]


def topics(fact: dict[str, Any]) -> set[str]:
    """The topics that a requirement is about."""
    return {fact["topic"], *fact.get("also_topics", [])}


def centres() -> dict[str, dict[str, str]]:
    """Each centre of the facts with the best presence of each of its base services, by service."""
    order = [*SHOW, "planned", "absent"]
    found: dict[str, dict[str, str]] = {}
    for name, fact in facts("centres", "centres").items():
        services = fact["as_stated"]["services"]
        listed = services if services != "unknown" else []
        found[name] = {}
        for each in sorted(listed, key=lambda one: order.index(one["presence"]) if one["presence"] in order else 9):
            found[name].setdefault(SERVICES[each["service"]], each["presence"])
    return found


def keys(found: Iterable[dict[str, Any]], *columns: str) -> list[Any]:
    """Some columns of an answer, sorted."""
    return sorted(tuple(row[name] for name in columns) if len(columns) > 1 else row[columns[0]] for row in found)


def test_what_there_is(store: EmbeddedStore) -> None:
    """One query counts 28 agreements, 341 requirements with their ground, 81 centres, 49 municipalities in four."""
    (found,) = rows(store, "what-there-is")
    municipalities = _municipalities()
    assert found == {
        "agreements": len(facts()),
        "requirements": len(requirements()),
        "sourcedInBothLanguages": sum(
            bool(each["statement_sv"] and each["statement_en"] and each["source"]) for _, each in requirements()
        ),
        "centres": len(facts("centres", "centres")),
        "municipalities": len(municipalities),
        "associations": len(set(municipalities.values())),
    }
    assert list(found.values()) == [28, 341, 341, 81, 49, 4]


def _municipalities() -> dict[str, str]:
    """The 49 with their associations."""
    lines = (FACTS / "municipalities.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {code: association for code, _, county, association in (line.split(",") for line in lines) if county == "14"}


def test_who_has_adopted(store: EmbeddedStore) -> None:
    """Of 49 municipalities one has approved and forwarded and one has a proposal; of 47 nothing is known."""
    found = {row["party"].removeprefix("municipality-"): row["adoption"] for row in rows(store, "who-has-adopted")}
    assert set(found) == set(_municipalities())
    assert Counter(found.values()) == {"unknown": 47, "proposed": 1, "approved-and-forwarded": 1}
    told = {row["decision"]: (row["adoption"], row["date"]) for row in rows(store, "decisions-on-the-agreement")}
    expected = facts("process", "decisions")
    assert told == {name: (fact["outcome"], fact["date"]) for name, fact in expected.items() if name != "d-vgr-2020"}


def test_planned_and_what_happened(store: EmbeddedStore) -> None:
    """Each step of the timeline with its kind and its dates; those that contradict each other show the question."""
    found = rows(store, "planned-and-what-happened")
    timeline = facts("process", "timeline")
    assert {row["step"]: (row["date"], row["until"], row["stepKind"]) for row in found} == {
        name: (fact["date"], fact.get("until"), fact["kind"]) for name, fact in timeline.items()
    }
    assert {row["step"] for row in found if row["contradictionEn"]} == {
        name for name, fact in timeline.items() if fact.get("see", "").startswith("c-")
    }


def test_a_child_of_five(store: EmbeddedStore) -> None:
    """Where the limit is 0-6 a child of five is in; 0-5, limits in words, practice and silence cannot be told."""
    expected = dict.fromkeys(facts(), "cantTell")
    for name, fact in requirements():
        value = fact["value"]
        if fact["topic"] == "target-age" and isinstance(value["to"], int) and fact["layer"] != "local-precedent":
            inside, at = value["from"] <= 5 < value["to"], value["to"] == 5
            expected[name] = "passed" if inside else "cantTell" if at else "failed"
    found = {row["agreement"]: row["outcome"] for row in rows(store, "child-of-five")}
    assert found == expected
    assert {name for name, outcome in found.items() if outcome == "passed"} == {
        "se-ac-skelleftea-2019", "se-f-jonkoping-2018", "se-h-kalmar",
    }  # fmt: skip


def test_co_location(store: EmbeddedStore) -> None:
    """Every requirement on co-location, with its strength; the strictest degree comes first."""
    found = rows(store, "co-location-demanded")
    expected = [(each["id"], each["modality"]) for _, each in requirements() if each["topic"] == "co-location"]
    assert keys(found, "requirement", "modality") == sorted(expected)
    ranks = ["full", "under-one-roof", "partial", "same-place-services", "area-cooperation", "network", "unspecified"]
    order = [ranks.index(row["degree"]) for row in found]
    assert order == sorted(order)
    assert (found[0]["requirement"], found[0]["modality"]) == ("se-w-smedjebacken-2019-r02", "shall")


def test_services_demanded(store: EmbeddedStore) -> None:
    """How binding each base service is, by document and kind, is what the facts say under its topic."""
    columns = {
        "maternalHealth": "maternal-health", "childHealth": "child-health", "openPreschool": "open-preschool",
        "socialServices": "social-services",
    }  # fmt: skip
    expected: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for name, fact in requirements():
        for kind in coded("applies_to", fact["applies_to"]):
            for column, service in columns.items():
                if f"service-required:{service}" in topics(fact):
                    expected[name, kind, column].add(fact["modality"])
    found = {
        (row["agreement"], row["kind"], column): set(row[column].split())
        for row in rows(store, "services-demanded")
        for column in columns
        if row[column]
    }
    assert found == expected


@pytest.mark.parametrize("name", DEMANDED)
def test_what_is_demanded(store: EmbeddedStore, name: str) -> None:
    """Each requirement on the topics of the question, with its strength and those responsible."""
    found = {
        row["requirement"]: (row["agreement"], row["modality"], sorted((row["responsible"] or "").split()))
        for row in rows(store, name)
    }
    assert found == {
        each["id"]: (document, each["modality"], sorted(coded("responsible", each["responsible"])))
        for document, each in requirements()
        if each["topic"] in DEMANDED[name]
    }


def test_a_midwife(store: EmbeddedStore) -> None:
    """Maternity care by document, and the requirements that name a midwife among the professions."""
    expected = {
        each["id"]
        for _, each in requirements()
        if each["topic"] == "service-required:maternal-health"
        or (each["topic"] == "staff-professions" and "midwife" in each["value"].get("core", []))
    }
    assert {row["requirement"] for row in rows(store, "midwife-demanded")} == expected


def test_contradictions(store: EmbeddedStore) -> None:
    """Every claim of the 21 contradictions stands under its question."""
    expected = [(name, len(fact["claims"])) for name, fact in sorted(facts("process", "contradictions").items())]
    assert sorted(Counter(row["contradiction"] for row in rows(store, "contradictions")).items()) == expected


def test_what_is_read_in_part(store: EmbeddedStore) -> None:
    """Every document that is not read whole, with the number of its requirements."""
    assert keys(rows(store, "read-in-part"), "agreement", "coverage", "requirements") == sorted(
        (name, fact["coverage"], len(fact["requirements"]))
        for name, fact in facts().items()
        if fact["coverage"] != "whole"
    )


def test_second_hand(store: EmbeddedStore) -> None:
    """The requirements that rest on another's text or on a heading: 71 and 20."""
    found = rows(store, "second-hand")
    assert keys(found, "requirement", "evidence") == sorted(
        (each["id"], each["evidence"]) for _, each in requirements() if each["evidence"] != "text"
    )
    assert Counter(row["evidence"] for row in found) == {"secondary": 71, "heading-only": 20}


def test_one_document_alone(store: EmbeddedStore) -> None:
    """The topics that one document alone takes up, with its requirements on them."""
    documents = defaultdict(set)
    for document, each in requirements():
        for topic in topics(each):
            documents[topic].add(document)
    expected = [
        (each["topic"], document, each["id"]) for document, each in requirements() if len(documents[each["topic"]]) == 1
    ]
    assert keys(rows(store, "one-document-alone"), "topic", "agreement", "requirement") == sorted(expected)


def test_shall_or_should(store: EmbeddedStore) -> None:
    """On each topic of several documents and several strengths, how many documents say which."""
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for document, each in requirements():
        said[each["topic"]].add((document, each["modality"]))
    expected = {
        topic: Counter(modality for _, modality in found)
        for topic, found in said.items()
        if len({modality for _, modality in found}) > 1 and len({document for document, _ in found}) > 1
    }
    words = ("shall", "should", "may", "definition")
    found = {row["topic"]: Counter({w: row[w] for w in words if row[w]}) for row in rows(store, "shall-or-should")}
    assert found == expected


def test_stricter_than_vastra_gotaland(store: EmbeddedStore) -> None:
    """Pairs of requirements on one topic of which the other document's is the more binding."""
    own = [each for each in facts()[COMMON]["requirements"] if each["layer"] in ("reported", "mandate")]
    expected = [
        (mine["id"], each["id"])
        for mine in own
        for document, each in requirements()
        if document != COMMON and each["topic"] == mine["topic"]
        if STRENGTH.get(each["modality"], 0) > STRENGTH.get(mine["modality"], 9)
    ]
    assert keys(rows(store, "stricter-than-vastra-gotaland"), "own", "requirement") == sorted(expected)


@pytest.mark.parametrize(
    ("name", "left", "right", "columns"),
    [
        ("handbook-versions", "se-nat-rhb-older", "se-nat-rhb-newer", ("older", "newer")),
        ("association-texts", "se-nat-ffff", "se-nat-ffff-variant", ("fuller", "shorter")),
    ],
)
def test_two_texts(store: EmbeddedStore, name: str, left: str, right: str, columns: tuple[str, str]) -> None:
    """Every requirement of both texts stands under its topic, beside those of the other."""
    found = rows(store, name)
    for document, column in ((left, columns[0]), (right, columns[1])):
        told = {(row["topic"], row[column], row[f"{column}Modality"]) for row in found if row[column]}
        assert told == {(each["topic"], each["id"], each["modality"]) for each in facts()[document]["requirements"]}
    topics_of = [{each["topic"] for each in facts()[document]["requirements"]} for document in (left, right)]
    assert {row["topic"] for row in found if row[columns[0]] and row[columns[1]]} == topics_of[0] & topics_of[1]


def test_who_answers_differs(store: EmbeddedStore) -> None:
    """The topics on which requirements name different principals, unknown ones left out."""
    named: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for _, each in requirements():
        who = frozenset(coded("responsible", each["responsible"])) - {"unknown"}
        if who:
            named[each["topic"]][each["id"]] = who
    expected = {
        (topic, name, who)
        for topic, found in named.items()
        if len(set(found.values())) > 1
        for name, who in found.items()
    }
    assert {
        (row["topic"], row["requirement"], frozenset(row["responsible"].split()))
        for row in rows(store, "responsible-differs")
    } == expected


def test_from_requirement_to_source(store: EmbeddedStore) -> None:
    """All 70 requirements of Västra Götaland with source and those responsible; seven with a clause."""
    found = rows(store, "requirement-to-source")
    assert {row["requirement"]: (row["source"], sorted((row["responsible"] or "").split())) for row in found} == {
        each["id"]: (each["source"], sorted(coded("responsible", each["responsible"])))
        for each in facts()[COMMON]["requirements"]
    }
    assert sum(row["clause"] is not None for row in found) == 7


def test_checked_against_what(store: EmbeddedStore) -> None:
    """How many requirements are checked against what."""
    assert {row["checkable"]: row["requirements"] for row in rows(store, "checked-against-what")} == Counter(
        each["checkable"] for _, each in requirements()
    )


def test_topics_and_comparison(store: EmbeddedStore) -> None:
    """Each of the 98 topics with its way of comparing and its number of requirements."""
    used = Counter(each["topic"] for _, each in requirements())
    found = yaml.load((FACTS / "agreements.yaml").read_text(encoding="utf-8"), Loader=yaml.SafeLoader)["topics"]
    assert {
        row["topic"]: (row["theme"], row["comparison"], row["requirements"])
        for row in rows(store, "topics-and-comparison")
    } == {name: (each["theme"], each["comparison"], used[name]) for name, each in found.items()}


def test_services_described(store: EmbeddedStore) -> None:
    """How each base service is described at the 80 centres that are centres."""

    def counted(service: str, fits: Callable[[str | None], bool]) -> int:
        return sum(fits(found.get(service)) for name, found in centres().items() if name != "trollhattan-familjehuset")

    for row in rows(store, "services-described"):
        tests: dict[str, Callable[[str | None], bool]] = {
            "described": lambda presence: presence in SHOW,
            "planned": lambda presence: presence == "planned",
            "absent": lambda presence: presence == "absent",
            "unclear": lambda presence: presence not in {*SHOW, "planned", "absent", None},
            "notMentioned": lambda presence: presence is None,
        }
        expected = {name: counted(row["service"], fits) for name, fits in tests.items()}
        assert {name: row[name] for name in tests} == expected
        assert sum(expected.values()) == 80


def test_called_centre_without_four(store: EmbeddedStore) -> None:
    """Who calls itself familjecentral, tells of some service that is there, and leaves out one of the four."""
    expected = {}
    for name, found in centres().items():
        claimed = facts("centres", "centres")[name]["as_stated"]["kind_claimed"]
        missing = sorted(set(BASE.values()) - set(found))
        if claimed == "familjecentral" and missing and SHOW & set(found.values()):
            expected[name] = missing
    found_rows = rows(store, "called-centre-without-four")
    assert {row["centre"]: row["servicesNotMentioned"].split() for row in found_rows} == expected


def _deliveries(*presences: str) -> list[tuple[str, str]]:
    """Centre and service of the deliveries of some presences."""
    return sorted(
        (name, SERVICES[each["service"]])
        for name, fact in facts("centres", "centres").items()
        if fact["as_stated"]["services"] != "unknown"
        for each in fact["as_stated"]["services"]
        if each["presence"] in presences
    )


def test_how_parts_are_there(store: EmbeddedStore) -> None:
    """What is there at times, on visits or in a vehicle, and what is only planned."""
    found = rows(store, "part-time-and-visiting")
    assert keys(found, "centre", "service") == _deliveries("part_time", "visiting", "mobile")
    planned = Counter(row["centre"] for row in rows(store, "parts-only-planned"))
    assert planned == Counter(
        name for name, service in _deliveries("planned") if (name, service) not in _deliveries(*SHOW)
    )


def test_several_sites(store: EmbeddedStore) -> None:
    """The three centres whose source tells of several sites."""
    known = facts("centres", "centres")
    expected = sorted(name for name, fact in known.items() if "several_sites" in fact.get("oddities", []))
    assert keys(rows(store, "several-sites"), "centre") == expected == ["heby", "mjolby", "skara"]


def test_church_or_private(store: EmbeddedStore) -> None:
    """Each centre that the facts mark for a church or a private provider is among those told."""
    known = facts("centres", "centres")
    marked = {
        name for name, fact in known.items() if {"church_principal", "private_provider"} & set(fact.get("oddities", []))
    }
    assert marked <= {row["centre"] for row in rows(store, "church-or-private")}


def test_where_nothing_is_described(store: EmbeddedStore) -> None:
    """Municipalities of the 49 without a described centre, and documents and centres by county."""
    known = facts("centres", "centres").values()
    used = {fact["municipality_code"] for fact in known}
    found = {row["municipality"]: row["association"] for row in rows(store, "municipalities-without-centre")}
    assert set(found) == set(_municipalities()) - used
    documents = Counter(str(fact["county_code"]) for fact in facts().values() if fact["county_code"])
    by_county = Counter(fact["county_code"] for fact in known)
    counties = {row["county"]: (row["documents"], row["centres"]) for row in rows(store, "counties-known")}
    assert len(counties) == 21
    assert counties == {code: (documents[code], by_county[code]) for code in counties}


def test_how_old_the_descriptions_are(store: EmbeddedStore) -> None:
    """Descriptions by year and confidence; 33 are undated."""
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in facts("centres", "centres").values():
        year = "" if fact["as_of"] == "unknown" else str(fact["as_of"])[:4]
        expected[year][fact["confidence"]] += 1
    found = {
        row["year"] or "": Counter({name: row[name] for name in ("high", "medium", "low") if row[name]})
        for row in rows(store, "how-old-are-the-descriptions")
    }
    assert found == expected
    assert sum(found[""].values()) == 33


def test_not_known(store: EmbeddedStore) -> None:
    """What no source says of an agreement is what the facts list as not known."""
    expected = Counter({name: len(fact["not_known"]) for name, fact in facts().items() if fact.get("not_known")})
    assert Counter(row["agreement"] for row in rows(store, "not-known-of-agreements")) == expected
