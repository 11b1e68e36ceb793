"""Property paths as SPARQL 1.1 defines them, in the place of rdflib's own evaluation."""

from collections.abc import Iterator

import rdflib
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Node, URIRef, Variable

Step = Path | URIRef


class JoinedPath(Path):
    """A path between two terms of a pattern, each a variable or a constant.

    What a variable is bound to before is joined to what the path gives, and so it is a node of the graph; a constant
    need not be one: a path of no steps leads from it to itself (SPARQL 1.1, 18.4). rdflib knows no such difference, and
    takes texts that are empty, 0 and false for nothing.
    """

    def __init__(self, path: Path, *, subject_is_constant: bool, object_is_constant: bool) -> None:
        self.path = path
        self._constant = (subject_is_constant, object_is_constant)

    def eval(
        self, graph: rdflib.Graph, subj: Node | None = None, obj: Node | None = None
    ) -> Iterator[tuple[Node, Node]]:
        """The ends of the path, each as often as SPARQL has it, where one or both are given."""
        for end, constant in zip((subj, obj), self._constant, strict=True):
            if end is not None and not constant and not _knows(graph, end):
                return
        if subj is None and obj is not None:
            yield from ((end, obj) for end in _ends(graph, self.path, obj, back=True))
            return
        for start in [subj] if subj is not None else _nodes(graph):
            yield from ((start, end) for end in _ends(graph, self.path, start) if obj is None or end == obj)

    def n3(self, namespace_manager: object = None) -> str:
        """The path in the syntax of SPARQL."""
        return f"({self.path.n3()})"


def parts(part: object) -> Iterator[object]:
    """All parts of an algebra, itself first. What stands in EXISTS stands in an attribute, and not in the mapping."""
    yield part
    inner = [*dict.values(part), *vars(part).values()] if isinstance(part, CompValue) else part
    if isinstance(inner, list | tuple):
        for each in inner:
            yield from parts(each)


def join_paths(algebra: object) -> None:
    """Has every path of an algebra evaluated as `JoinedPath` tells."""
    for part in list(parts(algebra)):
        if isinstance(part, CompValue) and part.name == "BGP":
            part["triples"] = [_joined(triple) for triple in part["triples"]]


def _joined(triple: tuple[Node, Node | Path, Node]) -> tuple[Node, Node | Path, Node]:
    start, path, end = triple
    if not isinstance(path, Path):
        return triple
    constant = [not isinstance(term, Variable | BNode) for term in (start, end)]
    return start, JoinedPath(path, subject_is_constant=constant[0], object_is_constant=constant[1]), end


def _knows(graph: rdflib.Graph, node: Node) -> bool:
    return (node, None, None) in graph or (None, None, node) in graph


def _nodes(graph: rdflib.Graph) -> list[Node]:
    """Every node of a graph once."""
    return list(dict.fromkeys(node for subject, _, value in graph for node in (subject, value)))


def _ends(graph: rdflib.Graph, path: Step, node: Node, *, back: bool = False) -> Iterator[Node]:
    """Where a path leads from a node, or from where it leads there (SPARQL 1.1, 18.4)."""
    match path:
        case InvPath():
            yield from _ends(graph, path.arg, node, back=not back)
        case SequencePath():
            nodes: Iterator[Node] = iter((node,))
            for part in reversed(path.args) if back else path.args:
                nodes = _further(graph, part, nodes, back=back)
            yield from nodes
        case AlternativePath():
            for part in path.args:
                yield from _ends(graph, part, node, back=back)
        case MulPath():
            yield from _repeated(graph, path, node, back=back)
        case NegatedPath():
            yield from _besides(graph, path, node, back=back)
        case _ if back:
            yield from graph.subjects(path, node)
        case _:
            yield from graph.objects(node, path)


def _further(graph: rdflib.Graph, path: Step, nodes: Iterator[Node], *, back: bool) -> Iterator[Node]:
    for node in nodes:
        yield from _ends(graph, path, node, back=back)


def _besides(graph: rdflib.Graph, path: NegatedPath, node: Node, *, back: bool) -> Iterator[Node]:
    """Where other predicates lead than those of a negated set, and other inverses if it has any."""
    inverse = {part.arg for part in path.args if isinstance(part, InvPath)}
    onward = {part for part in path.args if not isinstance(part, InvPath)}
    for excluded, turned in ((onward, back), (inverse, not back)):
        if excluded and turned:
            yield from (start for start, predicate in graph.subject_predicates(node) if predicate not in excluded)
        elif excluded:
            yield from (end for predicate, end in graph.predicate_objects(node) if predicate not in excluded)


def _repeated(graph: rdflib.Graph, path: MulPath, node: Node, *, back: bool) -> Iterator[Node]:
    """Each node once that a path leads to by as many repetitions as it may have."""
    found = {node: None} if path.zero else dict[Node, None]()
    todo = [node]
    while todo:
        for end in _ends(graph, path.path, todo.pop(), back=back):
            if end not in found:
                found[end] = None
                if path.more:
                    todo.append(end)
    yield from found
