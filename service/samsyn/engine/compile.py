"""From a shapes graph to a plan (SHACL 2 and 4)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from samsyn.engine.graph import TYPE, Graph
from samsyn.engine.order import below, bottom_up
from samsyn.engine.paths import Path, described, written
from samsyn.engine.pattern_syntax import BadPattern
from samsyn.engine.patterns import matcher
from samsyn.engine.pin import pins
from samsyn.engine.plan import (
    And,
    Asked,
    Bound,
    Class,
    Closed,
    Constraint,
    Datatype,
    Disjoint,
    Equals,
    HasValue,
    In,
    LanguageIn,
    LessThan,
    MaxCount,
    MaxLength,
    MinCount,
    MinLength,
    Node,
    NodeKind,
    Not,
    Or,
    Pattern,
    Plan,
    Property,
    Qualified,
    Shape,
    Target,
    UniqueLang,
    Xone,
)  # fmt: skip
from samsyn.engine.refusals import BEYOND, refuse_unknown, refuse_unlike, refuse_unsupported
from samsyn.engine.syntax import (
    deactivated,
    integer,
    iris,
    members,
    path,
    refuse,
    sh,
    single,
    switched_on,
    text,
    texts,
    words,
)
from samsyn.model import Triple
from samsyn.terms import RDFS, SH, Term, address, is_blank, is_iri, is_literal

if TYPE_CHECKING:
    from samsyn.engine.sparql import Parses, Queries

_NODE_KINDS: Final = {
    sh("IRI"): "<", sh("BlankNode"): "_", sh("Literal"): '"', sh("BlankNodeOrIRI"): "_<",
    sh("BlankNodeOrLiteral"): '_"', sh("IRIOrLiteral"): '<"',
}  # fmt: skip
_TARGETS: Final = {
    "targetNode": "node", "targetClass": "class", "targetSubjectsOf": "subjectsOf", "targetObjectsOf": "objectsOf",
}  # fmt: skip
_BOUNDS: Final = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_LISTS: Final[dict[str, type[And] | type[Or] | type[Xone]]] = {"and": And, "or": Or, "xone": Xone}
_ONLY_ON_PROPERTIES: Final = (
    "minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape",
)  # fmt: skip
_PARAMETERS: Final = frozenset(
    sh(name)
    for name in (
        "class", "datatype", "nodeKind", "minCount", "maxCount", *_BOUNDS, "minLength", "maxLength", "pattern",
        "languageIn", "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or", "xone",
        "node", "property", "qualifiedValueShape", "closed", "hasValue", "in",
    )
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
    telling = _PARAMETERS | BEYOND | given | {sh(name) for name in _TARGETS}
    typed = {term for kind in _KINDS_OF_SHAPE for term in graph.instances(kind)}
    stating = {term for term, statements in graph.out.items() if not telling.isdisjoint(statements)}
    return sorted(term for term in typed | stating if not term.startswith(f"<{SH}"))  # its own vocabulary is no shape


def _shape(graph: Graph, term: Term, queries: "Queries | None") -> Shape:
    if is_literal(term):
        refuse(term, "a shape is an IRI or a blank node, not a text.")
    of_a_query = {sh("select")} if graph.subjects(sh("sparql"), term) else set()
    refuse_unknown(graph, term, _PARAMETERS | _SILENT | of_a_query)
    found_path = _own_path(graph, term)
    path_term, path_triples = described(found_path) if found_path else (None, ())
    severity = single(graph, term, "severity")
    return Shape(
        term, found_path, path_term, path_triples, written(found_path) if found_path else None,
        sh("Violation") if severity is None else _iri(term, "severity", severity),
        texts(graph, term, "message"), texts(graph, term, "name"),
        deactivated(graph, term), _targets(graph, term),
        (*_constraints(graph, term), *(queries.of_shape(term, found_path) if queries else ())),
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


def _constraints(graph: Graph, term: Term) -> Iterable[Constraint]:
    """The constraints of a shape, cheap ones first."""
    yield from _counts(graph, term)
    yield from _of_values(graph, term)
    yield from _of_pairs(graph, term)
    yield from _of_shapes(graph, term)


def _counts(graph: Graph, term: Term) -> Iterable[Constraint]:
    least, most = integer(graph, term, "minCount"), integer(graph, term, "maxCount")
    if least is not None:
        yield MinCount(least)
    if most is not None:
        yield MaxCount(most)
    for value in sorted(graph.values(term, sh("hasValue"))):
        yield HasValue(value)


def _of_values(graph: Graph, term: Term) -> Iterable[Constraint]:
    kind, listed = single(graph, term, "nodeKind"), single(graph, term, "in")
    if kind is not None:
        if kind not in _NODE_KINDS:
            refuse(
                term,
                f"sh:nodeKind is {kind}.",
                "Write sh:IRI, sh:BlankNode, sh:Literal or one of their pairs.",
                stated="nodeKind",
            )
        yield NodeKind(_NODE_KINDS[kind])
    datatype = single(graph, term, "datatype")
    if datatype is not None:
        yield Datatype(address(_iri(term, "datatype", datatype)))
    for cls in sorted(graph.values(term, sh("class"))):
        yield Class(_iri(term, "class", cls))
    if listed is not None:
        yield In(members(graph, term, "in", listed))
    for name, sign in _BOUNDS.items():
        limit = single(graph, term, name)
        if limit is not None:
            if not is_literal(limit):
                refuse(term, f"sh:{name} is {limit}.", "Write a number or a date.", stated=name)
            yield Bound(sign, limit)
    yield from _of_texts(graph, term)


def _of_texts(graph: Graph, term: Term) -> Iterable[Constraint]:
    least, most = integer(graph, term, "minLength"), integer(graph, term, "maxLength")
    if least is not None:
        yield MinLength(least)
    if most is not None:
        yield MaxLength(most)
    pattern, flags = text(graph, term, "pattern"), text(graph, term, "flags") or ""
    if pattern is not None:
        try:
            matcher(pattern, flags)
        except BadPattern as error:
            refuse(term, f"sh:pattern is no regular expression that can be used: {error}.")
        yield Pattern(pattern, flags)
    listed = single(graph, term, "languageIn")
    if listed is not None:
        yield LanguageIn(tuple(tag.lower() for tag in words(graph, term, "languageIn", listed)))
    if switched_on(graph, term, "uniqueLang"):
        yield UniqueLang()


def _of_pairs(graph: Graph, term: Term) -> Iterable[Constraint]:
    for other in sorted(graph.values(term, sh("equals"))):
        yield Equals(_iri(term, "equals", other))
    for other in sorted(graph.values(term, sh("disjoint"))):
        yield Disjoint(_iri(term, "disjoint", other))
    for name, or_equals in (("lessThan", False), ("lessThanOrEquals", True)):
        for other in sorted(graph.values(term, sh(name))):
            yield LessThan(_iri(term, name, other), or_equals)
    if switched_on(graph, term, "closed"):
        yield Closed(_allowed(graph, term))


def _allowed(graph: Graph, term: Term) -> frozenset[Term]:
    """The predicates that a closed shape allows (SHACL 4.8.1)."""
    listed = single(graph, term, "ignoredProperties")
    ignored = iris(graph, term, "ignoredProperties", listed) if listed is not None else ()
    paths = (
        path_term
        for part in graph.values(term, sh("property"))
        for path_term in graph.values(part, sh("path"))
        if is_iri(path_term)
    )
    return frozenset(ignored) | frozenset(paths)


def _of_shapes(graph: Graph, term: Term) -> Iterable[Constraint]:
    for shape in sorted(graph.values(term, sh("not"))):
        yield Not(shape)
    for name, combined in _LISTS.items():
        for head in sorted(graph.values(term, sh(name))):
            yield combined(members(graph, term, name, head))
    for shape in sorted(graph.values(term, sh("node"))):
        if graph.values(shape, sh("path")):
            refuse(term, f"the value {shape} of sh:node has a sh:path.", "Use sh:property for a property shape.")
        yield Node(shape)
    for shape in sorted(graph.values(term, sh("property"))):
        if not graph.values(shape, sh("path")):
            refuse(term, f"the value {shape} of sh:property has no sh:path.")
        yield Property(shape)
    yield from _qualified(graph, term)


def _qualified(graph: Graph, term: Term) -> Iterable[Constraint]:
    least, most = integer(graph, term, "qualifiedMinCount"), integer(graph, term, "qualifiedMaxCount")
    shapes = sorted(graph.values(term, sh("qualifiedValueShape")))
    if not shapes:
        return
    if len(shapes) > 1:
        refuse(term, "sh:qualifiedValueShape is given more than once.", "Use one property shape for each.")
    siblings = _siblings(graph, term) if switched_on(graph, term, "qualifiedValueShapesDisjoint") else ()
    others = tuple(shape for shape in siblings if shape != shapes[0])
    if least is not None:
        yield Qualified(shapes[0], least, maximum=False, siblings=others)
    if most is not None:
        yield Qualified(shapes[0], most, maximum=True, siblings=others)


def _siblings(graph: Graph, term: Term) -> tuple[Term, ...]:
    """The sibling shapes of a qualified value shape (SHACL 4.7.3)."""
    found = {
        shape
        for parent in graph.subjects(sh("property"), term)
        for part in graph.values(parent, sh("property"))
        for shape in graph.values(part, sh("qualifiedValueShape"))
    }
    return tuple(sorted(found))


def _iri(shape: Term, name: str, value: Term) -> Term:
    if not is_iri(value):
        refuse(shape, f"sh:{name} is {value}.", "Write an IRI.", stated=name)
    return value
