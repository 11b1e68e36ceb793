"""Our engine answers each case as the case expects, in the words of the W3C test suite."""

from pathlib import Path

import pytest
from rdflib import SH, Literal

from conformance.reports import CASES, SHT, answer, assert_report, expectation, read, refusals, rules
from samsyn.engine import Graph
from samsyn.graphs import to_rdflib

ROOT = Path(__file__).parents[1]
DESCRIPTIONS = sorted((ROOT / "tests" / "cases" / "descriptions").glob("*.ttl"))
AGREEMENTS = sorted((ROOT / "tests" / "cases" / "agreements").glob("*.ttl"))


@pytest.mark.parametrize("file", DESCRIPTIONS, ids=lambda file: file.stem)
def test_description(file: Path) -> None:
    """The shapes of descriptions find what the case expects."""
    found = read(file)
    ours = answer(found, read(ROOT / "shapes" / "description.ttl", "s"))
    assert_report(ours, *expectation(found), one_file=False)


@pytest.mark.parametrize("file", AGREEMENTS, ids=lambda file: file.stem)
def test_agreement(file: Path) -> None:
    """The shapes of agreements find what the case expects."""
    found = read(file)
    assert_report(answer(found, read(ROOT / "shapes" / "agreement.ttl", "s")), *expectation(found), one_file=False)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_shacl(file: Path) -> None:
    """Data and shapes in one file give the report, or the failure, that stands beside them."""
    found = read(file)
    graph, report = expectation(found)
    errors = refusals(file)
    assert (report == SHT.Failure) == bool(errors), "the name does not say what to expect"
    if not errors:
        assert_report(answer(found, found), graph, report, one_file=True)
    elif file.stem.startswith("failure-"):
        with pytest.raises(errors):
            answer(found, found)
    else:
        with pytest.raises(errors):
            rules(Graph(found))


def test_every_component_has_a_case() -> None:
    """Each constraint component of SHACL is broken in a case, and some cases conform."""
    graphs = [to_rdflib(read(file)) for file in CASES]
    broken = {component for graph in graphs for component in graph.objects(None, SH.sourceConstraintComponent)}
    names = {
        str(component).removeprefix(str(SH)).removesuffix("ConstraintComponent")
        for component in broken
        if str(component).startswith(str(SH))
    }
    assert names == {
        "And", "Class", "Closed", "Datatype", "Disjoint", "Equals", "HasValue", "In", "LanguageIn", "LessThan",
        "LessThanOrEquals", "MaxCount", "MaxExclusive", "MaxInclusive", "MaxLength", "MinCount", "MinExclusive",
        "MinInclusive", "MinLength", "Node", "NodeKind", "Not", "Or", "Pattern", "QualifiedMaxCount",
        "QualifiedMinCount", "SPARQL", "UniqueLang", "Xone",
    }  # fmt: skip
    assert sum(Literal(True) in graph.objects(None, SH.conforms) for graph in graphs) >= 3
