"""What is stored of assessments is what the reports say, though it is worked out without the rest of them."""

import pyoxigraph as ox
import pytest
from msgspec.structs import replace

from bench import own
from samsyn import assertions
from samsyn.knowledge import Described
from samsyn.library import Library
from samsyn.workers import dataset, stored

_DATES = ("2026-11-27", "2021-03-01")
_MADE_UP = 200


@pytest.mark.parametrize("date", _DATES)
def test_bundled(lib: Library, date: str) -> None:
    """The assertions of every bundled centre are those of its reports, line by line."""
    for each in lib.described:
        assert dataset.assessed(lib, each, date) == of_reports(lib, each, date), each.id


@pytest.mark.parametrize("date", _DATES)
def test_made_up(lib: Library, date: str) -> None:
    """So are those of made-up centres, in which services are left out."""
    outcomes = set()
    for number in range(_MADE_UP):
        each = made_up(number)
        found = dataset.assessed(lib, each, date)
        assert found == of_reports(lib, each, date), each.id
        outcomes |= {line.rpartition(b"#")[2] for line in found.splitlines() if b"ns/earl#outcome>" in line}
    assert len(outcomes) == 4


def test_nothing_known(lib: Library) -> None:
    """Where no agreement is known, nothing is asserted."""
    each = made_up(0)
    nowhere = replace(each, triples=without(each))
    assert dataset.assessed(lib, nowhere, _DATES[0]) == b""


def of_reports(lib: Library, one: Described, date: str) -> bytes:
    """The assertions of the reports on a centre as N-Triples."""
    reports = lib.reports(date=date, centres=(one,))
    lines = (f"{s} {p} {o} .\n" for report in reports for s, p, o in assertions.earl_triples(report))
    return "".join(lines).encode()


def made_up(number: int) -> Described:
    """A made-up centre."""
    lines = ox.serialize(ox.parse(own.turtle(number), format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    found = stored.of_lines(lines or b"", own.name(number))
    assert found
    return found


def without(one: Described) -> tuple[tuple[str, str, str], ...]:
    """What is said of a centre but where it lies."""
    return tuple(each for each in one.triples if not each[1].endswith("#municipality>"))
