"""Writes as entries of the journal with their payload, and what an entry does to the index.

What an entry does depends on the index before it and its payload alone, so that a replay comes to the same.
"""

from collections.abc import Iterable, MutableMapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox
from msgspec import Struct

from samsyn.errors import Conflict, NotRdf, NotWritable, StoreBroken, Swedish, Where
from samsyn.store import parse, refusals
from samsyn.store.disk import loading, merge, refill, statements
from samsyn.store.disk.files import Files, digest
from samsyn.store.disk.generations import Standing
from samsyn.store.disk.journal import Entry, Line
from samsyn.store.disk.merge import Index
from samsyn.store.formats import rdf_format
from samsyn.store.port import Add, Bundle, Change, Derive, Drop, Provenance, Replace, Write

_N_TRIPLES: Final = rdf_format("n-triples")
_N_QUADS: Final = rdf_format("n-quads")
_ADDED, _REMOVED = b"A ", b"D "
_Bundled = tuple[tuple[str, bytes], ...]
#: the number of the last entry, of those that did not come with the package, that concerns a graph
Heads = MutableMapping[str | None, int]


class Planned(Struct, frozen=True):
    """A write that can be made: its entry, not yet numbered, and the files that it names, by their hashes."""

    entry: Entry
    payload: bytes
    files: dict[str, bytes]


def planned(write: Write, state: Standing, heads: Heads, *, merged: bool) -> Planned:
    """A write as it is to stand in the journal. Raises BadInput for what cannot be read or written, Conflict."""
    if isinstance(write, Derive):
        _expect(write.of, write.expected, heads)
        return Planned(Entry(0, "", "", "", "derive", (write.graph,), "", version=write.basis), _sound(write), {})
    if isinstance(write, Bundle):
        payload = msgspec.msgpack.encode(write.graphs)
        return _entry("bundle", tuple(name for name, _ in write.graphs), payload, write.by, write.version)
    if isinstance(write, Change):
        payload, about = _patch(write), tuple(sorted(_graphs(write), key=str))
    else:
        payload, about = b"" if isinstance(write, Drop) else _sound(write), (write.graph,)
        _expect(write.graph, write.expected, heads)
    for graph in about:
        writable(graph, state, merged=merged)
    return _entry(type(write).__name__.lower(), about, payload, write.by)


def done(entry: Entry, payload: bytes, folder: Path, index: Index, state: Standing, heads: Heads) -> Standing:
    """The state after an entry is applied to the index. Raises StoreBroken for a kind that is not known.

    What was loaded is read from its file in a folder, since it may be larger than memory.
    """
    label = f"e{entry.number}"
    if entry.kind == "derive":
        (graph,) = entry.about
        assert graph is not None
        index.replace(merge.name_of(graph), refill.quads_of(payload, graph))
        return msgspec.structs.replace(state, derived=state.derived.knowing(graph, entry.version))
    if entry.kind == "bundle":
        return _bundled(entry, payload, index, state, heads)
    if entry.kind == loading.KIND:
        index.load(folder / entry.payload)
    elif entry.kind == "change":
        index.change(_of_patch(payload, _REMOVED), _of_patch(payload, _ADDED))
    elif entry.kind in ("replace", "add", "drop"):
        (graph,) = entry.about
        quads = merge.quads_of(payload, graph, label)
        if entry.kind == "add":
            index.change(set(), quads)
        else:
            index.replace(merge.name_of(graph), quads)
    else:
        raise StoreBroken(
            f"Entry {entry.number} of the journal is of a kind that is not known: {entry.kind}.",
            advice="Install a newer Samsyn.",
            sv=Swedish(
                f"Post {entry.number} i journalen är av okänt slag: {entry.kind}.", "Installera en nyare Samsyn."
            ),
        )
    return _noted(entry, state, heads)


def derived(plans: Sequence[Planned], index: ox.Store, state: Standing, *, merged: bool) -> Standing:
    """The state after several graphs were derived together; of two for the same graph, the last one holds."""
    refill.refill(index, {str(plan.entry.about[0]): plan.payload for plan in plans}, merged=merged)
    known = state.derived
    for plan in plans:
        known = known.knowing(str(plan.entry.about[0]), plan.entry.version)
    return msgspec.structs.replace(state, derived=known)


def _noted(entry: Entry, state: Standing, heads: Heads) -> Standing:
    """The state after an entry that concerns its graphs from now on."""
    heads.update(dict.fromkeys(entry.about, entry.number))
    return msgspec.structs.replace(state, bundled=tuple(name for name in state.bundled if name not in heads))


def seen(entry: Entry, heads: Heads) -> None:
    """Takes note of an entry that is in the index already."""
    if entry.kind != "bundle":
        heads.update(dict.fromkeys(entry.about, entry.number))


def keep(plans: Iterable[Planned], folder: Path, files: Files) -> None:
    """Writes the files of some writes; those that are there already are the same."""
    new = {name: data for plan in plans for name, data in plan.files.items()}
    for name, data in new.items():
        path = folder / name
        if not path.exists():
            files.put(path, data)
    if new:
        files.sync_names(folder)


