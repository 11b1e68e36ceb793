"""Two agreements compared, in each form that Python asks for."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from samsyn.comparing.consequence import Consequence
from samsyn.comparing.table import row
from samsyn.comparison import Names, address, rows, triples
from samsyn.model import Triple
from samsyn.model.comparison import Comparison, Relation, TopicRelation
from samsyn.reach.answer import Containments
from samsyn.reach.linked import containments

if TYPE_CHECKING:
    from pandas import DataFrame

    from samsyn.graphs import Graph as RdfGraph


class ComparisonResult:
    """Two agreements compared: by topic, and by what follows from reaching them, which is worked out when asked for."""

    def __init__(self, found: Comparison, names: Names, follow: Callable[[Comparison], Consequence]) -> None:
        self.topics: tuple[TopicRelation, ...] = found.topics
        self.found, self._names, self._follow = found, names, follow

    @property
    def counts(self) -> dict[Relation, int]:
        """How many topics stand in each relation."""
        return self.found.counts

    @cached_property
    def consequence(self) -> Consequence:
        """What follows from reaching either, or why that is not told."""
        return self._follow(self.found)

    @property
    def containment(self) -> Containments | None:
        """Whether every centre that reaches the one's minimum level reaches the other's, both ways.

        None where the two share no kind. Raises samsyn.errors.Contradiction where proof and witness disagree.
        """
        return self.consequence.found

    def triples(self) -> Iterator[Triple]:
        """The sam:AgreementComparison with its relations and what follows."""
        yield from triples(self.found)
        if self.consequence.found:
            yield from containments(self.consequence.found, address(self.found))

    @cached_property
    def graph(self) -> "RdfGraph":
        """The sam:AgreementComparison as an rdflib graph."""
        from samsyn.graphs import to_rdflib

        return to_rdflib(self.triples())

    def rows(self, lang: str = "sv") -> list[dict[str, str]]:
        """A row for each topic with statements and sources, as a data frame takes them."""
        return rows(self.found, self._names, lang)

    def level_rows(self, lang: str = "sv") -> list[dict[str, str]]:
        """A row for each way that a level is held against the other, in the columns of `rows`; why, where none is told.

        What the made-up centre lacks stands on the side that asks for it.
        """
        told = self.consequence.found
        if told is None:
            return [self._level_row("", {"note": self.consequence.why.of(lang)})]
        ways = (("right", told.left_reaches_right), ("left", told.right_reaches_left))
        rows = []
        for side, found in ways[:1] if told.left == told.right else ways:
            way = row(told.left, told.right, told.kind, found, lang)
            start, end = (told.left, told.right) if side == "right" else (told.right, told.left)
            kept = {
                "relation": found.outcome,
                "decided": str(found.outcome != "undecided").lower(),
                "holds": found.holds,
                "note": way["why"],
                "readings": way["readings"],
                side: way["lacks"],
            }
            rows.append(self._level_row(f"{start} → {end}", kept))
        return rows

    def _level_row(self, label: str, told: dict[str, str]) -> dict[str, str]:
        columns = dict.fromkeys(rows(self.found, self._names, "sv")[0], "") if self.topics else {}
        return columns | {"topic": "containment", "topic_label": label, "comparison": "containment"} | told

    def frame(self, lang: str = "sv") -> "DataFrame":
        """The same as a pandas data frame. Raises samsyn.errors.FramesUnavailable without pandas."""
        from samsyn.comparing.frames import frame

        return frame(self.rows(lang))

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return self.found.to_dict() | self.consequence.to_dict()
