"""Shapes as compiled: plain frozen values that can be compared, pickled and sent to another process."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from samsyn.engine.paths import Path
from samsyn.engine.query import Query
from samsyn.model import Triple
from samsyn.terms import SH, Term

_C: Final = SH
#: predicate to the values of which a node must have one if it is to conform
Pins = Mapping[Term, frozenset[Term]]


@dataclass(frozen=True)
class Class:
    """sh:class (SHACL 4.1.1)."""

    cls: Term
    component = _C + "ClassConstraintComponent"


@dataclass(frozen=True)
class Datatype:
    """sh:datatype (SHACL 4.1.2)."""

    datatype: str
    component = _C + "DatatypeConstraintComponent"


@dataclass(frozen=True)
class NodeKind:
    """sh:nodeKind (SHACL 4.1.3); `kinds` holds the first characters of the terms allowed."""

    kinds: str
    component = _C + "NodeKindConstraintComponent"


@dataclass(frozen=True)
class MinCount:
    """sh:minCount (SHACL 4.2.1)."""

    count: int
    component = _C + "MinCountConstraintComponent"


@dataclass(frozen=True)
class MaxCount:
    """sh:maxCount (SHACL 4.2.2)."""

    count: int
    component = _C + "MaxCountConstraintComponent"


@dataclass(frozen=True)
class Bound:
    """sh:minExclusive, minInclusive, maxExclusive, maxInclusive (SHACL 4.3), by their sign `>`, `>=`, `<`, `<=`."""

    sign: str
    limit: Term

    @property
    def component(self) -> str:
        """The IRI of the component."""
        name = {">": "MinExclusive", ">=": "MinInclusive", "<": "MaxExclusive", "<=": "MaxInclusive"}[self.sign]
        return f"{_C}{name}ConstraintComponent"


@dataclass(frozen=True)
class MinLength:
    """sh:minLength (SHACL 4.4.1)."""

    length: int
    component = _C + "MinLengthConstraintComponent"


@dataclass(frozen=True)
class MaxLength:
    """sh:maxLength (SHACL 4.4.2)."""

    length: int
    component = _C + "MaxLengthConstraintComponent"


@dataclass(frozen=True)
class Pattern:
    """sh:pattern with sh:flags (SHACL 4.4.3)."""

    pattern: str
    flags: str
    component = _C + "PatternConstraintComponent"


@dataclass(frozen=True)
class LanguageIn:
    """sh:languageIn (SHACL 4.4.4)."""

    tags: tuple[str, ...]
    component = _C + "LanguageInConstraintComponent"


@dataclass(frozen=True)
class UniqueLang:
    """sh:uniqueLang true (SHACL 4.4.5)."""

    component = _C + "UniqueLangConstraintComponent"


@dataclass(frozen=True)
class Equals:
    """sh:equals (SHACL 4.5.1)."""

    predicate: Term
    component = _C + "EqualsConstraintComponent"


@dataclass(frozen=True)
class Disjoint:
    """sh:disjoint (SHACL 4.5.2)."""

    predicate: Term
    component = _C + "DisjointConstraintComponent"


@dataclass(frozen=True)
class LessThan:
    """sh:lessThan, or sh:lessThanOrEquals (SHACL 4.5.3, 4.5.4)."""

    predicate: Term
    or_equals: bool

    @property
    def component(self) -> str:
        """The IRI of the component."""
        return f"{_C}LessThan{'OrEquals' if self.or_equals else ''}ConstraintComponent"


@dataclass(frozen=True)
class Not:
    """sh:not (SHACL 4.6.1)."""

    shape: Term
    component = _C + "NotConstraintComponent"


@dataclass(frozen=True)
class And:
    """sh:and (SHACL 4.6.2)."""

    shapes: tuple[Term, ...]
    component = _C + "AndConstraintComponent"


@dataclass(frozen=True)
class Or:
    """sh:or (SHACL 4.6.3)."""

    shapes: tuple[Term, ...]
    component = _C + "OrConstraintComponent"


@dataclass(frozen=True)
class Xone:
    """sh:xone (SHACL 4.6.4)."""

    shapes: tuple[Term, ...]
    component = _C + "XoneConstraintComponent"


@dataclass(frozen=True)
class Node:
    """sh:node (SHACL 4.7.1)."""

    shape: Term
    component = _C + "NodeConstraintComponent"


@dataclass(frozen=True)
class Property:
    """sh:property (SHACL 4.7.2)."""

    shape: Term
    component = _C + "PropertyShapeComponent"


@dataclass(frozen=True)
class Qualified:
    """sh:qualifiedValueShape with its minimum or its maximum (SHACL 4.7.3); `siblings` is empty unless disjoint."""

    shape: Term
    count: int
    maximum: bool
    siblings: tuple[Term, ...]

    @property
    def component(self) -> str:
        """The IRI of the component."""
        return f"{_C}Qualified{'Max' if self.maximum else 'Min'}CountConstraintComponent"


@dataclass(frozen=True)
class Closed:
    """sh:closed true, with the predicates allowed (SHACL 4.8.1)."""

    allowed: frozenset[Term]
    component = _C + "ClosedConstraintComponent"


@dataclass(frozen=True)
class HasValue:
    """sh:hasValue (SHACL 4.8.2)."""

    value: Term
    component = _C + "HasValueConstraintComponent"


@dataclass(frozen=True)
class In:
    """sh:in (SHACL 4.8.3); the members in the order of the list."""

    members: tuple[Term, ...]
    component = _C + "InConstraintComponent"


@dataclass(frozen=True)
class Asked:
    """A constraint by query: sh:sparql (SHACL 5), or a use of a component of the author's own (SHACL 6).

    `source` is the node that states the query of sh:sparql, `messages` those of query, validator or component, `given`
    the parameters by name, `shape` the shape it stands in.
    """

    query: Query
    component: str
    source: Term | None
    messages: tuple[Term, ...]
    given: tuple[tuple[str, Term], ...]
    shape: Term


Constraint = (
    Class | Datatype | NodeKind | MinCount | MaxCount | Bound | MinLength | MaxLength | Pattern | LanguageIn
    | UniqueLang | Equals | Disjoint | LessThan | Not | And | Or | Xone | Node | Property | Qualified | Closed
    | HasValue | In | Asked
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One target declaration (SHACL 2.1.3): `kind` is node, class, subjectsOf or objectsOf."""

    kind: str
    term: Term


