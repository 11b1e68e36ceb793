"""One check for each constraint component: its truth at a value or at a set of values, in either world."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import singledispatch

from samsyn.engine import plan
from samsyn.engine.alone import alone
from samsyn.engine.asked import asked_of_each, selected
from samsyn.engine.graph import SUBCLASS, TYPE, Terms
from samsyn.engine.order import references
from samsyn.engine.paths import Predicate, Repeat, Sequence
from samsyn.engine.qualified import counted
from samsyn.engine.truth import Binding, Check, Culprits, Judge, Test, Truth, negated, once
from samsyn.engine.values import compare
from samsyn.engine.world import World, closes
from samsyn.terms import Term, is_literal, language


def check(constraint: plan.Constraint, binding: Binding) -> Check:
    """The check of a constraint."""
    test = alone(constraint)
    made = (lambda world, value: test(value)) if test else _make(constraint, binding)
    if isinstance(made, tuple):
        return Check(constraint, *made)
    thorough = not binding.thorough.isdisjoint(references(constraint))
    return Check(constraint, _of_every(made, thorough=thorough), _failing(made), made)


_Made = Test | tuple[Judge, Culprits]


def _of_every(test: Test, *, thorough: bool) -> Judge:
    """True of every value, and of those to come; where it is thorough each is tested, whatever the others say."""

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        outcome: Truth = True if closed else None
        for value in values:
            found = test(world, value)
            if found is False:
                if not thorough:
                    return False
                outcome = False
            elif found is None and outcome:
                outcome = None
        return outcome

    return judge


def _failing(test: Test) -> Culprits:
    return lambda world, focus, values: [value for value in values if test(world, value) is False]


@singledispatch
def _make(constraint: object, binding: Binding) -> _Made:
    raise TypeError(f"no check for {constraint!r}")


#: whether all classes of a node are known: its types, and the classes above them (SHACL 1.1, "SHACL instance")
_classified = closes(Sequence((Predicate(TYPE), Repeat(Predicate(SUBCLASS), "*"))))


@_make.register
def _(constraint: plan.Class, binding: Binding) -> _Made:
    cls = constraint.cls

    def test(world: World, value: Term) -> Truth:
        if value in world.graph.members_of(cls):
            return True
        if world.everything:
            return False
        return False if world.closed(value, TYPE) and _classified(world, value) else None

    return test


@_make.register
def _(constraint: plan.MinCount, binding: Binding) -> _Made:
    count = constraint.count
    return once(lambda world, focus, values, closed: True if len(values) >= count else (False if closed else None))


@_make.register
def _(constraint: plan.MaxCount, binding: Binding) -> _Made:
    count = constraint.count
    return once(lambda world, focus, values, closed: False if len(values) > count else (True if closed else None))


@_make.register
def _(constraint: plan.HasValue, binding: Binding) -> _Made:
    wanted = constraint.value
    return once(lambda world, focus, values, closed: True if wanted in values else (False if closed else None))


@_make.register
def _(constraint: plan.UniqueLang, binding: Binding) -> _Made:
    def culprits(world: World, focus: Term, values: Terms) -> list[Term | None]:
        tags = Counter(tag for value in values if is_literal(value) and (tag := language(value)))
        return [None for count in tags.values() if count > 1]

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        return False if culprits(world, focus, values) else (True if closed else None)

    return judge, culprits


@_make.register
def _(constraint: plan.Equals, binding: Binding) -> _Made:
    other = constraint.predicate

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        others = world.graph.values(focus, other)
        known = world.everything or world.closed(focus, other)
        if (known and not set(values) <= set(others)) or (closed and not set(others) <= set(values)):
            return False
        return True if known and closed else None

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        own, others = dict.fromkeys(values), dict.fromkeys(world.graph.values(focus, other))
        return [value for value in own if value not in others] + [each for each in others if each not in own]

    return judge, culprits


@_make.register
def _(constraint: plan.Disjoint, binding: Binding) -> _Made:
    other = constraint.predicate

    def culprits(world: World, focus: Term, values: Terms) -> Iterable[Term | None]:
        others = frozenset(world.graph.values(focus, other))
        return [value for value in values if value in others]

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
    parts = _parts(constraint.shapes, binding)

    def test(world: World, value: Term) -> Truth:
        outcome: Truth = True
        for part in parts(world, value):
            if part is False:
                return False
            if part is None:
                outcome = None
        return outcome

    return test


@_make.register
def _(constraint: plan.Or, binding: Binding) -> _Made:
    parts = _parts(constraint.shapes, binding)

    def test(world: World, value: Term) -> Truth:
        outcome: Truth = False
        for part in parts(world, value):
            if part:
                return True
            if part is None:
                outcome = None
        return outcome

    return test


def _parts(shapes: tuple[Term, ...], binding: Binding) -> Callable[[World, Term], Iterable[Truth]]:
    """What shapes say of a value, one after the other as asked for; all at once where a query in one may fail."""
    tests = [binding.conforms(shape) for shape in shapes]
    if binding.thorough.isdisjoint(shapes):
        return lambda world, value: (test(world, value) for test in tests)
    return lambda world, value: [test(world, value) for test in tests]


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
        return [stray for value in values for _, stray in world.graph.besides(value, allowed)]

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        if culprits(world, focus, values):
            return False
        return True if closed and world.everything else None

    return judge, culprits


@_make.register
def _(constraint: plan.Qualified, binding: Binding) -> _Made:
    count, maximum = constraint.count, constraint.maximum
    counts = counted(constraint, binding)

    def judge(world: World, focus: Term, values: Terms, closed: bool) -> Truth:
        sure, maybe, known = counts(world, focus, values, closed)
        if maximum:
            return False if sure > count else (True if known and sure + maybe <= count else None)
        return True if sure >= count else (False if known and sure + maybe < count else None)

    return once(judge)


@_make.register
def _(constraint: plan.Asked, binding: Binding) -> _Made:
    return asked_of_each(constraint, binding) if constraint.query.form == "ASK" else selected(constraint, binding)
