"""What the assessments of a centre rest on: its description, the agreements of its places, what all share, the day."""

from collections.abc import Collection, Iterable
from functools import cached_property
from hashlib import blake2b
from typing import Final

from samsyn.library import Library
from samsyn.selection import of_places

#: those that are remembered, for a day each
_PLACES: Final = 1_000
_AGREEMENTS: Final = ("data/agreements/", "shapes/minimum/")
#: what no assessment of a centre looks at
_ASIDE: Final = ("data/centres/", "data/decisions/", "shapes/mandate/")


class Bases:
    """Of one library. Another day, a changed description or a changed rule of its places is another basis."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._found: dict[tuple[str, tuple[str, ...]], bytes] = {}

    def of(self, municipalities: Collection[str], token: str, day: str) -> str:
        """The basis of a centre that lies there; `token` tells its description from others."""
        found = self._of_all.copy()
        found.update(_parts([token.encode()]) + self._of_places(tuple(municipalities), day))
        return found.hexdigest()

    def _of_places(self, municipalities: tuple[str, ...], day: str) -> bytes:
        """A day, and what the agreements of some places say; there are far fewer places than centres."""
        found = self._found.get((day, municipalities))
        if found is None:
            heads = of_places(self._library.knowledge, municipalities)
            files = [self._agreements[head.id] for head in heads if head.id in self._agreements]
            found = _parts(each.encode() for each in (day, *files))
            if len(self._found) >= _PLACES:  # of other days
                self._found = {}
            self._found[day, municipalities] = found
        return found

    @cached_property
    def _of_all(self) -> blake2b:
        return _sum(_parts([self._shared.encode()]))

    @cached_property
    def _shared(self) -> str:
        """What every assessment rests on."""
        found = [
            part
            for each in self._library.files
            if not each.path.startswith((*_AGREEMENTS, *_ASIDE))
            for part in (each.path.encode(), each.data)
        ]
        return _hashed([self._library.knowledge.version.encode(), *found])

    @cached_property
    def _agreements(self) -> dict[str, str]:
        """What each agreement says, with its shapes."""
        found: dict[str, list[bytes]] = {}
        for each in self._library.files:
            if each.path.startswith(_AGREEMENTS):
                name = each.path.rpartition("/")[2].removesuffix(".ttl")
                found.setdefault(name, []).extend((each.path.encode(), each.data))
        return {name: _hashed(parts) for name, parts in found.items()}


def _hashed(parts: Iterable[bytes]) -> str:
    return _sum(_parts(parts)).hexdigest()


def _parts(parts: Iterable[bytes]) -> bytes:
    """Parts as one, each told from others by its length."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def _sum(data: bytes) -> blake2b:
    return blake2b(data, digest_size=12)
