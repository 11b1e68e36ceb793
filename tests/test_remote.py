"""What only a store elsewhere can do to us: fall silent, refuse, cut its answers, and belong to somebody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.virtuoso import LOGIN, Virtuoso, missing
from samsyn.errors import BadInput, BadQuery, Conflict, EvaluationFailure, StoreBroken, StoreTrouble, TookTooLong
from samsyn.library import Library
from samsyn.store.disk.backup import backup
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.reading import NewestGeneration
from samsyn.store.disk.sight import LastTold
from samsyn.store.disk.store import DiskStore
from samsyn.store.port import Add, Bundle, Derive, Drop, Receipt, Replace, Update
from samsyn.store.remote import texts
from samsyn.store.remote.place import Login, Remote, remote
from samsyn.store.remote.reader import CURRENT, STATE, RemoteReader
from samsyn.store.remote.store import RemoteStore
from samsyn.store.remote.wire import Wire
from samsyn.workers.jobs import Query
from samsyn.workers.limits import Limits
from samsyn.workers.service import Place, Service
from stores import BY

G = "http://e/g"
_A = b'<http://e/a> <http://e/p> "one" .\n'
_SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_MANY = "".join(f'<http://e/{n}> <http://e/p> "{n}" .\n' for n in range(2_500)).encode()


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A Virtuoso that tells at most 5,000 rows of an answer."""
    if reason := missing():
        pytest.skip(reason)
    found = Virtuoso(tmp_path_factory.mktemp("virtuoso"), rows=5_000)
    yield found
    found.stop()


@pytest.fixture
def wire(virtuoso: Virtuoso) -> Wire:
    """A way to it, while it holds nothing of ours."""
    found = Wire(virtuoso.remote, LOGIN)
    for graph in (*_reader(found).graphs(), CURRENT, STATE):
        found.update(f"CLEAR GRAPH <{graph}>", 60)
    return found


