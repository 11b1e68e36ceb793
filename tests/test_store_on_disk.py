"""The store on disk: what is written is kept, whole, and seen; what is damaged is never unnoticed."""

import errno
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from samsyn.errors import BadInput, Conflict, StoreBroken, StoreFull, StoreInUse, StoreTrouble, TooLarge
from samsyn.store.disk import entries, journal
from samsyn.store.disk.checking import check
from samsyn.store.disk.files import Files, Unsure
from samsyn.store.disk.generations import SEAL, Generations, Standing, numbers, read_seal
from samsyn.store.disk.journal import NOTHING, survey
from samsyn.store.disk.merge import LocalIndex
from samsyn.store.disk.reading import NewestGeneration
from samsyn.store.disk.store import DiskStore
from samsyn.store.port import (
    Add,
    Bundle,
    Census,
    Change,
    Counted,
    Derive,
    Drop,
    GraphState,
    Provenance,
    Receipt,
    Replace,
    Update,
    Write,
)
from samsyn.tokens import Tokens
from stores import BY, DERIVED, GRAPHS, Forgetful, PowerCut, held, merge, opened, writes

G, H, K = GRAPHS
SOME = b"<http://e/a> <http://e/p> <http://e/b> .\n_:x <http://e/p> _:y .\n"
OTHER = b"<http://e/a> <http://e/p> <http://e/c> .\n"
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


def _numbers(results: list[Receipt | Exception]) -> list[int]:
    assert all(isinstance(each, Receipt) for each in results), results
    return [each.number for each in results if isinstance(each, Receipt)]


def _in_memory(made: list[Write]) -> tuple[ox.Store, list[entries.Planned]]:
    """An index in memory after some writes, those that are refused left out, and the others as they were planned."""
    index, state, heads, plans = ox.Store(), Standing(0, NOTHING), dict[str | None, int](), list[entries.Planned]()
    for write in made:
        try:
            plan = entries.planned(write, state, heads, merged=True)
        except BadInput:
            continue
        (line,) = journal.Journal(Path("none"), None, Files()).next([plan.entry])
        plans.append(plan)
        numbered = replace(line.entry, number=len(plans))
        state = entries.done(numbered, plan.payload, Path("none"), LocalIndex(index, merged=True), state, heads)
    return index, plans


@settings(deadline=None)
@given(st.lists(writes, max_size=8))
def test_the_default_graph_is_the_merge_after_any_writes(made: list[Write]) -> None:
    """It holds each triple that a named graph holds, once, and no other; blank nodes are each document's own."""
    index, _ = _in_memory(made)
    merge(set(index))


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(writes, min_size=1, max_size=8), apart=st.booleans())
def test_a_replay_and_a_rebuild_come_to_the_same(folder: Path, made: list[Write], apart: bool) -> None:
    """What a start makes of a generation and the journal, or of the journal alone, is what was there before."""
    root = folder / "store"
    shutil.rmtree(root, ignore_errors=True)
    store = opened(root)
    for batch in [[each] for each in made[:3]] + [made[3:]] if apart else [made]:
        store.write(batch)
    before, state = held(store), store.state
    store.close()
    merge(before)
    again = opened(root)
    assert (held(again), again.state) == (before, state)
    again.close()
    shutil.rmtree(root / "generations")
    rebuilt = opened(root)
    apart_from = {ox.DefaultGraph(), ox.NamedNode(DERIVED)}
    assert {quad for quad in held(rebuilt) if quad.graph_name not in apart_from} == {
        quad for quad in before if quad.graph_name not in apart_from
    }
    merge(held(rebuilt))
    assert (rebuilt.state.number, rebuilt.state.bundled, rebuilt.damage) == (state.number, state.bundled, [])
    rebuilt.close()


@pytest.fixture
def store(folder: Path) -> Iterator[DiskStore]:
    """A store that is open."""
    found = opened(folder / "store")
    yield found
    found.close()


