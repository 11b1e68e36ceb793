"""Many graphs in one file: N-Quads judged a graph at a time, in parts of the file, by one process or by several.

The lines of a graph stand together, as a dump writes them. What is read of the file at a time, and what is kept of it,
does not depend on its size.
"""

import re
from array import array
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from hashlib import blake2b
from itertools import groupby, pairwise, takewhile
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, Final

from samsyn.engine import Graph, Rules
from samsyn.engine.graph import Labels
from samsyn.engine.paths import short
from samsyn.errors import BadInput, EvaluationFailure, FileTrouble, SamsynError, Swedish, Where
from samsyn.model import Result, Triple
from samsyn.store import parse, plain
from samsyn.store.formats import rdf_format
from samsyn.store.haste import unhindered
from samsyn.store.refusals import NESTING_LIMIT
from samsyn.terms import Term

#: a graph, None the one without a name, and the results on it
Judged = tuple[Term | None, tuple[Result, ...]]

#: bytes that are one piece of work, and bytes that are read at a time
_PART: Final = 1 << 24
_CHUNK: Final = 1 << 21
_WINDOW: Final = 1 << 12
_QUADS: Final = rdf_format("n-quads")
#: a line as programs write it, with what names its graph if anything does
_STATEMENT: Final = re.compile(
    rb"""(?:<[^<>"\\\s]*+>|_:[\w-]++)\ <[^<>"\\\s]*+>
    \ (?:<[^<>"\\\s]*+>|_:[\w-]++|"(?:[^"\\]|\\.)*+"(?:@[A-Za-z0-9-]++|\^\^<[^<>"\\\s]*+>)?)
    (?:\ (<[^<>"\\\s]*+>|_:[\w-]++))?\ \.\r?\n?""",
    re.VERBOSE,
)


def stream(path: Path, rules: Rules, *, jobs: int = 1) -> Iterator[Judged]:
    """Every graph of an N-Quads file with its results, in the file's order; `jobs` processes share the work.

    Raises FileTrouble, NotRdf with the line, EvaluationFailure with the graph, BadInput where there are no
    jobs, and at the end where the lines of a graph did not stand together.
    """
    if jobs < 1:
        raise BadInput(
            f"There are {jobs} jobs, and one at least is needed.",
            advice="Give jobs=1 or more.",
            sv=Swedish(f"Antalet processer är {jobs}, och minst en behövs.", "Ange jobs=1 eller fler."),
        )
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileTrouble.unread(str(path), error) from error
    if not path.is_file():
        raise FileTrouble(
            "It cannot be read in parts: it is no file on a disk.",
            advice="Write it to a file first.",
            where=Where(str(path)),
            sv=Swedish("Den kan inte läsas i delar: den är ingen fil på en disk.", "Skriv den till en fil först."),
        )
    return _together(path, range(0, size, _PART), rules, jobs)


def _together(path: Path, starts: Sequence[int], rules: Rules, jobs: int) -> Iterator[Judged]:
    names = array("Q")
    for name, results in _judged(path, starts, rules, jobs):
        names.append(int.from_bytes(blake2b((name or "").encode(), digest_size=8).digest()))
        yield name, results
    _refuse_scattered(names, path)


def _judged(path: Path, starts: Sequence[int], rules: Rules, jobs: int) -> Iterator[Judged]:
    if jobs == 1 or len(starts) < 2:
        for start in starts:
            yield from _of_part(path, start, start + _PART, rules)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(rules,)) as pool:
        waiting: deque[Future[list[Judged]]] = deque()
        for start in starts:
            waiting.append(pool.submit(_whole_part, path, start, start + _PART))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_RULES: list[Rules] = []


def _begin(rules: Rules) -> None:
    """What a process of ours does first: it keeps the rules, which it is sent once."""
    _RULES.append(rules)


def _whole_part(path: Path, start: int, end: int) -> list[Judged]:
    return list(_of_part(path, start, end, _RULES[-1]))


def _of_part(path: Path, start: int, end: int, rules: Rules) -> Iterator[Judged]:
    """The graphs that begin in one part of a file, judged. Raises FileTrouble, NotRdf with the line."""
    try:
        with path.open("rb") as file:
            for offset, chunk in _chunks(file, start, end):
                yield from _of_chunk(path, offset, chunk, rules)
    except OSError as error:
        raise FileTrouble.unread(str(path), error) from error


