"""Which nodes meet which shapes, told from shapes and data alone, whatever comes of it."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from any_shapes import BOUNDS, BRANCHES, CLASS, FIRST, NIL, ORDERS, OWL_CLASS, REST, TRUE, Drawn, sh
from samsyn.model import Triple
from samsyn.terms import Term, is_blank
from strategies import SUBCLASS, TYPE

LISTS = ("and", "or", "xone")
Step = Callable[[Term], Iterable[Term]]


class Said:
    """What some triples say, by subject and by object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._out: dict[tuple[Term, Term], list[Term]] = {}
        self._into: dict[tuple[Term, Term], list[Term]] = {}
        self.subjects: dict[Term, None] = {}
        for subject, predicate, value in dict.fromkeys(triples):
            self._out.setdefault((subject, predicate), []).append(value)
            self._into.setdefault((value, predicate), []).append(subject)
            self.subjects[subject] = None

    def step(self, node: Term, predicate: Term, *, back: bool = False) -> list[Term]:
        """The objects of a node, or its subjects."""
        return (self._into if back else self._out).get((node, predicate), [])

    def mentions(self, term: Term) -> bool:
        """Whether a term is the object of a statement."""
        return any(value == term for value, _ in self._into)

    def about_node(self, node: Term) -> list[tuple[Term, Term]]:
        """What is said of a node."""
        return [(name, value) for (subject, name), values in self._out.items() if subject == node for value in values]

    def about(self, predicate: Term) -> Iterator[tuple[Term, Term]]:
        """Subject and object of each statement with a predicate."""
        return (
            (subject, value) for (subject, name), values in self._out.items() if name == predicate for value in values
        )

    def members(self, head: Term) -> list[Term]:
        """The members of a list."""
        found = []
        while head != NIL:
            found += self.step(head, FIRST)
            head = next(iter(self.step(head, REST)), NIL)
        return found


class Meetings:
    """Every shape with the nodes that it is evaluated at, and its value nodes there."""

    def __init__(self, drawn: Drawn) -> None:
        self.shapes, self.data = Said(drawn.shapes), Said(drawn.data)
        self.met: dict[Term, dict[Term, set[Term]]] = {}
        #: the nodes from which a step of a path was tried
        self.left: set[Term] = set()
        for shape in self.shapes.subjects:
            for focus in self._targets(shape):
                self._meet(shape, focus)

    def says(self, shape: Term, name: str) -> list[Term]:
        """The values of a parameter."""
        return self.shapes.step(shape, sh(name))

    @cached_property
    def values(self) -> list[tuple[Term, Term]]:
        """Every shape that is met with each of its value nodes."""
        return [(shape, value) for shape, met in self.met.items() for values in met.values() for value in values]

    @cached_property
    def paths(self) -> list[Term]:
        """The paths of the shapes that are met."""
        return [path for shape in self.met for path in self.says(shape, "path")]

    @cached_property
    def bounded(self) -> list[tuple[Term, Term, bool]]:
        """Every value with the bound that it is held against, and whether that includes itself."""
        return [
            (value, limit, name.endswith("Inclusive"))
            for shape, value in self.values
            for name in BOUNDS
            for limit in self.says(shape, name)
        ]

    @cached_property
    def ordered(self) -> list[tuple[Term, Term, bool]]:
        """Every value with the one that it is to be less than, and whether it may be equal."""
        return [
            (value, other, name.endswith("OrEquals"))
            for shape, met in self.met.items()
            for name in ORDERS
            for predicate in self.says(shape, name)
            for focus, values in met.items()
            for value in values
            for other in self.data.step(focus, predicate)
        ]

    def _targets(self, shape: Term) -> Iterator[Term]:
        yield from self.says(shape, "targetNode")
        implicit = not {CLASS, OWL_CLASS}.isdisjoint(self.shapes.step(shape, TYPE))
        for cls in (*self.says(shape, "targetClass"), *[shape] * implicit):
            for below in self.closure(cls, lambda node: self.data.step(node, SUBCLASS, back=True)):
                yield from self.data.step(below, TYPE, back=True)
        for predicate in self.says(shape, "targetSubjectsOf"):
            yield from (subject for subject, _ in self.data.about(predicate))
        for predicate in self.says(shape, "targetObjectsOf"):
            yield from (value for _, value in self.data.about(predicate))

    def _meet(self, shape: Term, focus: Term) -> None:
        if focus in self.met.get(shape, {}) or TRUE in self.says(shape, "deactivated"):
            return
        values = {focus}
        for path in self.says(shape, "path"):
            values = self.reached(path, values)
        self.met.setdefault(shape, {})[focus] = values
        for below in self.below(shape):
            for value in values:
                self._meet(below, value)

    def below(self, shape: Term) -> Iterator[Term]:
        """The shapes that a shape refers to, siblings included."""
        for name in ("not", "node", "property", "qualifiedValueShape"):
            yield from self.says(shape, name)
        for name in LISTS:
            for head in self.says(shape, name):
                yield from self.shapes.members(head)
        if TRUE in self.says(shape, "qualifiedValueShapesDisjoint"):
            for parent in self.shapes.step(shape, sh("property"), back=True):
                for part in self.says(parent, "property"):
                    yield from self.says(part, "qualifiedValueShape")

    def reached(self, path: Term, nodes: set[Term], *, back: bool = False) -> set[Term]:
        """The nodes that a path leads to, or leads from (SHACL 2.3.1)."""
        parts = self.shapes.members(path) if is_blank(path) else []
        if parts:
            for part in reversed(parts) if back else parts:
                nodes = self.reached(part, nodes, back=back)
            return nodes
        kind, inner = self.branch(path)
        match kind:
            case "":
                self.left |= nodes
                return {value for node in nodes for value in self.data.step(node, path, back=back)}
            case "inversePath":
                return self.reached(inner, nodes, back=not back)
            case "alternativePath":
                return {value for part in self.shapes.members(inner) for value in self.reached(part, nodes, back=back)}
        once = self.reached(inner, nodes, back=back)
        if kind == "zeroOrOnePath":
            return nodes | once
        more = {value for node in once for value in self.closure(node, lambda at: self.reached(inner, {at}, back=back))}
        return more | nodes if kind == "zeroOrMorePath" else more

    def branch(self, path: Term) -> tuple[str, Term]:
        """The kind of a path that is neither an IRI nor a list, and what it is of."""
        found = ((kind, inner) for kind in BRANCHES if is_blank(path) for inner in self.says(path, kind))
        return next(found, ("", path))

    @staticmethod
    def closure(start: Term, step: Step) -> set[Term]:
        """A node and all that steps lead to from there."""
        found, todo = set[Term](), [start]
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo += step(node)
        return found