def test_each_write_is_seen_by_the_next_question(store: DiskStore) -> None:
    """A reader moves on to the generation that a write was acknowledged with."""
    reader = NewestGeneration(store.layout.root)
    for place, expected in enumerate((b"2", b"3", b"1", b"0")):
        write = (Replace(G, SOME, BY), Add(H, OTHER, BY), Drop(G, BY), Drop(H, BY))[place]
        assert _numbers(store.write([write])) == [place + 1]
        assert reader.query(COUNT, "csv").body.split()[1] == expected
        store.tidy()
    assert len(numbers(store.layout.generations)) <= 4


def test_a_generation_that_is_read_stays(store: DiskStore) -> None:
    """However many come after it; it goes when its reader moves on."""
    store.write([Replace(G, SOME, BY)])
    first, reader = store.generation, NewestGeneration(store.layout.root)
    reader.query(COUNT)
    for _ in range(5):
        store.write([Replace(G, SOME, BY)])
    store.tidy()
    assert first in numbers(store.layout.generations)
    reader.query(COUNT)
    store.write([Drop(G, BY)])
    store.tidy()
    assert first not in numbers(store.layout.generations)
    assert len(numbers(store.layout.generations)) == 3


def test_writes_that_are_made_together_each_have_their_answer(store: DiskStore) -> None:
    """What cannot be read, is expected otherwise, or may not be written is refused; the others are made."""
    results = store.write(
        [
            Replace(G, SOME, BY, expected=0),
            Replace(G, b"nonsense", BY),
            Replace(G, OTHER, BY, expected=0),
            Add(G, OTHER, BY, expected=1),
            Add(None, OTHER, BY),
            Add("no iri", OTHER, BY),
            Add(H, b"<http://e/a> <http://e/p> <<( <http://e/a> <http://e/p> 1 )>> .", BY),
            Derive(DERIVED, OTHER, "monday"),
            Drop(H, BY),
        ]
    )
    kinds = [type(each) if isinstance(each, Exception) else None for each in results]
    assert [kind and issubclass(kind, BadInput | Conflict) for kind in kinds] == [
        None, True, True, None, True, True, True, None, None,
    ]  # fmt: skip
    assert [each.number for each in results if isinstance(each, Receipt)] == [1, 2, 2, 3]
    assert isinstance(store.write([Add(DERIVED, OTHER, BY)])[0], BadInput)


def test_a_write_can_name_what_the_graph_holds(store: DiskStore) -> None:
    """It is refused where the graph holds something else by now, or is written to just before it."""
    empty = GraphState("")
    reader = NewestGeneration(store.layout.root)
    _numbers(store.write([Replace(G, SOME, BY, holds=empty.digest)]))
    seen = reader.graph_state(G)
    assert seen not in (empty, reader.graph_state(H))
    assert isinstance(store.write([Replace(G, OTHER, BY, holds=empty.digest)])[0], Conflict)
    first, second, third = store.write(
        [Add(G, OTHER, BY, holds=seen.digest), Drop(G, BY, holds=seen.digest), Add(H, SOME, BY, holds="")]
    )
    assert isinstance(first, Receipt)
    assert isinstance(second, Conflict)
    assert isinstance(third, Receipt)
    _numbers(store.write([Drop(G, BY, holds=reader.graph_state(G).digest)]))
    assert reader.graph_state(G) == empty


def test_a_graph_without_a_statement_is_none(store: DiskStore) -> None:
    """Neither counted nor found by its name alone, however it was emptied."""
    reader = NewestGeneration(store.layout.root)
    named = "SELECT ?g { GRAPH ?g {} } ORDER BY ?g"
    _numbers(store.write([Replace(each, OTHER, BY) for each in GRAPHS]))
    assert reader.query(named, "csv").body.split() == [b"g", *(each.encode() for each in sorted(GRAPHS))]
    _numbers(store.write([Drop(G, BY), Replace(H, b"", BY)]))
    assert reader.query(named, "csv").body.split() == [b"g", K.encode()]
    census = reader.census(10)
    assert census == Census(Counted(None, 1, 0, 1), (Counted(K, 1, 0, 1),), 1)
    assert reader.census(0).named == ()


