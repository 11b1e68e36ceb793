"""Writes to a running service: in order, each whole or absent, whatever is killed, and seen by the next question."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import crash_play
from samsyn.errors import BadInput, BadQuery, LimitReached, Overloaded, SamsynError, StoreFull, StoreInUse, StoreTrouble
from samsyn.library import Library
from samsyn.store.port import Answer, Receipt, Replace, Update, Write
from samsyn.workers import seal
from samsyn.workers.forks import environment
from samsyn.workers.jobs import Query, Triples
from samsyn.workers.limits import Limits
from samsyn.workers.service import Place, Service
from stores import BY, held, merge, opened

SIZES = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "INSERT { GRAPH <http://e/g> { ?a <http://e/p> ?n } } WHERE { { SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?p } GROUP BY ?a } }"  # noqa: E501
linux = pytest.mark.skipif(not seal.can_close_sockets(), reason="only Linux has the filter on sockets")


def _service(lib: Library, folder: Path, **limits: Any) -> Service:
    found = Service(lib, Limits(**limits), Place(folder / "store", bare=True), today=lambda: "2024-06-01")
    found.start()
    assert found.wait_in_step(120)
    return found


@pytest.fixture
def bare(lib: Library, folder: Path) -> Iterator[Service]:
    """A service over an empty store, with a short deadline for updates."""
    found = _service(lib, folder, update_seconds=3)
    yield found
    found.close()


def _asked(service: Service, query: str) -> list[str]:
    answer = service.pool.run(Query(query, "csv"))
    assert isinstance(answer, Answer)
    return answer.body.decode().split()[1:]


def _written(name: str) -> Replace:
    return Replace(name, crash_play.triples(name).encode(), BY)


def _one(service: Service, write: Write | Update) -> Receipt | Exception:
    (result,) = service.scribe.write([write])
    return result


def test_a_damaged_table_is_found_and_mended_behind_a_start(lib: Library, folder: Path) -> None:
    """The service is ready meanwhile; nobody who writes is told of it, and nothing is lost."""
    store = opened(folder / "store")
    for number in range(3):
        store.write([_written(f"http://e/{number}")])
    store.close()
    table = max((store.layout.generations / str(store.generation)).glob("*.sst"), key=lambda path: path.stat().st_size)
    data, stat = table.read_bytes(), table.stat()
    table.write_bytes(data[:40] + bytes([data[40] ^ 4]) + data[41:])
    os.utime(table, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    told = list[str]()
    service = Service(lib, Limits(), Place(folder / "store", bare=True), today=lambda: "2024-06-01", tell=told.append)
    service.start()
    assert service.wait_in_step(120)
    until = time.monotonic() + 60
    while not any("as it was sealed" in each for each in told) and time.monotonic() < until:
        time.sleep(0.1)
    assert isinstance(_one(service, _written("http://e/new")), Receipt)
    assert {line.partition(",")[0] for line in _asked(service, SIZES)} >= {
        f"http://e/{each}" for each in (0, 1, 2, "new")
    }
    service.close()
    assert any(each.startswith("Damage: generation") for each in told)


def test_a_question_sees_every_write_before_it(bare: Service) -> None:
    """From many threads at a time; those that wait are made together."""
    failed: list[object] = []

    def play(writer: int) -> None:
        for number in range(5):
            name = f"http://e/{writer}/{number}"
            result = _one(bare, _written(name))
            seen = _asked(bare, f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}") if isinstance(result, Receipt) else result
            if not isinstance(result, Receipt) or seen == ["false"]:
                failed.append(seen)

    threads = [threading.Thread(target=play, args=(each,)) for each in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    last = _one(bare, _written("http://e/last"))
    assert failed == []
    assert isinstance(last, Receipt)
    assert last.number == 31
    assert last.generation <= 31  # and one was there before the first write
    assert _asked(bare, COUNT) == [str(31 * crash_play.SIZE)]


def test_an_update_is_worked_out_on_all_writes_before_it(bare: Service) -> None:
    """Many threads add one to a number, and none of them is lost."""
    (first,) = bare.scribe.write([Replace("http://e/n", b"<http://e/n> <http://e/is> 0 .", BY)])
    assert isinstance(first, BadInput)  # N-Triples know no short numbers
    _one(bare, Update("INSERT DATA { GRAPH <http://e/n> { <http://e/n> <http://e/is> 0 } }", BY))
    more = Update(
        "WITH <http://e/n> DELETE { ?n <http://e/is> ?v } INSERT { ?n <http://e/is> ?w } "
        "WHERE { ?n <http://e/is> ?v BIND (?v + 1 AS ?w) }",
        BY,
    )
    threads = [threading.Thread(target=lambda: [_one(bare, more) for _ in range(4)]) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert _asked(bare, "SELECT ?v { <http://e/n> <http://e/is> ?v }") == ["12"]


def test_an_update_without_end_is_ended_and_leaves_nothing(bare: Service) -> None:
    """Other writes wait no longer than its deadline."""
    for number in range(30):
        bare.scribe.submit([_written(f"http://e/{number}")])
    assert isinstance(_one(bare, _written("http://e/30")), Receipt)
    begun = time.monotonic()
    endless = bare.scribe.submit([Update("INSERT DATA { GRAPH <http://e/x> { <x:x> <x:x> 1 } } ; " + ENDLESS, BY)])
    after = _one(bare, _written("http://e/after"))
    assert isinstance(endless.result()[0], LimitReached)
    assert isinstance(after, Receipt)
    assert time.monotonic() - begun < 15
    assert _asked(bare, COUNT) == [str(32 * crash_play.SIZE)]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { GRAPH <x:x> { <x:x> <x:x> " + "[ <x:x> " * 9000 + "1" + "]" * 9000 + "} }",
        "INSERT { GRAPH <http://e/g> { ?a ?b ?c } } WHERE {" + "{" * 9000 + "}" * 9000 + "}",
        "LOAD <http://127.0.0.1:9/>",
        "INSERT { GRAPH <http://e/g> { ?a ?b ?c } } WHERE { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "INSERT DATA { <http://e/a> <http://e/b> 1 }",
        "nonsense",
    ],
    ids=["deep data", "deep pattern", "load", "service", "default graph", "nonsense"],
)  # fmt: skip
def test_a_bad_update_hurts_nobody(bare: Service, text: str) -> None:
    """It ends in a clear error, or is made if there is stack enough; the writer is the same process as before."""
    writer = bare.scribe.process
    result = _one(bare, Update(text, BY))
    assert isinstance(result, SamsynError) or "{{{" in text
    assert isinstance(_one(bare, _written("http://e/after")), Receipt)
    assert bare.scribe.process == writer


def test_what_was_sent_is_read_by_a_worker(bare: Service) -> None:
    """The writer gets its triples in canonical form."""
    found = bare.pool.run(Triples(b"@prefix : <http://e/> . :a :b 1, [] .", "turtle"))
    assert isinstance(found, bytes)
    assert isinstance(_one(bare, Replace("http://e/g", found, BY)), Receipt)
    assert _asked(bare, COUNT) == ["2"]
    assert bare.pool.run(Triples(b"", "turtle")) == b""


def test_no_more_writes_wait_than_so_many(lib: Library, folder: Path) -> None:
    """Who comes beyond is told to come again; what was taken is made before the end."""
    service = _service(lib, folder, writes_waiting=2)
    taken = [service.scribe.submit([_written(f"http://e/{number}")]) for number in range(50)]
    service.close()
    results = [each.result()[0] for each in taken]
    made = [each for each in results if isinstance(each, Receipt)]
    assert {type(each) for each in results} == {Receipt, Overloaded}
    store = opened(folder / "store")
    assert store.state.number == len(made)
    store.close()


def test_large_writes_are_not_made_together(bare: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them has a generation of its own, where small ones share one."""

    def generations(size: int) -> set[int]:
        large = b"".join(b'<http://e/a> <http://e/p> "%d" .\n' % each for each in range(size))
        taken = [bare.scribe.submit([Replace(f"http://e/{each}", large, BY)]) for each in range(4)]
        results = [each.result()[0] for each in taken]
        return {each.generation for each in results if isinstance(each, Receipt)}

    monkeypatch.setattr("samsyn.workers.scribe._TOGETHER", 200_000)
    assert len(generations(5_000)) == 4
    assert len(generations(1)) < 4


