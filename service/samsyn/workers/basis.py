"""What the assessments of a centre rest on: its description, the agreements of its places, what all share, the day."""

from collections.abc import Collection, Iterable
from functools import cached_property
from hashlib import blake2b
from typing import Final

from samsyn.library import Library
from samsyn.selection import of_places

_AGREEMENTS: Final = ("data/agreements/", "shapes/minimum/")
#: what no assessment of a centre looks at
_ASIDE: Final = ("data/centres/", "data/decisions/", "shapes/mandate/")


class Bases:
    """Of one library. Another day, a changed description or a changed rule of its places is another basis."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._found: dict[tuple[str, ...], list[bytes]] = {}

    def of(self, municipalities: Collection[str], token: str, day: str) -> str:
        """The basis of a centre that lies there; `token` tells its description from others."""
        return _hashed([self._shared.encode(), token.encode(), day.encode(), *self._files_of(tuple(municipalities))])

    def _files_of(self, municipalities: tuple[str, ...]) -> list[bytes]:
        """What the agreements of some places say; there are far fewer places than centres."""
        if municipalities not in self._found:
            heads = of_places(self._library.knowledge, municipalities)
            files = [self._agreements[head.id] for head in heads if head.id in self._agreements]
            self._found[municipalities] = [each.encode() for each in files]
        return self._found[municipalities]

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
    found = blake2b(digest_size=12)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