def test_what_came_with_the_package_gives_way_to_what_is_written(store: DiskStore) -> None:
    """A newer package replaces its own graphs, removes those it has no more, and leaves those written to since."""
    store.write([Bundle(((G, SOME), (H, SOME), (K, SOME)), "1", BY)])
    store.write([Add(H, OTHER, BY)])
    store.write([Bundle(((G, OTHER), (H, OTHER)), "2", BY)])
    sizes = {graph: sum(quad.graph_name == ox.NamedNode(graph) for quad in _named(store)) for graph in GRAPHS}
    assert sizes == {G: 1, H: 3, K: 0}
    assert (store.state.bundle, store.state.bundled) == ("2", (G,))


def _named(store: DiskStore) -> list[ox.Quad]:
    return [quad for quad in held(store) if quad.graph_name != ox.DefaultGraph()]


def test_an_update_is_kept_as_what_it_came_to(store: DiskStore) -> None:
    """A replay gives the same blank nodes and the same random numbers."""
    store.write([Replace(G, SOME, BY)])
    reader = NewestGeneration(store.layout.root)
    text = "INSERT { GRAPH <http://e/h> { ?s <http://e/q> ?r, [] } } WHERE { ?s ?p ?o BIND (UUID() AS ?r) }"
    for each in (text, "CLEAR GRAPH <http://e/g> ; " + text):
        _numbers(store.write([reader.change(Update(each, BY))]))
    before = held(store)
    store.close()
    shutil.rmtree(store.layout.generations)
    again = opened(store.layout.root)
    assert held(again) == before
    again.close()


def test_one_process_at_a_time(store: DiskStore) -> None:
    """The second is told so."""
    with pytest.raises(StoreInUse):
        opened(store.layout.root)


