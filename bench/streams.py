"""Many graphs in one file, judged as they are read: each stream gives how many graphs it judged, and what it found."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bench import gen
from bench.peers import Found, ShaclRs, founds

Judged = Iterator[tuple[int, list[Found]]]
Stream = Callable[[Path, Path], Judged]

BLOCK: Final = 200
_READ: Final = 1 << 20
# what the first line of every generated centre ends with
_FIRST: Final = f" {gen.TYPE} <https://example.org/fc#FamilyCentre> .\n".encode()


def ours(shapes: Path, file: Path, jobs: int) -> Judged:
    """Ours on N-Quads. Raises RuntimeError where the graphs do not come in the file's order."""
    samsyn: Any = import_module("samsyn")
    rules = samsyn.compile(shapes)

    def judged() -> Judged:
        for number, (graph, results) in enumerate(samsyn.shacl_stream(file, rules, jobs=jobs)):
            if graph != gen.name(number):
                raise RuntimeError(f"graph {graph} came in the place of {gen.name(number)}")
            yield 1, founds(results)

    return judged()


def in_blocks(shapes: Path, file: Path) -> Judged:
    """shacl-rs on the N-Triples of the same descriptions, so many at a time: on more at once it is slower."""
    peer = ShaclRs(shapes)
    return ((count, peer.judge(block, "nt")) for count, block in blocks(file.with_suffix(".nt"), BLOCK))


def parsing(shapes: Path, file: Path) -> Judged:
    """The floor: what it takes only to read the quads."""
    import pyoxigraph

    quad = None
    for quad in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.N_QUADS):  # noqa: B007 - the last is wanted
        pass
    if quad is not None:
        yield gen.number(str(quad.graph_name)) + 1, []


def blocks(file: Path, size: int) -> Iterator[tuple[int, bytes]]:
    """The N-Triples of generated centres in blocks of whole descriptions, with how many each block holds."""
    held = b""
    with file.open("rb") as lines:
        while read := lines.read(_READ):
            held += read
            while (end := _end(held, size)) is not None:
                yield size, held[:end]
                held = held[end:]
    if held:
        yield held.count(_FIRST), held


def _end(held: bytes, size: int) -> int | None:
    """Where the line begins that opens the description after the first `size`; None where it is not read yet."""
    at = -1
    for _ in range(size + 1):
        at = held.find(_FIRST, at + 1)
        if at < 0:
            return None
    return held.rfind(b"\n", 0, at) + 1


#: every stream, by the name that tables give it
STREAMS: Final[dict[str, Stream]] = {
    "Samsyn": partial(ours, jobs=1),
    "Samsyn, two processes": partial(ours, jobs=2),
    "shacl-rs, blocks of 200": in_blocks,
    "parsing alone": parsing,
}
