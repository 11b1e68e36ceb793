"""The bundled documents on family centres: each is read, and its shapes are compiled, when they are first asked for.

What is told of all of them at once, and what one is chosen by, stands at their heads: to know those, no more is read.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from samsyn import knowledge
from samsyn.assets import Asset
from samsyn.engine import Graph, Openness, Rules, compile_shapes
from samsyn.errors import BundledDataBroken
from samsyn.fulfilment import Level
from samsyn.knowledge import sam
from samsyn.model import Agreement, Head, Text
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.terms import ID, Term, local

if TYPE_CHECKING:
    from samsyn.model.value import Value

_TURTLE: Final = rdf_format("turtle")
_AGREEMENTS: Final = "data/agreements/"
_DECISIONS: Final = "data/decisions/"
_MINIMUM: Final = "shapes/minimum/"
_MANDATE: Final = "shapes/mandate/"


class Documents(Mapping[str, Level]):
    """The agreements by id, each ready to assess against. What was read is kept; picklable, with what was read."""

    def __init__(self, files: Iterable[Asset], model: Graph, openness: Openness) -> None:
        """From all that is bundled, and what ontology, code lists and places say."""
        by_path = {asset.path: asset for asset in files}
        self._files = {
            asset.name: tuple(each for each in (asset, by_path.get(f"{_MINIMUM}{asset.name}.ttl")) if each)
            for asset in by_path.values()
            if asset.path.startswith(_AGREEMENTS)
        }
        self._demanding = {asset.name: asset for asset in by_path.values() if asset.path.startswith(_MANDATE)}
        self._beside = {asset.path: (asset,) for asset in by_path.values() if asset.path.startswith(_DECISIONS)}
        self._model = model
        self._openness = openness
        self._graphs: dict[str, Graph] = {}
        self._agreements: dict[str, Agreement] = {}
        self._levels: dict[str, Level] = {}
        self._mandates: dict[str, Level] = {}
        self._values: dict[str, Mapping[str, Value]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, wanted: object) -> bool:
        return wanted in self._files

    def __getitem__(self, wanted: str) -> Level:
        if wanted not in self._levels:
            self._levels[wanted] = self._level(wanted)
        return self._levels[wanted]

    @cached_property
    def heads(self) -> dict[str, Head]:
        """What each agreement is chosen by."""
        return {key: _head(files[0]) for key, files in self._files.items()}

    def agreement(self, wanted: str) -> Agreement:
        """An agreement without its level. Raises KeyError for an unknown id."""
        if wanted not in self._agreements:
            files = self._files[wanted]
            graph = self._graph(files)
            self._agreements[wanted] = knowledge.agreement(graph, _agreement(graph, files[0].path))
        return self._agreements[wanted]

    def mandate(self, wanted: str) -> Level | None:
        """An agreement with what it demands of the text of agreements; None where it states no such shapes."""
        if wanted not in self._mandates and wanted in self._demanding:
            self._mandates[wanted] = self._mandate(wanted, self._demanding[wanted])
        return self._mandates.get(wanted)

    def stated(self, wanted: str, labels: Callable[[Term], Text]) -> "Mapping[str, Value]":
        """The values of an agreement's requirements and readings, by IRI. Raises KeyError for an unknown id."""
        from samsyn.comparison.stated import values

        if wanted not in self._values:
            self._values[wanted] = values(self._graph(self._files[wanted]), labels)
        return self._values[wanted]

    def about(self, term: Term) -> Graph:
        """The graph that says what a term is: that of the model, else that of the first document that tells of it."""
        if term not in self._model.out and term.startswith("<" + ID):
            name = local(term).encode()
            for files in (*self._files.values(), *self._beside.values()):
                if any(name in asset.data for asset in files) and term in self._graph(files).out:
                    return self._graph(files)
        return self._model

    def _level(self, wanted: str) -> Level:
        files, found = self._files[wanted], self.agreement(wanted)
        return Level(
            found,
            Rules(compile_shapes(self._graph(files))),
            self._openness,
            knowledge.answered_by(self._model),
            knowledge.defining(self._model, found),
            _hash(files),
            tuple(each for each in found.requirements if each.checkable == "centre"),
        )

    def _mandate(self, wanted: str, shapes: Asset) -> Level:
        from samsyn.mandate import stated

        found, graph = self.agreement(wanted), Graph.of_lines(lines(shapes), "d")
        files, rules = (self._files[wanted][0], shapes), Rules(compile_shapes(graph))
        return Level(found, rules, self._openness, {}, (), _hash(files), stated(found, graph))

    def _graph(self, files: tuple[Asset, ...]) -> Graph:
        """What some files say: an agreement's with its minimum level, if it has one."""
        path = files[0].path
        if path not in self._graphs:
            letters = zip(files, "gm", strict=False)
            self._graphs[path] = Graph.of_documents((lines(asset), letter) for asset, letter in letters)
        return self._graphs[path]


def lines(asset: Asset) -> Iterator[str]:
    """What a bundled file says, as canonical N-Triples."""
    return parse.own_lines(asset.data, _TURTLE, name=asset.path)


def _hash(files: Iterable[Asset]) -> str:
    return hashlib.sha256(b"".join(asset.data for asset in files)).hexdigest()


def _head(asset: Asset) -> Head:
    graph = Graph(parse.head(asset.data, _TURTLE, name=asset.path))
    return knowledge.head(graph, _agreement(graph, asset.path))


def _agreement(graph: Graph, path: str) -> Term:
    for found in graph.instances(sam("Agreement")):
        return found
    raise BundledDataBroken(f"{path} does not begin with an agreement.", advice="Install the package again.")
