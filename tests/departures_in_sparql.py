"""Where a peer departs from the Recommendation in SHACL-SPARQL, beside where it departs in Core."""

from any_shapes import sh
from departures import PYSHACL, TURBO, Departure, some_path
from meetings import Meetings
from samsyn.terms import XSD, Term, datatype, is_blank, is_literal, lexical

#: the test that says what is right of a path of no steps: a case is one graph, which knows its target nodes
NO_STEPS = "test_a_path_of_no_steps_in_a_query"


def chained(meetings: Meetings, path: Term, repeats: int = 0, inverses: int = 0) -> bool:
    """Whether a repetition is of a repetition or an inverse of an inverse, with no list in between."""
    if repeats > 1 or inverses > 1:
        return True
    kind, inner = meetings.branch(path)
    if kind in ("", "alternativePath"):
        return is_blank(path) and any(chained(meetings, part) for part in meetings.shapes.members(inner))
    inverse = kind == "inversePath"
    return chained(meetings, inner, repeats + (not inverse), inverses + inverse)


def still(meetings: Meetings, path: Term) -> bool:
    """Whether a path leads from a node to itself whatever is said of it."""
    parts = meetings.shapes.members(path) if is_blank(path) else []
    if parts:
        return all(still(meetings, part) for part in parts)
    kind, inner = meetings.branch(path)
    if kind == "alternativePath":
        return any(still(meetings, part) for part in meetings.shapes.members(inner))
    return kind.startswith("zero") or (kind != "" and still(meetings, inner))


def parameters(meetings: Meetings, component: Term) -> list[Term]:
    """The parameters of a component."""
    return [path for node in meetings.says(component, "parameter") for path in meetings.says(node, "path")]


def asking(meetings: Meetings) -> list[tuple[Term, list[Term]]]:
    """The shapes that ask something in SPARQL, each with the parameters of components that it has."""
    components = {component for component, _ in meetings.shapes.about(sh("parameter"))}
    known = [path for component in components for path in parameters(meetings, component)]
    found = [(shape, [path for path in known if meetings.shapes.step(shape, path)]) for shape in meetings.met]
    return [(shape, has) for shape, has in found if has or meetings.says(shape, "sparql")]


def _falsy(term: Term) -> bool:
    if not is_literal(term):
        return False
    untrue = datatype(term) == XSD + "boolean" and lexical(term) not in ("true", "1")  # ill-formed ones too
    return untrue or lexical(term) in ("", "0")


def _bound_to_falsy(meetings: Meetings) -> bool:
    shapes = [meetings.met[shape] for shape, _ in asking(meetings)]
    return any(_falsy(term) for met in shapes for focus, values in met.items() for term in (focus, *values))


def _said_twice(meetings: Meetings) -> bool:
    return any(len(meetings.shapes.step(shape, path)) > 1 for shape, has in asking(meetings) for path in has)


def _value_of_a_query(meetings: Meetings) -> bool:
    return any(
        "?value" in text and not set(parameters(meetings, component)).isdisjoint(has)
        for component, node in meetings.shapes.about(sh("nodeValidator"))
        for text in meetings.says(node, "select")
        for shape, has in asking(meetings)
        if not meetings.says(shape, "path")
    )


def _still_nowhere(meetings: Meetings) -> bool:
    return any(
        not meetings.data.mentions(focus) and focus not in meetings.data.subjects
        for shape, _ in asking(meetings)
        for path in meetings.says(shape, "path")
        if still(meetings, path)
        for focus in meetings.met[shape]
    )


def _asks_about_a_path(meetings: Meetings) -> bool:
    asked = {
        path for component, _ in meetings.shapes.about(sh("validator")) for path in parameters(meetings, component)
    }
    return any(meetings.says(shape, "path") and not asked.isdisjoint(has) for shape, has in asking(meetings))


IN_BOTH = (
    Departure(
        "peer-component-ask-on-a-property-shape", "names no value where a property shape asks", _asks_about_a_path
    ),
    Departure("component-select-on-a-node-shape", "reports one of several solutions of a component that are alike"),
    Departure("sparql-result-for-each-solution", "reports one of several solutions of a constraint that are alike"),
    Departure("sparql-path-of-alternatives-to-the-same", "leads once to where several alternatives lead"),
    Departure("sparql-path-variable", "takes a text for a path"),
    Departure("component-parameter-names", "does not know all names that a parameter may have"),
    Departure("component-without-a-fitting-validator", "refuses a component that has no validator for a shape"),
)
PYSHACL_IN_SPARQL = (
    *PYSHACL,
    *IN_BOTH,
    Departure("peer-sparql-path-of-repetitions", "writes a path that SPARQL has not", some_path(chained)),
    Departure("peer-sparql-of-falsy-values", "takes an empty text, 0 and false for nothing", _bound_to_falsy),
    Departure("component-each-value", "looks at one value of a parameter", _said_twice),
    Departure("peer-component-select-on-a-node-shape", "binds the value that is to be found", _value_of_a_query),
    Departure(NO_STEPS, "leads from what the data does not know to itself", _still_nowhere),
    Departure("sparql-prefixes-from-several", "looks at one value of sh:prefixes"),
    Departure("sparql-shapes-graph", "refuses queries about the shapes graph"),
    Departure("sparql-words-in-a-text", "takes a word in a text for a clause"),
)
TURBO_IN_SPARQL = (
    *TURBO,
    *IN_BOTH,
    Departure("sparql-path-of-no-steps-from-a-name", "leads nowhere from a name that the data does not know"),
)
