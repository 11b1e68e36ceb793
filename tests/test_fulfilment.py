"""What descriptions come to under Västra Götaland's common agreement."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from samsyn.assessment import validate
from samsyn.engine import Graph
from samsyn.library import Library
from samsyn.model import Finding, Ground, Report, Triple
from samsyn.outcomes import severity
from samsyn.selection import Wish
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import iri

VG = "se-o-vg-common-2024"
HEAD = """
@prefix sam: <https://w3id.org/samsyn/ns#> .
@prefix service: <https://w3id.org/samsyn/id/service/> .
@prefix presence: <https://w3id.org/samsyn/id/presence/> .
@prefix principal: <https://w3id.org/samsyn/id/principal/> .
@prefix feature: <https://w3id.org/samsyn/id/feature/> .
@prefix degree: <https://w3id.org/samsyn/id/degree/> .
@prefix kind: <https://w3id.org/samsyn/id/kind/> .
@prefix status: <https://w3id.org/samsyn/id/status/> .
@prefix municipality: <https://w3id.org/samsyn/id/municipality/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .

ex:said a sam:Description ; sam:describes ex:centre ; sam:madeUp true ;
    dcterms:source [ dcterms:bibliographicCitation "made up" ] .
ex:centre a sam:FamilyCentre ; rdfs:label "Mitt i byn"@sv ; sam:municipality municipality:1489 .
"""
FOUR = ("maternal-health", "child-health", "open-preschool", "social-services")
Describe = Callable[..., Report]


def part(service: str, presence: str = "on_site", more: str = "") -> str:
    """A service delivery in Turtle."""
    return (
        f"ex:centre sam:serviceDelivery [ sam:service service:{service} ; sam:presence presence:{presence} {more} ] .\n"
    )


def feature(kind: str, presence: str = "listed") -> str:
    """A feature in Turtle."""
    return f"ex:centre sam:feature [ sam:featureKind feature:{kind} ; sam:presence presence:{presence} ] .\n"


def read(body: str) -> list[Triple]:
    """A made-up description as triples."""
    return triples((HEAD + body).encode(), rdf_format("turtle"))


@pytest.fixture
def describe(lib: Library) -> Describe:
    """The report on a made-up description, as a kind and on a date."""

    def report(body: str, kind: str | None = "familjecentral", date: str = "2024-06-01") -> Report:
        return validate(lib.knowledge, Graph(read(body)), Wish(date, VG, kind)).reports[0]

    return report


def finding(report: Report, name: str) -> Finding:
    """The finding for a requirement."""
    return next(each for each in report.findings if each.requirement == name)


def outcomes(ground: Ground | None) -> dict[str, str]:
    """The outcome of each named part without parts."""
    assert ground
    if not ground.detail:
        return {ground.name.en: ground.outcome}
    return {name: outcome for each in ground.detail for name, outcome in outcomes(each).items()}


@pytest.fixture
def sollebrunn(lib: Library) -> Callable[[str], Report]:
    """Sollebrunn's report as a kind, on 2024-06-01."""
    return lambda kind: lib.assess(
        lib.description("alingsas-sollebrunn"), date="2024-06-01", agreement=VG, kind=kind
    ).reports[0]


def test_sollebrunn_is_no_familjecentral(sollebrunn: Callable[[str], Report]) -> None:
    """The missing midwife fails the four base services, the region alone answers, the other three are unknown."""
    report = sollebrunn("familjecentral")
    found = finding(report, "vg-fc-four-base-services")
    assert (report.outcome, found.outcome, found.responsible) == ("failed", "failed", ("region",))
    assert outcomes(found.ground) == {
        "maternity health care": "failed",
        "child health care": "cantTell",
        "open preschool": "cantTell",
        "preventive social services": "cantTell",
    }
    assert not report.conforms


def test_only_what_asks_for_the_denied_service_fails(sollebrunn: Callable[[str], Report]) -> None:
    """A stated absence fails the requirements that ask for that very service, and no other."""
    report = sollebrunn("familjecentral")
    assert [each.requirement for each in report.findings if each.outcome == "failed"] == ["vg-fc-four-base-services"]
    assert finding(report, "vg-region-answers-for-midwifery-and-child-health").outcome == "cantTell"
    assert finding(report, "vg-older-local-agreement-not-sufficient").outcome == "passed"


