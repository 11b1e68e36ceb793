"""Whole files into the store: written once as N-Quads of our own, and from there into the index in one pass.

The file that is kept has blank nodes under names that no other has, so that a replay gives the same nodes. It is never
in memory as a whole, and neither is what the index is made of.
"""

import hashlib
import io
import re
import time
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyoxigraph as ox
from msgspec import Struct

from samsyn.errors import BadInput, EmptyInput, Swedish, Where
from samsyn.store import parse, refusals
from samsyn.store.disk.files import HALF, Files, remove
from samsyn.store.formats import Format, rdf_format

KIND: Final = "load"
_N_QUADS: Final = rdf_format("n-quads").engine
_LINES: Final = frozenset({"n-triples", "n-quads"})
_CHUNK: Final = 1 << 20
_TELL_EVERY: Final = 5.0
#: bytes of a file beyond which so many tables come about that the next write would wait for the engine to join them
_LARGE: Final = 1 << 26
#: a statement of RDF 1.1 as the engine writes it, with the graph that it names
_STATEMENT: Final = re.compile(
    rb"""(?:<[^>]*+>|_:\S++)\ <[^>]*+>
    \ (?:<[^>]*+>|_:\S++|"(?:[^"\\]|\\.)*+"(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|\^\^<[^>]*+>)?+)
    (?:\ (<[^>]*+>|_:\S++))?+\ \.\n""",
    re.VERBOSE,
)
#: the graph at the end of a statement that names one
_GRAPH: Final = re.compile(rb" (?:<[^>]*+>|_:\S++) \.\n")


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
            reader, whole = _reader(file, form, source)
            sink = _Sink(out, graph, tell)
            into: Any = sink
            with parse.told(whole, form, str(source)):
                found: Any = ox.parse(reader, format=form.engine, rename_blank_nodes=True)
                ox.serialize(found, into, format=_N_QUADS)
                sink.end()
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
    """Adds the statements of a kept file to an index, and to the merge where there is one, in one pass."""
    with kept.open("rb") as file:
        source: Any = _Twice(file) if merged else file
        index.bulk_extend(ox.parse(source, format=_N_QUADS, lenient=True))
    if kept.stat().st_size > _LARGE:
        index.optimize()


def of_graph(kept: Path, graph: str | None) -> list[ox.Quad]:
    """What a kept file says of one graph, blank nodes as in the index. Raises OSError where there is no such file."""
    name = f"<{graph}>".encode() if graph else b""
    with kept.open("rb") as file:
        lines = b"".join(line for line in file if line.endswith(name + b" .\n") and _STATEMENT.findall(line) == [name])
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


def _reader(file: BinaryIO, form: Format, source: Path) -> tuple[Any, bytes]:
    """What a parser is to read of a file; and the file as a whole, where it is not read by lines."""
    if form.key in _LINES:
        return _Lines(file, form, str(source)), b""
    data = file.read()
    refusals.unreadable(data, form, str(source))
    return io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")), data


class _Chunks(io.RawIOBase):
    """A file of lines, read some at a time, each part of it changed by `part`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._held = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, or fewer; none at the end."""
        if not self._held:
            lines = self._file.read(_CHUNK)
            if lines and not lines.endswith(b"\n"):
                lines += self._file.readline()
            self._held = self.part(lines)
        size = len(self._held) if size < 0 else size
        found, self._held = self._held[:size], self._held[size:]
        return found

    @abstractmethod
    def part(self, lines: bytes) -> bytes:
        """Some lines as they are to be read."""


class _Lines(_Chunks):
    """N-Triples or N-Quads from outside, without what would kill a parser."""

    def __init__(self, file: BinaryIO, form: Format, name: str) -> None:
        super().__init__(file)
        self._form, self._name = form, name

    def part(self, lines: bytes) -> bytes:
        """The same. Raises TooLarge for nesting beyond the limit."""
        if b"<<(" in lines:
            refusals.unreadable(lines, self._form, self._name)
        return lines


class _Twice(_Chunks):
    """N-Quads of our own, each statement once more without its graph."""

    def part(self, lines: bytes) -> bytes:
        """The same, and the same without graphs."""
        return lines + _GRAPH.sub(b" .\n", lines)


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
            self._take(text[:end])
            self._held, self._size = [text[end:]], len(text) - end
        return len(part)

    def end(self) -> None:
        """Takes what is left."""
        self._take(b"".join(self._held))
        self._held = []

    def _take(self, lines: bytes) -> None:
        named = _STATEMENT.findall(lines)
        graphs = set(named)
        if len(named) != lines.count(b"\n"):
            raise ValueError(parse.NEW)
        if self._graph and b"" in graphs:
            pairs = zip(lines.splitlines(keepends=True), named, strict=True)
            lines = b"".join(line if name else line[:-3] + self._graph for line, name in pairs)
            graphs = graphs - {b""} | {self._graph[1:-3]}
        self.graphs |= graphs
        self.statements += len(named)
        self.hash.update(lines)
        self._out.write(lines)
        now = time.monotonic()
        if now > self._told + _TELL_EVERY:
            self._told = now
            rate = self.statements / (now - self._begun)
            self._tell(f"{self.statements:,} statements read, {rate:,.0f} a second.")
