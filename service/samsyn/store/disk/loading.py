"""Whole files into the store: written once as N-Quads of our own, and from there into the index in one pass.

The file that is kept has blank nodes under names that no other has, so that a replay gives the same nodes. It is never
in memory as a whole, and neither is what the index is made of.
"""

import hashlib
import io
import tempfile
import time
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

import pyoxigraph as ox
from msgspec import Struct

from samsyn.errors import BadInput, EmptyInput, Swedish, Where
from samsyn.store import parse, refusals
from samsyn.store.disk import statements
from samsyn.store.disk.files import HALF, Files, remove
from samsyn.store.formats import Format, rdf_format

KIND: Final = "load"
_N_QUADS: Final = rdf_format("n-quads").engine
_LINES: Final = frozenset({"n-triples", "n-quads"})
_CHUNK: Final = 1 << 20
_TELL_EVERY: Final = 5.0
#: bytes of a file beyond which so many tables come about that the next write would wait for the engine to join them
_LARGE: Final = 1 << 26
#: the length of what ends a statement
_END: Final = len(b" .\n")


class Kept(Struct, frozen=True):
    """A file of N-Quads that waits for its name: the name, how many statements it holds, and the graphs they name."""

    waiting: Path
    name: str
    statements: int
    graphs: tuple[str | None, ...]


class Loaded(Struct, frozen=True):
    """What a file brought: its statements and graphs, and the seconds it took until they were durable."""

    statements: int
    graphs: int
    seconds: float


def keep(source: Path, form: Format, graph: str | None, folder: Path, tell: Callable[[str], None]) -> Kept:
    """A file as N-Quads in a folder; `graph` is that of statements that name none.

    Raises OSError, EmptyInput, NotRdf with line and column, BadInput for a graph that has no IRI.
    """
    waiting = folder / f"load{HALF}"
    try:
        with source.open("rb") as file, waiting.open("wb") as out:
            sink = _Sink(out, graph, tell)
            if form.key in _LINES:
                for found in statements.read(file, form, str(source)):
                    sink.take(found)
            else:
                _as_a_whole(file.read(), form, str(source), sink)
        if not sink.statements:
            raise EmptyInput(
                "There is nothing in it.",
                advice="Give a file that says something.",
                where=Where(str(source)),
                sv=Swedish("Den är tom.", "Ge en fil som säger något."),
            )
        return Kept(waiting, sink.hash.hexdigest(), sink.statements, _named(sink.graphs, source))
    except BaseException:
        remove(waiting)
        raise


def settle(kept: Kept, folder: Path, files: Files) -> Path:
    """Makes a kept file durable under its name."""
    files.sync(kept.waiting)
    files.name(kept.waiting, folder / kept.name)
    files.sync_names(folder)
    return folder / kept.name


def fill(index: ox.Store, kept: Path, *, merged: bool) -> None:
    """Adds the statements of a kept file to an index, and to the merge where there is one.

    The engine's way to read a file by itself is faster by a quarter, but gives blank nodes other names each time; so it
    has the statements that hold none.
    """
    with kept.open("rb") as file, tempfile.TemporaryFile(dir=kept.parent) as blank:
        named: Any = _Named(file, blank, merged=merged)
        index.bulk_load(named, format=_N_QUADS, lenient=True)
        blank.seek(0)
        index.bulk_extend(ox.parse(blank, format=_N_QUADS, lenient=True))
    if kept.stat().st_size > _LARGE:
        index.optimize()


def of_graph(kept: Path, graph: str | None) -> list[ox.Quad]:
    """What a kept file says of one graph, blank nodes as in the index. Raises OSError where there is no such file."""
    name = f"<{graph}>".encode() if graph else b""
    with kept.open("rb") as file:
        ends = (line for line in file if line.endswith(name + b" .\n"))
        lines = b"".join(line for line in ends if statements.graph_of(line) == name)
    return list(ox.parse(lines, format=_N_QUADS, lenient=True))


