"""From what a shape states to its constraints (SHACL 4)."""

from collections.abc import Iterable
from typing import Final

from samsyn.engine.graph import Graph
from samsyn.engine.pattern_syntax import BadPattern
from samsyn.engine.patterns import matcher
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
    Property,
    Qualified,
    UniqueLang,
    Xone,
)  # fmt: skip
from samsyn.engine.syntax import (
    integer,
    iri,
    iris,
    members,
    refuse,
    sh,
    single,
    switched_on,
    text,
    words,
)
from samsyn.terms import Term, address, is_iri, is_literal

_NODE_KINDS: Final = {
    sh("IRI"): "<", sh("BlankNode"): "_", sh("Literal"): '"', sh("BlankNodeOrIRI"): "_<",
    sh("BlankNodeOrLiteral"): '_"', sh("IRIOrLiteral"): '<"',
}  # fmt: skip
_BOUNDS: Final = {"minExclusive": ">", "minInclusive": ">=", "maxExclusive": "<", "maxInclusive": "<="}
_LISTS: Final[dict[str, type[And] | type[Or] | type[Xone]]] = {"and": And, "or": Or, "xone": Xone}
#: what a shape states its constraints by
PARAMETERS: Final = frozenset(
    sh(name)
    for name in (
        "class", "datatype", "nodeKind", "minCount", "maxCount", *_BOUNDS, "minLength", "maxLength", "pattern",
        "languageIn", "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or", "xone",
        "node", "property", "qualifiedValueShape", "closed", "hasValue", "in",
    )
)  # fmt: skip


def constraints(graph: Graph, term: Term) -> Iterable[Constraint]:
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
        yield Datatype(address(iri(term, "datatype", datatype)))
    for cls in sorted(graph.values(term, sh("class"))):
        yield Class(iri(term, "class", cls))
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
        yield Equals(iri(term, "equals", other))
    for other in sorted(graph.values(term, sh("disjoint"))):
        yield Disjoint(iri(term, "disjoint", other))
    for name, or_equals in (("lessThan", False), ("lessThanOrEquals", True)):
        for other in sorted(graph.values(term, sh(name))):
            yield LessThan(iri(term, name, other), or_equals)
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
