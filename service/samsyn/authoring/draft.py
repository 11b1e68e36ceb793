"""An agreement as its author wrote it, beside what is known; how its things are called, and to whom they belong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Final, Literal

from samsyn.engine import Graph, Rules
from samsyn.engine.paths import short
from samsyn.knowledge import label, sam, string_of
from samsyn.model import NO_TEXT, Choice, Text
from samsyn.model.authoring import Part
from samsyn.terms import CV, DCTERMS, ID, SHAPES, Term, address, iri, is_blank, is_iri, is_literal, lexical, local

IDENTIFIER: Final = iri(DCTERMS + "identifier")
REQUIRES: Final = iri(CV + "hasRequirement")
#: what an agreement's own file describes; all else is chosen from what is known
OWN: Final = frozenset({"agreement", "requirement", "clause", "profile", "source", "party"})
#: the names of folders whose prefix is written otherwise
_PREFIX: Final = {"document-kind": "documentKind"}
_NEAR: Final = 3


@dataclass(frozen=True)
class Rulebook:
    """A file of rules beside an agreement, as it stands and compiled: `minimum` for centres, `mandate` for texts."""

    part: Literal["minimum", "mandate"]
    said: Graph
    rules: Rules


@dataclass(frozen=True)
class Draft:
    """An agreement, the rules beside it, and what they are checked against.

    `own` is the agreement's file, `known` is the ontology with the code lists and places, `wellformed` the shapes of
    any agreement, `minimum` the rules of the minimum level, `mandate` those of the demands on texts. `name` is that of
    the agreement's file without folder and suffix; `taken` tells of each thing of the file that another document
    describes, which.
    """

    own: Graph
    agreement: Term
    known: Graph
    wellformed: Rules
    minimum: Rulebook | None = None
    mandate: Rulebook | None = None
    name: str | None = None
    taken: Mapping[Term, str] = field(default_factory=dict)

    @property
    def books(self) -> tuple[Rulebook, ...]:
        """The files of rules that there are."""
        return tuple(each for each in (self.minimum, self.mandate) if each)

    @cached_property
    def requirements(self) -> tuple[Term, ...]:
        """The requirements that are described, in the order they come."""
        return tuple(self.own.instances(sam("Requirement")))

    @cached_property
    def folders(self) -> Mapping[str, tuple[Term, ...]]:
        """The known things that an author chooses among, by the folder of their addresses."""
        found: dict[str, list[Term]] = {}
        for node in self.known.out:
            if folder := folder_of(node):
                found.setdefault(folder, []).append(node)
        return {folder: tuple(sorted(nodes)) for folder, nodes in found.items()}

    @cached_property
    def _above(self) -> Mapping[Term, tuple[Term, Term, Term]]:
        """Of each thing the first statement that refers to it."""
        above: dict[Term, tuple[Term, Term, Term]] = {}
        for statement in self.own.triples():
            above.setdefault(statement[2], statement)
        return above

    def holder(self, node: Term) -> tuple[Term, Term, Term] | None:
        """The first statement that refers to a thing."""
        return self._above.get(node)

    def owner(self, node: Term) -> tuple[Part, str]:
        """The part that something belongs to, and the identifier of the requirement or source; else the agreement."""
        seen: set[Term] = set()
        while node not in seen:
            seen.add(node)
            if self.own.is_instance(node, sam("Requirement")) or self.own.subjects(REQUIRES, node):
                return "requirement", self.id_of(node)
            if self.own.is_instance(node, sam("Source")):
                return "source", self.id_of(node)
            above = self._above.get(node, (node, "", node))[0]
            node = next(iter(self.own.subjects(sam("reading"), node)), above)
        return "agreement", self.id_of(self.agreement)

    def id_of(self, node: Term) -> str:
        """The identifier of a thing; without one, the end of its address."""
        return string_of(self.own, node, IDENTIFIER) or (local(node) if is_iri(node) else "")

    def choice(self, node: Term) -> Choice:
        """Something known, or described in the file, as it is written and called."""
        graph = self.known if node in self.known.out else self.own
        named = label(graph, node) if node in graph.out else NO_TEXT
        return Choice(written(node), NO_TEXT if named.sv == local(node) else named)

    def near(self, wanted: Term, among: Iterable[Term]) -> tuple[Choice, ...]:
        """Those of some things that are most like what was written, by their names or by what they are called."""
        by_name: dict[str, Term] = {}
        for node in sorted(among):
            called = self.choice(node).label
            for name in (_key(node), called.sv, called.en):
                if name:
                    by_name.setdefault(name.casefold(), node)
        key = _key(wanted).casefold()
        found = [*get_close_matches(key, by_name, n=2 * _NEAR, cutoff=0.6), *_holding(key, by_name)]
        nodes = dict.fromkeys(by_name[name] for name in found)
        return tuple(self.choice(node) for node in list(nodes)[:_NEAR])


def _holding(key: str, names: Iterable[str]) -> Iterator[str]:
    """The names that hold one of the longer words of a key."""
    words = [word for word in key.replace(":", "-").split("-") if len(word) > 3]
    yield from (name for name in names if any(word in name for word in words))


def folder_of(node: Term) -> str | None:
    """The folder of the address of a thing of ours; None for what is not addressed so."""
    start = f"<{ID}"
    return node.removeprefix(start).split("/", 1)[0] if node.startswith(start) and "/" in node[len(start) :] else None


def _key(node: Term) -> str:
    folder = folder_of(node)
    return node[len(f"<{ID}{folder}/") : -1] if folder else lexical(node) if is_literal(node) else written(node)


def prefix_of(folder: str) -> str:
    """The prefix by which the things of a folder are written."""
    return _PREFIX.get(folder, folder)


def written(term: Term) -> str:
    """A term as an author writes it, a rule by its name alone; empty for what has no name."""
    if is_literal(term):
        return f'"{lexical(term)}"'
    if is_blank(term):
        return ""
    folder = folder_of(term)
    if folder and (key := _key(term)) and "/" not in key:
        return f"{prefix_of(folder)}:{key}"
    if term.startswith(f"<{SHAPES}") and "#" in term:
        return local(term)
    found = short(term)
    return found if found != term else f"<{address(term)}>"


def both(sv: str, en: str, **values: str) -> Text:
    """A text in both languages with the same values put in."""
    return Text(sv.format(**values), en.format(**values))