def hash_of(path: Path) -> str:
    """The hash of a file of any size; of nothing where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return hashlib.sha256().hexdigest()


def _named(graphs: set[bytes], source: Path) -> tuple[str | None, ...]:
    """The IRIs of graphs, None for that without a name. Raises BadInput for a graph with a blank node as its name."""
    if any(each.startswith(b"_") for each in graphs):
        raise BadInput(
            "A graph has a blank node as its name.",
            advice="Give it an IRI.",
            where=Where(str(source)),
            sv=Swedish("En graf har en blank nod som namn.", "Ge den en IRI."),
        )
    return tuple(each[1:-1].decode() or None for each in sorted(graphs))


def _as_a_whole(data: bytes, form: Format, name: str, sink: "_Sink") -> None:
    refusals.unreadable(data, form, name)
    into: Any = sink
    with parse.told(data, form, name):
        found: Any = ox.parse(data.removeprefix(BOM_UTF8), format=form.engine, rename_blank_nodes=True)
        ox.serialize(found, into, format=_N_QUADS)
        sink.end()


class _Named(io.RawIOBase):
    """The lines of a kept file that hold no blank node, for the merge each once more; others are put aside likewise."""

    def __init__(self, file: BinaryIO, aside: IO[bytes], *, merged: bool) -> None:
        self._file, self._aside, self._merged = file, aside, merged
        self._held = io.BytesIO()

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, or fewer; none at the end."""
        while not (found := self._held.read(size)) and (part := statements.chunk(self._file)):
            lines = part.splitlines(keepends=True)
            self._held = io.BytesIO(self._with_merge([line for line in lines if b"_:" not in line]))
            self._aside.write(self._with_merge([line for line in lines if b"_:" in line]))
        return found

    def _with_merge(self, lines: list[bytes]) -> bytes:
        if self._merged:
            lines += [line[: line.rfind(b" ", 0, -_END)] + b" .\n" for line in lines]
        return b"".join(lines)


class _Sink(io.RawIOBase):
    """Takes N-Quads from the engine and writes them to a file: counted, hashed, with a graph for those that name none.

    Raises NotRdf for what RDF 1.1 does not know.
    """

    def __init__(self, out: BinaryIO, graph: str | None, tell: Callable[[str], None]) -> None:
        self.hash = hashlib.sha256()
        self.statements = 0
        self.graphs: set[bytes] = set()
        self._out, self._tell = out, tell
        self._graph = f" <{graph}> .\n".encode() if graph else None
        self._held = list[bytes]()
        self._size = 0
        self._begun = self._told = time.monotonic()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, part: Any, /) -> int:
        """Takes bytes."""
        self._held.append(bytes(part))
        self._size += len(part)
        if self._size > _CHUNK:
            text = b"".join(self._held)
            end = text.rfind(b"\n") + 1
            self.take(statements.written(text[:end]))
            self._held, self._size = [text[end:]], len(text) - end
        return len(part)

    def end(self) -> None:
        """Takes what is left."""
        self.take(statements.written(b"".join(self._held)))
        self._held = []

    def take(self, found: statements.Statements) -> None:
        """Takes statements."""
        lines, graphs = found.lines, set(found.graphs)
        if self._graph and b"" in graphs:
            pairs = zip(lines.splitlines(keepends=True), found.graphs, strict=True)
            lines = b"".join(line if name else line[:-_END] + self._graph for line, name in pairs)
            graphs = graphs - {b""} | {self._graph[1:-_END]}
        self.graphs |= graphs
        self.statements += len(found.graphs)
        self.hash.update(lines)
        self._out.write(lines)
        now = time.monotonic()
        if now > self._told + _TELL_EVERY:
            self._told = now
            rate = self.statements / (now - self._begun)
            self._tell(f"{self.statements:,} statements read, {rate:,.0f} a second.")