def test_a_folder_of_something_else_is_left_alone(folder: Path) -> None:
    """So are a store of a newer layout and one with another default graph."""
    (folder / "letters.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(StoreTrouble, match=r"letters\.txt"):
        opened(folder)
    opened(folder / "own", default_graph="own").close()
    with pytest.raises(StoreTrouble, match="own"):
        opened(folder / "own")
    (folder / "own" / "samsyn-store.json").write_text('{"layout": 2, "default_graph": "own"}', encoding="utf-8")
    with pytest.raises(StoreTrouble, match="layout 2"):
        opened(folder / "own", default_graph="own")


def test_tokens_may_be_there_before_the_store(folder: Path) -> None:
    """They are made in its folder by a command of their own."""
    Tokens(folder).create("admin")
    opened(folder).close()
    assert len(Tokens(folder).records()) == 1


def test_an_older_layout_is_migrated_step_by_step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is marked when it is done, so that none is done twice."""
    opened(folder / "store").close()
    done: list[int] = []
    monkeypatch.setattr("samsyn.store.disk.layout.LAYOUT", 3)
    monkeypatch.setattr(
        "samsyn.store.disk.layout.MIGRATIONS", {1: lambda _: done.append(1), 2: lambda _: done.append(2)}
    )
    opened(folder / "store").close()
    opened(folder / "store").close()
    assert done == [1, 2]


def test_what_was_half_done_is_swept_at_start(store: DiskStore) -> None:
    """Half a backup, half a file, and the index that was written to."""
    store.write([Replace(G, SOME, BY)])
    before = held(store)
    store.close()
    layout = store.layout
    (layout.generations / "7.half").mkdir()
    (layout.submissions / "abc.half").write_bytes(b"x")
    (layout.live / "bulk-1.sst").write_bytes(b"x")
    (layout.scratch / "9").mkdir()
    again = opened(layout.root)
    assert held(again) == before
    assert [path.name for path in layout.root.rglob("*") if path.name.endswith((".half", "bulk-1.sst"))] == []
    assert list(layout.scratch.iterdir()) == []
    again.close()


class _Full(Files):
    """A disk that is full from a step on, until it is given room."""

    def __init__(self, at: int) -> None:
        self.left = at

    def _room(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    def write(self, path: Path, data: bytes) -> None:
        self._room()
        super().write(path, data)

    def share(self, there: Path, path: Path) -> None:
        self._room()
        super().share(there, path)

    def append(self, path: Path, data: bytes) -> None:
        if self.left == 0:
            super().append(path, data[:10])
        self._room()
        super().append(path, data)


@pytest.mark.parametrize("at", range(6))
def test_a_full_disk_refuses_writes_until_there_is_room(folder: Path, at: int) -> None:
    """Nothing of a refused write is kept; questions are answered; the next write with room is made."""
    files = _Full(100)
    store = opened(folder / "store", files=files)
    _numbers(store.write([Replace(G, SOME, BY), Derive(DERIVED, OTHER, "monday")]))
    before, state, files.left = held(store), store.state, at
    other = Replace(H, SOME, Provenance("other", "now", sent=b"sent"))
    results = store.write([Derive("http://e/also-derived", OTHER, "monday"), other])
    if at < 5:
        assert [type(each) for each in results] == [StoreFull, StoreFull]
        assert (held(store), store.state) == (before, state)
        assert NewestGeneration(store.layout.root).query(COUNT, "csv").body.split()[1] == b"3"
    files.left = 100
    _numbers(store.write([Replace(H, OTHER, BY), Derive("http://e/also-derived", OTHER, "tuesday")]))
    after = held(store)
    store.close()
    again = opened(store.layout.root)
    assert (held(again), again.damage) == (after, [])
    assert again.state.derived == {DERIVED: "monday", "http://e/also-derived": "tuesday"}
    _numbers(again.write([Derive(each, b"", "") for each in again.state.derived]))
    after = held(again)
    again.close()
    shutil.rmtree(store.layout.generations)
    again = opened(store.layout.root)
    assert held(again) == after
    again.close()


def test_a_power_cut_takes_no_generation_that_readers_saw(folder: Path) -> None:
    """What is derived is in no journal: a start would have to work all of it out anew."""
    files = Forgetful()
    store = DiskStore(folder / "store", tell=lambda _: None, files=files)
    store.open()
    known = {f"{DERIVED}/{number}": "monday" for number in range(100)}
    _numbers(store.write([Derive(graph, SOME, basis) for graph, basis in known.items()]))
    _numbers(store.write([Derive(DERIVED, OTHER, "tuesday"), Replace(G, SOME, BY)]))
    before, generation = held(store), store.generation
    store.close()
    files.forget()
    again = opened(folder / "store")
    assert (held(again), again.generation, again.damage) == (before, generation, [])
    assert again.state.derived == known | {DERIVED: "tuesday"}
    again.close()


@pytest.mark.parametrize("seed", range(10))
def test_a_power_cut_takes_nothing_that_was_acknowledged(folder: Path, seed: int) -> None:
    """Whatever was not synced is gone, and generations are damaged at random: each write is whole or absent."""
    _cut_power(folder, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 60))
def test_no_power_cut_takes_anything_that_was_acknowledged(folder: Path, seed: int) -> None:
    """The same fifty times more."""
    _cut_power(folder, seed)


def _cut_power(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = Forgetful(chance.randrange(4, 120))
    acknowledged: set[str] = set()
    begun: set[str] = set()
    derived = [f"{DERIVED}/{number}" for number in range(3)]
    store = DiskStore(root / "store", tell=lambda _: None, files=files)
    try:
        store.open()
        for number in range(12):
            names = [f"http://e/{number}-{each}" for each in range(chance.randrange(1, 4))]
            begun.update(names)
            follows = Derive(derived[number % 3], _numbered(names[0]), names[0])
            _numbers(store.write([*(Replace(name, _numbered(name), BY) for name in names), follows]))
            acknowledged.update(names)
    except PowerCut:
        pass
    store.close()
    files.forget()
    for path in (root / "store" / "generations").rglob("*"):
        if path.is_file() and path.suffix != ".sst" and chance.random() < 0.2:
            path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size + 1)])
    again = opened(root / "store")
    found = held(again)
    merge(found)
    sizes = {name: sum(quad.graph_name == ox.NamedNode(name) for quad in found) for name in begun}
    assert {name for name, size in sizes.items() if size} >= acknowledged
    assert set(sizes.values()) <= {0, 20}
    for graph in derived:
        basis = again.state.derived.get(graph)
        rested_on = held(again, basis) if basis else set()
        assert {quad.triple for quad in held(again, graph)} == {quad.triple for quad in rested_on}
    _numbers(again.write([*(Drop(name, BY) for name in begun), *(Derive(graph, b"", "") for graph in derived)]))
    assert held(again) == set()
    again.close()


def _numbered(name: str) -> bytes:
    return "".join(f'<{name}> <http://e/p{each}> "{name}" .\n' for each in range(20)).encode()


def _written(root: Path) -> tuple[DiskStore, set[ox.Quad]]:
    """A store with six entries that is closed, and what it held."""
    store = opened(root)
    for number in range(6):
        store.write([Replace(f"http://e/{number}", _numbered(f"http://e/{number}"), BY)])
    found = held(store)
    store.close()
    return store, found


def test_no_change_of_the_journal_is_unnoticed(folder: Path) -> None:
    """Whichever bit is flipped, and wherever it is cut short within a line."""
    path, copy = folder / "journal", folder / "copy"
    written = journal.Journal(path, None, Files())
    for each in GRAPHS:
        written.append(list(written.next([journal.Entry(0, "", "now", "me", "drop", (each,), "")])))
    data, sound = path.read_bytes(), survey(path)
    assert (sound.last and sound.last.entry.number, sound.damaged, sound.torn) == (3, False, False)
    for place in range(len(data)):
        copy.write_bytes(data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :])
        found = survey(copy)
        assert found.damaged or found.torn, place
    ends = [place + 1 for place, sign in enumerate(data) if sign == 10]
    for size in range(1, len(data)):
        copy.write_bytes(data[:size])
        found = survey(copy)
        assert found.torn == (size not in ends)
        assert not found.damaged


@pytest.mark.parametrize("seed", range(12))
def test_no_damage_of_the_store_is_unnoticed(folder: Path, seed: int) -> None:
    """A bit flipped, or an end cut off, in any file: the start mends it and says so, or refuses; nothing is lost."""
    _damage(folder, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12, 112))
def test_no_damage_at_all_is_unnoticed(folder: Path, seed: int) -> None:
    """The same a hundred times more."""
    _damage(folder, seed)


def _damage(folder: Path, seed: int) -> None:
    store, before = _written(folder / "store")
    chance = random.Random(seed)
    layout = store.layout
    newest = layout.generations / str(store.generation)
    kinds = ([layout.journal], sorted(newest.iterdir()), sorted(newest.glob("*.sst")))
    paths = [path for path in kinds[seed % 3] if path.stat().st_size and not path.name.startswith("LOG")]
    path = chance.choice(paths)
    data = path.read_bytes()
    place = chance.randrange(len(data))
    if path == layout.journal and seed % 2:
        place = chance.randrange(data[:-1].rfind(b"\n") + 1, len(data))  # in the last line
    changed = data[:place] if chance.random() < 0.4 else data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
    path.write_bytes(changed)
    again = DiskStore(layout.root, tell=lambda _: None)
    try:
        again.open()
    except StoreBroken:
        assert path == layout.journal
        return
    assert again.damage, path.name
    assert held(again) == before
    _numbers(again.write([Drop("http://e/3", BY)]))
    again.close()


class _Rebooted(Files):
    def boot(self) -> str:
        return "another start of the machine"


@pytest.mark.parametrize("look", ["restart", "written", "moved", "reboot", "thorough"])
def test_a_start_reads_a_table_anew_where_anything_may_have_happened_to_it(folder: Path, look: str) -> None:
    """Damage that no write did is found once the machine has started anew, and by a thorough look at any time.

    A start of the service alone trusts a table that lies where it was written, so that it takes no longer for many.
    """
    store, before = _written(folder / "store")
    newest = store.layout.generations / str(store.generation)
    table = max(newest.glob("*.sst"), key=lambda path: path.stat().st_size)
    data, stat = table.read_bytes(), table.stat()
    written = table.with_name("copy") if look == "moved" else table
    written.write_bytes(data[:40] + bytes([data[40] ^ 4]) + data[41:])
    written.replace(table)
    if look != "written":
        os.utime(table, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    generations = Generations(newest.parent, _Rebooted() if look == "reboot" else Files())
    found = [number for number, _ in generations.sound(thorough=look == "thorough")]
    assert (store.generation in found) == (look == "restart")
    again = opened(store.layout.root, files=_Rebooted() if look in ("reboot", "thorough") else Files())
    if look == "restart":  # it is found behind the start, and what starts then mends it
        assert again.damage == []
        with pytest.raises(Unsure):
            list(again.look())
        again.close()
        again = opened(store.layout.root)
    assert (held(again), bool(again.damage)) == (before, True)
    list(again.look())
    again.close()
    assert not store.layout.doubt.exists()
    assert check(store.layout.root).faults == ()


@pytest.mark.parametrize("damage", [None, "length", "bit"])
def test_a_table_that_was_not_summed_at_once_is_summed_behind_the_write(folder: Path, damage: str | None) -> None:
    """Until then its length alone is known, also to a start; then every bit of it counts."""
    store = opened(folder / "store", at_once=0)
    _numbers(store.write([Replace(f"http://e/{number}", _numbered(f"http://e/{number}"), BY) for number in range(9)]))
    before = held(store)
    newest = store.layout.generations / str(store.generation)
    assert {each.partition(" ")[2] for name, each in read_seal(newest).sums.items() if name.endswith(".sst")} == {"-"}
    list(store.look())
    _numbers(store.write([Derive(DERIVED, _numbered("http://e/1"), "1")]))
    later = store.layout.generations / str(store.generation)
    summed = {name: each for name, each in read_seal(later).sums.items() if not each.endswith("-")}
    assert [name for name in summed if name.endswith(".sst")]
    store.close()
    shutil.rmtree(later)
    if damage:
        table = max(newest.glob("*.sst"), key=lambda path: path.stat().st_size)
        data = table.read_bytes()
        table.write_bytes(data[:-1] if damage == "length" else data[:40] + bytes([data[40] ^ 4]) + data[41:])
    numbers = [number for number, _ in Generations(newest.parent, _Rebooted()).sound()]
    assert (int(newest.name) in numbers) == (damage != "length")
    if damage != "bit":
        again = opened(store.layout.root)
        assert (held(again), bool(again.damage)) == (before, damage is not None)
        again.close()


def test_a_table_that_the_disk_does_not_give_back_is_doubted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that is something else: the next start reads all, instead of trusting it again."""
    _written(folder / "store")
    again = opened(folder / "store")

    def broken(self: Generations) -> Iterator[bool]:
        yield True
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Generations, "look", broken)
    with pytest.raises(Unsure, match="Input/output error"):
        list(again.look())
    assert again.layout.doubt.exists()
    again.close()


