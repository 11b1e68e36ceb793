"""Why shapes came out as they did in a world: each constraint that is broken or not known to hold, part by part."""

from collections.abc import Iterator

from samsyn.engine import plan
from samsyn.engine.evaluate import Judgement, Rules
from samsyn.engine.ground import outcome_of
from samsyn.engine.kleene import Part
from samsyn.engine.messages import computed
from samsyn.engine.order import references
from samsyn.engine.truth import Check
from samsyn.engine.world import World
from samsyn.model import Reason
from samsyn.terms import Term, lexical


def reasons(rules: Rules, world: World, found: Judgement) -> tuple[Reason, ...]:
    """The reasons why a judgement is not true; none where it is. What a shape comes to at a node is told once."""
    return tuple(each for part in found.parts for each in _of_part(rules, world, part, found.focus))


def _of_part(rules: Rules, world: World, part: Part, focus: Term) -> Iterator[Reason]:
    bound = rules.bound(part.shape)
    for check in bound.checks:
        truth = check.judge(world, focus, part.values, part.closed)
        if truth is True or (bound.shape.path is None and isinstance(check.constraint, plan.Property)):
            continue
        below = {
            id(each): each
            for value in part.values
            for shape in references(check.constraint)
            for each in _below(rules, world, shape, value)
        }
        yield Reason(
            shape=part.shape,
            focus=focus,
            outcome=outcome_of(truth),
            component=check.constraint.component,
            message=_message(check, truth, part),
            path=bound.shape.path_text,
            values=tuple(sorted(part.values)),
            closed=part.closed,
            detail=tuple(below.values()),
        )


def _message(check: Check, truth: bool | None, part: Part) -> str:
    """What is wrong; of what is not known, what is missing for it to be."""
    said = lexical(computed(check.constraint, None, part.values))
    if truth is False:
        return said
    known = "" if part.closed else " Not all values are known."
    return f"It is not known whether this is so: {said[:1].lower()}{said[1:]}{known}"


def _below(rules: Rules, world: World, shape: Term, value: Term) -> tuple[Reason, ...]:
    """The reasons why a value does not conform to a shape, or is not known to; made once, whatever they explain."""
    found: tuple[Reason, ...] | None = world.told.get((rules, shape, value))
    if found is None:
        truth, parts = rules.bound(shape).parts(world, value)
        made: list[Reason] = []
        for part in parts if truth is not True else ():
            made.extend(_of_part(rules, world, part, value))
        found = world.told[rules, shape, value] = tuple(made)
    return found
