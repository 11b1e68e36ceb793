"""A shape as functions of a world."""

from msgspec import Struct

from samsyn.engine.graph import Terms
from samsyn.engine.kleene import AtNode, Part
from samsyn.engine.plan import Shape
from samsyn.engine.truth import Check, Judge, Test, Truth
from samsyn.engine.walks import Walk
from samsyn.engine.world import Closes, World
from samsyn.terms import Term


class BoundShape(Struct, frozen=True):
    """A shape as functions: how to reach its values, whether they are all known, and its checks."""

    shape: Shape
    walk: Walk | None
    closes: Closes | None
    checks: tuple[Check, ...]
    judge: Judge
    conforms: Test
    at_node: AtNode | None = None

    def values(self, world: World, focus: Term) -> Terms:
        """The value nodes of the shape at a focus node (SHACL 3.4.1)."""
        return self.walk(world.graph, focus) if self.walk else (focus,)

    def closed(self, world: World, focus: Term) -> bool:
        """Whether all value nodes are known."""
        return self.closes is None or world.everything or self.closes(world, focus)

    def parts(self, world: World, focus: Term) -> tuple[Truth, list[Part]]:
        """Whether a node conforms (True, False, None for not known), and each part by which it does not, or may not."""
        if self.at_node:
            return self.at_node.parts(world, focus)
        values, closed = self.values(world, focus), self.closed(world, focus)
        truth = self.judge(world, focus, values, closed)
        return truth, [] if truth else [Part(self.shape.id, truth, values, closed)]
