"""Literals as values: which are well formed, and how two compare."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

from msgspec import Struct

from samsyn.terms import RDF, XSD, Term, datatype, is_literal, language, lexical

_ZONE: Final = r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DAY: Final = r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_OF_DAY: Final = r"(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_DURATION: Final = r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?" + _OF_DAY
_INTEGER: Final = r"[+-]?[0-9]+"
_FLOAT: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"

#: the integer types and the interval of each, None where it is open (XSD 1.1 part 2, 3.4)
_INTERVALS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_FORMS: Final[dict[str, str]] = {
    XSD + name: form
    for name, form in (
        *((name, _INTEGER) for name in _INTERVALS),
        ("boolean", r"true|false|1|0"),
        ("decimal", r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
        ("float", _FLOAT),
        ("double", _FLOAT),
        ("date", _DAY + _ZONE),
        ("dateTime", _DAY + "T" + _CLOCK + _ZONE),
        ("dateTimeStamp", _DAY + "T" + _CLOCK + _ZONE[:-1]),
        ("time", _CLOCK + _ZONE),
        ("gYear", r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})" + _ZONE),
        ("gYearMonth", r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})-(?:0[1-9]|1[0-2])" + _ZONE),
        ("gMonth", r"--(?:0[1-9]|1[0-2])" + _ZONE),
        ("gMonthDay", r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])" + _ZONE),
        ("gDay", r"---(?:0[1-9]|[12][0-9]|3[01])" + _ZONE),
        ("duration", _DURATION),
        ("dayTimeDuration", r"-?P(?=.)(?:[0-9]+D)?" + _OF_DAY),
        ("yearMonthDuration", r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?"),
        ("hexBinary", r"(?:[0-9a-fA-F]{2})*"),
        ("language", r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    )
}
_NUMBERS: Final = frozenset({XSD + name for name in (*_INTERVALS, "decimal")})
_FLOATS: Final = frozenset({XSD + "float", XSD + "double"})
#: longer literals than these are worked out anew each time: what is remembered is bounded by number
_KEPT: Final = 200
#: more digits than these take longer to read as an int than as a Decimal
_LONG: Final = 40
_ZONED: Final = re.compile(r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))\Z")
#: what stands before and after the lexical form of a time to make it the dateTime at which it starts
_FILLED: Final[dict[str, tuple[str, str]]] = {
    XSD + "dateTime": ("", ""),
    XSD + "dateTimeStamp": ("", ""),
    XSD + "date": ("", "T00:00:00"),
    XSD + "time": ("1972-12-31T", ""),
    XSD + "gYear": ("", "-01-01T00:00:00"),
    XSD + "gYearMonth": ("", "-01T00:00:00"),
    XSD + "gMonthDay": ("1972", "T00:00:00"),
}
_DAYS: Final = frozenset({XSD + "date", XSD + "gYearMonth", XSD + "gYear"})
_INSTANT: Final = re.compile(_DAY + "T([0-9]{2}):([0-9]{2}):([0-9.]+)")
#: the Gregorian calendar comes round in so many years, of so many days
_ROUND_YEARS: Final = 400
_ROUND_DAYS: Final = 146_097
#: a time without zone may be so many seconds earlier or later than it says (XSD 1.1 part 2, 3.3.7)
_FARTHEST_ZONE: Final = 14 * 3600


@cache
def _form(kind: str) -> re.Pattern[str] | None:
    """The lexical space of a datatype, compiled on first use; None where it is not known."""
    return re.compile(_FORMS[kind]) if kind in _FORMS else None


def well_formed(term: Term) -> bool:
    """Whether the lexical form of a literal is in the lexical space of its datatype; true of datatypes not known."""
    long = len(term) > _KEPT
    return (_well_formed.__wrapped__ if long else _well_formed)(term)


@lru_cache(maxsize=16384)
def _well_formed(term: Term) -> bool:
    kind = datatype(term)
    form = _form(kind)
    if form is None:
        return kind != RDF + "langString" or bool(language(term))
    text = lexical(term)
    if not form.fullmatch(text):
        return False
    return _within(kind, text) and (kind not in _FILLED or comparable(term) is not None)


def _within(kind: str, text: str) -> bool:
    """Whether a number is in the interval of its datatype."""
    low, high = _INTERVALS.get(kind[len(XSD) :], (None, None))
    return (low is None or Decimal(text) >= low) and (high is None or Decimal(text) <= high)


class Instant(Struct, frozen=True):
    """A point in time in seconds, of universal time if its zone is known."""

    seconds: Fraction | int
    zoned: bool


def comparable(term: Term) -> tuple[str, Any] | None:
    """A literal as (family, Python value), where values of one family compare; None where it has no order."""
    long = len(term) > _KEPT
    return (_comparable.__wrapped__ if long else _comparable)(term)


@lru_cache(maxsize=16384)
def _comparable(term: Term) -> tuple[str, Any] | None:
    if not is_literal(term):
        return None
    kind, text = datatype(term), lexical(term)
    form = _form(kind)
    if form is not None and not (form.fullmatch(text) and _within(kind, text)):
        return None
    try:
        return _valued(kind, text)
    except (ValueError, InvalidOperation, OverflowError):
        return None


def _valued(kind: str, text: str) -> tuple[str, Any] | None:
    if kind in _NUMBERS:
        return "number", Decimal(text) if kind == XSD + "decimal" or len(text) > _LONG else int(text)
    if kind in _FLOATS:
        return "number", float(text.replace("INF", "inf"))
    if kind in (XSD + "string", XSD + "boolean"):
        return ("string", text) if kind == XSD + "string" else ("boolean", text in ("true", "1"))
    if kind in _FILLED:
        before, after = _FILLED[kind]
        zone = _ZONED.search(text)
        bare = text[: zone.start()] if zone else text
        seconds = _seconds(before + bare.replace("--", "-") + after)
        return kind.removesuffix("Stamp"), Instant(seconds - _offset(zone), zone is not None)
    return None


def _seconds(text: str) -> Fraction | int:
    """The seconds of a dateTime without zone, of any year. Raises ValueError for a day that its month has not."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, number, hours, minutes = (int(part) for part in found.groups()[:5])
    rounds, within = divmod(year, _ROUND_YEARS)
    days = date(2000 + within, month, number).toordinal() + rounds * _ROUND_DAYS
    return (Fraction(found[6]) if "." in found[6] else int(found[6])) + 60 * (minutes + 60 * (hours + 24 * days))


