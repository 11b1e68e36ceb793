"""All agreements beside each other, in each form that Python asks for."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from samsyn.comparing.table import LevelTable
from samsyn.model.matrix import Matrix

if TYPE_CHECKING:
    from pandas import DataFrame

    from samsyn.graphs import Graph as RdfGraph


class WholeResult:
    """All agreements compared; which level holds which is worked out when it is asked for."""

    def __init__(self, matrix: Matrix, levels: Callable[[], LevelTable]) -> None:
        self.matrix = matrix
        self._levels = levels

    @cached_property
    def levels(self) -> LevelTable:
        """Which minimum level holds which. Raises samsyn.errors.Contradiction where proof and witness disagree."""
        return self._levels()

    @cached_property
    def graph(self) -> "RdfGraph":
        """The sam:LevelContainments as an rdflib graph."""
        from samsyn.graphs import to_rdflib

        return to_rdflib(self.levels.triples())

    def frame(self) -> "DataFrame":
        """The distances, a row for each pair, as a data frame. Raises samsyn.errors.FramesUnavailable."""
        from samsyn.comparing.frames import frame

        return frame([each.to_dict() for each in self.matrix.distances])

    def levels_frame(self, lang: str = "sv") -> "DataFrame":
        """Which level holds which, a row for each ordered pair. Raises samsyn.errors.FramesUnavailable."""
        from samsyn.comparing.frames import frame

        return frame(self.levels.rows(lang))

    def to_dict(self) -> dict[str, Any]:
        """Distances, joins, topics and levels as JSON."""
        return self.matrix.to_dict() | {"levels": self.levels.to_dict()}
