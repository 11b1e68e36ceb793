"""What a constraint says of a value when the author of the shape has said nothing."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from samsyn.engine import plan
from samsyn.engine.paths import short
from samsyn.terms import Term, address, is_blank, is_iri, is_literal, lexical, literal

#: where a message speaks of a variable
_BLOCK: Final = re.compile(r"\{[?$](\w+)\}")
_MORE_THAN: Final = {0: "there are values", 1: "there is more than one value"}


def computed(constraint: plan.Constraint, value: Term | None, seen: Collection[Term] = ()) -> Term:
    """What is wrong with a value, or with all values seen, in English, as a literal term."""
    said = _said(constraint, len(seen))
    return literal(f"{_named(value)} {said}" if value is not None else said[:1].upper() + said[1:], language="en")


def _named(term: Term) -> str:
    if is_iri(term):
        return short(term)
    return f"'{lexical(term)}'" if term[0] == '"' else "The value"


def _said(constraint: plan.Constraint, seen: int) -> str:  # noqa: PLR0911, PLR0912 - one line for each component
    match constraint:
        case plan.Class(cls):
            return f"is no instance of {short(cls)}."
        case plan.Datatype(datatype):
            return f"is no well-formed {short(f'<{datatype}>')}."
        case plan.NodeKind(kinds):
            names = {"<": "IRI", "_": "blank node", '"': "literal"}
            return f"is not of the kind: {' or '.join(names[kind] for kind in kinds)}."
        case plan.MinCount(count):
            return f"there are fewer than {count} values: {seen}." if seen else "there is no value."
        case plan.MaxCount(count):
            return f"{_MORE_THAN.get(count, f'there are more than {count} values')}: {seen}."
        case plan.Bound(sign, limit):
            return f"is not {sign} {lexical(limit)}."
        case plan.MinLength(length):
            return f"is shorter than {length} characters."
        case plan.MaxLength(length):
            return f"is longer than {length} characters."
        case plan.Pattern(pattern):
            return f"does not match {pattern}."
        case plan.LanguageIn(tags):
            return f"is in none of the languages {', '.join(tags)}."
        case plan.UniqueLang():
            return "two values have the same language."
        case plan.Equals(predicate):
            return f"is not a value of both this path and {short(predicate)}."
        case plan.Disjoint(predicate):
            return f"is a value of {short(predicate)} too."
        case plan.LessThan(predicate, or_equals):
            return f"is not less than {'or equal to ' if or_equals else ''}the values of {short(predicate)}."
        case plan.Not():
            return "conforms to the shape it must not conform to."
        case plan.And():
            return "does not conform to every one of the shapes."
        case plan.Or():
            return "conforms to none of the shapes."
        case plan.Xone():
            return "does not conform to exactly one of the shapes."
        case plan.Qualified(_, count, maximum):
            than = f"{'more' if maximum else 'fewer'} than {count} value{'' if count == 1 else 's'}"
            return f"{than} of {seen} conform{'s' if count == 1 else ''} to the shape asked for."
        case plan.Closed():
            return "is the value of a property that is not allowed here."
        case plan.HasValue(wanted):
            return f"the value {_named(wanted)} is missing."
        case plan.In():
            return "is none of the values allowed."
        case plan.Asked():
            return "is not as a query wants it." if constraint.query.form == "ASK" else "is found by a query."
        case plan.Node() | plan.Property():
            return "does not conform to the shape asked for."


def filled(messages: Iterable[Term], values: Mapping[str, Term]) -> tuple[Term, ...]:
    """Messages in which {?name} and {$name} stand for values; each keeps its language (SHACL 5.3.2)."""
    return tuple(sorted(_filled(message, values) for message in messages))


def _filled(message: Term, values: Mapping[str, Term]) -> Term:
    def shown(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            return found[0]
        if is_literal(value):
            return value[1 : value.rindex('"')]
        return value if is_blank(value) else address(value)

    return _BLOCK.sub(shown, message)
