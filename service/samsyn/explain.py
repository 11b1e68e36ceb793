"""Findings in words: what was found, why, and what would mend it, in Swedish and English."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from samsyn.engine.build import Statement, document, statements
from samsyn.engine.graph import Graph
from samsyn.engine.ground import leaves
from samsyn.engine.paths import short
from samsyn.engine.plan import Plan
from samsyn.model import Ground, Outcome, Remedy, Text
from samsyn.terms import Term, iri, is_iri

_PRINCIPALS: Final = ("region", "municipality", "steering-group", "unknown")

_ONE_OF: Final = Text("minst en av följande", "at least one of these")

OUTCOME_NAMES: Final[dict[Outcome, Text]] = {
    "passed": Text("uppfyllt", "fulfilled"),
    "failed": Text("inte uppfyllt", "not fulfilled"),
    "cantTell": Text("går inte att avgöra", "cannot be told"),
    "inapplicable": Text("inte tillämpligt", "not applicable"),
}


class Step(Struct, frozen=True):
    """A part to mend, and all parts of which one is enough, itself among them; none where it alone will do."""

    part: Ground
    among: tuple[Ground, ...] = ()


def joined(names: Iterable[Text]) -> Text:
    """Some names as a list that reads right where they are clauses too."""
    found = list(dict.fromkeys(name for name in names if name))
    return Text("; ".join(name.sv for name in found), "; ".join(name.en for name in found))


def named(ground: Ground) -> list[Text]:
    """The names of the parts that made a ground come out as it did, each once."""
    return list(dict.fromkeys(leaf.name for leaf in leaves(ground, ground.outcome) if leaf.name))


def why(ground: Ground) -> Text:
    """One or two sentences on why a ground came out as it did."""
    names = joined(named(ground))
    if ground.outcome == "passed":
        return Text(f"Det framgår: {names.sv}.", f"It is stated: {names.en}.")
    parts = list(leaves(ground, ground.outcome))
    if ground.outcome == "cantTell":
        if any(part.contradicted for part in parts):
            return Text(f"Uppgifterna säger emot varandra: {names.sv}.", f"Statements contradict: {names.en}.")
        return Text(f"Inget säkert sägs om detta: {names.sv}.", f"Nothing certain is said of this: {names.en}.")
    denied = joined(part.name for part in parts if part.denied)
    other = joined(part.name for part in parts if not part.denied)
    sv = [f"Det anges att det saknas: {denied.sv}."] if denied else []
    en = [f"It is stated to be lacking: {denied.en}."] if denied else []
    if other:
        sv.append(f"Det som anges visar inte: {other.sv}.")
        en.append(f"What is stated does not show: {other.en}.")
    return Text(" ".join(sv), " ".join(en))


def responsible(ground: Ground | None, own: tuple[str, ...]) -> tuple[str, ...]:
    """Who answers for a finding: the principals of the parts that failed or are unknown, else the requirement's own."""
    if ground is None or ground.outcome in ("passed", "inapplicable"):
        return own
    found: set[str] = set()
    for leaf in leaves(ground, ground.outcome):
        found.update(leaf.responsible or own)
    return ranked(found)


def ranked(principals: Iterable[str]) -> tuple[str, ...]:
    """Principals in a fixed order."""
    return tuple(sorted(set(principals), key=lambda key: (_PRINCIPALS.index(key) if key in _PRINCIPALS else 9, key)))


def to_mend(ground: Ground) -> list[Step]:
    """The fewest parts to mend so that a ground passes: all that are asked for, of alternatives the nearest."""
    if ground.outcome == "passed":
        return []
    if not ground.detail:
        return [Step(ground)]
    if ground.combine == "any":
        return _nearest(ground)
    steps: dict[str, Step] = {}
    for step in (step for part in ground.detail for step in to_mend(part)):
        known = steps.get(step.part.shape)
        steps[step.part.shape] = _both(known, step) if known else step
    return list(steps.values())


def _nearest(ground: Ground) -> list[Step]:
    """Of alternatives the one that takes least; where it is a single part, with the others that are as near."""
    ways = [(part, to_mend(part)) for part in ground.detail]
    _, best = min(ways, key=lambda way: (_denials(way[1]), len(way[1])))
    if len(best) != 1:
        return best
    among: dict[str, Ground] = {}
    for part, way in ways:
        if _denials(way) == _denials(best):
            found = (way[0].among or (way[0].part,)) if len(way) == 1 else (part,)
            among.update({each.shape: each for each in found})
    return [Step(best[0].part, tuple(among.values()) if len(among) > 1 else ())]


