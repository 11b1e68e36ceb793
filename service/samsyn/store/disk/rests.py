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

from samsyn.store.disk.files import Files

#: the file that tells what a generation is
SEAL: Final = "seal.json"
#: how the name of a part's file ends
ENDING: Final = ".rests"
_PARTS: Final = 64
_Part = Mapping[str, str]


class _OlderState(Struct, frozen=True):
    """What a seal once held beside what a state holds today."""

    derived: dict[str, str] = {}


class _OlderSeal(Struct, frozen=True):
    state: _OlderState = _OlderState()
    #: that which its sum stands beside
    seal: "_OlderSeal | None" = None


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
        """What is another than before."""
        pairs = [(now, was) for now, was in zip(self.parts, before.parts, strict=True) if now is not was]
        return {graph: basis for now, was in pairs for graph, basis in now.items() if was.get(graph) != basis}


class Sealed:
    """The derived graphs of a generation; only those parts are read that are asked for."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation
        self._older: _Part | None = None
        self._read: dict[int, _Part] = {}

    def __contains__(self, graph: object) -> bool:
        if not isinstance(graph, str):
            return False
        at = _part_of(graph)
        if at not in self._read:
            self._read[at] = _read(self._generation, at) or self._of_seal()
        return graph in self._read[at]

    def _of_seal(self) -> _Part:
        if self._older is None:
            self._older = _older(self._generation)
        return self._older


def read(generation: Path) -> Rests:
    """All that a generation holds. Raises OSError, msgspec.DecodeError."""
    if any(generation.glob(f"*{ENDING}")):
        return Rests(tuple(_read(generation, at) for at in range(_PARTS)))
    return of(_older(generation))


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


def _read(generation: Path, at: int) -> _Part:
    path = _path(generation, at)
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}


def _older(generation: Path) -> _Part:
    """What the seal itself holds, in a generation of an older Samsyn."""
    found = msgspec.json.decode((generation / SEAL).read_bytes(), type=_OlderSeal)
    return (found.seal or found).state.derived


def _part_of(graph: str) -> int:
    return zlib.crc32(graph.encode()) % _PARTS


def _number(known: tuple[str, str]) -> int:
    return int.from_bytes(blake2b("\n".join(known).encode(), digest_size=16).digest())
