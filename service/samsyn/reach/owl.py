"""Concepts as OWL class expressions (OWL 2 Structural Specification, 8), in functional-style syntax.

What is told to the reasoner is true of every RDF graph: a node of a graph is an individual, a literal too, so that two
literals are two things however alike their values are (RDF 1.1 Concepts, 3.3), and a count counts what SHACL counts.
Terms that no question tells apart are a class together, and those classes are disjoint; a test of terms is a class with
those that pass it; what has no counterpart in OWL is a class of which nothing is known. So whatever is proved holds,
and only what needs more than this is left unproved.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from samsyn.engine import plan
from samsyn.engine.graph import TYPE
from samsyn.engine.paths import Inverse, Path, Predicate
from samsyn.engine.plan import MaxCount, Plan, Property
from samsyn.reach.concept import (
    TOP,
    And,
    Concept,
    Least,
    Most,
    Not,
    OneOf,
    Or,
    Special,
    Test,
    Typed,
    least,
    negated,
    simple,
    walked,
)
from samsyn.reach.invent import fits
from samsyn.reach.numbers import Bounds
from samsyn.terms import RDF, Term, is_literal

_KINDS: Final = {"<": "IRI", "_": "Blank", '"': "Literal"}
_BASE: Final = "urn:samsyn:reach:"


class Single(tuple[str, Term, Path]):
    """That what a target of a shape names has one value at most on a path: kind of target, its term, the path."""

    __slots__ = ()


def singles(descriptions: Plan) -> Iterator[Single]:
    """What has one value at most in every well-formed description."""
    for shape in descriptions.targeted():
        for constraint in shape.constraints:
            below = descriptions.shapes[constraint.shape] if isinstance(constraint, Property) else None
            if below is not None and below.path is not None and MaxCount(1) in below.constraints:
                for target in shape.targets:
                    yield Single((target.kind, target.term, below.path))


def ontology(questions: Iterable[tuple[str, Concept]], single: Iterable[Single]) -> str:
    """The ontology with a class within each concept: where the class can have no member, nor can the concept."""
    return _Ontology(dict(questions)).document(single)


class _Unknown(Struct, frozen=True):
    """What has no counterpart in OWL: a class of which nothing is known but that it is the same everywhere."""

    part: Special | Least


class _Ontology:
    """An ontology in the making."""

    def __init__(self, questions: dict[str, Concept]) -> None:
        self._questions = questions
        self._names: dict[tuple[str, object], str] = {}
        self._defined: list[str] = []
        every = list(dict.fromkeys(part for concept in questions.values() for part in walked(concept)))
        self._tests = [each for each in every if isinstance(each, Test)]
        self._types = [each for each in every if isinstance(each, Typed)]
        self._paths = {each.path for each in every if isinstance(each, Least | Most)}
        self._steps = [path for path in self._paths if simple(path)]
        self._counted = {
            each.path for each in every if isinstance(each, Least | Most) and each.count > isinstance(each, Least)
        }
        self._groups = self._told_apart([each for each in every if isinstance(each, OneOf)])

    def _told_apart(self, lists: list[OneOf]) -> dict[Term, tuple[Term, ...]]:
        """Each named term with all those that are in the same lists and pass the same tests."""
        terms = [*(term for each in lists for term in each.members), *(each.cls for each in self._types)]
        asked = [frozenset(each.members) for each in dict.fromkeys(lists)]
        types = {each.cls for each in self._types}
        groups: dict[tuple[object, ...], list[Term]] = {}
        for term in dict.fromkeys(terms):
            told = (*(term in each for each in asked), *(fits(test, term) for test in self._tests))
            groups.setdefault((term[0], term in types and term, *told), []).append(term)
        return {term: tuple(group) for group in groups.values() for term in group}

    def document(self, single: Iterable[Single]) -> str:
        """The ontology as a text."""
        axioms = [f"SubClassOf(<{name}> {self._named(each)})" for name, each in self._questions.items()]
        for each in single:
            axioms += self._of_single(each)
        axioms += [*self._defined, *self._of_terms(), *self._of_tests(), *self._of_types(), *self._of_counts()]
        kinds = {"p": "ObjectProperty", "c": "Class"}
        declared = [f"Declaration(Class(<{name}>))" for name in self._questions]
        declared += [f"Declaration({kinds[letter]}({name}))" for (letter, _), name in self._names.items()]
        return "\n".join((f"Prefix(:=<{_BASE}>)", "Ontology(", *declared, *dict.fromkeys(axioms), ")\n"))

    def _name(self, letter: str, thing: object) -> str:
        """The name of a thing, made on first use."""
        return self._names.setdefault((letter, thing), f":{letter}{len(self._names)}")

    def _class(self, thing: object) -> str:
        return self._name("c", thing)

    def _named(self, concept: Concept) -> str:
        """A class that is within a concept, one for all places where the concept stands; what is small stands there."""
        if isinstance(concept, OneOf | Not | Test | Typed) or not getattr(concept, "parts", True):
            return self._written(concept)
        known = ("c", concept) in self._names
        name = self._class(concept)
        if not known:
            self._defined.append(f"SubClassOf({name} {self._written(concept)})")
        return name

    def _written(self, concept: Concept) -> str:  # noqa: PLR0911 - one line for each sort of concept
        match concept:
            case And(parts) | Or(parts) if not parts:
                return "owl:Thing" if isinstance(concept, And) else "owl:Nothing"
            case And(parts):
                return _joined("ObjectIntersectionOf", map(self._named, parts))
            case Or(parts):
                return _joined("ObjectUnionOf", map(self._named, parts))
            case Not(part):
                return f"ObjectComplementOf({self._written(part)})"
            case OneOf(members):
                groups = dict.fromkeys(self._groups[term] for term in members)
                return _joined("ObjectUnionOf", map(self._class, groups)) if members else "owl:Nothing"
            case Least(count, path, part) if simple(path):
                return f"ObjectMinCardinality({count} {self._step(path)} {self._named(part)})"
            case Most(0, path, part) if simple(path):
                return f"ObjectAllValuesFrom({self._step(path)} {self._named(negated(part))})"
            case Most(count, path, part) if simple(path):
                return f"ObjectMaxCardinality({count} {self._step(path)} {self._exact(part)})"
            case Most(count, path, part):
                return f"ObjectComplementOf({self._class(_Unknown(Least(count + 1, path, part)))})"
            case Least() | Special():
                return self._class(_Unknown(concept))
            case _:
                return self._class(concept)

    def _exact(self, concept: Concept) -> str:
        """A concept written out in full, where it may stand under a negation."""
        match concept:
            case And(parts) if parts:
                return _joined("ObjectIntersectionOf", map(self._exact, parts))
            case Or(parts) if parts:
                return _joined("ObjectUnionOf", map(self._exact, parts))
            case Least(count, path, part) if simple(path):
                return f"ObjectMinCardinality({count} {self._step(path)} {self._exact(part)})"
            case Most(count, path, part) if simple(path):
                return f"ObjectMaxCardinality({count} {self._step(path)} {self._exact(part)})"
            case _:
                return self._written(concept)

    def _step(self, path: Path) -> str:
        if isinstance(path, Inverse):
            return f"ObjectInverseOf({self._step(path.path)})"
        assert isinstance(path, Predicate)
        return self._name("p", path.iri)

    def _of_single(self, single: Single) -> Iterator[str]:
        """That something has one value at most, where the questions ask for it."""
        kind, term, path = single
        back = Inverse(Predicate(term))
        target = {
            "class": Typed(term),
            "subjectsOf": least(1, Predicate(term), TOP),
            "objectsOf": least(1, back, TOP),
        }.get(kind)
        used = Typed(term) in self._types if kind == "class" else bool(self._paths & {Predicate(term), back})
        if target is not None and used and self._paths & {path, Inverse(path)}:
            yield f"SubClassOf({self._exact(target)} {self._exact(Most(1, path, TOP))})"

    def _of_terms(self) -> Iterator[str]:
        """A term is of one kind, and in one class of those that are told apart; nothing is stated of a literal."""
        groups = {group: self._class(group) for group in dict.fromkeys(self._groups.values())}
        if len(groups) > 1:
            yield f"DisjointClasses({' '.join(groups.values())})"
        if not self._tests and not any(is_literal(group[0]) for group in groups):
            return
        kinds = {sign: self._class(kind) for sign, kind in _KINDS.items()}
        literals = kinds['"']
        spoken_of = f"ObjectComplementOf({literals})"
        for step in sorted({self._step(path.path if isinstance(path, Inverse) else path) for path in self._steps}):
            yield f"ObjectPropertyDomain({step} {spoken_of})"
        for each in self._types:
            yield f"SubClassOf({self._class(each)} {spoken_of})"
        yield f"DisjointClasses({' '.join(kinds.values())})"
        yield f"SubClassOf(owl:Thing ObjectUnionOf({' '.join(kinds.values())}))"
        for group, name in groups.items():
            yield f"SubClassOf({name} {kinds[group[0][0]]})"
            for test in self._tests:
                word = "SubClassOf" if fits(test, group[0]) else "DisjointClasses"
                yield f"{word}({name} {self._class(test)})"

    def _of_tests(self) -> Iterator[str]:
        """What kind of terms can pass a test, and which tests no term passes together."""
        if not self._tests:
            return
        kinds = {sign: self._class(kind) for sign, kind in _KINDS.items()}
        literals, blank = kinds['"'], kinds["_"]
        types = [each for each in self._tests if isinstance(each.constraint, plan.Datatype)]
        if len(types) > 1:
            yield f"DisjointClasses({' '.join(map(self._class, types))})"
        for test in self._tests:
            name = self._class(test)
            match test.constraint:
                case plan.NodeKind(signs):
                    allowed = [kinds[sign] for sign in kinds if sign in signs]
                    yield f"EquivalentClasses({name} {_joined('ObjectUnionOf', allowed)})"
                case plan.Datatype() | plan.Bound():
                    yield f"SubClassOf({name} {literals})"
                case plan.LanguageIn():
                    yield f"SubClassOf({name} {literals})"
                    for other in types:
                        if other.constraint != plan.Datatype(RDF + "langString"):
                            yield f"DisjointClasses({name} {self._class(other)})"
                case _:
                    yield f"DisjointClasses({name} {blank})"
        yield from Bounds(self._tests, self._class).axioms()
        yield from _of_lengths([(each.constraint, self._class(each)) for each in self._tests])

    def _of_types(self) -> Iterator[str]:
        """What is stated to be of a class is an instance of it (SHACL 4.1.1)."""
        if Predicate(TYPE) in self._paths:
            for each in self._types:
                stated = least(1, Predicate(TYPE), OneOf((each.cls,)))
                yield f"SubClassOf({self._exact(stated)} {self._class(each)})"

    def _of_counts(self) -> Iterator[str]:
        """Where values are counted, no more of them are in a class of terms than there are terms in it."""
        for path in sorted((each for each in self._counted if simple(each)), key=repr):
            for group in dict.fromkeys(self._groups.values()):
                at_most = f"ObjectMaxCardinality({len(group)} {self._step(path)} {self._class(group)})"
                yield f"SubClassOf(owl:Thing {at_most})"


def _of_lengths(tests: list[tuple[plan.Constraint, str]]) -> Iterator[str]:
    """How the lengths of texts stand to each other."""
    longer = [(each.length, name) for each, name in tests if isinstance(each, plan.MinLength)]
    shorter = [(each.length, name) for each, name in tests if isinstance(each, plan.MaxLength)]
    for length, name in longer:
        yield from (f"SubClassOf({name} {other})" for least_of_other, other in longer if least_of_other < length)
        yield from (f"DisjointClasses({name} {other})" for most_of_other, other in shorter if most_of_other < length)
    for length, name in shorter:
        yield from (f"SubClassOf({name} {other})" for most_of_other, other in shorter if most_of_other > length)


def _joined(word: str, parts: Iterable[str]) -> str:
    found = list(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else f"{word}({' '.join(found)})"
