"""The register of stored centres: what lists tell is whole and right, however the service was ended and begun."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from samsyn.http import create_app
from samsyn.http.behind import HEADER
from samsyn.http.problems import TYPES
from samsyn.library import Library
from samsyn.store.port import Drop, Provenance, Replace, Write
from samsyn.terms import ID, SAM
from samsyn.workers import upkeep
from samsyn.workers.basis import Bases
from samsyn.workers.limits import Limits
from samsyn.workers.pool import Pool
from samsyn.workers.service import Place, Service
from samsyn.workers.stored import graph_of
from samsyn.workers.submitting import Assess, ReadCentres

BY = Provenance("admin test", "2024-06-01T12:00:00+00:00", "a test")
DAY = "2024-06-01"
NAMES = ("test-a", "test-b", "test-c")


def described(id: str, label: str = "Påhittad") -> Write:
    """A write of a small description."""
    own, description = f"<{ID}centre/{id}>", f"<{ID}centre/{id}/description>"
    lines = (
        f"{own} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SAM}FamilyCentre> .",
        f'{own} <http://purl.org/dc/terms/identifier> "{id}" .',
        f'{own} <http://www.w3.org/2000/01/rdf-schema#label> "{label}"@sv .',
        f"{own} <{SAM}municipality> <{ID}municipality/1489> .",
        f"{description} <{SAM}describes> {own} .",
    )
    return Replace(graph_of(id), "\n".join(lines).encode(), BY)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The centres that workers were asked to read for the register."""
    found, run = list[str](), Pool.run

    def noting(pool: Pool, job: Any, *rest: Any) -> object:
        if isinstance(job, ReadCentres):
            found.extend(job.centres)
        return run(pool, job, *rest)

    monkeypatch.setattr(Pool, "run", noting)
    return found


def begun(lib: Library, folder: Path) -> Service:
    """A service without the bundled data, whose register has taken in what is stored."""
    service = Service(lib, place=Place(folder / "store", bare=True), today=lambda: DAY)
    service.start()
    assert service.wait_ready(60)
    service.register.refresh()
    return service


def write(service: Service, *writes: Write) -> None:
    """Writes, and has the register take it in."""
    for result in service.scribe.write(writes):
        assert not isinstance(result, Exception), result
    service.register.refresh()


def listed(service: Service) -> dict[str, str]:
    """What the register holds, by id, in its order."""
    assert sorted(each.id for each in service.register.library.centres) == service.register._ids
    return {each.id: each.label.sv for each in service.register.library.centres}


@pytest.fixture
def stored(lib: Library, tmp_path: Path) -> Path:
    """The folder of a service that was ended with some centres."""
    service = begun(lib, tmp_path)
    write(service, *map(described, NAMES))
    service.close()
    return tmp_path


def test_a_start_reads_nothing_that_is_kept(lib: Library, stored: Path, asked: list[str]) -> None:
    """The register is what it was, and so are the versions; no worker has read a centre."""
    service = begun(lib, stored)
    try:
        assert listed(service) == dict.fromkeys(NAMES, "Påhittad")
        assert [each.number for each in service.register.versions("test-b")] == [1]
        assert not asked
    finally:
        service.close()


def test_a_start_reads_what_changed_since(lib: Library, stored: Path, asked: list[str]) -> None:
    """The file is of an older entry, as after a kill: one centre was changed since, one withdrawn, one is new."""
    file = stored / "store" / "register"
    before = file.read_bytes()
    service = begun(lib, stored)
    write(service, described("test-a", "Ändrad"), Drop(graph_of("test-b"), BY), described("test-aa"))
    service.close()
    assert file.read_bytes() != before
    file.write_bytes(before)
    asked.clear()
    service = begun(lib, stored)
    try:
        assert listed(service) == {"test-a": "Ändrad", "test-aa": "Påhittad", "test-c": "Påhittad"}
        assert sorted(asked) == ["test-a", "test-aa", "test-b"]
        assert service.register.changed() >= {"test-a", "test-aa", "test-b", "test-c"}
    finally:
        service.close()