def test_a_table_that_is_trusted_and_gone_meanwhile_is_no_damage(folder: Path) -> None:
    """What is read behind a start is read of what is there."""
    store, _ = _written(folder / "store")
    again = opened(store.layout.root)
    looking = again.look()
    next(looking)
    for number in range(5):
        _numbers(again.write([Drop("http://e/3", BY), Replace("http://e/3", _numbered(f"http://e/{number}"), BY)]))
        again.tidy()
    assert list(looking) is not None
    again.close()


def test_no_change_of_a_seal_is_unnoticed(folder: Path) -> None:
    """Whichever bit is flipped: the generation is not sound, `check` says so, and the next start makes another."""
    store, before = _written(folder / "store")
    newest = store.layout.generations / str(store.generation)
    data = (newest / SEAL).read_bytes()
    for place in range(len(data)):
        (newest / SEAL).write_bytes(data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :])
        with pytest.raises(msgspec.DecodeError):
            read_seal(newest)
    place = data.index(b'"number":6') + len(b'"number":')
    (newest / SEAL).write_bytes(data[:place] + b"7" + data[place + 1 :])
    (fault,) = check(store.layout.root).faults
    assert fault.what.en == f"Generation {store.generation} is not as it was sealed."
    again = opened(store.layout.root)
    assert again.damage == [f"generation {store.generation} is not as it was sealed"]
    assert held(again) == before
    again.close()
    assert check(store.layout.root).faults == ()