def test_sollebrunn_cannot_be_told_as_liknande(sollebrunn: Callable[[str], Report]) -> None:
    """Child health care is not stated, so no reading decides; maternity care differs by reading."""
    report = sollebrunn("familjecentralsliknande")
    found = finding(report, "vg-fclike-minimum-services")
    assert report.outcome == found.outcome == "cantTell"
    assert [(each.reading, each.outcome) for each in found.readings] == [
        ("A", "cantTell"),
        ("B", "cantTell"),
        ("national", "cantTell"),
    ]
    maternity = finding(report, "vg-fclike-maternity-care")
    assert {each.reading: each.outcome for each in maternity.readings} == {
        "optional": "inapplicable",
        "expected": "failed",
    }
    assert (maternity.outcome, maternity.counts, maternity.responsible) == ("cantTell", False, ("region",))


def test_the_whole_is_not_read_by_a_profile_that_speaks_of_the_midwife_alone(
    sollebrunn: Callable[[str], Report],
) -> None:
    """The profile alingsas shows in its requirement's readings, not among the profiles of the whole."""
    assert [name for name, _ in sollebrunn("familjecentralsliknande").profiles] == ["A", "B", "national"]


def test_the_source_s_own_claim_is_shown_beside_the_verdict(sollebrunn: Callable[[str], Report]) -> None:
    """A source's verdict is a claim with its source, and changes no outcome."""
    for kind in ("familjecentral", "familjecentralsliknande"):
        (claim,) = sollebrunn(kind).claims
        assert claim.text.sv == "Verksamheten motsvarar inte det gemensamma avtalet."
        assert "Alingsås kommun" in claim.source


def test_four_services_without_a_place_do_not_tell_of_co_location(describe: Describe) -> None:
    """A page that names all four services and says not where: cannot tell on co-location, not failed."""
    report = describe("".join(part(service, "listed") for service in FOUR))
    assert finding(report, "vg-fc-four-base-services").outcome == "passed"
    assert finding(report, "vg-fc-colocated-and-cooperating").outcome == "cantTell"


def test_services_stated_to_lie_apart_fail_co_location(describe: Describe) -> None:
    """A stated degree below one roof decides the co-location, since there is one degree."""
    report = describe("ex:centre sam:coLocationDegree degree:area-cooperation .")
    assert finding(report, "vg-fc-colocated-and-cooperating").outcome == "failed"


def test_one_roof_leaves_full_co_location_open(describe: Describe) -> None:
    """Under one roof is a beginning: whether all ordinary work is done there is not known."""
    report = describe("ex:centre sam:coLocationDegree degree:under-one-roof .")
    assert finding(report, "vg-colocation-whole-ordinary-activity").outcome == "cantTell"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (("child-health", "maternal-health"), {"A": "passed", "B": "cantTell", "national": "cantTell"}),
        (("child-health", "social-services"), {"A": "passed", "B": "cantTell", "national": "passed"}),
        (("child-health", "open-preschool"), {"A": "passed", "B": "passed", "national": "passed"}),
        (("open-preschool",), {"A": "cantTell", "B": "cantTell", "national": "cantTell"}),
    ],
)
def test_readings_differ(describe: Describe, stated: tuple[str, ...], expected: dict[str, str]) -> None:
    """Each reading has its own outcome, and the merged one is what they share."""
    report = describe("".join(part(service) for service in stated), "familjecentralsliknande")
    found = finding(report, "vg-fclike-minimum-services")
    assert {each.reading: each.outcome for each in found.readings} == expected
    shared = set(expected.values())
    assert found.outcome == (shared.pop() if len(shared) == 1 else "cantTell")


def test_a_merged_outcome_names_the_readings_that_differ(describe: Describe) -> None:
    """Where readings differ the message says how."""
    body = part("child-health") + part("maternal-health") + "ex:said sam:completeAbout sam:serviceDelivery ."
    found = finding(describe(body, "familjecentralsliknande"), "vg-fclike-minimum-services")
    assert [each.outcome for each in found.readings] == ["passed", "failed", "failed"]
    assert found.outcome == "cantTell"
    assert "A: uppfyllt" in found.message.sv
    assert "B: inte uppfyllt" in found.message.sv


def test_a_complete_description_fails_what_it_does_not_state(describe: Describe) -> None:
    """Completeness is declared, never inferred: then silence is a no."""
    body = part("child-health") + "ex:said sam:completeAbout sam:serviceDelivery ."
    found = finding(describe(body), "vg-fc-four-base-services")
    assert (found.outcome, found.responsible) == ("failed", ("region", "municipality"))


def test_a_denial_is_addressed_to_the_principal_of_the_service(describe: Describe) -> None:
    """A missing open preschool is the municipality's."""
    found = finding(describe(part("open-preschool", "absent")), "vg-fc-four-base-services")
    assert (found.outcome, found.responsible) == ("failed", ("municipality",))


