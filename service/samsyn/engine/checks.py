"""One check for each constraint component: its truth at a value or at a set of values, in either world."""

from collections.abc import Iterable
from functools import singledispatch

from samsyn.engine import plan
from samsyn.engine.graph import SUBCLASS, TYPE, Terms
from samsyn.engine.paths import Predicate, Repeat, Sequence
from samsyn.engine.qualified import counted
from samsyn.engine.truth import Binding, Check, Culprits, Judge, Test, Truth, negated
from samsyn.engine.values import compare, language_matches, regex, well_formed, written
from samsyn.engine.world import World, closes
from samsyn.terms import Term, datatype, is_literal, language


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


@singledispatch
def _make(constraint: object, binding: Binding) -> _Made:
    raise TypeError(f"no check for {constraint!r}")


#: whether all classes of a node are known: its types, and the classes above them (SHACL 1.1, "SHACL instance")
_classified = closes(Sequence((Predicate(TYPE), Repeat(Predicate(SUBCLASS), "*"))))


@_make.register
def _(constraint: plan.Class, binding: Binding) -> _Made:
    cls = constraint.cls

    def test(world: World, value: Term) -> Truth:
        if world.graph.is_instance(value, cls):
            return True
        return False if world.everything or _classified(world, value) else None

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
        return any(language_matches(tag, each) for each in ranges)

    return test


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
    def culprits(world: World, focus: Term, values: Terms) -> list[Term | None]:
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

    return _once(judge)
