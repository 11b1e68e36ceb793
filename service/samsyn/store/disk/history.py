"""The versions that a graph has had: each entry of the journal that changed it, told by the journal alone.

What a version held is worked out by replaying those entries, as a start does; see `past`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox
from msgspec import Struct

from samsyn.errors import StoreBroken, Swedish
from samsyn.store.disk import entries, journal, loading, merge
from samsyn.store.disk.files import digest
from samsyn.store.disk.generations import Standing
from samsyn.store.disk.journal import NOTHING, Entry
from samsyn.store.disk.layout import Layout

_Graphs = tuple[tuple[str, bytes], ...]
_BUNDLE: Final = "bundle"
_TOKEN: Final = 16


class Version(Struct, frozen=True, gc=False):
    """A state that a graph has had: `number` counts from 1, `entry` is the journal's that brought it.

    `token` differs wherever the content may; `gone` tells that the graph was removed, `bundled` that the package
    brought it. The rest is as in `samsyn.store.disk.journal.Entry`.
    """

    number: int
    entry: int
    when: str
    who: str
    source: str
    sent: str
    media_type: str
    token: str
    gone: bool = False
    bundled: bool = False
    key: str = ""
    restores: int = 0


class Ahead(Struct, frozen=True):
    """Entries of the journal that a history has yet to take in, with the graphs that bundles among them hold.

    `number` and `hash` are those of the last, `size` is where it ends.
    """

    entries: tuple[tuple[Entry, _Graphs], ...]
    number: int
    hash: str
    size: int


class History:
    """The versions of all graphs below an IRI. `take` what is `ahead` before use, and again where there is more."""

    def __init__(self, layout: Layout, below: str) -> None:
        self._layout = layout
        self._below = below
        self._versions: dict[str, tuple[Version, ...]] = {}
        self._size = 0
        self._hash = NOTHING
        #: by the key of a request, the graph and the version that it brought last
        self.keys: dict[str, tuple[str, Version]] = {}
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._versions))

    def versions(self, graph: str) -> tuple[Version, ...]:
        """The versions of a graph, the oldest first."""
        return self._versions.get(graph, ())

    def head(self, graph: str) -> int:
        """The number of the last entry that concerns a graph, as the writer counts; 0 where only the package's does."""
        return max((each.entry for each in self.versions(graph) if not each.bundled), default=0)

    def ahead(self, upto: int) -> Ahead:
        """The entries that were not taken in yet, up to a number. Raises StoreBroken where a bundle is damaged.

        Entries behind those that readers see may yet be taken back, so they are left for another time.
        """
        found: list[tuple[Entry, _Graphs]] = []
        number, last, size = self.number, self._hash, self._size
        if upto > number and self._layout.journal.exists():
            with self._layout.journal.open("rb") as file:
                file.seek(size)
                for text in file:
                    line = journal.read_line(text)
                    if line and line.entry.number > upto:
                        break
                    size += len(text)
                    if line:
                        found.append((line.entry, self._brought(line.entry)))
                        number, last = line.entry.number, line.hash
        return Ahead(tuple(found), number, last, size)

    def concerned(self, ahead: Ahead) -> dict[str, Entry]:
        """The graphs that are others behind some entries, or may be, each with the last entry that concerns it."""
        found: dict[str, Entry] = {}
        for entry, graphs in ahead.entries:
            if entry.kind == _BUNDLE:
                found |= dict.fromkeys((name for name, _ in graphs), entry)
                found |= dict.fromkeys((name for name, known in self._versions.items() if known[-1].bundled), entry)
            else:
                found |= dict.fromkeys(self._ours(entry), entry)
        return found

    def take(self, ahead: Ahead) -> None:
        """Takes entries in that were ahead."""
        for entry, graphs in ahead.entries:
            if entry.kind == _BUNDLE:
                self._bundled(entry, graphs)
                continue
            for graph in self._ours(entry):
                alone = entry.kind == "replace"
                self._add(graph, entry, entry.payload[:_TOKEN] if alone else f"{entry.payload[:_TOKEN]}-{entry.number}")
        self.number, self._hash, self._size = ahead.number, ahead.hash, ahead.size

    def _ours(self, entry: Entry) -> Iterator[str]:
        return (graph for graph in entry.about if graph and graph.startswith(self._below))

    def _brought(self, entry: Entry) -> _Graphs:
        """The graphs of ours that a bundle holds; none for another entry."""
        if entry.kind != _BUNDLE:
            return ()
        graphs = msgspec.msgpack.decode(_payload(self._layout, entry), type=_Graphs)
        return tuple((name, data) for name, data in graphs if name.startswith(self._below))

    def _bundled(self, entry: Entry, graphs: _Graphs) -> None:
        now = {name: token_of(data) for name, data in graphs}
        gone = {name for name, known in self._versions.items() if known[-1].bundled and not known[-1].gone} - set(now)
        changed = {name for name, token in now.items() if self._takes(name, token)}
        for name in changed:
            self._add(name, entry, now[name], bundled=True)
        for name in gone:
            self._add(name, entry, "", bundled=True)

    def _takes(self, name: str, token: str) -> bool:
        """Whether the package's graph is another version: nobody has written to it, and it is not the same."""
        known = self.versions(name)
        return not known or (all(each.bundled for each in known) and known[-1].token != token)

    def _add(self, graph: str, entry: Entry, token: str, *, bundled: bool = False) -> None:
        known = self.versions(graph)
        gone = entry.kind == "drop" or (bundled and not token)
        version = Version(
            len(known) + 1, entry.number, entry.when, entry.who, entry.source, entry.sent, entry.media_type, token,
            gone, bundled, entry.key, entry.restores,
        )  # fmt: skip
        self._versions[graph] = (*known, version)
        if entry.key:
            self.keys[entry.key] = (graph, version)