def _other(name: str, value: object) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        head, _, rest = data.partition(b"\n")
        return msgspec.json.encode(msgspec.json.decode(head) | {name: value}) + b"\n" + rest

    return change


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "head": lambda data: data.partition(b"\n")[0],
    "flipped": lambda data: data.replace("Påhittad".encode(), b"Pahittade", 1),
    "line-lost": lambda data: data.partition(b"\n")[0] + b"\n[]\n",
    "no-json": lambda _: b"\xff\xfe{",
    "form": _other("form", 0),
    "version": _other("version", "0.0.1"),
    "bundle": _other("bundle", "another"),
    "hash": _other("hash", "0" * 64),
    "ahead": _other("number", 1_000),
    "before-its-time": _other("number", 1),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_used_is_a_slow_start(lib: Library, stored: Path, asked: list[str], kind: str) -> None:
    """Broken, of another form, version or bundle, or of a journal that went another way: all are read anew."""
    file = stored / "store" / "register"
    file.write_bytes(BROKEN[kind](file.read_bytes()))
    begins_by_reading_all(lib, stored, asked)
    asked.clear()
    service = begun(lib, stored)
    service.close()
    assert not asked


def test_the_register_of_another_store_is_not_believed(
    lib: Library, stored: Path, tmp_path_factory: pytest.TempPathFactory, asked: list[str]
) -> None:
    """As many entries, other centres."""
    other = tmp_path_factory.mktemp("other")
    service = begun(lib, other)
    write(service, *(described(name.replace("test", "other")) for name in NAMES))
    service.close()
    (stored / "store" / "register").write_bytes((other / "store" / "register").read_bytes())
    asked.clear()
    begins_by_reading_all(lib, stored, asked)


def begins_by_reading_all(lib: Library, stored: Path, asked: list[str]) -> None:
    """A service that begins has every centre read by workers, and lists all."""
    service = begun(lib, stored)
    try:
        assert listed(service) == dict.fromkeys(NAMES, "Påhittad")
        assert sorted(asked) == list(NAMES)
    finally:
        service.close()


def test_reading_goes_on_where_it_was_broken_off(
    lib: Library, stored: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    """A worker ends in the middle: nothing partial is told, and what was read is not read again unless it changed."""
    monkeypatch.setattr("samsyn.workers.register._AT_A_TIME", 1)
    (stored / "store" / "register").unlink()
    run = Pool.run

    def broken(pool: Pool, job: Any, *rest: Any) -> object:
        if isinstance(job, ReadCentres) and job.centres == ("test-c",):
            raise RuntimeError("broken off")
        return run(pool, job, *rest)

    service = Service(lib, place=Place(stored / "store", bare=True), today=lambda: DAY)
    service.start()
    assert service.wait_ready(60)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(Pool, "run", broken)
            with pytest.raises(RuntimeError):
                service.register.refresh()
        assert not service.register.is_whole
        assert service.register.progress == (2, 3)
        assert not service.register.versions("test-a")
        asked.clear()
        for result in service.scribe.write([described("test-b", "Ändrad")]):
            assert not isinstance(result, Exception)
        service.register.refresh()
        assert listed(service) == {"test-a": "Påhittad", "test-b": "Ändrad", "test-c": "Påhittad"}
        assert asked == ["test-b", "test-c"]
    finally:
        service.close()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[type], threading.Event]]:
    """Holds up jobs of a kind until an event."""
    events, run = dict[type, threading.Event](), Pool.run

    def waiting(pool: Pool, job: Any, *rest: Any) -> object:
        if type(job) in events:
            assert events[type(job)].wait(60)
        return run(pool, job, *rest)

    def hold(kind: type) -> threading.Event:
        return events.setdefault(kind, threading.Event())

    monkeypatch.setattr(Pool, "run", waiting)
    yield hold
    for each in events.values():
        each.set()