def _offset(zone: re.Match[str] | None) -> int:
    """How many seconds a zone is ahead of universal time."""
    if zone is None or zone[1] is None:
        return 0
    return int(zone[1] + "1") * 60 * (60 * int(zone[2]) + int(zone[3]))


def compare(left: Term, right: Term) -> int | None:
    """-1, 0 or 1 as SPARQL's `<` and `>` tell (SPARQL 1.1, 17.3); None where two terms cannot be compared."""
    long = len(left) > _KEPT or len(right) > _KEPT
    return (_compare.__wrapped__ if long else _compare)(left, right)


@lru_cache(maxsize=16384)
def _compare(left: Term, right: Term) -> int | None:
    one, other = comparable(left), comparable(right)
    if one is None or other is None or one[0] != other[0]:
        return None
    a, b = one[1], other[1]
    if isinstance(a, Instant):
        apart = a.seconds - b.seconds
        if a.zoned != b.zoned and abs(apart) <= _FARTHEST_ZONE:
            return None
        return int(apart > 0) - int(apart < 0)
    if isinstance(a, float) != isinstance(b, float):
        a, b = float(a), float(b)
    if a != a or b != b:  # noqa: PLR0124 - NaN alone differs from itself
        return None
    return int(a > b) - int(a < b)


def language_matches(tag: str, wanted: str) -> bool:
    """Whether a tag matches a basic language range (SPARQL 1.1, 17.4.3.13 langMatches)."""
    return bool(tag) and (wanted == "*" or (tag + "-").startswith(wanted + "-"))


def written(term: Term) -> str | None:
    """What SPARQL's STR gives of an IRI or literal; None of a blank node."""
    if is_literal(term):
        return lexical(term)
    return term[1:-1] if term[0] == "<" else None


def day(term: Term | None) -> tuple[date, date] | None:
    """The first and last day of an xsd:date, gYearMonth or gYear literal; None of anything else."""
    if term is None or not is_literal(term) or datatype(term) not in _DAYS or not well_formed(term):
        return None
    try:
        parts = [int(part) for part in _ZONED.sub("", lexical(term)).split("-")]
        first = date(*parts, *[1] * (3 - len(parts)))
    except ValueError:  # a year before 1 or after 9999
        return None
    month = parts[1] if len(parts) > 1 else 12
    number = parts[2] if len(parts) > 2 else monthrange(first.year, month)[1]
    return first, date(first.year, month, number)