def _chunks(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Whole graphs, many at a time, and where they begin: those of which the first line begins in a part."""
    begin = place = _first(file, start, end)
    file.seek(begin)
    held, graph = list[bytes](), None
    while place < end and (lines := _lines(file, min(_CHUNK, end - place))):
        place += len(lines)
        cut, last = _last_graph(lines)
        if cut or (graph is not None and last not in (None, graph)):
            yield begin, b"".join((*held, lines[:cut]))
            begin, held, lines = place - len(lines) + cut, [], lines[cut:]
        held.append(lines)
        graph = graph if last is None else last
    if held:
        held += takewhile(lambda line: _graph_of(line) in (None, graph), file)
        yield begin, b"".join(held)


def _lines(file: BinaryIO, size: int) -> bytes:
    """Whole lines, the last of them begun before so many bytes are read."""
    read = file.read(size)
    return read if read.endswith(b"\n") else read + file.readline()


def _first(file: BinaryIO, start: int, end: int) -> int:
    """Where the first graph begins that begins in a part of the file; where the part ends, or later, if none does."""
    if start == 0:
        return 0
    begin = _line_before(file, start)
    file.seek(begin)
    graph = _graph_of(file.readline())
    offset = file.tell()
    while graph is None and begin > 0:
        begin = _line_before(file, begin)
        file.seek(begin)
        graph = _graph_of(file.readline())
    file.seek(offset)
    while offset < end and (line := file.readline()) and _graph_of(line) in (None, graph):
        offset += len(line)
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


def _graph_of(line: bytes) -> bytes | None:
    """What names the graph of a line, nothing for the one without a name; None of a line that states nothing."""
    if written := _STATEMENT.fullmatch(line):
        return written[1] or b""
    if line.count(b"<<") > NESTING_LIMIT:  # what the parser might die of is refused where the line is judged
        return None
    try:
        return next(((name or "").encode() for _, _, _, name in parse.quads(line.removeprefix(BOM_UTF8), _QUADS)), None)
    except SyntaxError:  # told where the line is judged
        return None


def _last_graph(lines: bytes) -> tuple[int, bytes | None]:
    """Where the last graph of some lines begins, 0 where there is but one; and what names it, None if there is none."""
    end, graph = len(lines), None
    while end > 0:
        begin = lines.rfind(b"\n", 0, end - 1) + 1
        name = _graph_of(lines[begin:end])
        if graph is None:
            graph = name
        elif name not in (None, graph):
            return end, graph
        end = begin
    return 0, graph


def _of_chunk(path: Path, offset: int, chunk: bytes, rules: Rules) -> list[Judged]:
    """The graphs of some whole lines, judged."""
    with unhindered():
        try:
            return [_of_graph(name, graph, rules) for name, graph in plain.quads(chunk)]
        except plain.NotPlain:
            return [_of_graph(name, graph, rules) for name, graph in _parsed(path, offset, chunk)]


def _of_graph(name: Term | None, graph: Graph, rules: Rules) -> Judged:
    """A graph, judged. Raises EvaluationFailure with its name."""
    try:
        return name, rules.results(graph)
    except EvaluationFailure as error:
        error.graph = name
        if name is None:
            raise error.adding("The graph is the one without a name.", "Grafen är den utan namn.") from error
        raise error.adding(f"The graph is {short(name)}.", f"Grafen är {short(name)}.") from error


def _parsed(path: Path, offset: int, chunk: bytes) -> Iterator[tuple[Term | None, Graph]]:
    """Each graph as the parser reads it. Raises what `parse.lines` raises, with the line in the file."""
    if b"<<" in chunk or b"--" in chunk:  # may be new in RDF 1.2, or nested so deep that the parser dies of it
        _refuse(path, offset, chunk)
    try:
        for name, quads in groupby(parse.quads(chunk.removeprefix(BOM_UTF8), _QUADS), key=lambda quad: quad[3]):
            yield name, Graph(_numbered(quads))
    except SyntaxError:
        _refuse(path, offset, chunk)
        raise


def _numbered(quads: Iterable[tuple[Term, Term, Term, Term | None]]) -> Iterator[Triple]:
    """The triples of a graph, its blank nodes numbered as those of a graph alone."""
    labels = Labels("b")
    for subject, predicate, value, _ in quads:
        found = labels[value] if value[0] == "_" else value
        yield labels[subject] if subject[0] == "_" else subject, predicate, found


def _refuse(path: Path, offset: int, chunk: bytes) -> None:
    """Raises what is wrong with some lines, if anything is, as it is told of one graph."""
    try:
        for _ in parse.lines(chunk, _QUADS, name=str(path)):
            pass
    except SamsynError as error:
        if error.where.line:
            error.where = Where(str(path), _lines_before(path, offset) + error.where.line, error.where.column)
        raise


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