def test_no_list_is_told_until_it_is_whole(lib: Library, stored: Path, held: Callable[[type], threading.Event]) -> None:
    """503 with what is wrong and when to come again, while what needs no list is answered; then all of them."""
    (stored / "store" / "register").unlink()
    go = held(ReadCentres)
    service = Service(
        lib, Limits(wait_seconds=0.2), Place(stored / "store"), today=lambda: DAY
    )  # not bare: the bundled ones are at hand, and no part of the answer all the same
    service.start()
    client = TestClient(create_app(lib, service))
    try:
        _until(lambda: bool(service.register.progress[1]))
        for path in ("/centres", "/centres/test-a", "/centres/alingsas-sollebrunn", "/fulfilment", "/decisions"):
            answer = client.get(path, headers={"accept": "application/json"})
            assert answer.status_code == 503, path
            assert answer.json()["type"] == f"{TYPES}catching-up"
            assert answer.headers["retry-after"]
        ready = client.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["register"]["of"] == len(lib.centres) + len(NAMES)
        assert client.get("/agreements/se-o-vg-common-2024").status_code == 200
        assert client.get("/compare?left=se-o-vg-common-2024&right=se-nat-ffff").status_code == 200
        assert client.get("/sparql?query=ASK{?s ?p ?o}", headers={"accept": "application/json"}).json()["boolean"]
        go.set()
        _until(lambda: service.ready)
        assert len(client.get("/centres").json()["items"]) == len(lib.centres) + len(NAMES)
    finally:
        go.set()
        service.close()


def test_a_service_is_ready_while_assessments_are_under_way_and_says_so(
    lib: Library, tmp_path: Path, held: Callable[[type], threading.Event]
) -> None:
    """Lists and questions are answered, each with how far the assessments are, until all are in step."""
    go = held(Assess)
    service = Service(lib, place=Place(tmp_path / "store"), today=lambda: DAY)
    service.start()
    client = TestClient(create_app(lib, service))
    ask = {"query": "ASK { ?s ?p ?o }"}
    try:
        assert service.wait_ready(60)
        told = client.get("/health/ready")
        assert told.status_code == 200
        assert told.json()["assessed"] == {"centres": 0, "of": len(lib.centres)}
        assert (told.json()["as_of"], told.json()["in_step"]) == (DAY, False)
        behind = f'centres=0, of={len(lib.centres)}, as-of="{DAY}"'
        for path in ("/centres", "/sparql", "/questions/centres-by-requirement", "/id/graph/assessments"):
            assert client.get(path, params=ask if path == "/sparql" else None).headers[HEADER] == behind, path
        question = client.get("/questions/centres-by-requirement")
        assert question.json()["assessed"] == told.json()["assessed"]
        for path in ("/questions/centres-by-requirement", "/query?query=ASK{?s ?p ?o}&answer=1"):
            page = client.get(path, headers={"accept": "text/html"}).text
            assert f"0 av {len(lib.centres)} verksamheter är bedömda enligt läget 1 juni 2024" in page
        go.set()
        assert service.wait_in_step(120)
        assert "assessed" not in client.get("/questions/centres-by-requirement").json()
        assert client.get("/health/ready").json()["in_step"]
        assert HEADER not in client.get("/sparql", params=ask).headers
    finally:
        go.set()
        service.close()


