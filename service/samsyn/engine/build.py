"""The other way round: the statements that would make a node conform to a shape."""

from samsyn.engine import plan
from samsyn.engine.paths import Predicate, Sequence, short
from samsyn.engine.plan import Plan, Shape
from samsyn.terms import PREFIXES, Term, is_iri

#: predicate and object as Turtle
Statement = tuple[str, str]


def statements(compiled: Plan, term: Term) -> tuple[Statement, ...] | None:
    """What to state of a node so that it conforms to a shape, as Turtle; None where no such statements are known.

    Of alternatives the first that can be built is taken, of a list of values the first.
    """
    shape = compiled.shapes[term]
    if shape.path is not None:
        return _of_path(compiled, shape)
    found: list[Statement] = []
    for constraint in shape.constraints:
        part = _of_constraint(compiled, constraint)
        if part is None:
            return None
        found += [statement for statement in part if statement not in found]
    return tuple(found)


def _of_constraint(compiled: Plan, constraint: plan.Constraint) -> tuple[Statement, ...] | None:
    match constraint:
        case plan.Property(shape) | plan.Node(shape):
            return statements(compiled, shape)
        case plan.And(shapes):
            every = [statements(compiled, shape) for shape in shapes]
            if None in every:
                return None
            return tuple(dict.fromkeys(statement for part in every for statement in part or ()))
        case plan.Or(shapes) | plan.Xone(shapes):
            return next((part for shape in shapes if (part := statements(compiled, shape)) is not None), None)
        case _:
            return None


def _of_path(compiled: Plan, shape: Shape) -> tuple[Statement, ...] | None:
    objects = _objects(compiled, shape)
    if objects is None:
        return None
    match shape.path:
        case Predicate(predicate):
            return tuple((short(predicate), value) for value in objects)
        case Sequence((Predicate(first), Predicate(second))):
            return tuple((short(first), f"[ {short(second)} {value} ]") for value in objects)
        case _:
            return None


def _objects(compiled: Plan, shape: Shape) -> tuple[str, ...] | None:
    """The values to give a property shape's path."""
    values = tuple(each.value for each in shape.constraints if isinstance(each, plan.HasValue))
    if values:
        return tuple(short(value) if is_iri(value) else value for value in values)
    listed = next((each.members for each in shape.constraints if isinstance(each, plan.In)), ())
    needed = any(isinstance(each, plan.MinCount) and each.count for each in shape.constraints)
    if listed and needed:
        return (short(listed[0]) if is_iri(listed[0]) else listed[0],)
    for constraint in shape.constraints:
        if isinstance(constraint, plan.Qualified) and not constraint.maximum:
            inner = statements(compiled, constraint.shape)
            return None if inner is None else (_node(inner),) * constraint.count
    return None


def _node(inner: tuple[Statement, ...]) -> str:
    return f"[ {' ; '.join(f'{predicate} {value}' for predicate, value in inner)} ]"


def document(subject: str, found: tuple[Statement, ...]) -> str:
    """Statements about a subject as a Turtle document with the prefixes it uses; of one without address, about `[]`."""
    if not found:
        return ""
    body = " ;\n    ".join(f"{predicate} {value}" for predicate, value in found)
    named = "[]" if subject.startswith("[") else f"<{subject}>"
    text = f"{named}\n    {body} .\n"
    used = {name: iri for name, iri in PREFIXES.items() if f"{name}:" in text}
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(used.items()))
    return f"{head}\n{text}"
