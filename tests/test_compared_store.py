"""Comparisons in the store: which the service keeps, that they are those of the faces, and that SPARQL asks them."""

import json
import time
from itertools import combinations

import pytest
from starlette.testclient import TestClient

import samsyn
from samsyn.comparing import Comparer
from samsyn.library import Library
from samsyn.workers.dataset import COMPARISONS, CONTAINMENTS, comparisons
from samsyn.workers.service import Service

PREFIXES = """
PREFIX sam: <https://w3id.org/samsyn/ns#>
PREFIX agreement: <https://w3id.org/samsyn/id/agreement/>
PREFIX kind: <https://w3id.org/samsyn/id/kind/>
PREFIX containment: <https://w3id.org/samsyn/id/containment/>
"""
VG, FFFF = "se-o-vg-common-2024", "se-nat-ffff"


def asked(client: TestClient, query: str) -> list[dict[str, str]]:
    """The rows of an answer, as text."""
    answer = client.get("/sparql", params={"query": PREFIXES + query}, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return [
        {name: cell["value"] for name, cell in row.items()} for row in json.loads(answer.text)["results"]["bindings"]
    ]


def test_each_pair_is_stated_once(client: TestClient, lib: Library) -> None:
    """For each kind that two documents share there is one comparison, the one that comes first on the left."""
    found = asked(
        client,
        f"SELECT ?left ?right ?kind {{ GRAPH <{COMPARISONS}> {{ ?c a sam:AgreementComparison ;"
        " sam:leftAgreement ?left ; sam:rightAgreement ?right ; sam:asKind ?kind } }",
    )
    told = {tuple(row[name].rpartition("/")[2] for name in ("left", "right", "kind")) for row in found}
    heads = lib.knowledge.heads
    pairs = combinations(lib.documents, 2)
    shared = {(one, other, kind) for one, other in pairs for kind in heads[one].kinds if kind in heads[other].kinds}
    assert told == shared
    assert len(found) == len(shared)


def test_what_is_stored_is_what_the_faces_tell(client: TestClient) -> None:
    """The relations of a pair, without the topics that are not known on one side."""
    found = asked(
        client,
        "SELECT ?topic ?relation ?decided { ?c a sam:AgreementComparison ; sam:asKind kind:familjecentral ;"
        f" sam:leftAgreement agreement:{FFFF} ; sam:rightAgreement agreement:{VG} ; sam:topicRelation ?t ."
        " ?t sam:onTopic ?topic ; sam:relation ?relation ; sam:decided ?decided }",
    )
    stored = {row["topic"].rpartition("/")[2]: (row["relation"].rpartition("/")[2], row["decided"]) for row in found}
    told = samsyn.compare(FFFF, VG, "familjecentral").topics
    assert stored == {
        each.topic: (each.relation, str(each.found.decided).lower()) for each in told if each.relation != "notRead"
    }
    assert len(stored) < len(told)


def test_it_can_be_looked_up(client: TestClient) -> None:
    """A comparison and each of its relations answers under its own address."""
    path = f"/id/compared/{FFFF}/{VG}/familjecentral"
    assert "AgreementComparison" in client.get(f"{path}.ttl").text
    assert "TopicRelation" in client.get(f"{path}/target-group.ttl").text
    assert "AgreementComparison" in client.get("/id/graph/comparisons.ttl").text


def test_levels_are_stored_once_they_are_known(client: TestClient, service: Service) -> None:
    """Both ways of each pair, with what a witness lacks; the same number as in the table."""
    assert service.containing.wait(120)
    counted = f"SELECT (COUNT(?c) AS ?n) {{ GRAPH <{CONTAINMENTS}> {{ ?c a sam:LevelContainment }} }}"
    until = time.monotonic() + 30
    while asked(client, counted) == [{"n": "0"}] and time.monotonic() < until:
        time.sleep(0.2)
    table = samsyn.compare_all().levels
    assert asked(client, counted) == [{"n": str(len(table.answers))}]
    held = asked(
        client,
        "SELECT ?right { ?c a sam:LevelContainment ; sam:asKind kind:familjecentral ;"
        f" sam:fromAgreement agreement:{FFFF} ; sam:toAgreement ?right ;"
        " sam:containmentOutcome containment:contained }",
    )
    assert {row["right"].rpartition("/")[2] for row in held} == {
        right
        for left, right, kind, each in table.answers
        if (left, kind, each.outcome) == (FFFF, "familjecentral", "contained")
    }
    lacking = asked(
        client,
        "SELECT ?requirement { ?c a sam:LevelContainment ; sam:asKind kind:familjecentral ;"
        f" sam:fromAgreement agreement:{VG} ; sam:toAgreement agreement:{FFFF} ; sam:lacksRequirement ?requirement }}",
    )
    assert lacking


def test_it_does_not_hang_on_who_works_it_out(lib: Library) -> None:
    """In parts or at once it is the same, line by line."""
    whole = comparisons(lib, lib.documents)
    parts = b"".join(comparisons(lib, [name]) for name in lib.documents)
    assert whole == parts
    assert len(set(whole.splitlines())) == len(whole.splitlines())


@pytest.mark.parametrize("name", ["se-y-ornskoldsvik-2018"])
def test_the_last_has_nothing_after_it(lib: Library, name: str) -> None:
    """The document that comes last is on the right alone."""
    assert list(lib.documents)[-1] == name
    assert list(Comparer(lib).every(name)) == []