def test_only_what_changed_is_looked_at_anew(lib: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a write that brings no assessments, one basis is worked out; on another day all are."""
    worked, of = list[Sequence[str]](), Bases.of

    def noting(self: Bases, places: Sequence[str], token: str, day: str) -> str:
        worked.append(places)
        return of(self, places, token, day)

    days = [DAY]
    service = Service(lib, place=Place(tmp_path / "store"), today=lambda: days[-1])
    service.start()
    assert service.wait_in_step(120)
    assert service.upkeep
    try:
        monkeypatch.setattr(Bases, "of", noting)
        for result in service.scribe.write([described("test-late")]):
            assert not isinstance(result, Exception)
        _until(lambda: service.upkeep is not None and service.upkeep.progress == (len(lib.centres) + 1,) * 2)
        assert len(worked) == 1
        for result in service.scribe.write([Drop(graph_of("test-late"), BY)]):
            assert not isinstance(result, Exception)
        _until(lambda: service.scribe.now is not None and not service.scribe.now.derived[f"{_ASSESSED}test-late"])
        assert len(worked) == 1
        monkeypatch.setattr(upkeep, "_LOOK", 0.1)
        days.append("2024-06-02")
        service.upkeep._wake.set()
        _until(lambda: len(worked) > len(lib.centres))
        assert len(worked) == 1 + len(lib.centres)
    finally:
        service.close()


_ASSESSED = "https://w3id.org/samsyn/id/graph/assessments/"


def test_a_centre_is_found_by_its_id_among_many(lib: Library) -> None:
    """Without looking at all of them; the near ones of one that is not there are a few."""
    first = lib.centres[0]
    many = tuple(msgspec.structs.replace(first, id=f"test-{number:06}") for number in range(20_000))
    library = lib.holding(many)
    assert library.centre("test-012345") is many[12_345]
    assert library.find("test-0123455") is None
    assert library.find("zzz") is None
    with pytest.raises(Exception, match="There is no centre") as raised:
        library.centre("test-0123455")
    assert len(raised.value.valid) <= 100  # type: ignore[attr-defined]
    assert sum(library.places.values()) == 20_000
    assert sum(lib.places.values()) == len(lib.centres)


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    for _ in range(int(seconds * 20)):
        if holds():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not come about")


def test_what_was_kept_is_no_part_of_a_backup(stored: Path) -> None:
    """It is made anew of what is."""
    from samsyn.store.disk.backup import backup
    from samsyn.store.disk.checking import check

    backup(stored / "store", stored / "copy")
    assert not (stored / "copy" / "register").exists()
    assert not check(stored / "store").faults
    assert not check(stored / "copy").faults
    head = json.loads((stored / "store" / "register").read_bytes().partition(b"\n")[0])
    assert head["centres"] == len(NAMES)


def test_a_long_list_is_told_in_parts(client: TestClient, lib: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each tells where the next one is, in the same form, with the same choice; together they are all."""
    monkeypatch.setattr("samsyn.http.centres._TOGETHER", 30)
    found, url = list[str](), "/centres?status=operating"
    while url:
        answer = client.get(url).json()
        assert len(answer["items"]) <= 30
        found += [each["id"] for each in answer["items"]]
        url = answer["next"]
    assert found == [each.id for each in lib.centres if each.status == "operating"]
    assert len(found) > 30
    table = client.get("/centres.csv")
    assert len(table.text.splitlines()) == 31
    following = client.get(table.links["next"]["url"])
    assert following.headers["content-type"].startswith("text/csv")
    assert following.text.splitlines()[1].startswith(lib.centres[30].id)
    page = client.get("/centres", params={"lang": "en"}, headers={"accept": "text/html"}).text
    assert f"{len(lib.centres)} centres 30 of them are shown here." in page
    assert f"after={lib.centres[29].id}" in page


def test_one_graph_is_found_among_those_of_many_centres(client: TestClient) -> None:
    """By its own address, and below its folder."""
    for path in ("data/centres/alingsas-sollebrunn", "assessments/alingsas-sollebrunn"):
        answer = client.get(f"/id/graph/{path}", headers={"accept": "text/turtle"})
        assert "alingsas-sollebrunn" in answer.text, path
        assert "trollhattan" not in answer.text, path
    assert "trollhattan" in client.get("/id/graph/data/centres", headers={"accept": "text/turtle"}).text
