"""A store elsewhere as the engine's own, for what is worked out here on what it holds."""

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice
from typing import Any, Final, Protocol

import pyoxigraph as ox

from samsyn.errors import Swedish, TooLarge

#: statements that what is worked out here may work on
_MOST_COPIED: Final = 200_000


class Asked(Protocol):
    """What can be asked of a store elsewhere."""

    def rows(self, text: str, default: str | None) -> ox.QuerySolutions:
        """The solutions of a SELECT query, with a default graph."""

    def quads(self, graph: str | None) -> Set[ox.Quad]:
        """What a graph holds."""

    def graphs(self) -> Sequence[str]:
        """The named graphs."""


class View:
    """A store elsewhere as `samsyn.store.updates` asks of it."""

    def __init__(self, reader: Asked) -> None:
        self._reader = reader

    def query(self, text: str, *, prefixes: object = None, default_graph: ox.NamedNode | None = None) -> Any:
        """The solutions of a SELECT query."""
        return self._reader.rows(text, default_graph.value if default_graph else None)

    def quads_for_pattern(self, s: None, p: None, o: None, graph: Any) -> Iterator[ox.Quad]:
        """What a graph holds."""
        return iter(self._reader.quads(graph.value if isinstance(graph, ox.NamedNode) else None))

    def __iter__(self) -> Iterator[ox.Quad]:
        for graph in (None, *self._reader.graphs()):
            yield from self._reader.quads(graph)

    def copied(self) -> ox.Store:
        """A copy to work on. Raises TooLarge where it would be a large one."""
        return copied(self)


def copied(quads: Iterable[ox.Quad]) -> ox.Store:
    """A store here that holds some quads. Raises TooLarge where they are many."""
    found = list(islice(quads, _MOST_COPIED + 1))
    if len(found) > _MOST_COPIED:
        raise TooLarge(
            f"This is worked out on a copy of what the remote store holds, and that is more than {_MOST_COPIED:,} "
            "statements.",
            limit="copied",
            advice="Send each operation of an update as a request of its own; ask one default graph at a time.",
            sv=Swedish(
                f"Det här räknas ut på en kopia, och det gäller fler än {_MOST_COPIED} påståenden.",
                "Skicka varje steg i en uppdatering för sig; fråga en standardgraf i taget.",
            ),
        )
    store = ox.Store()
    store.bulk_extend(found)
    return store
