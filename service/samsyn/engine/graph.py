"""An RDF graph indexed for evaluation: subject, predicate, objects, and the other way where it is asked for."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from samsyn.model import Triple
from samsyn.terms import RDF, RDFS, Term, iri

#: an ordered set of terms
Terms = Mapping[Term, None]

NOTHING: Final[dict[Term, None]] = {}
_NO_PREDICATES: Final[dict[Term, dict[Term, None]]] = {}
TYPE: Final = iri(RDF + "type")
SUBCLASS: Final = iri(RDFS + "subClassOf")
FIRST: Final = iri(RDF + "first")
REST: Final = iri(RDF + "rest")
NIL: Final = iri(RDF + "nil")


class Graph:
    """A set of triples; `out` maps subject to predicate to objects. Not to be changed once built."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.out: dict[Term, dict[Term, dict[Term, None]]] = {}
        out = self.out
        for subject, predicate, value in triples:
            by_predicate = out.get(subject)
            if by_predicate is None:
                out[subject] = {predicate: {value: None}}
                continue
            values = by_predicate.get(predicate)
            if values is None:
                by_predicate[predicate] = {value: None}
            else:
                values[value] = None

    def triples(self) -> Iterable[Triple]:
        """Every triple once, subjects in the order they came."""
        for subject, by_predicate in self.out.items():
            for predicate, values in by_predicate.items():
                for value in values:
                    yield subject, predicate, value

    def values(self, subject: Term, predicate: Term) -> Terms:
        """The objects of a subject and predicate."""
        return self.out.get(subject, _NO_PREDICATES).get(predicate, NOTHING)

    def value(self, subject: Term, predicate: Term) -> Term | None:
        """The first object of a subject and predicate, None if there is none."""
        return next(iter(self.values(subject, predicate)), None)

    def besides(self, subject: Term, allowed: frozenset[Term]) -> list[tuple[Term, Term]]:
        """The predicates and objects of a subject, the predicates allowed left out."""
        said = self.out.get(subject, _NO_PREDICATES)
        return [(predicate, each) for predicate, stated in said.items() if predicate not in allowed for each in stated]

    @cached_property
    def into(self) -> dict[Term, dict[Term, dict[Term, None]]]:
        """Object to predicate to subjects."""
        into: dict[Term, dict[Term, dict[Term, None]]] = {}
        for subject, predicate, value in self.triples():
            into.setdefault(value, {}).setdefault(predicate, {})[subject] = None
        return into

    def subjects(self, predicate: Term, value: Term) -> Terms:
        """The subjects that have a value of a predicate."""
        return self.into.get(value, _NO_PREDICATES).get(predicate, NOTHING)

    @cached_property
    def _subclasses(self) -> dict[Term, frozenset[Term]]:
        return {}

    def with_subclasses(self, cls: Term) -> frozenset[Term]:
        """A class and all its subclasses stated in this graph (SHACL 1.1, "SHACL subclass")."""
        found = self._subclasses.get(cls)
        if found is None:
            seen, todo = {cls}, [cls]
            while todo:
                for sub in self.subjects(SUBCLASS, todo.pop()):
                    if sub not in seen:
                        seen.add(sub)
                        todo.append(sub)
            found = self._subclasses[cls] = frozenset(seen)
        return found

    @cached_property
    def has_subclasses(self) -> bool:
        """Whether any subclass is stated at all."""
        return any(SUBCLASS in by_predicate for by_predicate in self.out.values())

    def is_instance(self, node: Term, cls: Term) -> bool:
        """Whether a node is a SHACL instance of a class (SHACL 1.1)."""
        types = self.values(node, TYPE)
        if cls in types:
            return True
        return bool(types) and self.has_subclasses and not self.with_subclasses(cls).isdisjoint(types)

    def instances(self, cls: Term) -> dict[Term, None]:
        """The SHACL instances of a class."""
        found: dict[Term, None] = {}
        for each in sorted(self.with_subclasses(cls)) if self.has_subclasses else (cls,):
            found.update(self.subjects(TYPE, each))
        return found

    def members(self, head: Term) -> tuple[Term, ...] | None:
        """The members of an RDF list; None if it is not a well-formed list (cyclic, branching or broken)."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != NIL:
            firsts, rests = self.values(head, FIRST), self.values(head, REST)
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                return None
            seen.add(head)
            members.extend(firsts)
            head = next(iter(rests))
        return tuple(members)