def _denials(way: list[Step]) -> int:
    return sum(bool(step.part.denied) for step in way)


def _both(one: Step, other: Step) -> Step:
    """What mends two things at once: of alternatives those that both have."""
    shapes = {each.shape for each in other.among}
    common = tuple(each for each in one.among if each.shape in shapes)
    return Step(other.part, common if len(common) > 1 else ())


def remedies(
    ground: Ground, compiled: Plan, graph: Graph, single: frozenset[str], own: tuple[str, ...]
) -> tuple[Remedy, ...]:
    """The steps that together would make a failed or unknown ground pass; `own` is who answers where no part tells."""
    steps = to_mend(ground)
    parts = [step.part for step in steps]
    settled = [part for part in parts if part.path in single and _settled(part, parts, compiled)]
    return tuple(_remedy(step, compiled, graph, single, own) for step in steps if step.part not in settled)


def _settled(part: Ground, others: Iterable[Ground], compiled: Plan) -> bool:
    """Whether the one value that another part asks for on the same path will do for this part too."""
    own = _choices(part, compiled)
    same = [_choices(other, compiled) for other in others if other.path == part.path]
    return any(choices and choices < own for choices in same)


def _choices(part: Ground, compiled: Plan) -> frozenset[Term]:
    """The values that will do for a part."""
    return frozenset().union(*compiled.pins.get(iri(part.shape), {}).values())


def _remedy(step: Step, compiled: Plan, graph: Graph, single: frozenset[str], own: tuple[str, ...]) -> Remedy:
    part = step.part
    add = (statements(compiled, iri(part.shape)) if part.shape else None) or ()
    kept = _kept(part, compiled) if part.path in single else ()
    gone = _to_remove(part, kept or add, graph, single)
    return Remedy(
        advice(step),
        _answering(step, own),
        document(part.focus, () if kept else add),
        document(part.focus, gone),
    )


def _kept(part: Ground, compiled: Plan) -> tuple[Statement, ...]:
    """Of several values stated where there is one, the first that will do."""
    choices = {short(value) for value in _choices(part, compiled) if is_iri(value)}
    return tuple((part.path or "", value) for value in part.values if value in choices)[:1]


def _to_remove(part: Ground, add: tuple[Statement, ...], graph: Graph, single: frozenset[str]) -> tuple[Statement, ...]:
    """The statements that stand in the way: denials, and other values of a property that has one value."""
    if not part.path or " " in part.path:
        return ()
    gone = [(part.path, value) for value in part.denied]
    if part.path in single:
        stated = part.values or _stated(part, graph)  # what is stated but counts as left out has to go too
        gone += [(part.path, value) for value in stated if (part.path, value) not in add]
    return tuple(gone)


def _stated(part: Ground, graph: Graph) -> tuple[str, ...]:
    """The values that a description states for the path of a part."""
    said = graph.out.get(iri(part.focus), {})
    return tuple(
        short(value) for predicate, values in said.items() if short(predicate) == part.path for value in values
    )


def _answering(step: Step, own: tuple[str, ...]) -> tuple[str, ...]:
    """Who answers for a step: of alternatives everybody who answers for one."""
    if not step.among:
        return step.part.responsible or own
    return ranked(who for part in step.among for who in responsible(part, own))


def is_choice(advice: Text) -> bool:
    """Whether an advice leaves a choice between alternatives."""
    return advice.sv.startswith((f"Ange {_ONE_OF.sv}", f"Ordna {_ONE_OF.sv}"))


def advice(step: Step) -> Text:
    """What to do about a part, or about one of several."""
    part = step.part
    message = part.message or part.name
    names = joined(each.name or joined(named(each)) for each in step.among)
    if part.contradicted:
        return Text(
            f"Uppgifterna säger emot varandra. Rätta den som är fel. {message.sv}",
            f"The statements contradict each other. Correct the wrong one. {message.en}",
        )
    if part.outcome == "failed" and part.denied:
        what = Text(f"{_ONE_OF.sv} ({names.sv})", f"{_ONE_OF.en} ({names.en})") if names else _lacking(part)
        return Text(
            f"Ordna {what.sv} och ange det sedan i beskrivningen.",
            f"Arrange {what.en}, then state it in the description.",
        )
    if names:
        return Text(f"Ange {_ONE_OF.sv}: {names.sv}.", f"State {_ONE_OF.en}: {names.en}.")
    return message


def _lacking(part: Ground) -> Text:
    return Text(f"det som saknas ({part.name.sv})", f"what is lacking ({part.name.en})")
