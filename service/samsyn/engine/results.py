"""Validation results: what a broken constraint, or the solution of a query, says in a report (SHACL 3.6.2, 5.3.2)."""

from heapq import nsmallest
from typing import Final

from samsyn.engine import plan
from samsyn.engine.asks import Solution
from samsyn.engine.graph import Terms
from samsyn.engine.messages import computed, filled
from samsyn.engine.paths import short
from samsyn.engine.plan import Shape
from samsyn.model import Result
from samsyn.terms import Term, address, is_iri, is_literal

#: how many values a result shows where it speaks of all of them; their number stands in its message
_SHOWN: Final = 100


def of_value(shape: Shape, constraint: plan.Constraint, focus: Term, value: Term | None, values: Terms) -> Result:
    """The result of a constraint broken by a value, or by all values seen together, without its details."""
    said = computed(constraint, value, values)
    return Result(
        focus=focus,
        component=constraint.component,
        shape=shape.id,
        severity=address(shape.severity),
        path=shape.path_term,
        path_text=shape.path_text,
        value=value,
        messages=_messages(shape, constraint, focus, value) or (said,),
        path_triples=shape.path_triples,
        computed=said,
        seen=tuple(nsmallest(_SHOWN, values)) if value is None else (value,),
    )


def of_solution(shape: Shape, asked: plan.Asked, focus: Term, solution: Solution) -> Result:
    """The result of a solution of a query."""
    path, message = solution.get("path", ""), solution.get("message", "")
    value = solution.get("value") or (None if shape.path else focus)
    own, said = bool(path) and is_iri(path), computed(asked, value)
    return Result(
        focus=solution.get("this", focus),
        component=asked.component,
        shape=shape.id,
        severity=address(shape.severity),
        path=path if own else shape.path_term,
        path_text=short(path) if own else shape.path_text,
        value=value,
        messages=(message,) if message and is_literal(message) else _told(shape, asked, solution) or (said,),
        path_triples=() if own else shape.path_triples,
        source=asked.source,
        computed=said,
    )


def order(result: Result) -> tuple[str, str, str, str, str]:
    """What results are sorted by, so that the same graphs give the same report."""
    path = result.path if result.path and is_iri(result.path) else ""
    return result.focus, result.shape, path, result.component, result.value or ""


def _messages(shape: Shape, constraint: plan.Constraint, focus: Term, value: Term | None) -> tuple[Term, ...]:
    if isinstance(constraint, plan.Asked) and value is not None:
        return _told(shape, constraint, {"this": focus, "value": value})
    return shape.messages


def _told(shape: Shape, asked: plan.Asked, solution: Solution) -> tuple[Term, ...]:
    """The messages of a query, a validator, a component, else of the shape, filled in with what is known, if any."""
    if asked.messages:
        return filled(asked.messages, {**dict(asked.given), **solution})
    return shape.messages
