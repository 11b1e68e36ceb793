"""Where rudof departs from the Recommendation; what is left is the fragment of Core on which it is held against us."""

from any_shapes import FIRST, OWL_CLASS, of_type, sh
from departures import PLAIN_NUMBERS, Departure, Pair, compared, either, met, order
from meetings import Meetings
from samsyn.terms import XSD, Term, datatype, is_blank, is_literal, language
from strategies import TYPE

DATE = f"<{XSD}date>"
ON_LITERALS = ("equals", "disjoint", "hasValue")


def plain(pair: Pair) -> bool:
    """Whether finite numbers of the four plain types, texts, or moments are compared with their like."""
    one, other = order(pair[0]), order(pair[1])
    if one == other == "number":
        return all(datatype(term) in PLAIN_NUMBERS and "INF" not in term for term in pair[:2])
    return one is not None and one == other and one.startswith(("string", "dateTime"))


def _literal_is_focus(meetings: Meetings) -> bool:
    shapes = [shape for shape, met in meetings.met.items() if any(map(is_literal, met))]
    alone = any(meetings.says(shape, name) for shape in shapes for name in ON_LITERALS)
    return alone or any(map(is_literal, meetings.left))


def _inverse_of_more(meetings: Meetings) -> bool:
    return any(is_blank(inner) for _, inner in meetings.shapes.about(sh("inversePath")))


def _closed_with_a_path(meetings: Meetings) -> bool:
    return any(meetings.says(shape, "path") for shape, _ in meetings.shapes.about(sh("closed")))


def _ignores_and_more(meetings: Meetings) -> bool:
    ignoring = [shape for shape, _ in meetings.shapes.about(sh("ignoredProperties"))]
    return any(meetings.says(shape, name) for shape in ignoring for name in ("hasValue", "in", "deactivated"))


def _digit_for_a_boolean(meetings: Meetings) -> bool:
    digits = of_type("boolean", "0", "1")
    return any(graph.mentions(digit) for graph in (meetings.shapes, meetings.data) for digit in digits)


def _region(meetings: Meetings) -> bool:
    named = [value for name in (sh("hasValue"), FIRST) for _, value in meetings.shapes.about(name)]
    return any(is_literal(value) and "-" in language(value) for value in named)


def _class_of_owl(meetings: Meetings) -> bool:
    return bool(meetings.shapes.step(OWL_CLASS, TYPE, back=True))


def _any_language(meetings: Meetings) -> bool:
    return bool(meetings.shapes.step('"*"', FIRST, back=True))


def _in_sparql(meetings: Meetings) -> bool:
    return any(True for name in ("select", "ask", "parameter") for _ in meetings.shapes.about(sh(name)))


def _longer_in_bytes(length: Term, value: Term) -> bool:
    return not is_blank(value) and not value.isascii()


OUTSIDE = (
    Departure("path-zero-steps-from-a-literal", "finds nothing, or fails, from a literal", _literal_is_focus),
    Departure(
        "bound-across-number-types", "orders plain numbers, texts and moments alone",
        either(lambda pair: is_literal(pair[0]) and not plain(pair)),
    ),
    Departure(
        "peer-order-of-terms", "orders IRIs and blank nodes",
        compared(lambda pair: not all(map(is_literal, pair[:2]))),
    ),
    Departure("target-class-implicit-of-owl", "does not take an owl:Class for a class", _class_of_owl),
    Departure("peer-language-in-any", "fails at the language range *", _any_language),
    Departure("peer-language-with-a-region", "takes a region for another in shapes than in data", _region),
    Departure("closed-values-of-a-path", "looks at the focus node of a closed property shape", _closed_with_a_path),
    Departure(
        "peer-ignored-beside-a-value", "passes over values and whether a shape is active, where it ignores properties",
        _ignores_and_more,
    ),
    Departure("path-inverse-of-a-sequence", "fails at the inverse of all but a predicate", _inverse_of_more),
    Departure(
        "datatype-follows-the-calendar", "does not know how many days a month has",
        met("datatype", lambda kind, value: kind == DATE and is_literal(value) and datatype(value) == XSD + "date"),
    ),
    Departure("peer-boolean-as-written", "writes booleans anew", _digit_for_a_boolean),
    Departure("length-of-any-node", "counts bytes for characters", met("minLength", _longer_in_bytes)),
    Departure("length-of-any-node", "counts bytes for characters, at most", met("maxLength", _longer_in_bytes)),
    Departure("count-below-zero", "takes a greatest count below 0 for a least"),
    Departure("sparql-blank-focus", "knows little of SPARQL", _in_sparql),
)  # fmt: skip
