"""The Python interface to agreements beside each other: compared by topic and by level, examples, and repairs."""

from datetime import date as Date  # noqa: N812 - the word of the domain
from functools import lru_cache
from typing import TYPE_CHECKING

from samsyn.api import library, read_graph, written_day
from samsyn.comparing import Comparer, ComparisonResult, LevelTable, consequence
from samsyn.comparing.whole import WholeResult
from samsyn.model import Repairs
from samsyn.reach.answer import Containments
from samsyn.reaching import Reaching
from samsyn.reaching.cache import usual
from samsyn.selection import day_of

if TYPE_CHECKING:
    from samsyn.api import Data
    from samsyn.graphs import Graph


def compare(left: str, right: str, kind: str | None = None, date: str | Date | None = None) -> ComparisonResult:
    """Two agreements, by their ids, compared: `topics` tells how the left relates to the right, topic by topic, and
    `containment` whether who reaches the one's minimum level reaches the other's.

    Without `kind` they are compared as the first kind of the left that the right has too. With `date`, the version that
    holds on it is compared. Raises samsyn.errors.UnknownChoice where an id or a kind is not there, BadDate for a date
    outside every version.
    """
    found = _comparer().pair(left, right, kind, _written(date))
    reaching = _reaching(found.date or _day(None))
    return ComparisonResult(found, library().named, lambda pair: consequence(pair, reaching.containment))


def compare_all(kind: str | None = None, date: str | Date | None = None) -> WholeResult:
    """All agreements, or those that speak of a kind, beside each other: `matrix` holds how far they lie apart and what
    each demands, `levels` which minimum level holds which.

    Raises as `compare` does.
    """
    matrix = _comparer().matrix(kind, _written(date))
    reaching = _reaching(matrix.date or _day(None))

    def levels() -> LevelTable:
        known = frozenset(matrix.documents)
        return LevelTable.of(reaching.table(kind), reaching.without_levels(kind), kind).among(known)

    return WholeResult(matrix, levels)


def example(agreement: str, kind: str | None = None, date: str | Date | None = None) -> "Graph":
    """The smallest description found that reaches an agreement's minimum level, as an rdflib graph.

    It is complete about everything, marked as made up, and dated `date`, today without it. Without a kind: the first
    that the agreement has.
    Raises samsyn.errors.UnknownChoice for an agreement or kind that does not exist, NoExample where there is no such
    level.
    """
    from samsyn.graphs import to_rdflib

    return to_rdflib(_reaching(_day(date)).example(agreement, kind))


def repair(
    centre: "Data",
    agreement: str,
    kind: str | None = None,
    format: str | None = None,
) -> Repairs:
    """The smallest sets of changes under which a centre reaches an agreement's minimum level.

    `centre` is the id of a bundled centre, or a description as `validate` takes it. Without a kind: the one that the
    centre claims to be, else the first that the agreement has.
    Raises as `validate` does, and samsyn.errors.BadInput where several centres are described.
    """
    known = next((each for each in library().described if each.id == centre), None)
    graph = read_graph(centre, format) if known is None else None
    return _reaching(_day(None)).mended(graph, known, agreement, kind)


def containment(left: str, right: str, kind: str | None = None, date: str | Date | None = None) -> Containments:
    """Whether every centre that reaches the one agreement's minimum level reaches the other's, and back.

    Without a kind: the first that both have. Witnesses are dated `date`, today without it.
    Raises samsyn.errors.UnknownChoice for what does not exist, Contradiction where proof and witness disagree.
    """
    return _reaching(_day(date)).containment(left, right, kind)


@lru_cache(maxsize=2)
def _reaching(day: str) -> Reaching:
    return Reaching(library(), day, folder=usual())


@lru_cache(maxsize=1)
def _comparer() -> Comparer:
    return Comparer(library())


def _written(date: str | Date | None) -> str | None:
    return date.isoformat() if isinstance(date, Date) else date


def _day(date: str | Date | None) -> str:
    """A date as it is written. Raises BadDate."""
    return day_of(written_day(date)).isoformat()
