"""Where a peer departs from the Recommendation: each class of input by a rule, and the case that says what is right.

A rule looks at shapes and data, never at an answer: at which nodes meet which shapes, and what is compared there. What
random shapes and data never hold needs none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from any_shapes import ILL, LITERAL, NIL, ORDERS, OUT_OF_RANGE, RESOURCE, TRUE, sh
from meetings import LISTS, Meetings
from samsyn.terms import XSD, Term, datatype, is_blank, is_iri, is_literal, language, lexical
from strategies import TYPE, number

Rule = Callable[[Meetings], bool]
#: a value, what it is compared with, and whether it may be equal to it
Pair = tuple[Term, Term, bool]

DECIMAL = f"<{XSD}decimal>"
PLAIN_NUMBERS = tuple(XSD + name for name in ("integer", "decimal", "double", "float"))
NUMBERS = (*PLAIN_NUMBERS, XSD + "byte")
KINDS = {XSD + name: name for name in ("string", "boolean", "dateTime", "date", "time", "gYear")}
ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})\Z")
#: how deep pySHACL copies a path into its report
DEEPEST = 5


@dataclass(frozen=True)
class Departure:
    """A class of input on which a peer answers otherwise: the case that shows it, and in what way it does."""

    case: str
    way: str
    rule: Rule | None = None

    def meets(self, meetings: Meetings) -> bool:
        """Whether shapes and data are of this class."""
        return self.rule is not None and self.rule(meetings)


# What is compared


def order(term: Term) -> str | None:
    """What a term is compared as: two of one order can be compared; None where it has none (SPARQL 1.1, 17.3)."""
    if not is_literal(term) or language(term) or term in ILL or not_a_number(term):
        return None
    kind = datatype(term)
    if kind in NUMBERS:
        return "number"
    zone = " with a zone" if kind != XSD + "string" and ZONE.search(lexical(term)) else ""
    return KINDS[kind] + zone if kind in KINDS else None


def not_a_number(term: Term) -> bool:
    """Whether a term is the number that is none."""
    return is_literal(term) and lexical(term) == "NaN"


def textual(term: Term) -> bool:
    """Whether the value of a term is a text to rdflib."""
    return is_iri(term) or (is_literal(term) and (bool(language(term)) or datatype(term) == XSD + "string"))


def unlike(pair: Pair) -> bool:
    """Whether what cannot be compared is compared, where neither or both are texts to rdflib."""
    one, other = order(pair[0]), order(pair[1])
    return textual(pair[0]) == textual(pair[1]) and (one != other or one is None)


def zone_is_lost(pair: Pair) -> bool:
    """Whether dates with zones are compared, or a moment with a zone and one without."""
    one, other = order(pair[0]) or "", order(pair[1]) or "none"
    return (one != other and one.split()[:1] == other.split()[:1]) or one == other == "date with a zone"


def _same(pair: Pair) -> bool:
    return pair[0] == pair[1] and order(pair[0]) is None and pair[2]


def _of_one_language(pair: Pair) -> bool:
    return all(map(is_literal, pair[:2])) and language(pair[0]) == language(pair[1]) != ""


def either(misjudged: Callable[[Pair], bool]) -> Rule:
    """A pair is misjudged, of two values or of a value and a bound."""
    return lambda meetings: any(map(misjudged, (*meetings.ordered, *meetings.bounded)))


def compared(misjudged: Callable[[Pair], bool]) -> Rule:
    """A pair of two values is misjudged, that is put in order."""
    return lambda meetings: any(map(misjudged, meetings.ordered))


def bounded(misjudged: Callable[[Pair], bool]) -> Rule:
    """A value is misjudged beside its bound."""
    return lambda meetings: any(map(misjudged, meetings.bounded))


def _blank_in_order(meetings: Meetings) -> bool:
    ahead = any(is_blank(value) and meetings.says(shape, name) for shape, value in meetings.values for name in ORDERS)
    return ahead or any(is_blank(pair[1]) for pair in meetings.ordered)


# What a shape says of a value


def met(name: str, misjudged: Callable[[Term, Term], bool]) -> Rule:
    """A shape with a parameter meets a value, and the two are misjudged."""
    return lambda meetings: any(
        misjudged(parameter, value) for shape, value in meetings.values for parameter in meetings.says(shape, name)
    )


def _breaks_lines(pattern: Term, value: Term) -> bool:
    return "$" in pattern and is_literal(value) and lexical(value).endswith("\n")


def _spans_lines(flags: Term, value: Term) -> bool:
    return "s" in flags and is_literal(value) and "\n" in lexical(value)


def _exponent(kind: Term, value: Term) -> bool:
    return kind == DECIMAL and is_literal(value) and datatype(value) == XSD + "decimal" and "e" in lexical(value)


def _closed_to_resources(meetings: Meetings) -> bool:
    for shape, value in meetings.values:
        if TRUE in meetings.says(shape, "closed") and RESOURCE in meetings.data.step(value, TYPE):
            allowed = [path for part in meetings.says(shape, "property") for path in meetings.says(part, "path")]
            for head in meetings.says(shape, "ignoredProperties"):
                allowed += meetings.shapes.members(head)
            if TYPE not in allowed:
                return True
    return False


def _of_nothing(meetings: Meetings) -> bool:
    return any(meetings.shapes.step(NIL, sh(name), back=True) for name in LISTS)


# Paths


def turned(meetings: Meetings, path: Term, *, back: bool = False) -> bool:
    """Whether a path turns a sequence round."""
    parts = meetings.shapes.members(path) if is_blank(path) else []
    kind, inner = meetings.branch(path)
    if kind == "alternativePath":
        return any(turned(meetings, part, back=back) for part in meetings.shapes.members(inner))
    if kind:
        return turned(meetings, inner, back=back != (kind == "inversePath"))
    return any(turned(meetings, part, back=back) for part in parts) or (back and len(parts) > 1)


def depth(meetings: Meetings, path: Term) -> int:
    """How many blank nodes a path has one within another, a list counting once."""
    if not is_blank(path):
        return 0
    kind, inner = meetings.branch(path)
    below = meetings.shapes.members(inner) if kind in ("", "alternativePath") else [inner]
    return 1 + (kind == "alternativePath") + max((depth(meetings, part) for part in below), default=0)


def some_path(misjudged: Callable[[Meetings, Term], bool]) -> Rule:
    """A path of a shape that is met is misjudged."""
    return lambda meetings: any(misjudged(meetings, path) for path in meetings.paths)


IN_BOTH = (
    Departure(
        "length-zero", "lets blank nodes have a length of 0",
        met("minLength", lambda length, value: length == number(0) and is_blank(value)),
    ),
    Departure("peer-closed-to-resources", "allows every node to be of rdfs:Resource", _closed_to_resources),
    Departure(
        "peer-datatype-of-any-literal", "takes rdfs:Literal for the datatype of every literal",
        met("datatype", lambda kind, value: kind == LITERAL and is_literal(value)),
    ),
    Departure("pattern-to-the-end", "lets $ stand before a last line break", met("pattern", _breaks_lines)),
    Departure("pattern-with-flags", "does not know the flags s and q", met("flags", _spans_lines)),
    Departure("closed-is-true-alone", "takes 1 for true where a shape is closed"),
    Departure("unique-language-is-true-alone", "takes 1 for true where languages are to be unique"),
    Departure("qualified-disjoint-is-true-alone", "takes 1 for true where value shapes are to be disjoint"),
    Departure("count-below-zero", "refuses a count below 0"),
    Departure(
        "peer-path-of-many-parts", "cuts off in the report what is deep in a path",
        some_path(lambda meetings, path: depth(meetings, path) > DEEPEST),
    ),
)  # fmt: skip
PYSHACL = (
    *IN_BOTH,
    Departure(
        "bound-not-comparable", "compares numbers with dates and with true",
        bounded(lambda pair: is_literal(pair[0]) and unlike(pair)),
    ),
    Departure("bound-with-and-without-zone", "never compares moments with and without a zone", either(zone_is_lost)),
    Departure(
        "bound-of-dates", "does not order years",
        either(lambda pair: "gYear" in (order(pair[0]), order(pair[1]))),
    ),
    Departure(
        "peer-bound-not-a-number", "orders what is not a number, or fails there",
        either(lambda pair: not_a_number(pair[0]) or not_a_number(pair[1])),
    ),
    Departure("peer-order-of-terms", "orders IRIs, texts in languages, and much else", compared(unlike)),
    Departure("peer-order-of-blank-nodes", "fails where a blank node is put in order", _blank_in_order),
    Departure("peer-datatype-of-an-exponent", "takes an exponent for a part of a decimal", met("datatype", _exponent)),
    Departure("path-inverse-of-a-sequence", "does not turn the order of the steps round", some_path(turned)),
    Departure("logic-of-none", "refuses the empty list", _of_nothing),
    Departure("bound-of-moments-with-zones", "does not know 24:00:00"),
    Departure("datatype-follows-the-calendar", "knows no year before 1 or after 9999, and any zone"),
    Departure("datatype-ill-formed", "takes white space for a part of a number"),
)  # fmt: skip
TURBO = (
    *IN_BOTH,
    Departure("peer-order-of-equals", "lets a term that has no order be less than or equal to itself", either(_same)),
    Departure("peer-order-of-languages", "orders texts in one language", either(_of_one_language)),
    Departure(
        "peer-order-of-booleans", "does not put false before true",
        either(lambda pair: order(pair[0]) == order(pair[1]) == "boolean"),
    ),
    Departure(
        "peer-order-out-of-range", "orders numbers that are out of the range of their datatypes",
        either(lambda pair: not OUT_OF_RANGE.isdisjoint(pair[:2])),
    ),
)  # fmt: skip