def payload_of(line: Line, folder: Path) -> bytes:
    """What an entry wrote; nothing of what was loaded, which is read when needed.

    Raises StoreBroken where its file is not as it was written.
    """
    path = folder / line.entry.payload
    loaded = line.entry.kind == loading.KIND
    data = path.read_bytes() if path.exists() and not loaded else b""
    if (loading.hash_of(path) if loaded else digest(data)) != line.entry.payload:
        raise StoreBroken(
            f"The file of entry {line.entry.number} of the journal is missing or damaged.",
            advice="Put it back from a backup.",
            where=Where(str(path)),
            sv=Swedish(
                f"Filen till post {line.entry.number} i journalen saknas eller är skadad.",
                "Återställ den från en säkerhetskopia.",
            ),
        )
    return data


def _bundled(entry: Entry, payload: bytes, index: Index, state: Standing, heads: Heads) -> Standing:
    graphs = msgspec.msgpack.decode(payload, type=_Bundled)
    ours = tuple(name for name, _ in graphs if name not in heads)
    for name in set(state.bundled) - set(ours):
        index.replace(merge.name_of(name), set())
    for place, (name, triples) in enumerate(graphs):
        if name in ours:
            quads = merge.quads_of(triples, name, f"e{entry.number}g{place}")
            index.replace(merge.name_of(name), quads)
    return msgspec.structs.replace(state, bundle=entry.version, bundled=ours)


def _entry(kind: str, about: tuple[str | None, ...], payload: bytes, by: Provenance, version: str = "") -> Planned:
    files = {digest(payload): payload}
    sent = ""
    if by.sent is not None:
        sent = digest(by.sent)
        files[sent] = by.sent
    entry = Entry(
        0, "", by.when, by.who, kind, about, digest(payload), by.source, sent, by.media_type, version,
        key=by.key, restores=by.restores,
    )  # fmt: skip
    return Planned(entry, payload, files)


def _sound(write: Replace | Add | Derive) -> bytes:
    """The triples in canonical form; what is derived as it came, if it is plain: no file keeps it. Raises BadInput."""
    if not write.triples.strip():
        return b""
    if isinstance(write, Derive) and statements.is_plain(write.triples, _N_TRIPLES):
        return write.triples
    return "".join(parse.lines(write.triples, _N_TRIPLES)).encode()


def _patch(change: Change) -> bytes:
    """A change as a file: what goes and what comes, a quad on each line. Raises BadInput."""
    parts = ((_REMOVED, change.removed), (_ADDED, change.added))
    return b"".join(sign + line for sign, part in parts for line in merge.written(_quads(part)).splitlines(True))


def _of_patch(payload: bytes, sign: bytes) -> set[ox.Quad]:
    lines = (line[len(sign) :] for line in payload.splitlines(keepends=True) if line.startswith(sign))
    return merge.quads(b"".join(lines))


def _quads(data: bytes) -> set[ox.Quad]:
    if not data.strip():
        return set()
    refusals.unreadable(data, _N_QUADS, None)
    try:
        found = merge.quads(data)
    except (SyntaxError, ValueError) as error:
        raise NotRdf(f"This is not n-quads: {error}.", sv=Swedish(f"Det här är inte n-quads: {error}.")) from error
    if any(isinstance(quad.object, ox.Triple) for quad in found):
        raise NotRdf(
            "Statements about statements, new in RDF 1.2, are not kept.",
            sv=Swedish("Påståenden om påståenden, nya i RDF 1.2, sparas inte."),
        )
    return found


def _graphs(change: Change) -> Iterable[str | None]:
    quads = _quads(change.removed) | _quads(change.added)
    return {getattr(quad.graph_name, "value", None) for quad in quads}


def _expect(graph: str | None, expected: int | None, heads: Heads) -> None:
    if expected not in (None, heads.get(graph, 0)):
        raise conflict()


def conflict() -> Conflict:
    """The error for a graph that is another by now."""
    return Conflict(
        "Somebody else has changed the graph meanwhile.",
        advice="Read it again, and make the change anew.",
        sv=Swedish("Någon annan har ändrat grafen under tiden.", "Läs den igen och gör om ändringen."),
    )


def writable(graph: str | None, state: Standing, *, merged: bool) -> None:
    """Raises BadInput for a graph that follows from others, and for what is no name of a graph."""
    if graph is None and merged:
        raise NotWritable(
            "The default graph is the merge of the named graphs and follows them.",
            advice="Name the graph to change.",
            sv=Swedish("Standardgrafen är summan av de namngivna graferna.", "Ange vilken graf som ska ändras."),
        )
    if graph in state.derived:
        raise NotWritable(
            f"The graph {graph} follows from the others and is kept in step with them.",
            advice="Change what it follows from.",
            sv=Swedish(f"Grafen {graph} räknas fram ur de andra.", "Ändra det som den räknas fram ur."),
        )
    merge.name_of(graph)
