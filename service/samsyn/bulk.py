"""Many graphs in one file: N-Quads judged a graph at a time, in parts of the file, by one process or by several.

The lines of a graph stand together, as a dump writes them. What is read of the file at a time, and what is kept of it,
does not depend on its size.
"""

from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby, pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, Final

from samsyn.engine import Graph, Rules
from samsyn.errors import BadInput, FileTrouble, NotRdf, Swedish, Where
from samsyn.model import Result
from samsyn.store import parse, plain
from samsyn.store.formats import rdf_format
from samsyn.store.haste import unhindered
from samsyn.terms import Term

#: a graph, None the one without a name, and the results on it
Judged = tuple[Term | None, tuple[Result, ...]]

#: bytes that are one piece of work, and bytes that are read at a time
_PART: Final = 1 << 24
_CHUNK: Final = 1 << 21
_WINDOW: Final = 1 << 16
_QUADS: Final = rdf_format("n-quads")


@dataclass(frozen=True)
class Part:
    """What one part of a file came to: its graphs in order, and a short hash of each name."""

    judged: list[Judged]
    names: "array[int]"


def stream(path: Path, rules: Rules, *, jobs: int = 1) -> Iterator[Judged]:
    """Every graph of an N-Quads file with its results, in the file's order; `jobs` processes share the work.

    Raises FileTrouble, NotRdf with the line, and BadInput at the end where the lines of a graph did not stand together.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileTrouble(f"The file cannot be read: {error.strerror}.", where=Where(str(path))) from error
    starts = range(0, size, _PART)
    names = array("Q")
    for part in _parts(path, starts, rules, jobs):
        names.extend(part.names)
        yield from part.judged
    _refuse_scattered(names, path)


def _parts(path: Path, starts: Sequence[int], rules: Rules, jobs: int) -> Iterator[Part]:
    if jobs == 1 or len(starts) < 2:
        yield from (judge_part(path, start, rules) for start in starts)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(rules,)) as pool:
        waiting: deque[Future[Part]] = deque()
        for start in starts:
            waiting.append(pool.submit(_judge_part, path, start))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_RULES: list[Rules] = []


def _begin(rules: Rules) -> None:
    """What a process of ours does first: it keeps the rules, which it is sent once."""
    _RULES.append(rules)


def _judge_part(path: Path, start: int) -> Part:
    return judge_part(path, start, _RULES[-1])


def judge_part(path: Path, start: int, rules: Rules) -> Part:
    """The graphs that begin in one part of a file, judged. Raises FileTrouble, NotRdf with the line."""
    judged, names = list[Judged](), array("Q")
    try:
        with path.open("rb") as file, unhindered():
            for offset, chunk in _chunks(file, start, start + _PART):
                judged += _judged(path, offset, chunk, rules)
    except OSError as error:
        raise FileTrouble(f"The file cannot be read: {error.strerror}.", where=Where(str(path))) from error
    names.extend(int.from_bytes(blake2b((name or "").encode(), digest_size=8).digest()) for name, _ in judged)
    return Part(judged, names)


def _chunks(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Whole graphs, many at a time, and where they begin: those of which the first line begins in a part."""
    offset = _first(file, start)
    held = b""
    while offset < end or held:
        file.seek(offset + len(held))
        read = file.read(_CHUNK)
        held += read
        last = offset + len(held) >= end or not read
        cut = len(held) if not read else _last_graph(held)
        if last and read:
            cut = _end_of_graph(held, end - offset)
            if cut < 0:
                continue
        if cut > 0:
            yield offset, held[:cut]
            offset, held = offset + cut, held[cut:]
        if last and (not read or offset >= end):
            return


def _first(file: BinaryIO, start: int) -> int:
    """Where the first graph begins that begins in a part of the file."""
    if start == 0:
        return 0
    before = _line_before(file, start)
    file.seek(before)
    graph = _graph_of(file.readline())
    offset = file.tell()
    while (line := file.readline()) and _graph_of(line) == graph:
        offset = file.tell()
    return offset


def _line_before(file: BinaryIO, start: int) -> int:
    """Where the line begins that holds the byte before a place."""
    window = _WINDOW
    while True:
        begin = max(0, start - window)
        file.seek(begin)
        found = file.read(start - 1 - begin).rfind(b"\n")
        if found >= 0 or begin == 0:
            return begin + found + 1
        window *= 2


def _graph_of(line: bytes) -> bytes:
    """What names the graph on a line: its last term; of a line without a graph, or that is none, what stands there."""
    return line.rstrip(b" \t\r\n").removesuffix(b".").rstrip(b" \t").rpartition(b" ")[2]


def _last_graph(held: bytes) -> int:
    """Where the last graph begins of which there are whole lines; 0 where there is but one."""
    end = held.rfind(b"\n") + 1
    graph = None
    while end > 0:
        begin = held.rfind(b"\n", 0, end - 1) + 1
        name = _graph_of(held[begin:end])
        if graph is not None and name != graph:
            return end
        graph, end = name, begin
    return 0


def _end_of_graph(held: bytes, place: int) -> int:
    """Where the graph ends of which the line before a place is; -1 where that is not to be seen yet."""
    begin = held.rfind(b"\n", 0, max(place - 1, 0)) + 1
    end = held.find(b"\n", begin) + 1
    graph = _graph_of(held[begin:end])
    while end > 0:
        following = held.find(b"\n", end) + 1
        if following == 0:
            return -1
        if _graph_of(held[end:following]) != graph:
            return end
        end = following
    return -1


def _judged(path: Path, offset: int, chunk: bytes, rules: Rules) -> list[Judged]:
    """The graphs of some whole lines, judged."""
    try:
        return [(name, rules.results(graph)) for name, graph in plain.quads(chunk)]
    except plain.NotPlain:
        return [(name, rules.results(graph)) for name, graph in _parsed(path, offset, chunk)]


def _parsed(path: Path, offset: int, chunk: bytes) -> Iterator[tuple[Term | None, Graph]]:
    """Each graph as the parser reads it. Raises NotRdf with the line in the file."""
    try:
        for name, quads in groupby(parse.quads(chunk, _QUADS), key=lambda quad: quad[3]):
            yield name, Graph((s, p, o) for s, p, o, _ in quads)
    except SyntaxError as error:
        before = _lines_before(path, offset)
        message = str(error.msg or error).split(": ", 1)[-1]
        raise NotRdf(
            f"This is not n-quads: {message}.",
            advice="Mend the text at that place.",
            where=Where(str(path), before + (error.lineno or 1), error.offset),
            sv=Swedish(f"Det här är inte n-quads: {message}.", "Rätta texten på det stället."),
        ) from error


def _lines_before(path: Path, offset: int) -> int:
    count = 0
    with path.open("rb") as file:
        while offset > 0 and (read := file.read(min(offset, _CHUNK))):
            count, offset = count + read.count(b"\n"), offset - len(read)
    return count


def _refuse_scattered(names: "array[int]", path: Path) -> None:
    ordered = sorted(names)
    if any(one == other for one, other in pairwise(ordered)):
        raise BadInput(
            "The lines of a graph do not stand together in the file: parts of it were judged by themselves.",
            advice="Sort the file by its last column, or dump it anew.",
            where=Where(str(path)),
            sv=Swedish(
                "Raderna i en graf står inte tillsammans i filen: delar av den har bedömts var för sig.",
                "Sortera filen efter sista kolumnen, eller skriv ut den på nytt.",
            ),
        )
