"""What single requirements of the documents come to on made-up descriptions."""

import pytest

from samsyn.library import Document, Library
from samsyn.selection import Wish
from test_fulfilment import HEAD

MORE = """
@prefix event: <https://w3id.org/samsyn/id/event/> .
@prefix profession: <https://w3id.org/samsyn/id/profession/> .
ex:centre sam:status status:operating .
"""
AGES = "sam:targetAge [ sam:fromEvent event:{} ; sam:toEvent event:{} ]"
NEAR = "sam:feature [ sam:featureKind feature:{} ; sam:presence presence:{} ]"
ONLY = "sam:completeAbout sam:{}"


def shown(term: str, presence: str = "listed", more: str = "") -> str:
    """A plan, a report or an agreement in Turtle."""
    return f"sam:{term} [ sam:presence presence:{presence} {more}]"


CASES = [
    ("se-d-sormland-policy-2012-r02", "", "cantTell"),
    ("se-d-sormland-policy-2012-r02", shown("localAgreement"), "passed"),
    ("se-d-sormland-policy-2012-r02", "sam:localAgreement [ ]", "cantTell"),
    ("se-d-sormland-policy-2012-r02", shown("localAgreement", "planned"), "cantTell"),
    ("se-d-sormland-policy-2012-r02", shown("localAgreement", "absent"), "cantTell"),
    (
        "se-d-sormland-policy-2012-r02",
        f"{shown('localAgreement', 'absent')} ; {ONLY.format('localAgreement')}",
        "failed",
    ),
    ("se-d-sormland-policy-2012-r04", AGES.format("pregnancy", "preschool-class-start"), "passed"),
    ("se-d-sormland-policy-2012-r04", AGES.format("pregnancy", "school-start"), "cantTell"),
    ("se-d-sormland-policy-2012-r04", "sam:targetAge [ sam:minAge 0 ; sam:maxAge 6 ]", "cantTell"),
    (
        "se-d-sormland-policy-2012-r04",
        f"{AGES.format('birth', 'preschool-class-start')} ; {ONLY.format('targetAge')}",
        "failed",
    ),
    ("se-m-skane-2018-r03", shown("localAgreement", more="; sam:signedByAll true "), "passed"),
    ("se-m-skane-2018-r03", shown("localAgreement"), "cantTell"),
    (
        "se-m-skane-2018-r03",
        f"{shown('localAgreement', more='; sam:signedByAll false ')} ; {ONLY.format('localAgreement')}",
        "failed",
    ),
    ("se-m-skane-2018-r16", shown("annualReport"), "passed"),
    ("se-m-skane-2018-r16", shown("followUp"), "cantTell"),
    ("se-m-skane-2018-r17", shown("annualReport"), "passed"),
    ("se-m-skane-2018-r17", shown("followUp"), "passed"),
    ("se-y-harnosand-r10", shown("annualReport", "absent"), "cantTell"),
    ("se-y-harnosand-r11", shown("annualReport"), "passed"),
    ("se-w-smedjebacken-2019-r09", NEAR.format("near-health-centre", "listed"), "passed"),
    ("se-w-smedjebacken-2019-r09", NEAR.format("adjacent-to-health-centre", "listed"), "passed"),
    ("se-w-smedjebacken-2019-r09", NEAR.format("adjacent-to-health-centre", "absent"), "cantTell"),
    ("se-w-malung-2021-r10", NEAR.format("adjacent-to-health-centre", "on_site"), "passed"),
    ("se-g-vaxjo-teleborg-2020-r06", NEAR.format("adjacent-to-health-centre", "listed"), "passed"),
    ("se-g-vaxjo-teleborg-2020-r06", NEAR.format("near-health-centre", "listed"), "cantTell"),
    ("se-g-vaxjo-teleborg-2020-r06", NEAR.format("adjacent-to-health-centre", "absent"), "failed"),
    ("se-ab-stockholm-fc-r07", "sam:coLocationDegree degree:under-one-roof", "passed"),
    ("se-ab-stockholm-fc-r07", "sam:coLocationDegree degree:network", "inapplicable"),
    ("se-f-jonkoping-2018-r09", NEAR.format("goal-good-health", "listed"), "cantTell"),
    ("se-nat-ffff-variant-r07", 'sam:catchmentArea "Biskopsgården"@sv', "passed"),
    ("se-nat-ffff-variant-r07", 'sam:district "Biskopsgården"@sv', "cantTell"),
    (
        "se-w-smedjebacken-2019-r08",
        "sam:serviceDelivery [ sam:service service:counselling-for-young-people ; sam:presence presence:visiting ]",
        "passed",
    ),
    ("se-w-smedjebacken-2019-r08", "", "inapplicable"),
    (
        "se-f-jonkoping-agreement-r12",
        " ; ".join(
            f"sam:post [ sam:profession profession:{name} ; sam:presence presence:listed ]"
            for name in ("midwife", "specialist-nurse", "preschool-teacher", "counsellor")
        ),
        "passed",
    ),
]


@pytest.mark.parametrize(("requirement", "said", "outcome"), CASES)
def test_requirement(lib: Library, requirement: str, said: str, outcome: str) -> None:
    """What is stated passes; what is not stated, or is stated absent, never does."""
    body = f"ex:centre {said} ." if said else ""
    found, _ = lib.requirement(requirement)
    document = Document((HEAD + MORE + body).encode(), "turtle")
    (report,) = lib.validate(document, Wish("2024-06-01", found.id, "familjecentral")).reports
    assert [each.outcome for each in report.findings if each.requirement == requirement] == [outcome]
    assert [each for each in report.description_results if each.severity.endswith("Violation")] == []
