"""The truth tables of the closed world, W3C SHACL: shapes as functions that tell whether a node conforms.

What is wrong where they say no, `evaluate` tells.
"""

from collections.abc import Callable, Iterable, Iterator

from samsyn.engine import holding, plan
from samsyn.engine.alone import Alone, alone, quick
from samsyn.engine.graph import NOTHING, UNSAID, Graph
from samsyn.engine.holding import Conforms, Holds, Parts
from samsyn.engine.order import below, references
from samsyn.engine.paths import Path, Predicate
from samsyn.engine.plan import Constraint, Plan, Shape
from samsyn.engine.walks import Walk, walk
from samsyn.terms import Term

#: the shapes at fault at a node: property shapes of it, and itself where its own constraints are broken
Broken = Callable[[Graph, Term], list[Term]]


class Closed:
    """The shapes of a plan as functions, each made on first use.

    The shapes that are `thorough` hold queries; `exhausted` makes their functions, which leave nothing out.
    """

    def __init__(self, compiled: Plan, thorough: frozenset[Term], exhausted: Callable[[Term], Conforms]) -> None:
        self._plan = compiled
        self._thorough = thorough
        self._exhausted = exhausted
        self._conforms: dict[Term, Conforms] = {}
        self._holds: dict[Term, Holds] = {}
        self._broken: dict[Term, Broken] = {}
        self._shared = shared(compiled)

    def conforms(self, term: Term) -> Conforms:
        """The function that tells whether a node conforms to a shape (SHACL 3.4.1)."""
        found = self._conforms.get(term)
        if found is None:
            shape = self._plan.shapes[term]
            if term in self._thorough:
                found = self._exhausted(term)
            else:
                found = self._of_node(shape) if shape.path is None else self._of_path(shape, shape.path)
            found = self._conforms[term] = holding.remembering(found) if term in self._shared else found
        return found

    def broken(self, term: Term) -> Broken:
        """The function that gives the shapes at fault at a node, of a shape and its property shapes."""
        found = self._broken.get(term)
        if found is None:
            shape = self._plan.shapes[term]
            plain = shape.path is None and term not in self._thorough
            found = self._broken[term] = self._faults(shape) if plain else self._fault(shape)
        return found

    def own(self, term: Term) -> frozenset[Constraint]:
        """The constraints of a shape that `broken` tells of by the shape itself."""
        shape = self._plan.shapes[term]
        plain = shape.path is None and term not in self._thorough
        return frozenset(self._of_properties(shape)[2] if plain else shape.constraints)

    def _fault(self, shape: Shape) -> Broken:
        if shape.id in self._thorough:  # its queries are put once, when its results are told
            return lambda graph, node: [shape.id]
        conforms, own, none = self.conforms(shape.id), [shape.id], list[Term]()
        return lambda graph, node: none if conforms(graph, node) else own

    def _faults(self, shape: Shape) -> Broken:
        near, far, rest = self._of_properties(shape)
        parts = self._parts(shape, rest)
        own = parts.only() or (_alone(parts) if rest else None)

        def broken(graph: Graph, node: Term) -> list[Term]:
            said = graph.out.get(node, UNSAID)
            found = []
            for predicate, holds, term in near:
                if not holds(graph, node, said.get(predicate, NOTHING)):
                    found.append(term)
            for reach, together in far:
                values = reach(graph, node)
                for holds, term in together:
                    if not holds(graph, node, values):
                        found.append(term)
            if own and not own(graph, node):
                found.append(shape.id)
            return found

        return broken

    def _of_path(self, shape: Shape, path: Path) -> Conforms:
        reach, holds = walk(path), self.holds(shape.id)
        return lambda graph, node: holds(graph, node, reach(graph, node))

    def holds(self, term: Term) -> Holds:
        """The function that tells whether the values of a property shape at a focus node are in order."""
        found = self._holds.get(term)
        if found is None:
            shape = self._plan.shapes[term]
            found = self._holds[term] = self._parts(shape, shape.constraints).all()
        return found

    def _of_node(self, shape: Shape) -> Conforms:
        if shape.deactivated:
            return lambda graph, node: True
        near, far, rest = self._of_properties(shape)
        parts = self._parts(shape, rest)
        own = parts.only() or (_alone(parts) if rest else None)
        if own and not near and not far:
            return own

        def conforms(graph: Graph, node: Term) -> bool:
            said = graph.out.get(node, UNSAID)
            for predicate, holds, _ in near:
                if not holds(graph, node, said.get(predicate, NOTHING)):
                    return False
            for reach, together in far:
                values = reach(graph, node)
                for holds, _ in together:
                    if not holds(graph, node, values):
                        return False
            return own is None or own(graph, node)

        return conforms

    def _of_properties(self, shape: Shape) -> "tuple[_Near, _Far, list[Constraint]]":
        """Its property shapes, those of a single predicate, looked up together, apart from others; and all the rest.

        Property shapes with the same path stand together, so that its values are looked for once.
        """
        terms = [each.shape for each in shape.constraints if isinstance(each, plan.Property)]
        below = [self._plan.shapes[term] for term in terms if term not in self._shared]
        done = {plan.Property(each.id) for each in below}
        far: dict[Path, list[tuple[Holds, Term]]] = {}
        near: list[tuple[Term, Holds, Term]] = []
        for each in below:
            if isinstance(each.path, Predicate):
                near.append((each.path.iri, self.holds(each.id), each.id))
            elif each.path is not None:
                far.setdefault(each.path, []).append((self.holds(each.id), each.id))
        rest = [constraint for constraint in shape.constraints if constraint not in done]
        return tuple(near), tuple((walk(path), tuple(every)) for path, every in far.items()), rest

    def _parts(self, shape: Shape, constraints: Iterable[Constraint]) -> Parts:
        parts = Parts()
        for constraint in () if shape.deactivated else constraints:
            found = self._alone(constraint)
            if found:
                (parts.quick if quick(constraint) else parts.alone).append(found)
            elif isinstance(constraint, plan.MinCount):
                parts.least = constraint.count
            elif isinstance(constraint, plan.MaxCount):
                parts.most = constraint.count
            elif isinstance(constraint, plan.Class):
                parts.classes.append(constraint.cls)
            elif holds := self._of_set(constraint):
                parts.together.append(holds)
            else:
                parts.each.append(self._of_value(constraint))
        return parts

    def _alone(self, constraint: Constraint) -> Alone | None:
        """The test of a constraint that looks at nothing but the value, however it is put together."""
        parts = [self._alone_shape(term) for term in references(constraint)]
        tests = [each for each in parts if each is not None]
        if len(tests) < len(parts):
            return None
        match constraint:
            case plan.Not():
                return lambda value: not tests[0](value)
            case plan.Node() | plan.And():
                return lambda value: all(test(value) for test in tests)
            case plan.Or():
                return lambda value: any(test(value) for test in tests)
            case plan.Xone():
                return lambda value: sum(test(value) for test in tests) == 1
            case _:
                return alone(constraint)

    def _alone_shape(self, term: Term) -> Alone | None:
        shape = self._plan.shapes[term]
        if shape.path is not None or term in self._shared:
            return None
        found = [] if shape.deactivated else [self._alone(each) for each in shape.constraints]
        tests = [each for each in found if each is not None]
        return (lambda value: all(test(value) for test in tests)) if len(tests) == len(found) else None

    def _of_value(self, constraint: Constraint) -> Conforms:
        """What a constraint says of each value in its graph."""
        match constraint:
            case plan.Node(shape) | plan.Property(shape):
                return self.conforms(shape)
            case plan.Not(shape):
                inner = self.conforms(shape)
                return lambda graph, value: not inner(graph, value)
            case plan.And(shapes):
                return holding.of_all([self.conforms(each) for each in shapes])
            case plan.Or(shapes):
                return holding.of_any([self.conforms(each) for each in shapes])
            case plan.Xone(shapes):
                ways = [self.conforms(each) for each in shapes]
                return lambda graph, value: sum(each(graph, value) for each in ways) == 1
            case _:
                raise TypeError(f"nothing tells of {constraint!r}")

    def _of_set(self, constraint: Constraint) -> Holds | None:
        """What a constraint says of all values together."""
        match constraint:
            case plan.HasValue(wanted):
                return lambda graph, node, values: wanted in values
            case plan.UniqueLang():
                return holding.unique_languages
            case plan.Equals(other):
                return holding.equal(other)
            case plan.Disjoint(other):
                return holding.disjoint(other)
            case plan.LessThan(other, or_equals):
                return holding.less(other, (-1, 0) if or_equals else (-1,))
            case plan.Closed(allowed):
                return holding.closed(allowed)
            case plan.Qualified():
                return self._of_qualified(constraint)
            case _:
                return None

    def _of_qualified(self, constraint: plan.Qualified) -> Holds:
        shape, count, maximum = self._plan.shapes[constraint.shape], constraint.count, constraint.maximum
        if not constraint.siblings and shape.path is None and not shape.deactivated and len(shape.constraints) == 1:
            (asked,) = shape.constraints
            if isinstance(asked, plan.Class):
                return holding.of_class(asked.cls, count, maximum=maximum)
        siblings = [self.conforms(each) for each in constraint.siblings]
        return holding.counted(self.conforms(shape.id), siblings, count, maximum=maximum)