@pytest.mark.parametrize("presence", ["cooperation", "mentioned", "same_building", "moved", "planned"])
def test_a_presence_that_does_not_show_says_nothing(describe: Describe, presence: str) -> None:
    """Cooperation, a mention, the same house, a move or a plan neither show a part nor deny it."""
    found = finding(describe(part("child-health", presence)), "vg-child-health-always-included")
    assert found.outcome == "cantTell"


@pytest.mark.parametrize("presence", ["on_site", "listed", "part_time", "visiting", "mobile"])
def test_a_presence_that_shows_is_a_part(describe: Describe, presence: str) -> None:
    """On site, listed, part time, visiting and mobile show that a service takes part."""
    assert finding(describe(part("child-health", presence)), "vg-child-health-always-included").outcome == "passed"


def test_a_contradiction_is_not_decided(describe: Describe) -> None:
    """A service stated both to be there and to be lacking: cannot tell, with both as ground."""
    body = part("child-health") + part("child-health", "absent")
    found = finding(describe(body), "vg-child-health-always-included")
    assert found.outcome == "cantTell"
    assert found.ground
    (leaf,) = found.ground.detail
    assert leaf.contradicted
    assert len(leaf.values) == len(leaf.denied) == 1


def test_a_plan_has_an_outcome_of_its_own(describe: Describe) -> None:
    """Planned parts count in the plan alone, in place of a denial of the same service."""
    body = part("child-health", "absent") + part("child-health", "planned") + part("open-preschool", "planned")
    report = describe(body, "familjecentralsliknande")
    assert finding(report, "vg-child-health-always-included").outcome == "failed"
    assert (report.outcome, report.plan) == ("failed", "cantTell")
    assert describe(part("child-health")).plan is None


def test_a_permission_never_fails(describe: Describe) -> None:
    """A permission not used is inapplicable even where all is known."""
    report = describe("ex:said sam:completeAbout sam:everything .")
    for each in report.findings:
        if each.modality == "may" and each.requirement != "vg-fclike-maternity-care":
            assert each.outcome == "inapplicable", each.requirement


@pytest.mark.parametrize(
    ("status", "date", "expected"),
    [
        ('status:closed ; sam:statusDate "2020-01"^^xsd:gYearMonth', "2020-01-15", "cantTell"),
        ('status:closed ; sam:statusDate "2020-01"^^xsd:gYearMonth', "2020-02-01", "inapplicable"),
        ("status:closed", "2020-02-01", "inapplicable"),
        ("status:temporarily_closed", "2024-06-01", "cantTell"),
        ("status:planned", "2024-06-01", "cantTell"),
    ],
)
def test_status(describe: Describe, status: str, date: str, expected: str) -> None:
    """A closed centre is inapplicable after its closing date; a planned or resting one is judged as described."""
    report = describe(f"ex:centre sam:status {status} .", date=date)
    assert report.outcome == expected
    assert any("stängd" in note.sv or "planerad" in note.sv for note in report.notes)


def test_an_unspecified_degree_settles_nothing(describe: Describe) -> None:
    """That a degree is unspecified is a fault of the description, and says no more than if it were left out."""
    report, silent = describe("ex:centre sam:coLocationDegree degree:unspecified ."), describe("")
    assert {each.shape for each in report.description_results} - {
        each.shape for each in silent.description_results
    } == {"<https://w3id.org/samsyn/shapes/description#CoLocation-degree-listed>"}
    assert [each.outcome for each in report.findings] == [each.outcome for each in silent.findings]
    found = finding(report, "vg-fc-colocated-and-cooperating")
    assert found.outcome == "cantTell"
    assert "degree:unspecified" in found.remedy[0].remove


def test_nothing_is_asked_of_what_is_no_centre(lib: Library) -> None:
    """What only sounds like a centre passes and fails nothing, as whatever kind it is judged."""
    body = "ex:centre sam:claimedKind kind:not-a-centre ." + part("social-services") + part("child-health", "absent")
    for kind in (None, "familjecentral", "familjecentralsliknande"):
        for report in validate(lib.knowledge, Graph(read(body)), Wish("2024-06-01", VG, kind)).reports:
            assert {report.outcome, *(each.outcome for each in report.findings)} == {"inapplicable"}
            assert any(note.sv.startswith("Verksamheten är ingen familjecentral") for note in report.notes)


def test_the_kind_is_claimed_else_derived_else_both(lib: Library) -> None:
    """Without a wish: the kind claimed, else the one that the services show, else a report for each."""

    def kinds(body: str) -> list[str | None]:
        return [each.kind for each in validate(lib.knowledge, Graph(read(body)), Wish("2024-06-01", VG)).reports]

    assert kinds("ex:centre sam:claimedKind kind:familjecentralsliknande .") == ["familjecentralsliknande"]
    assert kinds("".join(part(service) for service in FOUR)) == ["familjecentral"]
    assert kinds(part("child-health") + part("open-preschool")) == ["familjecentralsliknande"]
    assert kinds("ex:centre sam:claimedKind kind:other .") == ["familjecentral", "familjecentralsliknande"]


