"""Literals as values: which are well formed, how two compare, and what a pattern matches."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from samsyn.terms import RDF, XSD, Term, datatype, is_literal, language, lexical

_ZONE: Final = r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DAY: Final = r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_DURATION: Final = (
    r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
)
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
_FORMS: Final[dict[str, re.Pattern[str]]] = {
    XSD + name: re.compile(form)
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
        ("dayTimeDuration", _DURATION),
        ("yearMonthDuration", r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?"),
        ("hexBinary", r"(?:[0-9a-fA-F]{2})*"),
        ("language", r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    )
}
_NUMBERS: Final = frozenset({XSD + name for name in (*_INTERVALS, "decimal")})
_FLOATS: Final = frozenset({XSD + "float", XSD + "double"})
_ZONED: Final = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$")


@lru_cache(maxsize=65536)
def well_formed(term: Term) -> bool:
    """Whether the lexical form of a literal is in the lexical space of its datatype; true of datatypes not known."""
    kind = datatype(term)
    form = _FORMS.get(kind)
    if form is None:
        return kind != RDF + "langString" or bool(language(term))
    text = lexical(term)
    if not form.fullmatch(text):
        return False
    low, high = _INTERVALS.get(kind[len(XSD) :], (None, None))
    if low is not None or high is not None:
        return (low is None or int(text) >= low) and (high is None or int(text) <= high)
    return kind not in (XSD + "date", XSD + "dateTime") or comparable(term) is not None


@lru_cache(maxsize=65536)
def comparable(term: Term) -> tuple[str, Any] | None:
    """A literal as (family, Python value), where values of one family compare; None where it has no order."""
    if not is_literal(term):
        return None
    kind, text = datatype(term), lexical(term)
    form = _FORMS.get(kind)
    if form is not None and not form.fullmatch(text):
        return None
    try:
        return _valued(kind, text)
    except (ValueError, InvalidOperation, OverflowError):
        return None


def _valued(kind: str, text: str) -> tuple[str, Any] | None:
    if kind in _NUMBERS:
        return "number", Decimal(text)
    if kind in _FLOATS:
        return "number", float(text.replace("INF", "inf"))
    if kind in (XSD + "string", XSD + "boolean"):
        return ("string", text) if kind == XSD + "string" else ("boolean", text in ("true", "1"))
    if kind in (XSD + "dateTime", XSD + "dateTimeStamp"):
        return _moment("dateTime", text)
    if kind == XSD + "date":
        return _moment("date", _ZONED.sub("", text) + "T00:00:00" + "".join(_ZONED.findall(text)))
    if kind == XSD + "time":
        return _moment("time", "1972-12-31T" + text)
    if kind in (XSD + "gYear", XSD + "gYearMonth"):
        bare = _ZONED.sub("", text) if kind == XSD + "gYearMonth" or text.count("-") == 0 else text
        return kind, tuple(int(part) for part in bare.split("-"))
    return None


def _moment(family: str, text: str) -> tuple[str, datetime]:
    later = timedelta(days=1) if "T24:00:00" in text else timedelta()
    found = datetime.fromisoformat(text.replace("T24:", "T00:").replace("Z", "+00:00")) + later
    if found.tzinfo is None:
        return f"{family} without zone", found
    return f"{family} with zone", found.astimezone(UTC)


def compare(left: Term, right: Term) -> int | None:
    """-1, 0 or 1 as SPARQL's `<` and `>` tell (SPARQL 1.1, 17.3); None where two terms cannot be compared."""
    one, other = comparable(left), comparable(right)
    if one is None or other is None or one[0] != other[0]:
        return None
    a, b = one[1], other[1]
    if isinstance(a, float) != isinstance(b, float):
        a, b = float(a), float(b)
    if a != a or b != b:  # noqa: PLR0124 - NaN alone differs from itself
        return None
    return int(a > b) - int(a < b)


@lru_cache(maxsize=4096)
def regex(pattern: str, flags: str) -> re.Pattern[str]:
    """A pattern of SPARQL's REGEX with its flags, compiled. Raises re.error."""
    if "q" in flags:
        pattern = re.escape(pattern)
    wanted = re.NOFLAG
    for flag in flags:
        wanted |= {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}.get(flag, re.NOFLAG)
    return re.compile(pattern, wanted)


def written(term: Term) -> str | None:
    """What SPARQL's STR gives of an IRI or literal; None of a blank node."""
    if is_literal(term):
        return lexical(term)
    return term[1:-1] if term[0] == "<" else None


def day(term: Term | None) -> tuple[date, date] | None:
    """The first and last day of an xsd:date, gYearMonth or gYear literal; None of anything else."""
    if term is None or not is_literal(term) or not well_formed(term):
        return None
    parts = [int(part) for part in _ZONED.sub("", lexical(term)).split("-") if part]
    match len(parts):
        case 3:
            return date(*parts), date(*parts)
        case 2:
            year, month = parts
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        case 1:
            return date(parts[0], 1, 1), date(parts[0], 12, 31)
    return None
