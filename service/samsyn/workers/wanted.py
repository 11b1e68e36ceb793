"""What the assessments of each stored centre are to rest on; only what changed is worked out again."""

from collections.abc import Mapping

from samsyn.workers import dataset
from samsyn.workers.basis import Bases
from samsyn.workers.register import Register


class Wanted:
    """Of one register. `look` before use."""

    def __init__(self, register: Register, bases: Bases) -> None:
        self._register = register
        self._bases = bases
        self._day = ""
        #: each centre with its basis
        self.bases: dict[str, str] = {}
        #: the centres that are there no more
        self.gone: set[str] = set()

    def look(self, day: str) -> None:
        """Takes in which centres changed since; all are others on another day."""
        changed = self._register.changed()
        if day != self._day:
            self._day = day
            changed |= self.bases.keys()
        library = self._register.library
        for id in sorted(changed):
            if centre := library.find(id):
                token = self._register.versions(id)[-1].token
                self.bases[id] = self._bases.of(centre.municipalities, token, day)
                self.gone.discard(id)
            else:
                self.bases.pop(id, None)
                self.gone.add(id)

    def late(self, derived: Mapping[str, str]) -> list[str]:
        """The centres whose assessments rest on something else."""
        return [id for id, basis in self.bases.items() if derived.get(dataset.graph_of(id)) != basis]

    def left(self, derived: Mapping[str, str]) -> list[str]:
        """The centres that are there no more and have assessments all the same."""
        return sorted(id for id in self.gone if derived.get(dataset.graph_of(id)))
