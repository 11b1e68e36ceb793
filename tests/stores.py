"""Stores on disk for tests: writes of any kind, and files that forget what was not synced."""

import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

from samsyn.store.disk.files import Files
from samsyn.store.disk.store import DiskStore
from samsyn.store.port import Add, Bundle, Derive, Drop, Provenance, Replace, Write

BY = Provenance("tests", "2024-06-01T12:00:00Z", "http://e/source", b"as it was sent", "text/turtle")
GRAPHS = ("http://e/g", "http://e/h", "http://e/k")
DERIVED = "http://e/derived"
_TERMS = ("<http://e/a>", "<http://e/b>", "_:x", "_:y")
_VALUES = (*_TERMS, '"text"@sv', '"007"^^<http://www.w3.org/2001/XMLSchema#integer>')

_triple = st.builds(
    lambda s, o: f"{s} <http://e/p> {o} .\n".encode(), st.sampled_from(_TERMS), st.sampled_from(_VALUES)
)
_triples = st.lists(_triple, max_size=4).map(b"".join)
_graph = st.sampled_from(GRAPHS)
writes: st.SearchStrategy[Write] = st.one_of(
    st.builds(Replace, _graph, _triples, st.just(BY)),
    st.builds(Add, _graph, _triples, st.just(BY)),
    st.builds(Drop, _graph, st.just(BY)),
    st.builds(Derive, st.just(DERIVED), _triples, st.sampled_from(("monday", "tuesday"))),
    st.builds(
        Bundle,
        st.lists(st.tuples(_graph, _triples), max_size=3, unique_by=lambda pair: pair[0]).map(tuple),
        st.sampled_from(("1", "2")),
        st.just(BY),
    ),
)


def merge(found: set[ox.Quad]) -> set[ox.Triple]:
    """What the default graph of some quads holds, where it is as it should be. Fails where it is not."""
    named = {quad.triple for quad in found if quad.graph_name != ox.DefaultGraph()}
    default = {quad.triple for quad in found if quad.graph_name == ox.DefaultGraph()}
    assert default == named
    return default


def opened(root: Path, **more: Any) -> DiskStore:
    """A store that is open."""
    store = DiskStore(root, **({"tell": lambda _: None} | more))
    store.open()
    return store


def held(store: DiskStore, graph: str | None = None) -> set[ox.Quad]:
    """All that readers see of a store, or of a named graph of it."""
    seen = ox.Store.read_only(str(store.layout.generations / str(store.generation)))
    return set(seen.quads_for_pattern(None, None, None, ox.NamedNode(graph)) if graph else seen)


class PowerCut(Exception):
    """The power is gone."""


class Forgetful(Files):
    """Files on a disk that keeps only what was synced, and a power that is cut before a step of a given number."""

    def __init__(self, cut_at: int = 10**9) -> None:
        self.steps = 0
        self._cut_at = cut_at
        self._unsynced: set[Path] = set()  # names that are not synced yet

    def _step(self) -> None:
        self.steps += 1
        if self.steps > self._cut_at:
            raise PowerCut

    def write(self, path: Path, data: bytes) -> None:
        """As it should, or a part of it."""
        try:
            self._step()
        except PowerCut:
            path.write_bytes(data[: len(data) // 2])
            raise
        self._names(path)
        super().write(path, data)

    def append(self, path: Path, data: bytes) -> None:
        """As it should, or a part of it."""
        try:
            self._step()
        except PowerCut:
            with path.open("ab") as file:
                file.write(data[: len(data) // 2])
            raise
        self._names(path)
        super().append(path, data)

    def cut(self, path: Path, size: int) -> None:
        """As it should, or not at all."""
        self._step()
        super().cut(path, size)

    def share(self, there: Path, path: Path) -> None:
        """As `name` does."""
        self._step()
        super().share(there, path)
        self._unsynced.add(path)

    def name(self, written: Path, name: Path) -> None:
        """Names a file, until its folder is synced only for those who do not cut the power.

        So it stays with the names in a folder that is named.
        """
        self._step()
        super().name(written, name)
        within = {path for path in self._unsynced if path.is_relative_to(written)}
        self._unsynced -= within
        self._unsynced |= {name, *(name / path.relative_to(written) for path in within)}

    def sync_names(self, folder: Path) -> None:
        """Makes the names in a folder last."""
        self._step()
        super().sync_names(folder)
        self._unsynced = {path for path in self._unsynced if path.parent != folder}

    def boot(self) -> str:
        """Another than that of the start that follows on the cut."""
        return f"before the cut of {super().boot()}"

    def forget(self) -> None:
        """Removes what a power cut may take: all that was not synced."""
        for path in self._unsynced:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _names(self, path: Path) -> None:
        """A file that is new has a name that is not synced."""
        if not path.exists():
            self._unsynced.add(path)