def test_a_seal_of_an_older_version_is_read(folder: Path) -> None:
    """It has no sum of its own; the next generation has one."""
    store, before = _written(folder / "store")
    newest = store.layout.generations / str(store.generation)
    (newest / SEAL).write_bytes(msgspec.json.encode(read_seal(newest)))
    again = opened(store.layout.root)
    assert (held(again), again.damage, again.generation) == (before, [], store.generation)
    again.write([Drop("http://e/3", BY)])
    assert b'"sum":' in (store.layout.generations / str(again.generation) / SEAL).read_bytes()
    again.close()


def test_a_journal_without_its_end_is_mended_from_what_generations_hold(folder: Path) -> None:
    """The last three entries stand in seals too; where more is gone, nothing is served that could be wrong."""
    store, before = _written(folder / "store")
    lines = store.layout.journal.read_bytes().splitlines(keepends=True)
    store.layout.journal.write_bytes(b"".join(lines[:3]))
    again = opened(store.layout.root)
    assert (held(again), again.damage != []) == (before, True)
    again.close()
    assert store.layout.journal.read_bytes() == b"".join(lines)
    store.layout.journal.write_bytes(b"".join(lines[:2]))
    with pytest.raises(StoreBroken, match="entry 2"):
        opened(store.layout.root)


