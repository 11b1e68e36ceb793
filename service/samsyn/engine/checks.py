"""One check for each constraint component: its truth at a value or at a set of values, in either world.

Truth is strong Kleene logic: True, False, or None for not known. In a closed world None does not come about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatch

from samsyn.engine import plan
from samsyn.engine.graph import TYPE, Terms
from samsyn.engine.paths import Path, Predicate
from samsyn.engine.plan import Pins, Plan
from samsyn.engine.values import compare, regex, well_formed, written
from samsyn.engine.world import Denials, Key, World
from samsyn.terms import Term, datatype, is_literal, language

Truth = bool | None
#: the truth of something at one value
Test = Callable[[World, Term], Truth]
#: the truth of a constraint at a focus node with its values, of which all are known or not
Judge = Callable[[World, Term, Terms, bool], Truth]
#: the values for which a constraint is false; None stands for the focus node itself
Culprits = Callable[[World, Term, Terms], Iterable[Term | None]]


@dataclass(frozen=True, slots=True)
class Check:
    """A constraint as functions; `test` is there where it is judged value by value."""

    constraint: plan.Constraint
    judge: Judge
    culprits: Culprits
    test: Test | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """What a check needs to know of its surroundings: the plan, the tests of shapes, the path it stands on."""

    plan: Plan
    conforms: Callable[[Term], Test]
    path: Path | None

    @property
    def predicate(self) -> Term | None:
        """The predicate of the path, where the path is one."""
        return self.path.iri if isinstance(self.path, Predicate) else None


def check(constraint: plan.Constraint, binding: Binding) -> Check:
    """The check of a constraint."""
    made = _make(constraint, binding)
    if isinstance(made, tuple):
        return Check(constraint, *made)
    return Check(constraint, _of_every(made), _failing(made), made)


_Made = Test | tuple[Judge, Culprits]


def _of_every(test: Test) -> Judge:
    """True of every value, and of those to come."""

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        outcome: Truth = True if closed else None
        for value in values:
            found = test(world, value)
            if found is False:
                return False
            if found is None:
                outcome = None
        return outcome

    return judge


def _failing(test: Test) -> Culprits:
    return lambda world, focus, values: [value for value in values if test(world, value) is False]


def _once(judge: Judge) -> tuple[Judge, Culprits]:
    """A judgement on the set as a whole, reported once."""

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        return (None,) if judge(world, focus, values, True) is False else ()

    return judge, culprits


def negated(truth: Truth) -> Truth:
    """Not, in strong Kleene logic."""
    return None if truth is None else not truth


@singledispatch
def _make(constraint: object, binding: Binding) -> _Made:
    raise TypeError(f"no check for {constraint!r}")


@_make.register
def _(constraint: plan.Class, binding: Binding) -> _Made:
    cls = constraint.cls

    def test(world: World, value: Term) -> Truth:
        if world.graph.is_instance(value, cls):
            return True
        return False if is_literal(value) or world.everything or world.closed(value, TYPE) else None

    return test


@_make.register
def _(constraint: plan.Datatype, binding: Binding) -> _Made:
    wanted = constraint.datatype
    return lambda world, value: is_literal(value) and datatype(value) == wanted and well_formed(value)


@_make.register
def _(constraint: plan.NodeKind, binding: Binding) -> _Made:
    kinds = constraint.kinds
    return lambda world, value: value[0] in kinds


@_make.register
def _(constraint: plan.MinCount, binding: Binding) -> _Made:
    count = constraint.count
    return _once(lambda world, focus, values, closed: True if len(values) >= count else (False if closed else None))


@_make.register
def _(constraint: plan.MaxCount, binding: Binding) -> _Made:
    count = constraint.count
    return _once(lambda world, focus, values, closed: False if len(values) > count else (True if closed else None))


@_make.register
def _(constraint: plan.Bound, binding: Binding) -> _Made:
    limit = constraint.limit
    wanted = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}[constraint.sign]
    return lambda world, value: compare(value, limit) in wanted


@_make.register
def _(constraint: plan.MinLength, binding: Binding) -> _Made:
    length = constraint.length
    return lambda world, value: (text := written(value)) is not None and len(text) >= length


@_make.register
def _(constraint: plan.MaxLength, binding: Binding) -> _Made:
    length = constraint.length
    return lambda world, value: (text := written(value)) is not None and len(text) <= length


@_make.register
def _(constraint: plan.Pattern, binding: Binding) -> _Made:
    found = regex(constraint.pattern, constraint.flags).search
    return lambda world, value: (text := written(value)) is not None and found(text) is not None


@_make.register
def _(constraint: plan.LanguageIn, binding: Binding) -> _Made:
    ranges = constraint.tags

    def test(world: World, value: Term) -> Truth:
        tag = language(value) if is_literal(value) else ""
        return any(_matches(tag, each) for each in ranges)

    return test


def _matches(tag: str, wanted: str) -> bool:
    """Whether a tag matches a basic language range (SPARQL 1.1, 17.4.3.13 langMatches)."""
    return bool(tag) and (wanted == "*" or (tag + "-").startswith(wanted + "-"))


@_make.register
def _(constraint: plan.In, binding: Binding) -> _Made:
    members = frozenset(constraint.members)
    return lambda world, value: value in members


@_make.register
def _(constraint: plan.HasValue, binding: Binding) -> _Made:
    wanted = constraint.value
    return _once(lambda world, focus, values, closed: True if wanted in values else (False if closed else None))


@_make.register
def _(constraint: plan.UniqueLang, binding: Binding) -> _Made:
    def culprits(world: World, focus: Term, values: Terms) -> Sequence[Term | None]:
        tags = [tag for value in values if is_literal(value) and (tag := language(value))]
        return [None for tag in dict.fromkeys(tags) if tags.count(tag) > 1]

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        return False if culprits(world, focus, values) else (True if closed else None)

    return judge, culprits


@_make.register
def _(constraint: plan.Equals, binding: Binding) -> _Made:
    other = constraint.predicate

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        others = world.graph.values(focus, other)
        known = world.everything or world.closed(focus, other)
        if (known and values.keys() - others.keys()) or (closed and others.keys() - values.keys()):
            return False
        return True if known and closed else None

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        others = world.graph.values(focus, other)
        return [value for value in values if value not in others] + [each for each in others if each not in values]

    return judge, culprits


@_make.register
def _(constraint: plan.Disjoint, binding: Binding) -> _Made:
    other = constraint.predicate

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        return [value for value in values if value in world.graph.values(focus, other)]

    return _paired(other, culprits), culprits


@_make.register
def _(constraint: plan.LessThan, binding: Binding) -> _Made:
    other, wanted = constraint.predicate, (-1, 0) if constraint.or_equals else (-1,)

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        others = world.graph.values(focus, other)
        return [value for value in values for each in others if compare(value, each) not in wanted]

    return _paired(other, culprits), culprits


def _paired(other: Term, culprits: Culprits) -> Judge:
    """False where stated values break it, true only where both sides are all known."""

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        if any(True for _ in culprits(world, focus, values)):
            return False
        return True if closed and (world.everything or world.closed(focus, other)) else None

    return judge


@_make.register
def _(constraint: plan.Not, binding: Binding) -> _Made:
    inner = binding.conforms(constraint.shape)
    return lambda world, value: negated(inner(world, value))


@_make.register
def _(constraint: plan.Node, binding: Binding) -> _Made:
    return binding.conforms(constraint.shape)


@_make.register
def _(constraint: plan.Property, binding: Binding) -> _Made:
    return binding.conforms(constraint.shape)


@_make.register
def _(constraint: plan.And, binding: Binding) -> _Made:
    parts = [binding.conforms(shape) for shape in constraint.shapes]

    def test(world: World, value: Term) -> Truth:
        outcome: Truth = True
        for part in parts:
            found = part(world, value)
            if found is False:
                return False
            if found is None:
                outcome = None
        return outcome

    return test


@_make.register
def _(constraint: plan.Or, binding: Binding) -> _Made:
    parts = [binding.conforms(shape) for shape in constraint.shapes]

    def test(world: World, value: Term) -> Truth:
        outcome: Truth = False
        for part in parts:
            found = part(world, value)
            if found:
                return True
            if found is None:
                outcome = None
        return outcome

    return test


@_make.register
def _(constraint: plan.Xone, binding: Binding) -> _Made:
    parts = [binding.conforms(shape) for shape in constraint.shapes]

    def test(world: World, value: Term) -> Truth:
        found = [part(world, value) for part in parts]
        if found.count(True) > 1 or all(each is False for each in found):
            return False
        return None if None in found else True

    return test


@_make.register
def _(constraint: plan.Closed, binding: Binding) -> _Made:
    allowed = constraint.allowed

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        return [stray for value in values for _, stray in strays(world, value, allowed)]

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        if culprits(world, focus, values):
            return False
        return True if closed and world.everything else None

    return judge, culprits


def strays(world: World, node: Term, allowed: frozenset[Term]) -> list[tuple[Term, Term]]:
    """The predicates and values of a node that a closed shape does not allow."""
    said = world.graph.out.get(node, {})
    return [(predicate, each) for predicate, stated in said.items() if predicate not in allowed for each in stated]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a qualified shape pins of a keyed value: its key, its place, and a presence that is not a denial."""

    keys: frozenset[Term]
    refined: frozenset[Term] | None
    part: bool


