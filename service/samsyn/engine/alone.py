"""What a constraint says of a value taken alone: the same in every world, and whatever the graph says of it."""

from collections.abc import Callable
from typing import Final

from samsyn.engine import plan
from samsyn.engine.patterns import matcher
from samsyn.engine.values import compare, language_matches, well_formed, written
from samsyn.terms import RDF, XSD, Term

#: whether a constraint is true of a value
Alone = Callable[[Term], bool]
#: how many language tags each test remembers
_TAGS: Final = 1_000
_WANTED: Final = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}


def alone(constraint: plan.Constraint) -> Alone | None:  # noqa: PLR0911 - one line for each component
    """The test of a constraint that looks at nothing but the value; None of other constraints."""
    match constraint:
        case plan.Datatype(wanted):
            return _typed(wanted)
        case plan.NodeKind(kinds):
            return lambda value: value[0] in kinds
        case plan.Bound(sign, limit):
            return lambda value, wanted=_WANTED[sign]: compare(value, limit) in wanted  # type: ignore[misc]
        case plan.MinLength(length):
            return lambda value: (text := written(value)) is not None and len(text) >= length
        case plan.MaxLength(length):
            return lambda value: (text := written(value)) is not None and len(text) <= length
        case plan.Pattern(pattern, flags):
            matches = matcher(pattern, flags)
            return lambda value: (text := written(value)) is not None and matches(text)
        case plan.LanguageIn(ranges):
            return _in_languages(ranges)
        case plan.In(members):
            return frozenset(members).__contains__
        case _:
            return None


def _typed(wanted: str) -> Alone:
    """SHACL 4.1.2: the datatype itself, with a lexical form that it has."""
    if wanted == XSD + "string":
        return lambda value: value[0] == '"' and value[-1] == '"'
    if wanted == RDF + "langString":
        return lambda value: value[0] == '"' and value[-1] not in '">'
    ending = f'"^^<{wanted}>'
    return lambda value: value[0] == '"' and value.endswith(ending) and well_formed(value)


def _in_languages(ranges: tuple[str, ...]) -> Alone:
    matching: dict[str, bool] = {}

    def test(value: Term) -> bool:
        if value[0] != '"' or value[-1] in '">':
            return False
        tag = value[value.rindex('"') + 2 :]
        found = matching.get(tag)
        if found is None:
            if len(matching) > _TAGS:
                matching.clear()
            found = matching[tag] = any(language_matches(tag.lower(), each) for each in ranges)
        return found

    return test


def quick(constraint: plan.Constraint) -> bool:
    """Whether the test of a constraint is done sooner than a value is remembered."""
    match constraint:
        case plan.NodeKind() | plan.In() | plan.LanguageIn():
            return True
        case plan.Datatype(wanted):
            return wanted in (XSD + "string", RDF + "langString")
        case _:
            return False
