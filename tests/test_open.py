"""Open mode, rule by rule: each case is a description with shapes, and what they come to at its nodes."""

from pathlib import Path

import pytest

from samsyn import sparql
from samsyn.engine import Graph, OpenWorld
from samsyn.engine.ground import outcome_of, planned
from samsyn.library import Library
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import EARL, RDFS, SAM, iri, lexical

CASES = sorted((Path(__file__).parent / "cases" / "open").glob("*.ttl"))
RESULT = iri("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#result")
TEST = iri("https://example.org/test")


def read(file: Path) -> Graph:
    """A case, whose own address is that of the test."""
    return Graph(triples(file.read_bytes(), rdf_format("turtle"), base="https://example.org/test"))


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path, lib: Library) -> None:
    """Every outcome that the case tells, of today and of the plan, comes about."""
    graph = read(file)
    rules, openness = sparql.rules(graph), lib.knowledge.levels["se-o-vg-common-2024"].openness
    today = OpenWorld(graph, openness)
    worlds = {iri(EARL + "outcome"): today}
    if after := planned(graph, today):
        worlds[iri(SAM + "plannedOutcome")] = OpenWorld(after, openness)
    assert graph.values(TEST, RESULT)
    for result in graph.values(TEST, RESULT):
        (node,), (shape,) = (graph.values(result, iri(SAM + name)) for name in ("atNode", "ofShape"))
        for name in graph.out[result].keys() - {iri(SAM + "atNode"), iri(SAM + "ofShape")}:
            found = outcome_of(rules.conforms(worlds[name], shape, node))
            assert graph.value(result, name) == iri(EARL + found), (shape, node, name)


def test_cases_speak() -> None:
    """Each case states its rule in a sentence, above and within, and no two state the same."""
    labels = [lexical(graph.value(TEST, iri(RDFS + "label")) or '""') for graph in map(read, CASES)]
    assert len(labels) == len(set(labels)) >= 50
    for file, label in zip(CASES, labels, strict=True):
        assert label.endswith(".")
        assert file.read_text(encoding="utf-8").startswith(f"# {label}\n")
