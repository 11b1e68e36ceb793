"""From a shapes graph to a plan (SHACL 2 and 4)."""

import re
from collections.abc import Iterable
from typing import Final

from samsyn.engine.graph import TYPE, Graph
from samsyn.engine.paths import described, short
from samsyn.engine.pin import pins
from samsyn.engine.plan import (
    And,
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
from samsyn.engine.syntax import boolean, integer, members, path, refuse, sh, single, switched_on, text
from samsyn.engine.values import regex
from samsyn.errors import UnsupportedShapes
from samsyn.terms import RDFS, SH, Term, address, is_iri, is_literal, lexical

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
        "qualifiedValueShapesDisjoint", "prefixes",
    )
)  # fmt: skip
_KINDS_OF_SHAPE: Final = frozenset({sh("NodeShape"), sh("PropertyShape"), sh("Shape")})
_CLASSES: Final = frozenset({f"<{RDFS}Class>", "<http://www.w3.org/2002/07/owl#Class>"})


def compile_shapes(graph: Graph) -> Plan:
    """The plan of a shapes graph; an empty one where it holds no shape.

    Raises BadShapes where a shape breaks the syntax rules of SHACL or refers to itself (recursion is left undefined,
    SHACL 3.4.3), UnsupportedShapes where it uses what is not evaluated here.
    """
    _refuse_unsupported(graph)
    shapes: dict[Term, Shape] = {}
    todo = _roots(graph)
    while todo:
        term = todo.pop()
        if term not in shapes:
            shapes[term] = _shape(graph, term)
            todo.extend(below for constraint in shapes[term].constraints for below in references(constraint))
    _refuse_recursion(shapes)
    return Plan(shapes, pins(shapes))


def references(constraint: Constraint) -> tuple[Term, ...]:
    """The shapes that a constraint refers to."""
    match constraint:
        case Not(shape) | Node(shape) | Property(shape):
            return (shape,)
        case And(shapes) | Or(shapes) | Xone(shapes):
            return shapes
        case Qualified(shape, siblings=siblings):
            return (shape, *siblings)
        case _:
            return ()


def _roots(graph: Graph) -> list[Term]:
    """The terms that are shapes in their own right (SHACL 2.1)."""
    telling = _PARAMETERS | {sh(name) for name in _TARGETS}
    return [
        term
        for term, statements in graph.out.items()
        if not telling.isdisjoint(statements) or not _KINDS_OF_SHAPE.isdisjoint(statements.get(TYPE, ()))
    ]


def _shape(graph: Graph, term: Term) -> Shape:
    if is_literal(term):
        refuse(term, "a shape is an IRI or a blank node, not a text.")
    _refuse_unknown(graph, term)
    is_property = bool(graph.values(term, sh("path")))
    if not is_property and sh("PropertyShape") in graph.values(term, TYPE):
        refuse(term, "a property shape needs a sh:path.")
    found_path = path(graph, term) if is_property else None
    if not is_property:
        for name in _ONLY_ON_PROPERTIES:
            if graph.values(term, sh(name)):
                refuse(term, f"sh:{name} needs a sh:path.", "Put it on a property shape.")
    severity = single(graph, term, "severity") or sh("Violation")
    path_term, path_triples = described(found_path) if found_path else (None, ())
    return Shape(
        term, found_path, path_term, path_triples, severity,
        tuple(sorted(graph.values(term, sh("message")))), tuple(sorted(graph.values(term, sh("name")))),
        boolean(graph, term, "deactivated"), _targets(graph, term), tuple(_constraints(graph, term)),
    )  # fmt: skip


def _targets(graph: Graph, term: Term) -> tuple[Target, ...]:
    found = [Target(kind, value) for name, kind in _TARGETS.items() for value in sorted(graph.values(term, sh(name)))]
    if any(graph.is_instance(term, cls) for cls in _CLASSES):
        found.append(Target("class", term))
    for target in found:
        if target.kind != "node" and not is_iri(target.term):
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
            refuse(term, f"sh:nodeKind is {kind}.", "Write sh:IRI, sh:BlankNode, sh:Literal or one of their pairs.")
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
                refuse(term, f"sh:{name} is {limit}.", "Write a number or a date.")
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
            regex(pattern, flags)
        except re.error as error:
            refuse(term, f"sh:pattern is no regular expression that can be used: {error}.")
        yield Pattern(pattern, flags)
    listed = single(graph, term, "languageIn")
    if listed is not None:
        yield LanguageIn(tuple(lexical(tag).lower() for tag in members(graph, term, "languageIn", listed)))
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
    if boolean(graph, term, "closed"):
        yield Closed(_allowed(graph, term))


def _allowed(graph: Graph, term: Term) -> frozenset[Term]:
    """The predicates that a closed shape allows (SHACL 4.8.1)."""
    listed = single(graph, term, "ignoredProperties")
    ignored = members(graph, term, "ignoredProperties", listed) if listed is not None else ()
    paths = (
        path_term
        for below in graph.values(term, sh("property"))
        for path_term in graph.values(below, sh("path"))
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
    siblings = _siblings(graph, term) if boolean(graph, term, "qualifiedValueShapesDisjoint") else ()
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
        for below in graph.values(parent, sh("property"))
        for shape in graph.values(below, sh("qualifiedValueShape"))
    }
    return tuple(sorted(found))


def _iri(shape: Term, name: str, value: Term) -> Term:
    if not is_iri(value):
        refuse(shape, f"sh:{name} is {value}.", "Write an IRI.")
    return value


def _refuse_unknown(graph: Graph, term: Term) -> None:
    for predicate in graph.out.get(term, {}):
        if predicate.startswith(f"<{SH}") and predicate not in _PARAMETERS | _SILENT:
            raise UnsupportedShapes(
                f"{short(predicate)} in {short(term) if is_iri(term) else 'a blank shape'} is not evaluated here.",
                advice="This engine evaluates SHACL 1.0 Core; --engine pyshacl evaluates more.",
            )


def _refuse_unsupported(graph: Graph) -> None:
    if graph.instances(sh("ConstraintComponent")):
        raise UnsupportedShapes(
            "The shapes define constraint components of their own, which are not evaluated here.",
            advice="--engine pyshacl evaluates them.",
        )
    if any(sh("entailment") in statements for statements in graph.out.values()):
        raise UnsupportedShapes("The shapes ask for an entailment regime, and none is supported (SHACL 3.2).")


def _refuse_recursion(shapes: dict[Term, Shape]) -> None:
    done: set[Term] = set()
    for root in shapes:
        trail: dict[Term, None] = {}
        todo: list[tuple[Term, bool]] = [(root, False)]
        while todo:
            term, leaving = todo.pop()
            if leaving:
                trail.pop(term)
                done.add(term)
            elif term in trail:
                refuse(term, "the shape refers to itself, by way of others or directly.", "Take the circle apart.")
            elif term not in done:
                trail[term] = None
                todo.append((term, True))
                below = (each for constraint in shapes[term].constraints for each in references(constraint))
                todo.extend((each, False) for each in below)