def test_a_store_in_use_is_told_to_who_starts_a_second(bare: Service, lib: Library, folder: Path) -> None:
    """And to who waits for it."""
    second = Service(lib, place=Place(folder / "store", bare=True), today=lambda: "2024-06-01")
    second.start()
    with pytest.raises(StoreInUse):
        second.wait_in_step(60)
    second.close()


def test_what_is_bundled_is_brought_into_step(lib: Library, folder: Path) -> None:
    """Loaded and compared once; the assessments are made anew on another day, and nothing else."""
    place, told = Place(folder / "store"), list[str]()
    for day, expected in (("2024-06-01", 5), ("2024-06-01", 5), ("2024-06-02", 8)):
        service = Service(lib, place=place, today=lambda day=day: day, tell=told.append)  # type: ignore[misc]
        service.start()
        assert service.wait_in_step(120)
        assert len(told) == expected, told
        assert _asked(service, "SELECT DISTINCT ?d { ?s a earl:Assertion ; dcterms:date ?d }") == [day]
        service.close()


def test_a_writer_that_is_killed_loses_nothing(lib: Library, folder: Path) -> None:
    """Ten times under three threads; each time another is there, and each write is whole or absent."""
    service, stop = _service(lib, folder), threading.Event()
    acknowledged: set[str] = set()
    troubles: list[Exception] = []

    def play(writer: int) -> None:
        for number in range(100_000):
            if stop.is_set():
                return
            name = f"http://e/{writer}/{number}"
            result = _one(service, _written(name))
            acknowledged.update([name] if isinstance(result, Receipt) else [])
            troubles.extend([result] if isinstance(result, Exception) else [])

    threads = [threading.Thread(target=play, args=(each,)) for each in range(3)]
    for each in threads:
        each.start()
    chance = random.Random(1)
    for _ in range(10):
        time.sleep(chance.uniform(0.05, 0.6))
        writer = service.scribe.process
        if writer:
            with contextlib.suppress(ProcessLookupError):
                os.kill(writer, signal.SIGKILL)
    time.sleep(0.5)
    stop.set()
    for each in threads:
        each.join()
    assert isinstance(_one(service, _written("http://e/last")), Receipt)
    sizes = dict(row.rsplit(",", 1) for row in _asked(service, SIZES))
    service.close()
    assert {type(each) for each in troubles} <= {StoreTrouble}
    assert sizes.keys() >= acknowledged
    assert set(sizes.values()) == {str(crash_play.SIZE)}