def asked(pins: Pins, key: Key, world: World) -> Asked:
    """What a shape with these pins asks of a value with this key."""
    presences = pins.get(world.presence or "", frozenset())
    return Asked(
        pins.get(key.name, frozenset()),
        pins.get(key.refined) if key.refined else None,
        bool(presences) and presences.isdisjoint(world.denying),
    )


@_make.register
def _(constraint: plan.Qualified, binding: Binding) -> _Made:
    count, maximum = constraint.count, constraint.maximum
    counts = counted(constraint, binding)

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        sure, maybe, known = counts(world, focus, values, closed)
        if maximum:
            return False if sure > count else (True if known and sure + maybe <= count else None)
        return True if sure >= count else (False if known and sure + maybe < count else None)

    return _once(judge)


Counts = Callable[[World, Term, Terms, bool], tuple[int, int, bool]]


def counted(constraint: plan.Qualified, binding: Binding) -> Counts:
    """The function that gives how many values surely conform, how many may, and whether no more can come."""
    inner = binding.conforms(constraint.shape)
    siblings = [binding.conforms(shape) for shape in constraint.siblings]
    pins, predicate = binding.plan.pins[constraint.shape], binding.predicate

    def counts(world: World, focus: Term, values: Terms, closed: bool) -> tuple[int, int, bool]:
        key = world.key(predicate) if predicate else None
        denials = world.denials(focus, predicate or "") if key else Denials()
        wanted = asked(pins, key, world) if key and (denials.holding or denials.contradicted) else None
        sure = maybe = 0
        for value in values:
            found = _and_none(inner(world, value), [sibling(world, value) for sibling in siblings])
            if wanted and key:
                found = _denied(world, value, found, denials, wanted, key)
            sure += found is True
            maybe += found is None
        known = closed or (wanted is not None and wanted.part and denials.cover(wanted.keys, wanted.refined))
        return sure, maybe, known

    return counts


def _and_none(truth: Truth, siblings: list[Truth]) -> Truth:
    """True of a value that conforms and to no sibling shape."""
    if truth is False or True in siblings:
        return False
    return None if truth is None or None in siblings else True


def _denied(world: World, value: Term, truth: Truth, denials: Denials, wanted: Asked, key: Key) -> Truth:
    """The truth of a value beside denials: not sure where it contradicts one, false where only a denied key is left."""
    if truth is True and value in denials.contradicting:
        return None
    if truth is not None or not wanted.part or value in denials.contradicting:
        return truth
    stated = frozenset(world.graph.values(value, key.name))
    keys = wanted.keys & stated if stated else wanted.keys
    places = frozenset(world.graph.values(value, key.refined)) if key.refined else frozenset()
    return False if keys and denials.cover(keys, places or wanted.refined) else None
