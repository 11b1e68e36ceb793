"""The Python interface to minimum levels: examples of them, repairs, and which holds which."""

from datetime import date as Date  # noqa: N812 - the word of the domain
from functools import lru_cache
from typing import TYPE_CHECKING

from samsyn.api import library, read_graph, written_day
from samsyn.model import Repairs
from samsyn.reach.answer import Containments
from samsyn.reaching import Reaching
from samsyn.selection import day_of

if TYPE_CHECKING:
    from samsyn.api import Data
    from samsyn.graphs import Graph


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
    known = next((each for each in library().centres if each.id == centre), None)
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
    return Reaching(library(), day)


def _day(date: str | Date | None) -> str:
    """A date as it is written. Raises BadDate."""
    return day_of(written_day(date)).isoformat()
