"""All that a store holds as one document, a graph after the other."""

import fcntl
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from samsyn.errors import Overloaded, Swedish, Where
from samsyn.store.disk.generations import held, numbers
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.rests import Sealed
from samsyn.store.formats import rdf_format
from samsyn.terms import PREFIXES


def dump(root: Path, form: str, out: BinaryIO, *, derived: bool = False) -> int:
    """Writes the newest generation; how many graphs it has. Raises StoreBroken, Overloaded for a store that has none.

    What follows from other graphs is left out, the merge always and the rest unless `derived`: `load` makes it anew.
    """
    layout = Layout(root)
    mark = layout.mark()
    for number in sorted(numbers(layout.generations), reverse=True):
        generation = layout.generations / str(number)
        with held(generation, fcntl.LOCK_SH) as mine:
            if not mine:
                continue
            follow = Sealed(generation)
            index = ox.Store.read_only(str(generation))
            names: list[Any] = sorted(index.named_graphs(), key=str)
            graphs = [each for each in names if derived or each.value not in follow]
            if mark and mark.default_graph == "own":
                graphs.insert(0, ox.DefaultGraph())
            kept = rdf_format(form)
            prefixes = PREFIXES if kept.key == "trig" else None
            ox.serialize(_quads(index, graphs), out, format=kept.engine, prefixes=prefixes)
            return len(graphs)
    raise Overloaded(
        "The store holds nothing that can be read yet.",
        limit="in_flight",
        advice="Start the service once.",
        where=Where(str(root)),
        sv=Swedish("Lagret har ännu inget som går att läsa.", "Starta tjänsten en gång."),
    )


def _quads(index: ox.Store, graphs: Iterable[Any]) -> Iterable[ox.Quad]:
    return (quad for graph in graphs for quad in index.quads_for_pattern(None, None, None, graph))