def test_damage_in_the_middle_is_told_and_loses_nothing(folder: Path) -> None:
    """While a generation holds what stood there the store opens; without one it does not open as if it were whole."""
    store, before = _written(folder / "store")
    lines = store.layout.journal.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2][:50] + b"?" + lines[2][51:]
    store.layout.journal.write_bytes(b"".join(lines))
    again = opened(store.layout.root)
    assert (held(again), len(again.damage)) == (before, 1)
    _numbers(again.write([Drop("http://e/5", BY)]))
    again.close()
    assert b"?" in store.layout.journal.read_bytes()
    shutil.rmtree(store.layout.generations)
    with pytest.raises(StoreBroken, match="entry 2"):
        opened(store.layout.root)


def test_a_submission_that_is_not_what_was_written_is_never_replayed(folder: Path) -> None:
    """The start names the entry."""
    store, _ = _written(folder / "store")
    entry = next(journal.lines(store.layout.journal, 3)).entry
    (store.layout.submissions / entry.payload).write_bytes(_numbered("http://e/evil"))
    shutil.rmtree(store.layout.generations)
    with pytest.raises(StoreBroken, match="entry 4"):
        opened(store.layout.root)


def test_what_was_sent_is_kept_as_it_was(store: DiskStore) -> None:
    """Beside what was read of it, with who sent it, when and from where."""
    store.write([Replace(G, SOME, BY)])
    (line,) = journal.lines(store.layout.journal, 0)
    assert (store.layout.submissions / line.entry.sent).read_bytes() == BY.sent
    assert (line.entry.who, line.entry.source, line.entry.media_type) == (BY.who, BY.source, BY.media_type)
    assert (line.entry.kind, line.entry.about, store.head(G)) == ("replace", (G,), 1)


def test_a_change_names_the_graphs_it_concerns(store: DiskStore) -> None:
    """What is no N-Quads, or nested without end, is refused and kills nothing."""
    quad = b"<http://e/a> <http://e/p> <http://e/b> <http://e/h> .\n"
    _numbers(store.write([Change(b"", quad, BY)]))
    assert store.head(H) == 1
    deep = b"<http://e/a> <http://e/p> " + b"<<( <http://e/a> <http://e/p> " * 30_000
    for wrong in (b"nonsense", deep, quad.replace(b"<http://e/h> ", b"")):
        assert isinstance(store.write([Change(b"", wrong, BY)])[0], BadInput | TooLarge)
    assert isinstance(store.write([Replace(G, deep, BY)])[0], BadInput | TooLarge)
    assert store.state.number == 1


def test_the_engines_list_of_changes_stays_short(store: DiskStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would grow with each write, and is copied with each."""
    monkeypatch.setattr("samsyn.store.disk.store._MANIFEST", 20_000)
    sizes = []
    for number in range(12):
        _numbers(store.write([Replace(f"http://e/{number % 2}", _numbered(f"http://e/{number}"), BY)]))
        store.tidy()
        newest = store.layout.generations / str(store.generation)
        sizes.append(sum(path.stat().st_size for path in newest.glob("MANIFEST-*")))
        assert (newest / SEAL).exists()
    assert max(sizes) < 40_000
    assert len(_named(store)) == 40
