"""Derived graphs that are written together hold what they hold when each is written alone."""

from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from samsyn.store.disk import merge
from samsyn.store.disk.refill import quads_of, refill
from samsyn.store.disk.store import DiskStore
from samsyn.store.port import Add, Derive, Provenance, Write

_GRAPHS = tuple(f"https://example.org/graph/{number}" for number in range(5))
_OTHER = "https://example.org/other"
_SUBJECTS = (*(f"<https://example.org/{number}>" for number in range(6)), "_:a", "_:b-c")
_VALUES = (*_SUBJECTS, '"påhittat"@sv', '"a _:b < \\" c"', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>')


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("seed", range(40))
def test_as_one_by_one(monkeypatch: pytest.MonkeyPatch, seed: int, *, merged: bool) -> None:
    """Whatever graphs held before and have in common, all of the index is the same as if each was replaced alone."""
    monkeypatch.setattr(merge, "MANY", 0)
    random, together, alone = Random(seed), ox.Store(), ox.Store()
    for store in (together, alone):
        merge.extend(store, merge.quads_of(written(Random(seed), 8), _OTHER, "o"), merged=merged)
    for _ in range(4):
        new = {graph: written(random, random.choice((0, 1, 5, 12))) for graph in random.sample(_GRAPHS, 3)}
        refill(together, new, merged=merged)
        for graph, triples in new.items():
            merge.replace(alone, merge.name_of(graph), quads_of(triples, graph), merged=merged)
        assert set(together) == set(alone)
        assert set(together.named_graphs()) == set(alone.named_graphs())


def test_what_others_hold_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A triple that another graph holds too stays in the merge when a derived graph is written anew."""
    monkeypatch.setattr(merge, "MANY", 0)
    store, shared = ox.Store(), b'<https://example.org/s> <https://example.org/p> "shared" .\n'
    merge.extend(store, merge.quads_of(shared, _OTHER, "o"), merged=True)
    refill(store, {_GRAPHS[0]: shared}, merged=True)
    refill(store, {_GRAPHS[0]: b'<https://example.org/t> <https://example.org/p> "new" .\n'}, merged=True)
    default = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert {str(each.object) for each in default} == {'"shared"', '"new"'}


def test_last_of_two(tmp_path: Path) -> None:
    """Of two derivations of a graph in one write the last holds, and its basis."""
    store = DiskStore(tmp_path, tell=lambda _: None)
    store.open()
    first, last = (f'<https://example.org/s> <https://example.org/p> "{each}" .\n'.encode() for each in ("1", "2"))
    by = Provenance("test", "2026-01-01T00:00:00Z")
    writes: list[Write] = [Derive(_GRAPHS[0], first, "one"), Add(_OTHER, first, by), Derive(_GRAPHS[1], first, "one")]
    assert not any(isinstance(each, Exception) for each in store.write(writes))
    again = [Derive(_GRAPHS[0], first, "two"), Derive(_GRAPHS[0], last, "three")]
    assert not any(isinstance(each, Exception) for each in store.write(again))
    assert store.state.derived[_GRAPHS[0]] == "three"
    assert store.state.derived[_GRAPHS[1]] == "one"
    store.close()
    store.open()
    index = ox.Store.read_only(str(store.layout.generations / str(store.generation)))
    held = {str(quad.object) for quad in index.quads_for_pattern(None, None, None, ox.NamedNode(_GRAPHS[0]))}
    assert held == {'"2"'}
    store.close()


def written(random: Random, most: int) -> bytes:
    """Some triples in an order of their own, now and then one twice."""
    lines = [
        f"{random.choice(_SUBJECTS)} <https://example.org/p{random.randrange(2)}> {random.choice(_VALUES)} .\n"
        for _ in range(most)
    ]
    return "".join(lines).encode()
