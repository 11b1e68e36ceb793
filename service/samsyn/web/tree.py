"""Groups of documents drawn as a tree: each on a line of its own, joined at the distance at which they meet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from samsyn.model.matrix import Join

_LINE: Final = 22
_HEAD: Final = 26
_MARGIN: Final = 240
_ONE: Final = 480
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Branch:
    """Where two groups meet: the line to draw, and the same in words."""

    path: str
    told: str


@dataclass(frozen=True)
class Tree:
    """The places of everything in the drawing."""

    leaves: tuple[tuple[str, int], ...]
    branches: tuple[Branch, ...]
    scale: tuple[tuple[int, str], ...]
    margin: int = _MARGIN
    width: int = _MARGIN + _ONE + 20

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return _HEAD + len(self.leaves) * _LINE


def tree(
    names: Sequence[str], joins: Sequence[Join], number: Callable[[float], str], told: Callable[[Join], str]
) -> Tree:
    """The drawing of some documents in their order, with how they are joined."""
    places: dict[tuple[str, ...], tuple[int, int]] = {
        (name,): (_MARGIN, _HEAD + place * _LINE + _LINE // 2) for place, name in enumerate(names)
    }
    leaves = tuple((name, places[(name,)][1]) for name in names)
    branches = []
    for each in joins:
        (x1, y1), (x2, y2) = places[each.left], places[each.right]
        x = _MARGIN + round(each.distance * _ONE)
        places[each.members] = (x, (y1 + y2) // 2)
        branches.append(Branch(f"M{x1} {y1}H{x}V{y2}H{x2}", told(each)))
    scale = tuple((_MARGIN + round(tick * _ONE), number(tick)) for tick in _TICKS)
    return Tree(leaves, tuple(branches), scale)
