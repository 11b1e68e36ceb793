"""What the assessments of each stored centre are to rest on; only what changed is worked out again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from samsyn.library import Library
from samsyn.model import Listed
from samsyn.workers import dataset
from samsyn.workers.basis import Bases
from samsyn.workers.register import Register

#: of so many centres one may be looked for by halving
_FEW: Final = 20


class Wanted:
    """Of one register. `look` before use."""

    def __init__(self, register: Register, bases: Bases) -> None:
        self._register = register
        self._bases = bases
        self._day = ""
        #: each centre with its basis
        self.bases: dict[str, str] = {}
        #: the centres whose assessments rest on something else
        self.late: set[str] = set()
        #: the centres that are there no more
        self.gone: set[str] = set()

    def look(self, day: str, derived: Mapping[str, str], written: Iterable[str] | None = None) -> None:
        """Takes in which centres changed since; all are others on another day.

        `derived` tells what each graph rests on, and `written` whose graphs may have changed; without it all may.
        """
        changed = self._register.changed()
        if day != self._day:
            self._day = day
            changed |= self.bases.keys()
        find = _finding(self._register.library, changed)
        for id in sorted(changed):
            if centre := find(id):
                token = self._register.versions(id)[-1].token
                self.bases[id] = self._bases.of(centre.municipalities, token, day)
                self.gone.discard(id)
            else:
                self.bases.pop(id, None)
                self.gone.add(id)
        looked_at = self.bases.keys() if written is None else {*changed, *written}
        self.late -= looked_at | self.gone
        self.late |= {id for id in looked_at if self._is_late(id, derived)}

    def left(self, derived: Mapping[str, str]) -> list[str]:
        """The centres that are there no more and have assessments all the same."""
        return sorted(id for id in self.gone if derived.get(dataset.graph_of(id)))

    def _is_late(self, id: str, derived: Mapping[str, str]) -> bool:
        return id in self.bases and derived.get(dataset.graph_of(id)) != self.bases[id]


def _finding(library: Library, ids: Collection[str]) -> Callable[[str], Listed | None]:
    """What finds each of some centres: where they are many, by a table of all."""
    if len(ids) * _FEW < len(library.centres):
        return library.find
    return {each.id: each for each in library.centres}.get
