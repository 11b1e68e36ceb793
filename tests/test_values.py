"""Literals as values: which are well formed, and how they compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.engine import values
from samsyn.terms import XSD, Term, iri, literal


@pytest.mark.parametrize(
    ("datatype", "well", "ill"),
    [
        ("integer", ["0", "-7", "+7", "9" * 5000], ["", "1.0", "one", " 1", "1 ", "٣"]),
        ("unsignedByte", ["0", "255", "-0"], ["-1", "256", "9" * 5000]),
        ("decimal", ["1.", ".5", "-1.50"], ["1e3", ".", "INF"]),
        ("double", ["1e3", "INF", "-INF", "NaN", ".5E-7"], ["inf", "1e", "+NaN"]),
        ("boolean", ["true", "false", "1", "0"], ["True", "yes"]),
        ("date", ["2024-02-29", "-0001-01-01", "12024-12-31Z"], ["2023-02-29", "24-01-01", "2024-13-01", "02024-1-1"]),
        ("dateTime", ["2024-02-29T24:00:00", "2024-01-01T00:00:00.5-14:00"], ["2024-02-30T00:00:00", "2024-01-01"]),
        ("dateTimeStamp", ["2024-01-01T00:00:00Z"], ["2024-01-01T00:00:00", "2023-02-29T00:00:00Z"]),
        ("time", ["23:59:59.999", "24:00:00", "00:00:00+01:00"], ["24:00:01", "7:00:00"]),
        ("gYear", ["2024", "-0044", "12024", "2024Z"], ["24", "02024"]),
        ("gYearMonth", ["2024-12", "2024-01+01:00"], ["2024-13", "2024"]),
        ("gMonthDay", ["--02-29", "--12-31Z"], ["--02-30", "--04-31", "02-01"]),
        ("duration", ["P1Y2M3DT4H5M6.7S", "-PT0S"], ["P", "PT", "P1H"]),
        ("dayTimeDuration", ["P3DT4H"], ["P1Y", "P"]),
        ("yearMonthDuration", ["P1Y2M"], ["P1D", "P"]),
        ("hexBinary", ["", "0aF9"], ["0", "xy"]),
        ("language", ["sv", "en-GB"], ["", "toolonglanguage"]),
        ("string", ["", "anything"], []),
    ],
)  # fmt: skip
def test_lexical_spaces(datatype: str, well: list[str], ill: list[str]) -> None:
    """A literal is well formed if its text is in the lexical space of its datatype."""
    assert [text for text in well if not values.well_formed(literal(text, datatype=XSD + datatype))] == []
    assert [text for text in ill if values.well_formed(literal(text, datatype=XSD + datatype))] == []


@pytest.mark.parametrize(
    ("text", "datatype", "days"),
    [
        ("2024-02-29", "date", ("2024-02-29", "2024-02-29")),
        ("2024-02-29+01:00", "date", ("2024-02-29", "2024-02-29")),
        ("2024-02", "gYearMonth", ("2024-02-01", "2024-02-29")),
        ("9999-12", "gYearMonth", ("9999-12-01", "9999-12-31")),
        ("2024", "gYear", ("2024-01-01", "2024-12-31")),
        ("2024-05:00", "gYear", ("2024-01-01", "2024-12-31")),
        *((text, "gYear", None) for text in ("0000", "-0044", "12024", "MMXXIV")),
        ("2023-02-29", "date", None),
        ("2024", "string", None),
        ("5", "integer", None),
    ],
)
def test_days(text: str, datatype: str, days: tuple[str, str] | None) -> None:
    """A date, a month and a year have a first and a last day; what is none of them, or beyond year 9999, has none."""
    found = values.day(literal(text, datatype=XSD + datatype))
    assert (found and tuple(day.isoformat() for day in found)) == days


def test_days_of_words() -> None:
    """Words are no date."""
    assert values.day(literal("mars 2026", language="sv")) is None


def moment(number: int, zone: str) -> Term:
    """A moment so many hours after the start of 2024, as a zone says."""
    days, hours = divmod(number, 24)
    return literal(f"2024-01-{1 + days:02}T{hours:02}:00:00{zone}", datatype=XSD + "dateTime")


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        (moment(0, "Z"), moment(1, "+01:00"), 0),
        (moment(0, "Z"), moment(1, "+02:00"), 1),
        (moment(0, ""), moment(1, ""), -1),
        (moment(0, ""), moment(14, "Z"), None),
        (moment(0, ""), moment(15, "Z"), -1),
        (moment(15, "Z"), moment(0, ""), 1),
        (literal("2024-01-01", datatype=XSD + "date"), moment(0, ""), None),
        (literal("1.0", datatype=XSD + "decimal"), literal("1", datatype=XSD + "byte"), 0),
        (literal("0.1", datatype=XSD + "decimal"), literal("1e-1", datatype=XSD + "double"), 0),
        (literal("1e400", datatype=XSD + "double"), literal("INF", datatype=XSD + "double"), 0),
        (literal("NaN", datatype=XSD + "double"), literal("NaN", datatype=XSD + "double"), None),
        (literal("9" * 5000, datatype=XSD + "integer"), literal("1", datatype=XSD + "double"), 1),
        (literal("a"), literal("b"), -1),
        (literal("a"), literal("b", language="en"), None),
        (literal("false", datatype=XSD + "boolean"), literal("1", datatype=XSD + "boolean"), -1),
        (literal("1"), literal("1", datatype=XSD + "integer"), None),
        (literal("P1D", datatype=XSD + "duration"), literal("P1D", datatype=XSD + "duration"), None),
        (iri("https://example.org/a"), iri("https://example.org/b"), None),
        ("_:a", "_:b", None),
    ],
)
def test_compare(left: Term, right: Term, wanted: int | None) -> None:
    """Values of one family compare, others do not, and both ways round alike."""
    assert values.compare(left, right) == wanted
    assert values.compare(right, left) == (None if wanted is None else -wanted)


DATES = st.dates().map(lambda day: literal(day.isoformat(), datatype=XSD + "date"))


@given(left=DATES, right=DATES)
def test_dates_compare_as_they_are_written(left: Term, right: Term) -> None:
    """Dates of four digits come in the order of their texts."""
    assert values.compare(left, right) == (left > right) - (left < right)