def token_of(lines: bytes) -> str:
    """The token of the version that canonical N-Triples become where they replace all of a graph."""
    return digest(lines)[:_TOKEN]


def past(layout: Layout, graph: str | None, entry: int) -> bytes:
    """What a graph held after an entry of the journal, as N-Triples. Raises StoreBroken where a file is damaged."""
    concerning: list[Entry] = []
    for line in journal.lines(layout.journal, 0):
        if line.entry.number > entry:
            break
        if line.entry.kind == _BUNDLE and graph not in line.entry.about:
            if all(each.kind == _BUNDLE for each in concerning):
                concerning.clear()  # a newer package is without it
        elif graph in line.entry.about:
            if line.entry.kind in ("replace", "drop"):
                concerning.clear()
            concerning.append(line.entry)
    held, state, heads = ox.Store(), Standing(0, NOTHING), dict[str | None, int]()
    index = merge.LocalIndex(held, merged=False)
    for each in concerning:
        if each.kind == loading.KIND:
            held.extend(loading.of_graph(_sound(layout, each.payload), graph))
            continue
        payload = _payload(layout, each)
        if each.kind == _BUNDLE:
            graphs = msgspec.msgpack.decode(payload, type=_Graphs)
            payload = msgspec.msgpack.encode([one for one in graphs if one[0] == graph])
        state = entries.done(each, payload, layout.submissions, index, state, heads)
    quads = held.quads_for_pattern(None, None, None, merge.name_of(graph))
    found = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(found.splitlines(keepends=True)))


def sent(layout: Layout, name: str) -> bytes:
    """A document as it was sent, by its hash. Raises StoreBroken where it is missing or damaged."""
    return _file(layout, name)


def _payload(layout: Layout, entry: Entry) -> bytes:
    return _file(layout, entry.payload)


def _file(layout: Layout, name: str) -> bytes:
    path = _sound(layout, name)
    return path.read_bytes() if path.exists() else b""


def _sound(layout: Layout, name: str) -> Path:
    """The path of a file whose content has the hash that it is named by."""
    path = layout.submissions / name
    if loading.hash_of(path) != name:
        raise StoreBroken(
            f"The file {name} of the store is missing or damaged.",
            advice="Put it back from a backup.",
            sv=Swedish(f"Filen {name} i lagret saknas eller är skadad.", "Återställ den från en säkerhetskopia."),
        )
    return path
