"""How things are written and called by those who write files by hand, and which of them is most like a slip."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Final

from msgspec import Struct

from samsyn.engine import Graph
from samsyn.engine.paths import short
from samsyn.knowledge import label
from samsyn.model import NO_TEXT, Choice
from samsyn.terms import ID, SHAPES, Term, address, is_blank, is_literal, lexical, local

#: the names of folders whose prefix is written otherwise
_PREFIX: Final = {"document-kind": "documentKind"}
_NEAR: Final = 3


class Lexicon(Struct, frozen=True, dict=True):
    """The words of a file, `own`, and those that are known: the ontology with the code lists and places."""

    own: Graph
    known: Graph

    @cached_property
    def folders(self) -> Mapping[str, tuple[Term, ...]]:
        """The known things that an author chooses among, by the folder of their addresses."""
        found: dict[str, list[Term]] = {}
        for node in self.known.out:
            if folder := folder_of(node):
                found.setdefault(folder, []).append(node)
        return {folder: tuple(sorted(nodes)) for folder, nodes in found.items()}

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
