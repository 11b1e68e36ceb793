"""An RDF graph indexed for evaluation: subject, predicate, objects, and the other way where it is asked for."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from samsyn.model import Triple
from samsyn.terms import RDF, RDFS, Term, iri

#: some terms, each once
Terms = Collection[Term]

NOTHING: Final[tuple[Term, ...]] = ()
UNSAID: Final[dict[Term, list[Term]]] = {}
TYPE: Final = iri(RDF + "type")
SUBCLASS: Final = iri(RDFS + "subClassOf")
FIRST: Final = iri(RDF + "first")
REST: Final = iri(RDF + "rest")
NIL: Final = iri(RDF + "nil")


class Graph:
    """A set of triples; `out` maps subject to predicate to objects. Not to be changed once built.

    An object that is stated twice stands once. Indexes of other ways through the triples are made when first needed.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.out: dict[Term, dict[Term, list[Term]]] = {}
        self.memo: dict[object, Any] = {}
        out, several = self.out, []
        for subject, predicate, value in triples:
            if subject in out:
                said = out[subject]
                if predicate in said:
                    values = said[predicate]
                    if len(values) == 1:
                        several.append(values)
                    values.append(value)
                else:
                    said[predicate] = [value]
            else:
                out[subject] = {predicate: [value]}
        each_once(several)

    @classmethod
    def of_index(cls, out: dict[Term, dict[Term, list[Term]]]) -> "Graph":
        """The graph of an index that is made already."""
        found = cls(())
        found.out = out
        return found

    @classmethod
    def of_lines(cls, chunks: Iterable[str], blank: str = "b") -> "Graph":
        """The graph of canonical N-Triples in chunks of whole lines.

        Blank nodes are numbered as they come, after the letters of `blank`. The lines are what a serialiser wrote:
        nothing in them is checked.
        """
        return cls.of_documents([(chunks, blank)])

    @classmethod
    def of_documents(cls, documents: Iterable[tuple[Iterable[str], str]]) -> "Graph":
        """The graph of several documents, each with the letters of its blank nodes, as `of_lines` reads one."""
        found, several = cls(()), list[list[Term]]()
        for chunks, blank in documents:
            numbers = Labels(blank)
            for chunk in chunks:
                found._take(chunk, numbers, several)
        each_once(several)
        return found

    def _take(self, chunk: str, numbers: "Labels", several: list[list[Term]]) -> None:
        """Adds lines, and to `several` the values that became more than one; a subject is looked up once in a row."""
        out, last, said = self.out, "", UNSAID
        lines = chunk.split(" .\n")
        lines.pop()
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            if value[0] == "_":
                value = numbers[value]
            if subject != last:
                last = subject
                if subject[0] == "_":
                    subject = numbers[subject]
                if subject not in out:
                    out[subject] = said = {predicate: [value]}
                    continue
                said = out[subject]
            if predicate in said:
                values = said[predicate]
                if len(values) == 1:
                    several.append(values)
                values.append(value)
            else:
                said[predicate] = [value]

    def triples(self) -> Iterable[Triple]:
        """Every triple once, subjects in the order they came."""
        for subject, by_predicate in self.out.items():
            for predicate, values in by_predicate.items():
                for value in values:
                    yield subject, predicate, value

    def values(self, subject: Term, predicate: Term) -> Terms:
        """The objects of a subject and predicate."""
        return self.out.get(subject, UNSAID).get(predicate, NOTHING)

    def value(self, subject: Term, predicate: Term) -> Term | None:
        """The first object of a subject and predicate, None if there is none."""
        return next(iter(self.values(subject, predicate)), None)

    def besides(self, subject: Term, allowed: frozenset[Term]) -> list[tuple[Term, Term]]:
        """The predicates and objects of a subject, the predicates allowed left out."""
        said = self.out.get(subject, UNSAID)
        return [(predicate, each) for predicate, stated in said.items() if predicate not in allowed for each in stated]

    @cached_property
    def _inverse(self) -> dict[Term, dict[Term, list[Term]]]:
        return {}

    def into(self, predicate: Term) -> dict[Term, list[Term]]:
        """Object to subjects of a predicate, made on first use."""
        found = self._inverse.get(predicate)
        if found is None:
            found = self._inverse[predicate] = {}
            for subject, said in self.out.items():
                if predicate in said:
                    for value in said[predicate]:
                        if value in found:
                            found[value].append(subject)
                        else:
                            found[value] = [subject]
        return found

    def subjects(self, predicate: Term, value: Term) -> Terms:
        """The subjects that have a value of a predicate."""
        return self.into(predicate).get(value, NOTHING)

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
        for said in self.out.values():
            if SUBCLASS in said:
                return True
        return False

    def is_instance(self, node: Term, cls: Term) -> bool:
        """Whether a node is a SHACL instance of a class (SHACL 1.1)."""
        types = self.values(node, TYPE)
        if cls in types:
            return True
        return bool(types) and self.has_subclasses and not self.with_subclasses(cls).isdisjoint(types)

    def instances(self, cls: Term) -> Terms:
        """The SHACL instances of a class."""
        if not self.has_subclasses:
            return self.subjects(TYPE, cls)
        found: dict[Term, None] = {}
        for each in sorted(self.with_subclasses(cls)):
            found.update(dict.fromkeys(self.subjects(TYPE, each)))
        return found

    @cached_property
    def _members(self) -> dict[Term, set[Term]]:
        return {}

    def members_of(self, cls: Term) -> set[Term]:
        """The SHACL instances of a class as a set, made on first use."""
        found = self._members.get(cls)
        if found is None:
            found = set(self.instances(cls) if self.has_subclasses else self.into(TYPE).get(cls, NOTHING))
            self._members[cls] = found
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
        return None if NIL in self.out and (FIRST in self.out[NIL] or REST in self.out[NIL]) else tuple(members)


def each_once(several: list[list[Term]]) -> None:
    """Drops what stands twice in some lists."""
    for values in several:
        if len(values) != len(set(values)):
            values[:] = dict.fromkeys(values)


class Labels(dict[Term, Term]):
    """Blank nodes by the label they were sent with, numbered as they come."""

    def __init__(self, letters: str) -> None:
        super().__init__()
        self._letters = letters
        self._count = 0

    def __missing__(self, label: Term) -> Term:
        found = self[label] = self.fresh()
        return found

    def fresh(self) -> Term:
        """A blank node that no label names."""
        self._count += 1
        return f"_:{self._letters}{self._count - 1}"


def triples_of(chunks: Iterable[str], blank: str = "b") -> Iterator[Triple]:
    """The triples of canonical N-Triples in the order they come, as `Graph.of_lines` reads them."""
    numbers = Labels(blank)
    for chunk in chunks:
        lines = chunk.split(" .\n")
        lines.pop()
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            found = numbers[value] if value[0] == "_" else value
            yield numbers[subject] if subject[0] == "_" else subject, predicate, found
