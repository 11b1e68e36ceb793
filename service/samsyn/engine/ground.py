"""Why a shape came out as it did at a node: the statements, the denials, the silences behind a truth value."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from samsyn.engine import plan
from samsyn.engine.bound import BoundShape
from samsyn.engine.evaluate import Rules
from samsyn.engine.graph import Graph
from samsyn.engine.paths import Predicate, short
from samsyn.engine.plan import Pins
from samsyn.engine.qualified import asked
from samsyn.engine.truth import Truth
from samsyn.engine.world import Denials, Key, OpenWorld, World
from samsyn.model import Ground, Outcome, Text
from samsyn.terms import RDF, Term, address, is_blank, is_iri, language, lexical

_DEEPEST_SNIPPET: Final = 4
_TYPE: Final = f"<{RDF}type>"
_OUTCOMES: Final[dict[Truth, Outcome]] = {True: "passed", False: "failed", None: "cantTell"}


def outcome_of(truth: Truth) -> Outcome:
    """The outcome that a truth value stands for."""
    return _OUTCOMES[truth]


@lru_cache(maxsize=65536)
def texts(terms: tuple[Term, ...]) -> Text:
    """Literals in Swedish and English as one text; where one is missing it is the other."""
    found = {language(term)[:2]: lexical(term) for term in terms}
    other = found.get("", "")
    sv, en = found.get("sv", other), found.get("en", other)
    return Text(sv or en, en or sv)


def snippet(graph: Graph, term: Term, depth: int = 0) -> str:
    """A term as Turtle with prefixed names, a blank node written out as what is said of it."""
    if is_iri(term):
        return short(term)
    if not is_blank(term):
        return term
    if depth >= _DEEPEST_SNIPPET:
        return "[]"
    said = sorted(
        f"{'a' if predicate == _TYPE else short(predicate)} {snippet(graph, value, depth + 1)}"
        for predicate, values in graph.out.get(term, {}).items()
        for value in values
    )
    return f"[ {' ; '.join(said)} ]" if said else "[]"


class Grounds:
    """Grounds of shapes in one world; `answered_by` maps a key, such as a service, to who answers for it."""

    def __init__(self, rules: Rules, world: World, answered_by: Mapping[Term, str]) -> None:
        self.rules, self.world, self.answered_by = rules, world, answered_by

    def of(self, term: Term, focus: Term) -> Ground:
        """The ground of a shape at a focus node."""
        bound = self.rules.bound(term)
        outcome = self.outcome(term, focus)
        if bound.shape.path is not None:
            return self._of_path(bound, outcome, focus)
        combine, parts = _parts(bound)
        detail = tuple(self.of(part, focus) for part in self._telling(parts, outcome, focus))
        return self._ground(bound, outcome, focus, detail=detail, combine=combine)

    def outcome(self, term: Term, focus: Term) -> Outcome:
        """The same without the ground."""
        return outcome_of(self.rules.conforms(self.world, term, focus))

    def _telling(self, parts: tuple[Term, ...], outcome: Outcome, focus: Term) -> tuple[Term, ...]:
        """The parts of a shape that came out so which its ground holds."""
        return parts

    def _ground(self, bound: BoundShape, outcome: Outcome, focus: Term, **more: object) -> Ground:
        shape = bound.shape
        return Ground(
            shape=address(shape.id) if is_iri(shape.id) else "",
            outcome=outcome,
            focus=snippet(self.world.graph, focus) if is_blank(focus) else address(focus),
            name=texts(shape.names),
            message=texts(shape.messages),
            **more,  # type: ignore[arg-type]
        )

    def _of_path(self, bound: BoundShape, outcome: Outcome, focus: Term) -> Ground:
        graph, values = self.world.graph, tuple(bound.values(self.world, focus))
        pins, denials = self._pins(bound), Denials()
        if key := self._key(bound):
            denials = self._denials(bound, focus, key, pins)
            wanted = pins.get(key.name, frozenset())
            values = tuple(value for value in values if self._concerns(bound, value, key.name, wanted))
        elif outcome == "passed":
            values = tuple(value for value in values if self._shows(bound, value))
        denying = {each.node for each in denials.holding + denials.contradicted}
        return self._ground(
            bound,
            outcome,
            focus,
            path=bound.shape.path_text,
            values=tuple(sorted(snippet(graph, value) for value in values if value not in denying)),
            silence=(bound.shape.path_text or "",) if outcome == "cantTell" else (),
            denied=tuple(sorted(snippet(graph, node) for node in denying)),
            contradicted=bool(denials.contradicted),
            responsible=self._responsible(pins),
        )

    def _key(self, bound: BoundShape) -> Key | None:
        """The key of the values at the path of a shape, if they have one."""
        return self.world.key(bound.shape.path.iri) if isinstance(bound.shape.path, Predicate) else None

    def _denials(self, bound: BoundShape, focus: Term, key: Key, pins: Pins) -> Denials:
        """The denials that stand against what is asked for, and those that are contradicted."""
        assert isinstance(bound.shape.path, Predicate)
        wanted = asked(pins, key, self.world)
        found, places = self.world.denials(focus, bound.shape.path.iri), {None, *(wanted.refined or ())}
        return Denials(
            tuple(each for each in found.holding if wanted.part and each.key in wanted.keys and each.refined in places),
            tuple(each for each in found.contradicted if each.key in wanted.keys),
        )

    def _pins(self, bound: BoundShape) -> Pins:
        for constraint in bound.shape.constraints:
            if isinstance(constraint, plan.Qualified):
                return self.rules.plan.pins[constraint.shape]
        return {}

    def _concerns(self, bound: BoundShape, value: Term, key: Term, wanted: frozenset[Term]) -> bool:
        """Whether a value has to do with what a shape asks for: by its key, else by perhaps conforming."""
        stated = self.world.graph.values(value, key)
        if wanted and stated:
            return not wanted.isdisjoint(stated)
        return any(
            self.rules.conforms(self.world, constraint.shape, value) is not False
            for constraint in bound.shape.constraints
            if isinstance(constraint, plan.Qualified)
        )

    def _shows(self, bound: BoundShape, value: Term) -> bool:
        """Whether a value is among those that made a shape pass: any, unless one of some sort was asked for."""
        for constraint in bound.shape.constraints:
            match constraint:
                case plan.HasValue(wanted) if value != wanted:
                    return False
                case plan.Qualified(shape, maximum=False) if not self.rules.conforms(self.world, shape, value):
                    return False
        return True

    def _responsible(self, pins: Pins) -> tuple[str, ...]:
        found = {self.answered_by[value] for values in pins.values() for value in values if value in self.answered_by}
        return tuple(sorted(found))


class Outlines(Grounds):
    """Grounds of what tells why alone: parts that came out as the whole did, without the values that were found."""

    def _telling(self, parts: tuple[Term, ...], outcome: Outcome, focus: Term) -> tuple[Term, ...]:
        return tuple(each for each in parts if self.outcome(each, focus) == outcome) or parts

    def _of_path(self, bound: BoundShape, outcome: Outcome, focus: Term) -> Ground:
        if outcome == "passed":
            return self._ground(bound, outcome, focus)
        pins, key = self._pins(bound), self._key(bound)
        denials = self._denials(bound, focus, key, pins) if key else Denials()
        return self._ground(
            bound,
            outcome,
            focus,
            denied=tuple(each.node for each in denials.holding + denials.contradicted),
            contradicted=bool(denials.contradicted),
            responsible=self._responsible(pins),
        )


def _parts(bound: BoundShape) -> tuple[str, tuple[Term, ...]]:
    """The shapes that a node shape is made of, and whether all or any of them are asked for."""
    parts: list[Term] = []
    combine = "all"
    for constraint in bound.shape.constraints:
        match constraint:
            case plan.And(shapes):
                parts.extend(shapes)
            case plan.Or(shapes) | plan.Xone(shapes):
                combine = "any"
                parts.extend(shapes)
            case plan.Node(shape) | plan.Property(shape):
                parts.append(shape)
    return combine, tuple(parts)


def leaves(ground: Ground, outcome: Outcome) -> Iterator[Ground]:
    """The parts without parts whose outcome made the whole come out so."""
    if not ground.detail:
        yield ground
        return
    for part in ground.detail:
        if part.outcome == outcome:
            yield from leaves(part, outcome)


def planned(graph: Graph, world: OpenWorld) -> Graph | None:
    """The graph as if its plans were carried out, a planned part in place of the denial of its key; None without plans.

    The planned part takes the presence that the code list says it is carried out as.
    """
    openness, presence = world.openness, world.openness.presence
    plans = {
        node
        for node, said in graph.out.items()
        if any(value in openness.carried_out_as for value in said.get(presence, ()))
    }
    if not plans:
        return None
    dropped = set(_denied_by_plans(graph, world, plans))
    return Graph(
        (subject, predicate, openness.carried_out_as.get(value, value) if predicate == presence else value)
        for subject, predicate, value in graph.triples()
        if subject not in dropped and value not in dropped
    )


def _denied_by_plans(graph: Graph, world: OpenWorld, plans: set[Term]) -> Iterator[Term]:
    """The denying values whose key a planned value of the same node has."""
    for focus, said in graph.out.items():
        for predicate, values in said.items():
            key = world.key(predicate)
            if key is None:
                continue
            planned_keys = {name for value in values if value in plans for name in graph.values(value, key.name)}
            for denial in world.denials(focus, predicate).holding:
                if denial.key in planned_keys:
                    yield denial.node
