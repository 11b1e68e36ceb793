"""What derived graphs rest on is kept in parts: a write costs about the same however many there are."""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from samsyn.errors import StoreBroken
from samsyn.store.disk import rests
from samsyn.store.disk.backup import backup
from samsyn.store.disk.checking import check
from samsyn.store.disk.generations import SEAL
from samsyn.store.disk.reading import NewestGeneration
from samsyn.store.disk.rests import Rests, Sealed
from samsyn.store.disk.store import DiskStore
from samsyn.store.port import Derive, Replace, Update
from stores import BY

MANY = {f"http://e/{number}": str(number) for number in range(3_000)}


def _store(folder: Path) -> DiskStore:
    store = DiskStore(folder, tell=lambda _: None)
    store.open()
    return store


def _newest(store: DiskStore) -> Path:
    return store.layout.generations / str(store.generation)


def _derived(store: DiskStore, graphs: dict[str, str]) -> None:
    store.write([Derive(graph, b"", basis) for graph, basis in graphs.items()])


def test_another_basis_makes_another_part_and_shares_the_rest() -> None:
    """What it was before stays as it was, and what is new is told alone."""
    before = rests.of(MANY)
    after = before.knowing("http://e/7", "x").knowing("http://e/new", "y")
    assert (dict(before), len(before)) == (MANY, 3_000)
    assert after == MANY | {"http://e/7": "x", "http://e/new": "y"}
    assert after.news(before) == {"http://e/7": "x", "http://e/new": "y"}
    assert sum(part is not was for part, was in zip(after.parts, before.parts, strict=True)) <= 2


def test_the_mark_depends_on_what_is_known_and_not_on_the_way_there() -> None:
    """So that a start tells the same as the writer before it."""
    step = Rests()
    for graph, basis in reversed(MANY.items()):
        step = step.knowing(graph, "first").knowing(graph, basis)
    assert step.mark == rests.of(MANY).mark
    assert step.knowing("http://e/7", "x").mark != step.mark


def test_a_write_makes_one_file_anew_however_many_are_derived(tmp_path: Path) -> None:
    """The others are those of the generation before, and the seal does not grow."""
    store = _store(tmp_path / "s")
    _derived(store, MANY)
    first = {path.name: path.stat().st_ino for path in _newest(store).glob(f"*{rests.ENDING}")}
    _derived(store, {"http://e/7": "x"})
    second = {path.name: path.stat().st_ino for path in _newest(store).glob(f"*{rests.ENDING}")}
    assert len(first) == len(second) == 64
    assert len(first.items() - second.items()) == 1
    assert (_newest(store) / SEAL).stat().st_size < 10_000


def test_a_writer_remembers_no_more_the_more_it_writes(tmp_path: Path) -> None:
    """The sums of the files of one generation, and not of all that ever were."""
    store = _store(tmp_path / "s")
    for number in range(20):
        _derived(store, {"http://e/7": str(number)})
        store.tidy()
    known = store._generations._known
    assert len(known) == sum(not path.name.startswith((SEAL, "LOG")) for path in _newest(store).iterdir())


def test_a_start_knows_what_was_derived(tmp_path: Path) -> None:
    """And shares the files with the generation that it began from."""
    store = _store(tmp_path / "s")
    _derived(store, MANY)
    store.close()
    again = _store(tmp_path / "s")
    first = {path.stat().st_ino for path in _newest(again).glob(f"*{rests.ENDING}")}
    _derived(again, {"http://e/7": "x"})
    assert again.state.derived == MANY | {"http://e/7": "x"}
    assert len(first - {path.stat().st_ino for path in _newest(again).glob(f"*{rests.ENDING}")}) == 1


def test_a_damaged_part_is_found_by_its_sum(tmp_path: Path) -> None:
    """Nothing is taken for in step that may not be: the start begins from the generation before."""
    store = _store(tmp_path / "s")
    _derived(store, {"http://e/a": "1"})
    store.close()
    (part,) = _newest(store).glob(f"*{rests.ENDING}")
    part.write_bytes(part.read_bytes().replace(b'"1"', b'"2"'))
    again = _store(tmp_path / "s")
    assert again.damage
    assert again.state.derived == {}