@linux
def test_a_service_that_is_killed_loses_nothing(folder: Path) -> None:
    """Fifty times at random moments: all that was acknowledged is there, nothing in part, and it starts again."""
    _kill(folder / "store", 50, seed=1)


def test_a_service_that_is_ended_leaves_nothing_behind(folder: Path) -> None:
    """Without a folder of its own it says that it keeps nothing, and removes what it wrote."""
    service = subprocess.Popen(
        [sys.executable, "-m", "samsyn", "serve", "--port", "0", "--bare"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment() | {"TMPDIR": str(folder)},
    )
    assert service.stderr
    told = [service.stderr.readline(), service.stderr.readline()]
    while not list(folder.glob("*/generations/1")):
        time.sleep(0.05)
    service.send_signal(signal.SIGTERM)
    _, more = service.communicate(timeout=30)
    assert service.returncode == 0
    assert "--store" in "".join((*told, more))
    assert list(folder.iterdir()) == []


@pytest.mark.long
@linux
def test_a_service_that_is_killed_500_times_loses_nothing(tmp_path: Path) -> None:
    """On a disk, where syncing takes its time; it is ready again within five seconds, each time."""
    assert _kill(tmp_path / "store", 500, seed=2) < 5


def _kill(store: Path, kills: int, seed: int) -> float:
    """Kills a service so often, and looks at what it leaves. Gives the seconds of the slowest start."""
    acknowledged: set[str] = set()
    chance = random.Random(seed)
    slowest = 0.0
    for run in range(kills):
        begun = time.monotonic()
        play = subprocess.Popen(
            [sys.executable, crash_play.__file__, str(store), str(run)], stdout=subprocess.PIPE, text=True
        )
        assert play.stdout
        assert play.stdout.readline() == "ready\n"
        slowest = max(slowest, time.monotonic() - begun)
        timer = threading.Timer(chance.uniform(0.05, 0.8), play.kill)
        timer.start()
        acknowledged.update(line.strip() for line in play.stdout if line.endswith("\n"))
        play.wait()
        play.stdout.close()
    last = opened(store)
    found = held(last)
    merge(found)
    for graph, basis in last.state.derived.items():
        assert {quad.triple for quad in held(last, graph)} == {quad.triple for quad in held(last, basis)}
    last.close()
    sizes: dict[Any, int] = {}
    for quad in found:
        sizes[quad.graph_name] = sizes.get(quad.graph_name, 0) + 1
    del sizes[ox.DefaultGraph()]
    assert {ox.NamedNode(name) for name in acknowledged} <= sizes.keys()
    assert set(sizes.values()) == {crash_play.SIZE}
    assert last.state.derived.keys() == {f"{crash_play.DERIVED}{writer}" for writer in range(2)}
    assert len(acknowledged) > kills
    sys.stderr.write(f"{kills} kills, {len(acknowledged)} acknowledged, slowest start {slowest:.1f} s\n")
    return slowest


@linux
def test_a_full_disk_refuses_writes_and_answers_questions(lib: Library, tmp_path: Path) -> None:
    """On a small disk that is filled and given room again."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", tmp_path], check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here; tests/test_store_on_disk.py fills one that is made up")
    try:
        service = _service(lib, tmp_path)
        assert isinstance(_one(service, _written("http://e/first")), Receipt)
        filler = tmp_path / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        refused = [_one(service, _written(f"http://e/{number}")) for number in range(3)]
        assert {type(each) for each in refused} == {StoreFull}
        assert _asked(service, COUNT) == [str(crash_play.SIZE)]
        filler.unlink()
        assert isinstance(_one(service, _written("http://e/second")), Receipt)
        assert _asked(service, COUNT) == [str(2 * crash_play.SIZE)]
        service.close()
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)


def test_a_write_that_cannot_be_read_is_told_with_its_place(bare: Service) -> None:
    """Each error is that of its own write."""
    good, bad = bare.scribe.write([_written("http://e/g"), Replace("http://e/h", b"<http://e/a>", BY)])
    assert isinstance(good, Receipt)
    assert isinstance(bad, BadInput)
    assert isinstance(_one(bare, Update("INSERT DATA {\n x:a x:b x:c }", BY)), BadQuery)
