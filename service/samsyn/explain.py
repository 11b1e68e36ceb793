"""Findings in words: what was found, why, and what would mend it, in Swedish and English."""

from collections.abc import Iterable
from typing import Final

from samsyn.engine.build import Statement, document, statements
from samsyn.engine.graph import Graph
from samsyn.engine.ground import leaves
from samsyn.engine.plan import Plan
from samsyn.model import Ground, Outcome, Remedy, Text
from samsyn.terms import Term, iri

_PRINCIPALS: Final = ("region", "municipality", "steering-group", "unknown")

OUTCOME_NAMES: Final[dict[Outcome, Text]] = {
    "passed": Text("uppfyllt", "fulfilled"),
    "failed": Text("inte uppfyllt", "not fulfilled"),
    "cantTell": Text("går inte att avgöra", "cannot be told"),
    "inapplicable": Text("inte tillämpligt", "not applicable"),
}


def joined(names: Iterable[Text]) -> Text:
    """Some names as a list in a sentence."""
    found = [name for name in names if name]
    return Text(_list([name.sv for name in found], "och"), _list([name.en for name in found], "and"))


def _list(names: list[str], last: str) -> str:
    unique = list(dict.fromkeys(names))
    if len(unique) < 2:
        return "".join(unique)
    return f"{', '.join(unique[:-1])} {last} {unique[-1]}"


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
        return Text(f"Det sägs inget säkert om: {names.sv}.", f"Nothing certain is said of: {names.en}.")
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


def to_mend(ground: Ground) -> list[Ground]:
    """The fewest parts to mend so that a ground passes: all that are asked for, of alternatives the nearest."""
    if ground.outcome == "passed":
        return []
    if not ground.detail:
        return [ground]
    ways = [to_mend(part) for part in ground.detail]
    if ground.combine == "any":
        return min(ways, key=lambda way: (sum(bool(part.denied) for part in way), len(way)))
    return list({part.shape: part for way in ways for part in way}.values())


def remedies(
    ground: Ground, compiled: Plan, graph: Graph, single: frozenset[str], own: tuple[str, ...]
) -> tuple[Remedy, ...]:
    """The steps that together would make a failed or unknown ground pass; `own` is who answers where no part tells."""
    parts = to_mend(ground)
    settled = [part for part in parts if part.path in single and _settled(part, parts, compiled)]
    return tuple(_remedy(part, compiled, graph, single, own) for part in parts if part not in settled)


def _settled(part: Ground, others: Iterable[Ground], compiled: Plan) -> bool:
    """Whether the one value that another part asks for on the same path will do for this part too."""

    def choices(ground: Ground) -> frozenset[Term]:
        return frozenset().union(*compiled.pins.get(iri(ground.shape), {}).values())

    return any(
        choices(other) and choices(other) < choices(part) for other in others if other.path == part.path and other.shape
    )


def _remedy(part: Ground, compiled: Plan, graph: Graph, single: frozenset[str], own: tuple[str, ...]) -> Remedy:
    add = (statements(compiled, iri(part.shape)) if part.shape else None) or ()
    gone = _to_remove(part, add, graph, single)
    return Remedy(
        _advice(part),
        part.responsible or own,
        document(part.focus, add),
        document(part.focus, gone),
    )


def _to_remove(part: Ground, add: tuple[Statement, ...], graph: Graph, single: frozenset[str]) -> tuple[Statement, ...]:
    """The statements that stand in the way: denials, and other values of a property that has one value."""
    if not part.path or " " in part.path:
        return ()
    gone = [(part.path, value) for value in part.denied]
    if part.path in single:
        gone += [(part.path, value) for value in part.values if (part.path, value) not in add]
    return tuple(gone)


def _advice(part: Ground) -> Text:
    message = part.message or part.name
    if part.contradicted:
        return Text(
            f"Uppgifterna säger emot varandra. Rätta den som är fel. {message.sv}",
            f"The statements contradict each other. Correct the wrong one. {message.en}",
        )
    if part.outcome == "failed":
        return Text(
            f"Ordna det som saknas ({part.name.sv}) och ange det sedan i beskrivningen.",
            f"Arrange what is lacking ({part.name.en}), then state it in the description.",
        )
    return message