def test_a_login_is_for_the_store_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other request of the process goes by what sends it."""
    monkeypatch.setattr("urllib.request.install_opener", lambda _: pytest.fail("it is for the whole process"))
    nobody = Remote("http://127.0.0.1:9/sparql", "http://127.0.0.1:9/sparql")
    for scheme in ("basic", "digest"):
        with pytest.raises(StoreTrouble, match="does not answer"):
            Wire(nobody, Login("dba", "secret", scheme)).ask("ASK {}", "application/sparql-results+json", 1)


def _reader(wire: Wire, seconds: float = 30) -> RemoteReader:
    return RemoteReader(lambda text, accept: wire.ask(text, accept, seconds))


def _store(folder: Path, wire: Wire) -> RemoteStore:
    found = RemoteStore(Layout(folder), wire, tell=lambda _: None)
    found.open()
    return found


def _subjects(wire: Wire) -> int:
    return _reader(wire).query("SELECT ?s { ?s ?p ?o }", "csv").body.count(b"\n") - 1


def test_what_was_sent_while_the_store_was_down_is_made_when_it_is_back(
    virtuoso: Virtuoso, wire: Wire, folder: Path
) -> None:
    """A write that is in the journal is not lost where the store elsewhere ends; it is there before the next one."""
    store = _store(folder, wire)
    store.write([Replace(G, _A, BY)])
    virtuoso.stop()
    (found,) = store.write([Add(G, b'<http://e/b> <http://e/p> "two" .\n', BY)])
    assert isinstance(found, StoreTrouble)
    virtuoso.start()
    (found,) = store.write([Add(G, b'<http://e/c> <http://e/p> "three" .\n', BY)])
    assert isinstance(found, Receipt), found
    assert found.number >= 2
    assert _subjects(wire) == found.number
    store.close()


class _Failing(Wire):
    """A way that breaks off before an update of a given number, or on which the store refuses it."""

    def __init__(self, wire: Wire, at: int, error: Exception) -> None:
        self.__dict__.update(wire.__dict__)
        self.left, self.error = at, error

    def update(self, text: str, seconds: float) -> None:
        """As it should, or not."""
        self.left -= 1
        if self.left == 0:
            raise self.error
        super().update(text, seconds)


@pytest.mark.parametrize("at", range(1, 9))
def test_a_write_that_breaks_off_anywhere_is_whole_after_the_next_start(wire: Wire, folder: Path, at: int) -> None:
    """Each request can be the last one: what is half made is made whole from the journal, the merge too."""
    store = _store(folder, wire)
    store.write([Replace(G, _MANY, BY), Replace("http://e/h", _A, BY)])
    store.close()
    failing = _store(folder, _Failing(wire, at, StoreTrouble("It is gone.")))
    (found,) = failing.write([Replace(G, _A + b"<http://e/b> <http://e/p> _:x .\n", BY)])
    failing.close()
    assert isinstance(found, StoreTrouble)
    assert "is kept" in found.message
    store = _store(folder, wire)
    store.close()
    assert store.state.number == 3
    assert _subjects(wire) == 2
    assert _reader(wire).query("ASK { GRAPH <http://e/g> { <http://e/b> ?p ?o } }", "csv").body.strip() == b"true"


@pytest.mark.parametrize("at", range(1, 13))
def test_what_is_derived_is_never_told_to_rest_on_what_it_does_not(wire: Wire, folder: Path, at: int) -> None:
    """Wherever a derivation breaks off: what the store says that it rests on, it rests on, or it says nothing."""
    graph = "http://e/d"
    store = _store(folder, wire)
    store.write([Replace(G, _A, BY), Derive(graph, _MANY, "monday")])
    store.close()
    failing = _store(folder, _Failing(wire, at, StoreTrouble("It is gone.")))
    failing.write([Derive(graph, _A, "tuesday")])
    failing.close()
    store = _store(folder, wire)
    held = len(_reader(wire).held(graph))
    assert held == {"monday": 2_500, "tuesday": 1}.get(store.state.derived[graph], held)
    (found,) = store.write([Derive(graph, _A, "tuesday")])
    assert isinstance(found, Receipt), found
    assert (dict(store.state.derived), _subjects(wire)) == ({graph: "tuesday"}, 1)
    assert _reader(wire).derived() == {graph: "tuesday"}
    store.close()


def test_a_store_that_was_made_anew_meanwhile_says_that_nothing_is_derived(wire: Wire, folder: Path) -> None:
    """Whoever was told what is derived is told that it is gone, with the next write, and works it out anew."""
    way = _Failing(wire, 0, StoreTrouble("It is gone."))
    store = _store(folder, way)
    store.write([Replace(G, _A, BY), Derive("http://e/d", _A, "monday")])
    known = store.state.derived
    way.left = 1
    (found,) = store.write([Add(G, _A, BY)])
    assert isinstance(found, StoreTrouble)
    for graph in (G, "http://e/d", CURRENT, STATE):
        wire.update(f"CLEAR GRAPH <{graph}>", 60)
    (found,) = store.write([Replace("http://e/h", _A, BY)])
    assert isinstance(found, Receipt), found
    assert store.state.derived.news(known) == {"http://e/d": ""}
    store.close()


@pytest.mark.parametrize("at", range(1, 7))
def test_what_the_store_refuses_changes_nothing(wire: Wire, folder: Path, at: int) -> None:
    """A write of which a part is refused is taken back whole, and the journal goes on without it."""
    store = _store(folder, wire)
    store.write([Replace(G, _A, BY)])
    failing = _Failing(wire, at, BadInput("No."))
    refusing = RemoteStore(Layout(folder), failing, tell=lambda _: None)
    store.close()
    refusing.open()
    (found,) = refusing.write([Add(G, _MANY, BY)])
    assert isinstance(found, BadInput)
    assert _subjects(wire) == 1
    assert refusing.head(G) == 1
    (found,) = refusing.write([Drop(G, BY, expected=1)])
    assert isinstance(found, Receipt), found
    assert found.number == 2
    assert _subjects(wire) == 0
    refusing.close()


class _Averse(Wire):
    """A way to a store that finds a fault of its own with whatever holds a word."""

    def __init__(self, wire: Wire, word: str) -> None:
        self.__dict__.update(wire.__dict__)
        self.word = word

    def update(self, text: str, seconds: float) -> None:
        """As it should, or 500."""
        if self.word in text and text.startswith("INSERT") and "GRAPH <http://e/" in text:
            raise EvaluationFailure("The remote store answers: I cannot.")
        super().update(text, seconds)


def test_a_write_that_the_store_itself_will_not_make_does_not_hold_up_others(wire: Wire, folder: Path) -> None:
    """It is tried again, and then taken back there and from the journal, and its sender told; the next one is made."""
    store = _store(folder, _Averse(wire, "poison"))
    store.write([Replace(G, _A, BY)])
    (found, after) = store.write([Add(G, b'<http://e/b> <http://e/p> "poison" .\n', BY), Add(G, _A, BY)])
    assert isinstance(found, StoreTrouble)
    assert "nothing of what was sent is kept" in found.message
    assert isinstance(after, Receipt), after
    assert after.number == 2
    assert _subjects(wire) == 1
    store.close()
    assert _store(folder, wire).state.number == 2


def test_what_nobody_was_told_of_and_the_store_refuses_is_taken_back_at_the_start(wire: Wire, folder: Path) -> None:
    """The process ended before it knew; the store that had fallen silent answers again, and will not have it."""
    store = _store(folder, wire)
    store.write([Replace(G, _A, BY)])
    store.close()
    silent = _store(folder, _Failing(wire, 2, StoreTrouble("It is gone.")))
    (found,) = silent.write([Add(G, b'<http://e/b> <http://e/p> "poison" .\n', BY)])
    assert isinstance(found, StoreTrouble)
    silent.close()
    store = _store(folder, _Averse(wire, "poison"))
    assert (store.state.number, _subjects(wire)) == (1, 1)
    assert "refused write 2" in store.damage[0]
    (found,) = store.write([Drop(G, BY, expected=1)])
    assert isinstance(found, Receipt), found
    assert _subjects(wire) == 0
    store.close()


def test_what_was_acknowledged_is_never_given_up(wire: Wire, folder: Path) -> None:
    """A store that is made anew and refuses what an earlier one took is not used; the journal stays as it is."""
    store = _store(folder, wire)
    store.write([Replace(G, _A + b'<http://e/b> <http://e/p> "poison" .\n', BY)])
    store.close()
    for graph in (G, CURRENT, STATE):
        wire.update(f"CLEAR GRAPH <{graph}>", 60)
    with pytest.raises(StoreTrouble, match="refuses write 1"):
        _store(folder, _Averse(wire, "poison"))
    store = _store(folder, wire)
    assert (store.state.number, _subjects(wire)) == (1, 2)
    store.close()


def test_what_comes_behind_a_write_that_met_silence_is_not_begun(wire: Wire, folder: Path) -> None:
    """Of writes that come together the first may be kept; the others are told that nothing of them is."""
    store = _store(folder, _Failing(wire, 2, StoreTrouble("It is gone.")))
    first, second = store.write([Replace(G, _A, BY), Replace("http://e/h", _A, BY)])
    assert isinstance(first, StoreTrouble)
    assert "is kept" in first.message
    assert isinstance(second, StoreTrouble)
    assert "nothing of this one is kept" in second.message
    store.close()
    store = _store(folder, wire)
    assert store.state.number == 1
    store.close()


def test_a_store_moves_there_and_back(wire: Wire, folder: Path) -> None:
    """The same folder, started with and without a store elsewhere: the same content, and no stale index."""
    here = DiskStore(folder, tell=lambda _: None)
    here.open()
    here.write([Bundle(((G, _A), ("http://e/h", _MANY)), "1", BY), Add(G, b"_:x <http://e/p> _:y .\n", BY)])
    here.write([Derive("http://e/d", _A, "monday")])
    before = _all(NewestGeneration(folder))
    here.close()
    there = _store(folder, wire)
    assert list((folder / "generations").iterdir()) == []
    assert _all(_reader(wire)) == before - {line for line in before if b"/d>" in line}
    there.write([Derive("http://e/d", _A, "monday"), Drop("http://e/h", BY)])
    now = _all(_reader(wire))
    assert LastTold(folder).state() == there.state.told
    there.close()
    copy = backup(folder, folder / "copy")
    assert copy.entries == 3
    for root in (folder / "copy", folder):
        here = DiskStore(root, tell=lambda _: None)
        here.open()
        here.write([Derive("http://e/d", _A, "monday")])
        assert _all(NewestGeneration(root)) == now
        assert LastTold(root).state() is None
        here.close()
    there = _store(folder, wire)
    assert _all(_reader(wire)) == now
    there.close()


def _all(reader: RemoteReader | NewestGeneration) -> set[bytes]:
    """All quads of all named graphs, as lines."""
    return set(reader.query("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }", "tsv").body.splitlines()[1:])


def test_a_store_that_was_made_anew_is_filled_from_the_journal(wire: Wire, folder: Path) -> None:
    """The store elsewhere is an index: what it lost is written there again at the next start."""
    store = _store(folder, wire)
    store.write([Replace(G, _A, BY), Add(G, _MANY, BY)])
    store.close()
    for graph in (G, CURRENT, STATE):
        wire.update(f"CLEAR GRAPH <{graph}>", 60)
    store = _store(folder, wire)
    assert _subjects(wire) == 2_501
    assert store.head(G) == 2
    (found,) = store.write([Drop(G, BY, expected=1)])
    assert isinstance(found, Conflict)
    store.close()


def test_a_store_of_another_journal_is_left_alone(wire: Wire, folder: Path) -> None:
    """Two folders never write to one store."""
    store = _store(folder / "one", wire)
    store.write([Replace(G, _A, BY)])
    store.close()
    with pytest.raises(StoreBroken):
        _store(folder / "two", wire)
    assert _subjects(wire) == 1


def test_a_cut_answer_is_never_passed_off_as_whole(wire: Wire, folder: Path) -> None:
    """Virtuoso cuts answers by rows and by time, with 200 and a header: both are errors here."""
    store = _store(folder, wire)
    store.write([Replace(G, _MANY, BY)])
    store.close()
    with pytest.raises(StoreTrouble, match="5000"):
        _reader(wire).query("SELECT ?x ?y { ?x ?p ?o . ?y ?p ?q } LIMIT 6000")
    with pytest.raises(TookTooLong):
        _reader(wire, 1).query(_SLOW)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT (<bif:file_to_string>("/etc/passwd") AS ?x) {}',
        'PREFIX f: <bif:> SELECT (f:file_to_string("/etc/passwd") AS ?x) {}',
        'PREFIX bif: <http://e/> SELECT (bif:file_to_string("/etc/passwd") AS ?x) {}',
        'BASE <http://e/> PREFIX f: <bi> SELECT (f:f:file_to_string("/etc/passwd") AS ?x) {}',
        'SELECT (<\\u0062if:file_to_string>("/etc/passwd") AS ?x) {}',
        "SELECT * { ?s <sql:f> ?o }",
    ],
)
def test_functions_of_virtuoso_alone_are_refused(text: str) -> None:
    """What reaches into the machine that the store runs on is not passed on."""
    with pytest.raises(BadQuery):
        texts.refuse_own_functions(text)
    with pytest.raises(BadQuery):
        RemoteReader(lambda *_: pytest.fail("was sent")).change(Update(text, BY))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "SELECT * \nFROM <http://e/d> WHERE {"),
        ("SELECT * { ?s ?p ?o }", "SELECT * \nFROM <http://e/d> {"),
        ("SELECT (EXISTS { ?a ?b ?c } AS ?x) { ?s ?p ?o }", "AS ?x) \nFROM <http://e/d> {"),
        ("CONSTRUCT { ?s ?p [ ] } { ?s ?p ?o }", "[ ] } \nFROM <http://e/d> {"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT \nFROM <http://e/d> WHERE {"),
        ("DESCRIBE <http://e/a> # so it is", "# so it is\nFROM <http://e/d> "),
        ("DESCRIBE ?x WHERE { ?x ?p 1 }", "DESCRIBE ?x \nFROM <http://e/d> WHERE"),
        ("PREFIX ASK: <http://e/> ASK { ?s ASK:p '{' }", "> ASK \nFROM <http://e/d> {"),
    ],
)
def test_the_graphs_are_named_where_the_grammar_has_them(text: str, place: str) -> None:
    """FROM stands before the pattern of the query itself, whatever braces come before."""
    assert place in texts.asked_of(text, ["http://e/d"], ())


@pytest.mark.parametrize("address", ["ftp://e/", "http://dba:secret@e/sparql", "e/sparql", "http://e/ x"])
def test_an_address_holds_no_password(address: str) -> None:
    """A login in an address would end up in logs; what is no address is refused too. Neither is repeated."""
    with pytest.raises(BadInput) as caught:
        remote(address)
    assert "secret" not in str(caught.value)


def test_a_wrong_login_is_told_as_such(virtuoso: Virtuoso, wire: Wire, folder: Path) -> None:
    """A store that does not let us write says so when it is opened for writing, and no password is told."""
    store = _store(folder, Wire(virtuoso.remote, Login("dba", "wrong", "digest")))
    (found,) = store.write([Replace(G, _A, BY)])
    store.close()
    assert isinstance(found, StoreTrouble)
    assert "wrong" not in str(found)


def test_a_store_that_is_not_there_is_told(folder: Path) -> None:
    """Nobody answers: that is trouble of the store, and no fault of what was sent."""
    with pytest.raises(StoreTrouble):
        _store(folder, Wire(Remote("http://127.0.0.1:9/sparql", "http://127.0.0.1:9/sparql"), Login()))


def test_the_service_asks_and_writes_there(
    virtuoso: Virtuoso, wire: Wire, lib: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers without sockets ask by a courier, which dies with them at the deadline; the writer writes."""
    monkeypatch.setenv("SAMSYN_STORE_USER", LOGIN.user)
    monkeypatch.setenv("SAMSYN_STORE_PASSWORD", LOGIN.password)
    monkeypatch.setenv("SAMSYN_STORE_AUTH", LOGIN.scheme)
    limits = Limits(query_seconds=1.5, query_workers=2)
    service = Service(lib, limits, Place(folder, "union", True, virtuoso.remote), today=lambda: "2024-06-01")
    service.start()
    try:
        assert service.wait_in_step(60)
        (found,) = service.scribe.write([Replace(G, _MANY, BY)])
        assert isinstance(found, Receipt), found
        update = "DELETE WHERE { GRAPH <http://e/g> { <http://e/7> ?p ?o } }"
        (found,) = service.scribe.write([Update(update, BY)])
        assert isinstance(found, Receipt), found
        count = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "csv")
        for _ in range(3):
            with pytest.raises(TookTooLong):
                service.pool.run(Query(_SLOW, "csv"))
            answer = service.pool.run(count)
            assert getattr(answer, "body", b"").split() == [b"n", b"2499"]
    finally:
        service.close()