def test_the_agreement_is_that_of_the_municipality_s_county(lib: Library) -> None:
    """Without a wish: the documents whose area holds the centre's municipality."""
    found = validate(lib.knowledge, Graph(read("")), Wish("2024-06-01"))
    assert {each.agreement for each in found.reports} == {VG}


@pytest.mark.parametrize(
    ("date", "expected"), [("2024-01-01", True), ("2025-12-31", True), ("2023-12-31", None), ("2026-11-22", None)]
)
def test_outside_its_period_nothing_is_known_to_be_in_force(
    describe: Describe, date: str, expected: bool | None
) -> None:
    """Within the stated period in force; outside it not known, and assessed all the same."""
    report = describe("", date=date)
    assert report.in_force is expected
    assert report.findings


def test_two_centres_have_a_report_each_and_do_not_leak(lib: Library) -> None:
    """What one description is complete about says nothing of another centre in the same document."""
    body = (
        "ex:other a sam:FamilyCentre ; sam:municipality municipality:1480 ; sam:claimedKind kind:familjecentral .\n"
        "ex:told a sam:Description ; sam:describes ex:other ; sam:completeAbout sam:everything .\n"
        "ex:centre sam:claimedKind kind:familjecentral ."
    )
    reports = validate(lib.knowledge, Graph(read(body)), Wish("2024-06-01", VG)).reports
    assert {each.centre.iri: each.outcome for each in reports} == {
        "https://example.org/centre": "cantTell",
        "https://example.org/other": "failed",
    }


def test_remedies_say_what_to_add_and_to_remove(sollebrunn: Callable[[str], Report]) -> None:
    """A denied part is to be arranged by its principal; a silent one to be stated."""
    steps = finding(sollebrunn("familjecentral"), "vg-fc-four-base-services").remedy
    assert len(steps) == len(FOUR)
    midwife = next(step for step in steps if "maternal-health" in step.add)
    assert midwife.responsible == ("region",)
    assert "presence:absent" in midwife.remove
    assert all(not step.remove for step in steps if step is not midwife)


def test_every_shape_has_the_severity_of_its_modality(lib: Library) -> None:
    """shall and definition: Violation, should: Warning, may: Info; at most what the layer allows."""
    level = lib.knowledge.levels[VG]
    shapes = level.rules.plan.shapes
    for each in level.checked:
        for source in each.readings or (each,):
            assert source.shape
            stated = shapes[iri(source.shape)].severity
            assert stated.endswith(f"#{severity(source.modality, each.layer)}>"), source


def test_every_checked_requirement_has_a_shape_and_every_shape_a_requirement(lib: Library) -> None:
    """One shape for each requirement checked on a centre, one for each reading where it has readings."""
    level = lib.knowledge.levels[VG]
    stated = {source.shape for each in level.checked for source in (each.readings or (each,))}
    targeted = {shape.id[1:-1] for shape in level.rules.targeted}
    assert stated == targeted
    assert len(stated) == 29


def test_every_finding_shows_its_ground(lib: Library) -> None:
    """Every finding has a statement in both languages, a source, and where it is judged its shape."""
    for report in lib.reports(date="2024-06-01"):
        for each in report.findings:
            assert each.statement.sv
            assert each.statement.en
            assert each.sources
            assert each.message.sv
            if each.outcome in ("failed", "cantTell"):
                assert each.ground or each.readings


def test_a_description_in_another_order_gives_the_same_report(lib: Library) -> None:
    """The report does not depend on the order of statements."""
    centre = lib.description("munkedal-skatten")
    turned = replace(centre, triples=tuple(reversed(centre.triples)))
    one, other = (lib.assess(each, date="2024-06-01") for each in (centre, turned))
    assert [each.to_dict()["findings"] for each in one.reports] == [
        each.to_dict()["findings"] for each in other.reports
    ]


def test_the_words_of_outcomes_are_those_of_earl(lib: Library) -> None:
    """No outcome but the four of EARL that are used."""
    found = {each.outcome for report in lib.reports(date="2024-06-01") for each in report.findings}
    assert found <= {"passed", "failed", "cantTell", "inapplicable"}


def test_a_source_is_called_by_its_citation(lib: Library) -> None:
    """A source has no name but its citation."""
    assert (
        lib.label("https://w3id.org/samsyn/id/source/alingsas-2023").sv
        == "Alingsås kommun, tjänsteskrivelse 2023-11-07"
    )