@pytest.mark.parametrize("known", [{}, {"http://e/a": "1"}, MANY])
@pytest.mark.parametrize("summed", [False, True])
def test_what_an_older_seal_holds_is_read(tmp_path: Path, known: dict[str, str], summed: bool) -> None:
    """An older Samsyn kept it all in the seal, which had a sum of its own or none; the first write puts it in parts."""
    store = _store(tmp_path / "s")
    store.close()
    seal = msgspec.json.decode((_newest(store) / SEAL).read_bytes())["seal"]
    seal["state"]["derived"] = known
    text = msgspec.json.encode(seal)
    with_sum = msgspec.json.encode({"seal": msgspec.Raw(text), "sum": f"{zlib.crc32(text):08x}"})
    (_newest(store) / SEAL).write_bytes(with_sum if summed else text)
    assert all(graph in Sealed(_newest(store)) for graph in known)
    again = _store(tmp_path / "s")
    assert again.state.derived == known
    assert again.damage == []
    _derived(again, {"http://e/b": "2"})
    assert rests.read(_newest(again)) == known | {"http://e/b": "2"}


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    """A reader asks of one graph and reads one part."""
    store = _store(tmp_path / "s")
    _derived(store, MANY)
    for path in _newest(store).glob(f"*{rests.ENDING}"):
        if b'"http://e/7"' not in path.read_bytes():
            path.write_bytes(b"?")
    assert "http://e/7" in Sealed(_newest(store))
    with pytest.raises(StoreBroken, match="not as it was sealed"):
        rests.read(_newest(store))


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(path.read_bytes().replace(b"1", b"2"))])
def test_a_reader_never_takes_what_is_derived_for_anything_else(tmp_path: Path, change: Callable[[Path], Any]) -> None:
    """A part that is gone, or another than the seal says, is told: nothing may be written to what is derived."""
    store = _store(tmp_path / "s")
    store.write([Derive("http://e/a", b"<http://e/a> <http://e/p> <http://e/b> .\n", "1")])
    (part,) = _newest(store).glob(f"*{rests.ENDING}")
    change(part)
    with pytest.raises(StoreBroken, match="not as it was sealed"):
        NewestGeneration(tmp_path / "s").change(Update("CLEAR ALL", BY))
    store.close()
    again = _store(tmp_path / "s")
    assert again.state.derived == {}
    assert check(tmp_path / "s").faults == ()


def test_a_part_that_the_seal_does_not_name_is_not_read(tmp_path: Path) -> None:
    """Whoever put it there."""
    store = _store(tmp_path / "s")
    _derived(store, {"http://e/a": "1"})
    (part,) = _newest(store).glob(f"*{rests.ENDING}")
    _derived(store, {"http://e/a": ""})
    store.write([Replace("http://e/g", b"", BY)])
    other = _newest(store) / f"{(int(part.stem) + 1) % 64:02}{rests.ENDING}"
    other.write_bytes(b"{}?")
    assert rests.read(_newest(store)) == {"http://e/a": ""}


def test_a_backup_keeps_what_was_derived(tmp_path: Path) -> None:
    """It is a store that needs to work nothing out anew."""
    store = _store(tmp_path / "s")
    _derived(store, MANY)
    backup(tmp_path / "s", tmp_path / "b")
    again = _store(tmp_path / "b")
    assert again.state.derived == MANY
    assert again.damage == []
    _derived(again, {"http://e/7": "x"})
    assert check(tmp_path / "b").faults == ()


def test_what_is_known_no_more_is_news() -> None:
    """A store elsewhere can lose it; whoever is told of news alone must hear of that."""
    after = rests.of({graph: basis for graph, basis in MANY.items() if graph != "http://e/7"})
    assert after.news(rests.of(MANY)) == {"http://e/7": ""}
