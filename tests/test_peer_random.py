"""Our standard mode and other engines find the same in shapes and data drawn at random, over all of SHACL Core.

What a peer is known to answer otherwise is left out, by the rules in `departures` and `fragment` and by nothing else.
The default run tries some hundreds of examples with each peer, always the same; `make long` ten thousand new ones.
"""

import pytest

from any_shapes import BRANCHES, TARGETS, Drawn, by_chance, sh
from departures import PYSHACL, TURBO
from fragment import OUTSIDE
from matches import Match, ours
from meetings import Meetings
from peers import few_certificates, named, pyshacl, rudof, turbo, unlabelled
from test_laws import examples

__all__ = ["few_certificates"]
COMPONENTS = (
    "And", "Class", "Closed", "Datatype", "Disjoint", "Equals", "HasValue", "In", "LanguageIn", "LessThan",
    "LessThanOrEquals", "MaxCount", "MaxExclusive", "MaxInclusive", "MaxLength", "MinCount", "MinExclusive",
    "MinInclusive", "MinLength", "Node", "NodeKind", "Not", "Or", "Pattern", "QualifiedMaxCount", "QualifiedMinCount",
    "UniqueLang", "Xone",
)  # fmt: skip


OF_CORE = {
    "pyshacl": Match(pyshacl, PYSHACL),
    "turbo": Match(turbo, TURBO),
    "rudof": Match(
        lambda example: unlabelled(rudof(named(example))), OUTSIDE, lambda example: unlabelled(ours(named(example)))
    ),
}


@examples(500)
def test_core_is_that_of_pyshacl_turbo(count: int) -> None:
    """Shapes of every component, path and target, nested three deep: both find the same."""
    OF_CORE["turbo"].holds(count)


@examples(300)
def test_core_is_that_of_pyshacl(count: int) -> None:
    """Shapes of every component, path and target, nested three deep: both find the same."""
    OF_CORE["pyshacl"].holds(count)


@examples(250)
@pytest.mark.usefixtures("few_certificates")
def test_core_is_that_of_rudof(count: int) -> None:
    """On the part of Core that rudof knows both find the same."""
    OF_CORE["rudof"].holds(count)


def test_every_component_path_and_target_is_drawn() -> None:
    """The examples break every component, and hold every sort of path and target, and shapes three deep."""
    every = [by_chance(seed) for seed in range(1500)]
    broken = {row[3] for example in every for row in ours(example)}
    assert broken >= {sh(f"{name}ConstraintComponent") for name in COMPONENTS}
    said = {predicate for example in every for _, predicate, _ in example.shapes}
    assert said >= {sh(name) for name in (*BRANCHES, *TARGETS, "severity", "message", "deactivated")}
    assert max(deepest(example) for example in every) >= 3


def deepest(example: Drawn) -> int:
    """How many shapes are within one another, at most."""
    meetings = Meetings(example)

    def below(shape: str) -> int:
        return max((1 + below(each) for each in meetings.below(shape)), default=0)

    return max((below(shape) for shape in meetings.met), default=0)


@pytest.mark.parametrize(("peer", "most"), [("turbo", 0.1), ("pyshacl", 0.4), ("rudof", 0.85)])
def test_little_is_left_out(peer: str, most: float) -> None:
    """Of what is drawn pyshacl-turbo is held to nine tenths, pySHACL to six, rudof to a seventh."""
    every = [by_chance(seed) for seed in range(500)]
    left_out = sum(OF_CORE[peer].departs(example) for example in every)
    assert 0 < left_out < most * len(every)
