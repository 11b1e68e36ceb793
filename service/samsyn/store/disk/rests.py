"""What derived graphs rest on, in parts, so that a write costs about the same however many there are.

A part is never changed: another basis makes another part, and the rest is shared. A generation has a file for each part
that holds anything, which it shares with the generation before where the part is the same.
"""

import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property, reduce
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from samsyn.errors import StoreBroken, Swedish, Where
from samsyn.store.disk.files import Files, summed

#: the file that tells what a generation is
SEAL: Final = "seal.json"
#: how the name of a part's file ends
ENDING: Final = ".rests"
_PARTS: Final = 64
_Part = Mapping[str, str]


class _State(Struct, frozen=True):
    """What the seals of an older Samsyn held beside what a state holds today."""

    derived: dict[str, str] = {}


class _Seal(Struct, frozen=True):
    """What a seal tells of the parts: their sums, among those of all files."""

    state: _State = _State()
    sums: dict[str, str] = {}
    #: that which its sum stands beside
    seal: "_Seal | None" = None


class Rests(Mapping[str, str]):
    """Each derived graph with its basis. It does not change."""

    def __init__(self, parts: tuple[_Part, ...] = ({},) * _PARTS, mark: int | None = None) -> None:
        self.parts = parts
        self._mark = mark

    def __getitem__(self, graph: str) -> str:
        return self.parts[_part_of(graph)][graph]

    def __contains__(self, graph: object) -> bool:
        return isinstance(graph, str) and graph in self.parts[_part_of(graph)]

    def __iter__(self) -> Iterator[str]:
        for part in self.parts:
            yield from part

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    @cached_property
    def mark(self) -> int:
        """A number that tells it from others."""
        return reduce(int.__xor__, map(_number, self.items()), 0) if self._mark is None else self._mark

    def knowing(self, graph: str, basis: str) -> "Rests":
        """The same with another basis of a graph."""
        at, mark = _part_of(graph), self.mark ^ _number((graph, basis))
        before = self.parts[at].get(graph)
        if before is not None:
            mark ^= _number((graph, before))
        return Rests((*self.parts[:at], {**self.parts[at], graph: basis}, *self.parts[at + 1 :]), mark)

    def news(self, before: "Rests") -> dict[str, str]:
        """What is another than before; what is known no more rests on nothing."""
        found: dict[str, str] = {}
        for now, was in zip(self.parts, before.parts, strict=True):
            if now is not was:
                found |= dict.fromkeys(was.keys() - now.keys(), "")
                found |= {graph: basis for graph, basis in now.items() if was.get(graph) != basis}
        return found


class Sealed:
    """The derived graphs of a generation; only those parts are read that are asked for, then as `read` reads them."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._read: dict[int, _Part] = {}

    def __contains__(self, graph: object) -> bool:
        if not isinstance(graph, str):
            return False
        at = _part_of(graph)
        if at not in self._read:
            self._read[at] = _read(self._generation, self._seal, at)
        return graph in self._read[at]

    @cached_property
    def _seal(self) -> _Seal:
        return _seal_of(self._generation)


def read(generation: Path) -> Rests:
    """All that a generation holds. Raises StoreBroken where a part is not as it was sealed."""
    seal = _seal_of(generation)
    if seal.state.derived:
        return of(seal.state.derived)
    return Rests(tuple(_read(generation, seal, at) for at in range(_PARTS)))


def of(found: Mapping[str, str]) -> Rests:
    """Derived graphs with what each rests on."""
    parts: tuple[dict[str, str], ...] = tuple({} for _ in range(_PARTS))
    for graph, basis in found.items():
        parts[_part_of(graph)][graph] = basis
    return Rests(parts)


def put(new: Rests, folder: Path, before: tuple[Path, Rests], files: Files) -> None:
    """Writes what a new generation holds; the files of parts that the one before has too are shared."""
    last, known = before
    for at, (part, was) in enumerate(zip(new.parts, known.parts, strict=True)):
        path, there = _path(folder, at), _path(last, at)
        if part and part is was and there.exists():
            files.share(there, path)
        elif part:
            files.write(path, msgspec.json.encode(part))


def _path(generation: Path, at: int) -> Path:
    return generation / f"{at:02}{ENDING}"


def _read(generation: Path, seal: _Seal, at: int) -> _Part:
    """A part, if the seal names it; in a generation of an older Samsyn, what the seal itself holds."""
    path = _path(generation, at)
    if path.name not in seal.sums:
        return seal.state.derived
    try:
        data = path.read_bytes()
        if seal.sums[path.name] != summed(len(data), zlib.crc32(data)):
            raise _unsealed(path)
        return msgspec.json.decode(data, type=dict[str, str])
    except (OSError, msgspec.DecodeError) as error:
        raise _unsealed(path) from error


def _seal_of(generation: Path) -> _Seal:
    path = generation / SEAL
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Seal)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unsealed(path) from error
    return found.seal or found


def _unsealed(path: Path) -> StoreBroken:
    number = path.parent.name
    return StoreBroken(
        f"Generation {number} is not as it was sealed.",
        advice="The next start mends it.",
        where=Where(str(path)),
        sv=Swedish(f"Generation {number} är inte som den förseglades.", "Nästa start lagar det."),
    )


def _part_of(graph: str) -> int:
    return zlib.crc32(graph.encode()) % _PARTS


def _number(known: tuple[str, str]) -> int:
    return int.from_bytes(blake2b("\n".join(known).encode(), digest_size=16).digest())
