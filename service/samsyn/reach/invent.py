"""Terms for a node of a made-up description: out of a list where there is one, else made to fit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from samsyn.engine import plan
from samsyn.engine.alone import alone
from samsyn.engine.values import compare
from samsyn.reach.concept import Concept, Not, OneOf, Test
from samsyn.terms import RDF, XSD, Term, datatype, is_iri, is_literal, lexical, literal

#: stands for a blank node, which needs no name of its own
FRESH: Final = "_:fresh"
_PLACES: Final = "https://example.org/id/"
_MANY: Final = 12
_SAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "boolean": ("true", "false", "1", "0"),
    "date": tuple(f"2024-01-{day:02}" for day in range(1, _MANY)),
    "dateTime": tuple(f"2024-01-{day:02}T12:00:00Z" for day in range(1, _MANY)),
    "time": tuple(f"{hour:02}:00:00" for hour in range(8, 8 + _MANY)),
    "gYear": tuple(str(year) for year in range(2024, 2024 + _MANY)),
    "gYearMonth": tuple(f"2024-{month:02}" for month in range(1, _MANY)),
    "duration": tuple(f"P{days}D" for days in range(1, _MANY)),
    "anyURI": tuple(f"{_PLACES}{number}" for number in range(1, _MANY)),
    "decimal": ("0.5", *(f"{number}.0" for number in range(1, _MANY))),
    "negativeInteger": tuple(str(-number) for number in range(1, _MANY)),
    "nonPositiveInteger": tuple(str(-number) for number in range(_MANY)),
}
_NUMBERS: Final = tuple(str(number) for number in range(1, _MANY + 1))


class Hints(Struct, frozen=True):
    """What is likely to fit: on a predicate terms to prefer, and those of its code list; all terms that shapes name."""

    preferred: Mapping[Term, tuple[Term, ...]] = {}
    listed: Mapping[Term, tuple[Term, ...]] = {}
    named: tuple[Term, ...] = ()


def candidates(asked: Iterable[Concept], predicate: Term | None, hints: Hints, *, spoken_of: bool) -> Iterator[Term]:
    """Terms that all of some concepts are true of, the likeliest first; `FRESH` is a blank node.

    Of the concepts only lists, tests, and what they are not, tell of the term; `spoken_of` is whether the node has
    statements of its own, so that it is no literal.
    """
    fits = _fit(frozenset(each for each in asked if isinstance(each, OneOf | Test | Not)))
    seen: set[Term] = set()
    for term in _offered(asked, predicate, hints, spoken_of=spoken_of):
        if term not in seen and not (spoken_of and is_literal(term)):
            seen.add(term)
            if fits(term):
                yield term


def _offered(asked: Iterable[Concept], predicate: Term | None, hints: Hints, *, spoken_of: bool) -> Iterator[Term]:
    listed = [each.members for each in asked if isinstance(each, OneOf)]
    preferred = hints.preferred.get(predicate or "", ())
    if listed:
        yield from (term for term in preferred if term in listed[0])
        yield from min(listed, key=len)
        return
    yield from preferred
    yield from hints.listed.get(predicate or "", ())
    tests = [each.constraint for each in asked if isinstance(each, Test)]
    if not any(isinstance(each, plan.Datatype | plan.Bound | plan.LanguageIn) for each in tests):
        yield FRESH
        yield from (f"<{_PLACES}{number}>" for number in _NUMBERS)
    if not spoken_of:
        refused = [each.part.constraint for each in asked if isinstance(each, Not) and isinstance(each.part, Test)]
        yield from made(tuple(dict.fromkeys((*tests, *refused))))
        yield from hints.named
        yield from (other for term in hints.named for other in _altered(term))


def _altered(term: Term) -> Iterator[Term]:
    """Texts that are like a named one but for their end."""
    text = lexical(term) if datatype(term) == XSD + "string" else ""
    yield from (literal(text[:-1] + last) for last in "0123456789abc" if text)


def _fit(asked: frozenset[OneOf | Test | Not]) -> Callable[[Term], bool]:
    return lambda term: all(fits(each, term) for each in asked)


def fits(concept: Concept, term: Term) -> bool:
    """Whether a list or a test, or what it is not, is true of a term."""
    match concept:
        case OneOf(members):
            return term in members
        case Test(constraint):
            return _tried(constraint, term)
        case Not(OneOf() | Test() as part):
            return not fits(part, term)
        case _:
            return True


@lru_cache(maxsize=65536)
def _tried(constraint: plan.Constraint, term: Term) -> bool:
    test = alone(constraint)
    return test is None or test(term)


@lru_cache(maxsize=4096)
def made(tests: tuple[plan.Constraint, ...]) -> tuple[Term, ...]:
    """Literals that may pass tests, or just fail them: around their limits, of their types, as long as they ask."""
    types = [each.datatype for each in tests if isinstance(each, plan.Datatype)]
    types += [datatype(each.limit) for each in tests if isinstance(each, plan.Bound)]
    found: list[Term] = [each.limit for each in tests if isinstance(each, plan.Bound)]
    for kind in dict.fromkeys((*types, XSD + "integer", XSD + "decimal")):
        found += _around([each.limit for each in tests if isinstance(each, plan.Bound)], kind)
    for kind in dict.fromkeys((*types, XSD + "string", XSD + "integer", RDF + "langString")):
        found += _samples(kind, tests)
    return tuple(dict.fromkeys(found))


def _around(limits: list[Term], kind: str) -> Iterator[Term]:
    """Numbers of a type at, beside and between limits."""
    numbers = sorted({number for limit in limits if (number := _number(limit)) is not None})
    near = [*numbers, *(one + step for one in numbers for step in (1, -1, 0.5, 2, -2, 3, -3))]
    near += [(one + other) / 2 for one, other in pairwise(numbers)]
    for number in dict.fromkeys(near):
        if kind.removeprefix(XSD).lower().endswith(("integer", "int", "long", "short", "byte")):
            yield literal(str(int(number)), datatype=kind)
            yield literal(f"{int(number):03}", datatype=kind)
        elif kind in (XSD + "decimal", XSD + "double", XSD + "float"):
            yield literal(f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.1f}", datatype=kind)


def _number(term: Term) -> float | None:
    if compare(term, literal("0", datatype=XSD + "integer")) is None:
        return None
    return float(lexical(term))


def _samples(kind: str, tests: tuple[plan.Constraint, ...]) -> Iterator[Term]:
    if kind in (XSD + "string", RDF + "langString"):
        texts = list(_texts(tests))
        if kind == XSD + "string":
            yield from map(literal, texts)
        tags = [tag for each in tests if isinstance(each, plan.LanguageIn) for tag in each.tags if tag != "*"]
        yield from (literal(text, language=tag) for tag in (*tags, "sv", "en") for text in texts)
        return
    for text in _SAMPLES.get(kind.removeprefix(XSD), _NUMBERS):
        yield literal(text, datatype=kind)


def _texts(tests: tuple[plan.Constraint, ...]) -> Iterator[str]:
    """Texts as long, or as short, as tests ask."""
    lengths = [each.length for each in tests if isinstance(each, plan.MinLength | plan.MaxLength)]
    for number in range(1, _MANY):
        yield f"text {number}"
    for length in lengths:
        for letter in "abcdef" if length else ("",):
            yield letter * length
            yield letter * (length + 1)
            yield letter * max(0, length - 1)


def constants(concept: Concept) -> Iterator[Term]:
    """The terms that a concept names."""
    match concept:
        case OneOf(members):
            yield from members
        case _:
            for part in getattr(concept, "parts", ()) or (getattr(concept, "part", None),):
                if part is not None:
                    yield from constants(part)


def is_named(term: Term) -> bool:
    """Whether a term is an IRI that somebody else may speak of too."""
    return is_iri(term) and not term.startswith(f"<{_PLACES}")