@dataclass(frozen=True)
class Shape:
    """One shape (SHACL 2.1). `path` is None for a node shape; `path_triples` describe a path that is no IRI."""

    id: Term
    path: Path | None
    path_term: Term | None
    path_triples: tuple[Triple, ...]
    severity: Term
    messages: tuple[Term, ...]
    names: tuple[Term, ...]
    deactivated: bool
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True)
class Plan:
    """All shapes of a shapes graph by their term, and what each shape pins a conforming node to.

    `stated` is the shapes graph itself where a query looks into it, else nothing.
    """

    shapes: Mapping[Term, Shape]
    pins: Mapping[Term, Pins]
    stated: tuple[Triple, ...] = ()

    def targeted(self) -> tuple[Shape, ...]:
        """The active shapes that have targets, in the order of their terms."""
        return tuple(
            self.shapes[term]
            for term in sorted(self.shapes)
            if self.shapes[term].targets and not self.shapes[term].deactivated
        )

    def only(self, wanted: frozenset[Term]) -> "Plan":
        """The same plan where the shapes not wanted have no targets."""
        kept = {
            term: shape if term in wanted or not shape.targets else _untargeted(shape)
            for term, shape in self.shapes.items()
        }
        return Plan(kept, self.pins, self.stated)


def _untargeted(shape: Shape) -> Shape:
    return replace(shape, targets=())