_Near = tuple[tuple[Term, Holds, Term], ...]
_Far = tuple[tuple[Walk, tuple[tuple[Holds, Term], ...]], ...]


def _alone(parts: Parts) -> Conforms:
    """What constraints say of the node itself."""
    holds = parts.all()
    return lambda graph, node: holds(graph, node, (node,))


def shared(compiled: Plan) -> frozenset[Term]:
    """The shapes that several others refer to and that refer to others: what they say is worth remembering."""
    counts: dict[Term, int] = {}
    for term in _referred(compiled):
        counts[term] = counts.get(term, 0) + 1
    return frozenset(
        term
        for term, count in counts.items()
        if count > 1 and any(references(each) for each in compiled.shapes[term].constraints)
    )


def _referred(compiled: Plan) -> Iterator[Term]:
    for shape in compiled.shapes.values():
        for constraint in shape.constraints:
            yield from references(constraint)


def asking_shapes(compiled: Plan) -> frozenset[Term]:
    """The shapes that hold a query, themselves or in a shape that they refer to."""
    found: set[Term] = set()
    for term, shape in compiled.shapes.items():  # each after those it refers to
        asked = any(isinstance(each, plan.Asked) for each in shape.constraints)
        if asked or not found.isdisjoint(below(shape)):
            found.add(term)
    return frozenset(found)
