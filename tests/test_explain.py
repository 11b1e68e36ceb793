"""Findings in words."""

import pytest

from samsyn import explain
from samsyn.engine import Graph, compile_shapes
from samsyn.model import Ground, Outcome, Text
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples

SHAPES = b"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix sam: <https://w3id.org/samsyn/ns#> .
<urn:a> a sh:PropertyShape ; sh:path sam:feature ; sh:minCount 1 .
<urn:b> a sh:PropertyShape ; sh:path sam:feature ; sh:minCount 1 .
<urn:c> a sh:PropertyShape ; sh:path sam:feature ; sh:minCount 1 .
"""
PLAN = compile_shapes(Graph(triples(SHAPES, rdf_format("turtle"))))


def part(name: str, outcome: Outcome = "cantTell", *, denied: tuple[str, ...] = (), who: str = "region") -> Ground:
    """A part called something, whose message asks for it."""
    called, message = Text(name, name), Text(f"Ange {name}.", f"State {name}.")
    return Ground(f"urn:{name}", outcome, "_:centre", called, message, "sam:feature", denied=denied, responsible=(who,))


def group(combine: str, *parts: Ground, outcome: Outcome = "cantTell") -> Ground:
    """Parts of which all or any are asked for."""
    return Ground("group", outcome, "_:centre", combine=combine, detail=parts)


def advice(ground: Ground) -> list[str]:
    """What is advised, in Swedish."""
    return [step.text.sv for step in explain.remedies(ground, PLAN, Graph(()), frozenset(), ())]


def test_clauses_are_parted_by_semicolons() -> None:
    """A list reads right, whether its names are things or clauses."""
    said = explain.why(group("all", part("kommunen svarar"), part("regionen svarar")))
    assert said.sv == "Inget säkert sägs om detta: kommunen svarar; regionen svarar."
    assert said.en == "Nothing certain is said of this: kommunen svarar; regionen svarar."


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        (part("a"), "Ange a."),
        (part("a", "failed"), "Ange a."),
        (part("a", "failed", denied=("b:x",)), "Ordna det som saknas (a) och ange det sedan i beskrivningen."),
        (group("any", part("a"), part("b")), "Ange minst en av följande: a; b."),
        (group("any", part("a"), part("b", denied=("b:x",))), "Ange a."),
        (group("any", group("any", part("a"), part("b")), part("c")), "Ange minst en av följande: a; b; c."),
    ],
)
def test_what_is_advised(ground: Ground, said: str) -> None:
    """To arrange only what is denied, to state the rest; of alternatives one."""
    assert advice(ground) == [said]


def test_denied_alternatives_are_to_be_arranged_one_of_them() -> None:
    """Where all are denied, one of them is to be arranged."""
    parts = (part("a", "failed", denied=("b:x",)), part("b", "failed", denied=("b:y",)))
    said = "Ordna minst en av följande (a; b) och ange det sedan i beskrivningen."
    assert advice(group("any", *parts, outcome="failed")) == [said]


def test_an_alternative_that_is_required_elsewhere_is_no_choice() -> None:
    """What is asked for in any case is asked for plainly, in whatever order it comes."""
    choice = group("any", part("a"), part("b"))
    assert advice(group("all", choice, part("a"))) == advice(group("all", part("a"), choice)) == ["Ange a."]


def test_everybody_who_answers_for_an_alternative_is_named() -> None:
    """A choice is for those who answer for its parts."""
    (step,) = explain.remedies(group("any", part("a"), part("b", who="municipality")), PLAN, Graph(()), frozenset(), ())
    assert step.responsible == ("region", "municipality")
    assert explain.is_choice(step.text)
