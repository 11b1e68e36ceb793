"""Shapes as compiled: plain frozen values that can be compared, pickled and sent to another process."""

from collections.abc import Mapping
from typing import ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from samsyn.engine.paths import Path
from samsyn.engine.query import Query
from samsyn.model import Triple
from samsyn.terms import SH, Term

_C: Final = SH
#: predicate to the values of which a node must have one if it is to conform
Pins = Mapping[Term, frozenset[Term]]


class Class(Struct, frozen=True):
    """sh:class (SHACL 4.1.1)."""

    cls: Term
    component: ClassVar[str] = _C + "ClassConstraintComponent"


class Datatype(Struct, frozen=True):
    """sh:datatype (SHACL 4.1.2)."""

    datatype: str
    component: ClassVar[str] = _C + "DatatypeConstraintComponent"


class NodeKind(Struct, frozen=True):
    """sh:nodeKind (SHACL 4.1.3); `kinds` holds the first characters of the terms allowed."""

    kinds: str
    component: ClassVar[str] = _C + "NodeKindConstraintComponent"


class MinCount(Struct, frozen=True):
    """sh:minCount (SHACL 4.2.1)."""

    count: int
    component: ClassVar[str] = _C + "MinCountConstraintComponent"


class MaxCount(Struct, frozen=True):
    """sh:maxCount (SHACL 4.2.2)."""

    count: int
    component: ClassVar[str] = _C + "MaxCountConstraintComponent"


class Bound(Struct, frozen=True):
    """sh:minExclusive, minInclusive, maxExclusive, maxInclusive (SHACL 4.3), by their sign `>`, `>=`, `<`, `<=`."""

    sign: str
    limit: Term

    @property
    def component(self) -> str:
        """The IRI of the component."""
        name = {">": "MinExclusive", ">=": "MinInclusive", "<": "MaxExclusive", "<=": "MaxInclusive"}[self.sign]
        return f"{_C}{name}ConstraintComponent"


class MinLength(Struct, frozen=True):
    """sh:minLength (SHACL 4.4.1)."""

    length: int
    component: ClassVar[str] = _C + "MinLengthConstraintComponent"


class MaxLength(Struct, frozen=True):
    """sh:maxLength (SHACL 4.4.2)."""

    length: int
    component: ClassVar[str] = _C + "MaxLengthConstraintComponent"


class Pattern(Struct, frozen=True):
    """sh:pattern with sh:flags (SHACL 4.4.3)."""

    pattern: str
    flags: str
    component: ClassVar[str] = _C + "PatternConstraintComponent"


class LanguageIn(Struct, frozen=True):
    """sh:languageIn (SHACL 4.4.4)."""

    tags: tuple[str, ...]
    component: ClassVar[str] = _C + "LanguageInConstraintComponent"


class UniqueLang(Struct, frozen=True):
    """sh:uniqueLang true (SHACL 4.4.5)."""

    component: ClassVar[str] = _C + "UniqueLangConstraintComponent"


class Equals(Struct, frozen=True):
    """sh:equals (SHACL 4.5.1)."""

    predicate: Term
    component: ClassVar[str] = _C + "EqualsConstraintComponent"


class Disjoint(Struct, frozen=True):
    """sh:disjoint (SHACL 4.5.2)."""

    predicate: Term
    component: ClassVar[str] = _C + "DisjointConstraintComponent"


class LessThan(Struct, frozen=True):
    """sh:lessThan, or sh:lessThanOrEquals (SHACL 4.5.3, 4.5.4)."""

    predicate: Term
    or_equals: bool

    @property
    def component(self) -> str:
        """The IRI of the component."""
        return f"{_C}LessThan{'OrEquals' if self.or_equals else ''}ConstraintComponent"


class Not(Struct, frozen=True):
    """sh:not (SHACL 4.6.1)."""

    shape: Term
    component: ClassVar[str] = _C + "NotConstraintComponent"


class And(Struct, frozen=True):
    """sh:and (SHACL 4.6.2)."""

    shapes: tuple[Term, ...]
    component: ClassVar[str] = _C + "AndConstraintComponent"


class Or(Struct, frozen=True):
    """sh:or (SHACL 4.6.3)."""

    shapes: tuple[Term, ...]
    component: ClassVar[str] = _C + "OrConstraintComponent"


class Xone(Struct, frozen=True):
    """sh:xone (SHACL 4.6.4)."""

    shapes: tuple[Term, ...]
    component: ClassVar[str] = _C + "XoneConstraintComponent"


class Node(Struct, frozen=True):
    """sh:node (SHACL 4.7.1)."""

    shape: Term
    component: ClassVar[str] = _C + "NodeConstraintComponent"


class Property(Struct, frozen=True):
    """sh:property (SHACL 4.7.2)."""

    shape: Term
    component: ClassVar[str] = _C + "PropertyShapeComponent"


class Qualified(Struct, frozen=True):
    """sh:qualifiedValueShape with its minimum or its maximum (SHACL 4.7.3); `siblings` is empty unless disjoint."""

    shape: Term
    count: int
    maximum: bool
    siblings: tuple[Term, ...]

    @property
    def component(self) -> str:
        """The IRI of the component."""
        return f"{_C}Qualified{'Max' if self.maximum else 'Min'}CountConstraintComponent"


class Closed(Struct, frozen=True):
    """sh:closed true, with the predicates allowed (SHACL 4.8.1)."""

    allowed: frozenset[Term]
    component: ClassVar[str] = _C + "ClosedConstraintComponent"


class HasValue(Struct, frozen=True):
    """sh:hasValue (SHACL 4.8.2)."""

    value: Term
    component: ClassVar[str] = _C + "HasValueConstraintComponent"


class In(Struct, frozen=True):
    """sh:in (SHACL 4.8.3); the members in the order of the list."""

    members: tuple[Term, ...]
    component: ClassVar[str] = _C + "InConstraintComponent"


class Asked(Struct, frozen=True):
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


class Target(Struct, frozen=True):
    """One target declaration (SHACL 2.1.3): `kind` is node, class, subjectsOf or objectsOf."""

    kind: str
    term: Term


class Shape(Struct, frozen=True):
    """One shape (SHACL 2.1).

    `path` is None for a node shape; `path_triples` describe a path that is no IRI, `path_text` is what SPARQL writes.
    """

    id: Term
    path: Path | None
    path_term: Term | None
    path_triples: tuple[Triple, ...]
    path_text: str | None
    severity: Term
    messages: tuple[Term, ...]
    names: tuple[Term, ...]
    deactivated: bool
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]


class Plan(Struct, frozen=True):
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
