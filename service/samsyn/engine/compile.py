"""From a shapes graph to a plan (SHACL 2)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from samsyn.engine.constraints import PARAMETERS, constraints
from samsyn.engine.graph import TYPE, Graph
from samsyn.engine.order import below, bottom_up
from samsyn.engine.paths import Path, described, written
from samsyn.engine.pin import pins
from samsyn.engine.plan import Asked, Plan, Shape, Target
from samsyn.engine.refusals import BEYOND, refuse_unknown, refuse_unlike, refuse_unsupported
from samsyn.engine.syntax import deactivated, iri, path, refuse, sh, single, texts
from samsyn.model import Triple
from samsyn.terms import RDFS, SH, Term, is_blank, is_literal

if TYPE_CHECKING:
    from samsyn.engine.sparql import Parses, Queries

_TARGETS: Final = {
    "targetNode": "node", "targetClass": "class", "targetSubjectsOf": "subjectsOf", "targetObjectsOf": "objectsOf",
}  # fmt: skip
_ONLY_ON_PROPERTIES: Final = (
    "minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape",
)  # fmt: skip
_SILENT: Final = frozenset(
    sh(name)
    for name in (
        *_TARGETS, "path", "severity", "message", "deactivated", "name", "description", "order", "group",
        "defaultValue", "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount",
        "qualifiedValueShapesDisjoint", "prefixes", "sparql", "optional",
    )
)  # fmt: skip
_KINDS_OF_SHAPE: Final = frozenset({sh("NodeShape"), sh("PropertyShape"), sh("Shape")})
_CLASSES: Final = frozenset({f"<{RDFS}Class>", "<http://www.w3.org/2002/07/owl#Class>"})


def compile_shapes(graph: Graph, parses: "Parses | None" = None) -> Plan:
    """The plan of a shapes graph; an empty one where it holds no shape. `parses` judges the queries in it.

    Raises BadShapes where a shape breaks the syntax rules of SHACL or refers to itself, UnsupportedShapes where it
    uses what is not evaluated here, queries among it where nothing judges them.
    """
    refuse_unsupported(graph, queries=parses is not None)
    queries = _queries(graph, parses) if parses else None
    found: dict[Term, Shape] = {}
    roots = _roots(graph, queries.parameters if queries else frozenset())
    todo = list(roots)
    while todo:
        term = todo.pop()
        if term not in found:
            found[term] = _shape(graph, term, queries)
            todo.extend(below(found[term]))
    shapes = {term: found[term] for term in bottom_up(found, roots)}
    plan = Plan(shapes, pins(shapes), _stated(graph, shapes))
    if queries:
        refuse_unlike(graph, plan, queries.components)
    return plan


def _queries(graph: Graph, parses: "Parses") -> "Queries":
    from samsyn.engine.sparql import Queries

    return Queries(graph, parses)


def _stated(graph: Graph, shapes: Mapping[Term, Shape]) -> tuple[Triple, ...]:
    """The shapes graph, where a query looks into it."""
    asked = (each for shape in shapes.values() for each in shape.constraints if isinstance(each, Asked))
    looks = any("shapesGraph" in each.query.variables for each in asked)
    return tuple(graph.triples()) if looks else ()


def _roots(graph: Graph, given: frozenset[Term]) -> list[Term]:
    """The terms that are shapes in their own right (SHACL 2.1); `given` are parameters of the author's own."""
    telling = PARAMETERS | BEYOND | given | {sh(name) for name in _TARGETS}
    typed = {term for kind in _KINDS_OF_SHAPE for term in graph.instances(kind)}
    stating = {term for term, statements in graph.out.items() if not telling.isdisjoint(statements)}
    return sorted(term for term in typed | stating if not term.startswith(f"<{SH}"))  # its own vocabulary is no shape


def _shape(graph: Graph, term: Term, queries: "Queries | None") -> Shape:
    if is_literal(term):
        refuse(term, "a shape is an IRI or a blank node, not a text.")
    of_a_query = {sh("select")} if graph.subjects(sh("sparql"), term) else set()
    refuse_unknown(graph, term, PARAMETERS | _SILENT | of_a_query)
    found_path = _own_path(graph, term)
    path_term, path_triples = described(found_path) if found_path else (None, ())
    severity = single(graph, term, "severity")
    return Shape(
        term, found_path, path_term, path_triples, written(found_path) if found_path else None,
        sh("Violation") if severity is None else iri(term, "severity", severity),
        texts(graph, term, "message"), texts(graph, term, "name"),
        deactivated(graph, term), _targets(graph, term),
        (*constraints(graph, term), *(queries.of_shape(term, found_path) if queries else ())),
    )  # fmt: skip


def _own_path(graph: Graph, term: Term) -> Path | None:
    """The path of a property shape, None of a node shape; what is stated only of the one or of the other fits."""
    types = graph.values(term, TYPE)
    if graph.values(term, sh("path")):
        if sh("NodeShape") in types:
            refuse(term, "a node shape has no sh:path.", "Call it a sh:PropertyShape.", stated="path")
        return path(graph, term)
    if sh("PropertyShape") in types:
        refuse(term, "a property shape needs a sh:path.")
    for name in _ONLY_ON_PROPERTIES:
        if graph.values(term, sh(name)):
            refuse(term, f"sh:{name} needs a sh:path.", "Put it on a property shape.", stated=name)
    return None


def _targets(graph: Graph, term: Term) -> tuple[Target, ...]:
    found = [Target(kind, value) for name, kind in _TARGETS.items() for value in sorted(graph.values(term, sh(name)))]
    if any(graph.is_instance(term, cls) for cls in _CLASSES):
        found.append(Target("class", term))
    for target in found:
        if is_blank(target.term) or (target.kind != "node" and is_literal(target.term)):
            refuse(term, f"the target {target.term} is no IRI.")
    return tuple(found)
