"""How many values conform to a qualified shape, beside what is denied (SHACL 4.7.3)."""

from collections.abc import Callable

from msgspec import Struct

from samsyn.engine import plan
from samsyn.engine.graph import Terms
from samsyn.engine.plan import Pins
from samsyn.engine.truth import Binding, Truth
from samsyn.engine.world import NO_DENIALS, Denials, Key, World
from samsyn.terms import Term


class Asked(Struct, frozen=True):
    """What a qualified shape pins of a keyed value: its key, its place, and whether a presence that shows."""

    keys: frozenset[Term]
    refined: frozenset[Term] | None
    part: bool


def asked(pins: Pins, key: Key, world: World) -> Asked:
    """What a shape with these pins asks of a value with this key."""
    presences = pins.get(world.presence or "", frozenset())
    return Asked(
        pins.get(key.name, frozenset()),
        pins.get(key.refined) if key.refined else None,
        bool(presences) and presences <= world.showing,
    )


Counts = Callable[[World, Term, Terms, bool], tuple[int, int, bool]]


def counted(constraint: plan.Qualified, binding: Binding) -> Counts:
    """The function that gives how many values surely conform, how many may, and whether no more can come."""
    inner = binding.conforms(constraint.shape)
    siblings = [binding.conforms(shape) for shape in constraint.siblings]
    pins, predicate = binding.plan.pins[constraint.shape], binding.predicate

    def counts(world: World, focus: Term, values: Terms, closed: bool) -> tuple[int, int, bool]:
        key = world.key(predicate) if predicate and values else None
        denials = world.denials(focus, predicate or "") if key else NO_DENIALS
        wanted = asked(pins, key, world) if key and (denials.holding or denials.contradicted) else None
        sure = maybe = 0
        for value in values:
            found = inner(world, value)
            if siblings and found is not False:
                found = _and_none(found, [sibling(world, value) for sibling in siblings])
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
