"""Loading, dumping, backing up, restoring and checking a store: whole or not at all, and no damage unnoticed."""

import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner, Result

import crash_play
from samsyn.cli import app
from samsyn.errors import BadInput, EmptyInput, FileTrouble, NotRdf, SamsynError, StoreBroken, StoreFull, TooLarge
from samsyn.store.disk import history, journal
from samsyn.store.disk.backup import backup
from samsyn.store.disk.checking import check
from samsyn.store.disk.files import Files
from samsyn.store.disk.generations import numbers
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.sight import LastTold
from samsyn.store.disk.store import DiskStore
from samsyn.store.formats import rdf_format
from samsyn.store.port import Add, Bundle, Derive, Receipt, Replace
from samsyn.workers.forks import environment
from stores import BY, DERIVED, Forgetful, PowerCut, held, merge, opened

QUADS = b"""_:x <http://e/p> "a <b> . \\" _:y" <http://e/g> .
_:x <http://e/p> _:y <http://e/h> .
<http://e/a> <http://e/p> "1"@sv-SE <http://e/h> .
<http://e/a> <http://e/p> "1"@sv-SE <http://e/g> .
"""
TURTLE = b"@prefix e: <http://e/> . e:a e:p [ e:q 1 ] , 'x'@sv ."
NAMED = "http://e/named"


def run(*args: object) -> Result:
    """What a command comes to, in English."""
    return CliRunner().invoke(app, [*map(str, args), "--lang", "en"])


def _load(store: DiskStore, data: bytes, form: str = "n-quads", graph: str | None = None) -> tuple[int, int]:
    file = store.layout.root.parent / "source"
    file.write_bytes(data)
    found = store.load(file, rdf_format(form), graph, BY)
    return found.statements, found.graphs


def _shape(found: set[ox.Quad]) -> ox.Dataset:
    """Quads without the names of blank nodes."""
    dataset = ox.Dataset(found)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


# load


def test_a_file_is_one_entry_and_a_replay_gives_the_same(folder: Path) -> None:
    """Graphs as they are named, the merge beside them, blank nodes of its own that a rebuild keeps."""
    store = opened(folder / "store")
    assert _load(store, QUADS) == (4, 2)
    found = held(store)
    assert len(found) == 7
    merge(found)
    (line,) = journal.lines(store.layout.journal, 0)
    assert (line.entry.kind, line.entry.about, line.entry.who) == ("load", ("http://e/g", "http://e/h"), BY.who)
    assert (store.head("http://e/g"), store.head("http://e/k")) == (1, 0)
    store.close()
    shutil.rmtree(store.layout.generations)
    again = opened(store.layout.root)
    assert held(again) == found
    again.close()


def test_what_is_loaded_twice_is_added(folder: Path) -> None:
    """Statements are a set; blank nodes are each document's own."""
    store = opened(folder / "store")
    store.write([Replace("http://e/g", b"<http://e/kept> <http://e/p> <http://e/b> .\n", BY)])
    for _ in range(2):
        _load(store, QUADS)
    found = held(store)
    merge(found)
    named = [quad for quad in found if quad.graph_name == ox.NamedNode("http://e/g")]
    assert len(named) == 4
    store.close()


@pytest.mark.parametrize("form", ["turtle", "n-triples", "rdf-xml", "json-ld", "trig"])
def test_statements_without_a_graph_get_the_one_that_is_named(folder: Path, form: str) -> None:
    """In every format; without a name they are refused, since the default graph follows the others."""
    triples = list(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE))
    data = ox.serialize(triples, format=rdf_format(form).engine)
    assert data
    store = opened(folder / "store")
    with pytest.raises(BadInput, match="default graph"):
        _load(store, data, form)
    assert held(store) == set()
    assert _load(store, data, form, NAMED) == (3, 1)
    found = held(store)
    merge(found)
    assert {str(quad.graph_name) for quad in found} == {f"<{NAMED}>", "DEFAULT"}
    store.close()


def test_a_store_whose_default_graph_is_its_own_takes_statements_without_a_name(folder: Path) -> None:
    """Nothing is merged there."""
    store = opened(folder / "store", default_graph="own")
    assert _load(store, TURTLE, "turtle") == (3, 1)
    assert {quad.graph_name for quad in held(store)} == {ox.DefaultGraph()}
    store.close()


@pytest.mark.parametrize(
    ("data", "form", "error"),
    [
        (b"", "n-quads", EmptyInput),
        (b"# nothing\n", "n-quads", EmptyInput),
        (QUADS + b"nonsense\n", "n-quads", NotRdf),
        (QUADS.replace(b"<http://e/h>", b"_:g"), "n-quads", BadInput),
        (b"<http://e/a> <http://e/p> <<( <http://e/a> <http://e/p> 1 )>> <http://e/g> .\n", "n-quads", BadInput),
        (b'<http://e/a> <http://e/p> "x"@sv--ltr <http://e/g> .\n', "n-quads", NotRdf),
        (b"<http://e/a> <http://e/p> " + b"<<( <http://e/a> <http://e/p> " * 30_000, "n-quads", TooLarge),
        (b"<http://e/a> <http://e/p> " + b"[ <http://e/p> " * 30_000, "turtle", TooLarge),
        (QUADS.replace(b"http://e/h", DERIVED.encode()), "n-quads", BadInput),
    ],
)
def test_what_cannot_be_loaded_leaves_nothing(folder: Path, data: bytes, form: str, error: type[SamsynError]) -> None:
    """Not a statement, not an entry, not a file; the next write is made."""
    store = opened(folder / "store")
    store.write([Derive(DERIVED, b"<http://e/a> <http://e/p> <http://e/b> .\n", "monday")])
    before = held(store)
    with pytest.raises(error):
        _load(store, data, form)
    assert held(store) == before
    assert list(store.layout.submissions.iterdir()) == []
    assert list(journal.lines(store.layout.journal, 0)) == []
    _load(store, QUADS)
    merge(held(store))
    store.close()


def test_a_fault_is_told_with_its_line(folder: Path) -> None:
    """Of a file of lines too, which is never read as a whole."""
    store = opened(folder / "store")
    with pytest.raises(NotRdf) as caught:
        _load(store, QUADS + b"nonsense\n")
    assert caught.value.where.line == 5
    store.close()


def test_a_graph_that_was_loaded_has_a_past(folder: Path) -> None:
    """What it held after each entry, of a file with other graphs as of one of its own; a damaged file is told."""
    store = opened(folder / "store")
    _load(store, QUADS)
    store.write([Add("http://e/g", b"<http://e/a> <http://e/p> <http://e/b> .\n", BY)])
    (line, _) = journal.lines(store.layout.journal, 0)
    first, second = (history.past(store.layout, "http://e/g", number) for number in (1, 2))
    index = held(store)
    store.close()
    assert len(first.splitlines()) == 2
    assert set(second.splitlines()) == {*first.splitlines(), b"<http://e/a> <http://e/p> <http://e/b> ."}
    assert {quad.triple for quad in index if quad.graph_name == ox.NamedNode("http://e/g")} == {
        quad.triple for quad in ox.parse(second, format=ox.RdfFormat.N_TRIPLES)
    }
    (store.layout.submissions / line.entry.payload).write_bytes(b"")
    with pytest.raises(StoreBroken):
        history.past(store.layout, "http://e/g", 1)


def test_what_is_loaded_takes_the_place_of_what_is_bundled(folder: Path) -> None:
    """A graph that somebody loaded into is theirs."""
    store = opened(folder / "store")
    store.write([Bundle((("http://e/g", b""), ("http://e/k", b"")), "1", BY)])
    _load(store, QUADS)
    assert store.state.bundled == ("http://e/k",)
    store.close()


class _Full(Files):
    def sync(self, path: Path) -> None:
        raise OSError(28, "No space left on device")


def test_a_full_disk_refuses_a_load(folder: Path) -> None:
    """And keeps nothing of it."""
    store = opened(folder / "store", files=_Full())
    with pytest.raises(StoreFull):
        _load(store, QUADS)
    assert list(store.layout.submissions.iterdir()) == []
    store.close()


@pytest.mark.parametrize("cut", range(1, 14))
def test_a_power_cut_during_a_load_leaves_all_or_nothing(folder: Path, cut: int) -> None:
    """At each step; what was told to be done is there."""
    opened(folder / "store").close()
    files, done = Forgetful(cut), False
    store = DiskStore(folder / "store", tell=lambda _: None, files=files)
    try:
        store.open()
        _load(store, QUADS)
        done = True
    except PowerCut:
        pass
    store.close()
    files.forget()
    again = opened(folder / "store")
    found = held(again)
    merge(found)
    assert len(found) == 7 if done else len(found) in (0, 7)
    again.close()


def test_no_kill_during_a_load_leaves_half(tmp_path: Path) -> None:
    """Killed at any moment, three times."""
    _kill_loads(tmp_path, 3, seed=1)


@pytest.mark.long
def test_fifty_kills_during_loads_leave_nothing_half(tmp_path: Path) -> None:
    """The same fifty times."""
    _kill_loads(tmp_path, 50, seed=2)


def _kill_loads(folder: Path, kills: int, seed: int) -> None:
    chance, size = random.Random(seed), 30_000
    for each in range(kills):
        file = folder / f"f{each}.nq"
        file.write_text("".join(f"<http://e/{n}> <http://e/p> _:b{n} <http://e/g{each}> .\n" for n in range(size)))
        command = [sys.executable, "-m", "samsyn", "load", str(file), "--store", str(folder / "store")]
        loading = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment())
        time.sleep(chance.uniform(0.3, 3))
        loading.kill()
        done = loading.wait() == 0
        file.unlink()
        store = opened(folder / "store")
        found = len(held(store, f"http://e/g{each}"))
        assert found == size if done else found in (0, size)
        store.close()
        if each % 10 == kills % 10 or each == kills - 1:
            assert check(folder / "store").faults == ()


def test_the_command_loads_and_says_how_much(tmp_path: Path) -> None:
    """A graph for each file where the name says so; where the store is taken, it names who has it."""
    (tmp_path / "a.ttl").write_bytes(TURTLE)
    (tmp_path / "b.nq").write_bytes(QUADS)
    store = tmp_path / "store"
    done = run("load", tmp_path / "a.ttl", tmp_path / "b.nq", "--graph", "http://e/{name}", "--store", store)
    assert done.exit_code == 0, done.stderr
    assert "triples: 3, graphs: 1," in done.stderr
    assert "triples: 4, graphs: 2," in done.stderr
    asked = run("query", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", "-f", "csv", "--store", store)
    assert asked.stdout.split() == ["g", "http://e/a", "http://e/g", "http://e/h"]
    taken = opened(store)
    refused = run("load", tmp_path / "b.nq", "--store", store)
    assert refused.exit_code == 2
    assert Layout(store).lock.read_text() in refused.stderr
    taken.close()
    assert run("load", tmp_path / "none.nq", "--store", store).exit_code == 2
    assert run("load", tmp_path / "b.nq", "--graph", "no iri", "--store", store).exit_code == 0
    assert run("load", tmp_path / "a.ttl", "--graph", "no iri", "--store", store).exit_code == 2


# dump


@pytest.mark.parametrize("form", ["nquads", "trig"])
def test_a_dump_that_is_loaded_is_the_same(tmp_path: Path, form: str) -> None:
    """Every graph but those that follow from others, which are there when asked for."""
    store = opened(tmp_path / "store")
    _load(store, QUADS)
    store.write([Derive(DERIVED, b"<http://e/a> <http://e/d> <http://e/b> .\n", "monday")])
    file = tmp_path / "dump"
    assert run("dump", "-f", form, "-o", file, "--store", tmp_path / "store").exit_code == 0
    again = opened(tmp_path / "again")
    again.load(file, rdf_format(form), None, BY)
    store.write([Derive(DERIVED, b"", "tuesday")])
    assert _shape(held(again)) == _shape(held(store))
    store.write([Derive(DERIVED, b"<http://e/a> <http://e/d> <http://e/b> .\n", "monday")])
    assert DERIVED in run("dump", "--derived", "--store", tmp_path / "store").stdout
    assert DERIVED not in run("dump", "--store", tmp_path / "store").stdout
    again.close()
    store.close()


# backup and restore


def test_a_backup_is_a_store(tmp_path: Path) -> None:
    """It opens, holds the same, and can be rebuilt from its files; tokens come along."""
    store = opened(tmp_path / "store")
    _load(store, QUADS)
    store.write([Add("http://e/g", b"<http://e/z> <http://e/p> _:n .\n", BY)])
    (tmp_path / "store" / "tokens").write_text("{}")
    before = held(store)
    done = run("backup", tmp_path / "kept" / "b", "--store", tmp_path / "store")
    assert done.exit_code == 0, done.stderr
    assert "writes: 2," in done.stderr
    store.close()
    assert check(tmp_path / "kept" / "b").faults == ()
    assert run("restore", tmp_path / "kept" / "b", "--store", tmp_path / "new").exit_code == 0
    assert (tmp_path / "new" / "tokens").read_text() == "{}"
    for rebuilt in (False, True):
        if rebuilt:
            shutil.rmtree(tmp_path / "new" / "generations")
        again = opened(tmp_path / "new")
        assert held(again) == before
        again.close()


def test_a_restore_harms_nothing_that_is_there(tmp_path: Path) -> None:
    """It refuses a folder with something in it; told to replace it, it moves that aside, unless it is in use."""
    first, second = opened(tmp_path / "one"), opened(tmp_path / "two")
    _load(first, QUADS)
    kept = backup(tmp_path / "one", tmp_path / "b")
    assert (kept.entries, kept.files) == (1, 1)
    restore = ("restore", tmp_path / "b", "--store", tmp_path / "two")
    assert run(*restore).exit_code == 2
    assert run(*restore, "--replace").exit_code == 2
    second.close()
    assert run(*restore, "--replace").exit_code == 0
    assert (tmp_path / "two.before-1" / "samsyn-store.json").exists()
    again = opened(tmp_path / "two")
    assert held(again) == held(first)
    again.close()
    assert run("restore", tmp_path / "b", "--store", tmp_path / "b").exit_code == 2
    assert run("restore", tmp_path / "nothing", "--store", tmp_path / "c").exit_code == 2
    with pytest.raises(FileTrouble):
        backup(tmp_path / "one", tmp_path / "two")
    first.close()


def test_no_backup_is_made_of_what_is_damaged(tmp_path: Path) -> None:
    """Nor is anything left of it."""
    store = opened(tmp_path / "store")
    _load(store, QUADS)
    store.close()
    (file,) = store.layout.submissions.iterdir()
    file.write_bytes(b"else")
    with pytest.raises(StoreBroken):
        backup(tmp_path / "store", tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("b")] == []


def test_a_backup_while_writing_holds_what_was_acknowledged(tmp_path: Path) -> None:
    """Every write that was told to be durable before it began, and no half one; five times."""
    _back_up(tmp_path, 5)


@pytest.mark.long
def test_fifty_backups_while_writing_hold_what_was_acknowledged(tmp_path: Path) -> None:
    """The same fifty times."""
    _back_up(tmp_path, 50)


def _back_up(folder: Path, times: int) -> None:
    command = [sys.executable, crash_play.__file__, str(folder / "store"), "0"]
    play = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    told = list[str]()
    try:
        assert play.stdout
        assert play.stdout.readline() == "ready\n"
        listening = threading.Thread(target=lambda: told.extend(line.strip() for line in play.stdout or ()))
        listening.start()
        for each in range(times):
            time.sleep(0.3)
            acknowledged, target = set(told), folder / f"b{each}"
            backup(folder / "store", target)
            assert check(target).faults == ()
            if each % 2:
                shutil.rmtree(target / "generations")
            again = opened(target)
            found = held(again)
            merge(found)
            sizes = dict[str, int]()
            for quad in found:
                name = getattr(quad.graph_name, "value", "")
                sizes[name] = sizes.get(name, 0) + 1
            sizes.pop("", None)
            again.close()
            shutil.rmtree(target)
            assert acknowledged <= sizes.keys()
            assert set(sizes.values()) <= {crash_play.SIZE}
    finally:
        play.kill()
        play.wait()
    listening.join()
    play.stdout.close()
    assert len(told) > times


# check


def _store(root: Path) -> DiskStore:
    store = opened(root)
    _load(store, QUADS)
    for number in range(4):
        (made,) = store.write([Replace("http://e/k", f'<http://e/{number}> <http://e/p> "x" .\n'.encode(), BY)])
        assert isinstance(made, Receipt)
    store.write([Derive(DERIVED, b'<http://e/a> <http://e/d> "y" .\n', "monday")])
    store.tidy()
    store.close()
    return store


def test_a_sound_store_has_no_faults(tmp_path: Path) -> None:
    """The command says what there is, and ends with 0."""
    _store(tmp_path / "store")
    done = run("check", "--store", tmp_path / "store")
    assert done.exit_code == 0
    assert done.stdout == "The store is sound (writes: 5, files: 6, generations: 3).\n"
    assert run("check", "--store", tmp_path).exit_code == 2


@pytest.mark.parametrize("what", ["journal", "end", "cut", "first", "file", "gone", "table", "seal", "part"])
def test_every_damage_is_found(tmp_path: Path, what: str) -> None:
    """With what would mend it, and exit code 1; nothing is changed."""
    layout = _store(tmp_path / "store").layout
    lines = layout.journal.read_bytes().splitlines(keepends=True)
    newest = layout.generations / str(max(numbers(layout.generations)))
    file = layout.submissions / next(journal.lines(layout.journal, 2)).entry.payload
    if what == "journal":
        layout.journal.write_bytes(b"".join((*lines[:2], lines[2][:80] + b"?" + lines[2][81:], *lines[3:])))
    elif what == "end":
        layout.journal.write_bytes(b"".join(lines)[:-4])
    elif what == "cut":
        layout.journal.write_bytes(b"".join(lines[:2]))
    elif what == "first":
        layout.journal.write_bytes(b"".join(lines[1:]))
    elif what == "file":
        file.write_bytes(file.read_bytes().replace(b"x", b"y"))
    elif what == "gone":
        file.unlink()
    else:
        path = next(newest.glob({"table": "*.sst", "seal": "seal.json", "part": "*.rests"}[what]))
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
    done = run("check", "--store", layout.root)
    assert done.exit_code == 1
    assert "fault: " in done.stdout


@pytest.mark.parametrize("what", ["seal.json", "*.rests"])
@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize(("lang", "word"), [("sv", "Nästa start lagar det."), ("en", "The next start mends it.")])
def test_a_dump_never_takes_what_is_derived_for_anything_else(
    tmp_path: Path, what: str, gone: bool, lang: str, word: str
) -> None:
    """Where it cannot be told which graphs are derived, it says what mends that; then it is as it was."""
    layout = _store(tmp_path / "store").layout
    (sound := tmp_path / "sound").write_bytes(run("dump", "--store", layout.root).stdout.encode())
    path = next((layout.generations / str(max(numbers(layout.generations)))).glob(what))
    path.rename(path.with_suffix(".before")) if gone else path.write_bytes(path.read_bytes()[:-1])
    done = CliRunner().invoke(app, ["dump", "--store", str(layout.root), "--lang", lang])
    if (what, gone) != ("seal.json", True):  # then it is no generation
        assert done.exit_code == 2
        assert word in " ".join(done.stderr.split())
    opened(layout.root).close()
    assert run("dump", "--store", layout.root).stdout == sound.read_text()


@pytest.mark.parametrize("command", [["dump"], ["query", "ASK {}"]])
@pytest.mark.parametrize(("lang", "word"), [("sv", "samsyn serve --store KOPIA"), ("en", "samsyn serve --store COPY")])
def test_a_folder_whose_index_lies_elsewhere_says_so(tmp_path: Path, command: list[str], lang: str, word: str) -> None:
    """And what to do: ask the other store, or make an index of a copy, which the commands named then do."""
    folder, copy = tmp_path / "store", tmp_path / "copy"
    store = _store(folder)
    LastTold(folder).note(store.state.told, Files())
    shutil.rmtree(store.layout.generations)
    store.layout.generations.mkdir()
    found = CliRunner().invoke(app, [*command, "--store", str(folder), "--lang", lang])
    assert (found.exit_code, found.stdout) == (2, "")
    assert " ".join(found.stderr.split()).count("--store-url") == 1
    assert word in " ".join(found.stderr.split())
    assert run("backup", copy, "--store", folder).exit_code == 0
    opened(copy).close()
    assert run(*command, "--store", copy).exit_code == 0


@pytest.mark.parametrize("lacking", [True, False])
def test_a_default_graph_that_is_not_the_merge_is_found(tmp_path: Path, lacking: bool) -> None:
    """Whether a triple is missing there or too many."""
    store = opened(tmp_path / "store")
    _load(store, QUADS)
    index = store._index
    assert index
    quad = next(iter(index.quads_for_pattern(None, None, None, ox.DefaultGraph())))
    if lacking:
        index.remove(quad)
    else:
        index.add(ox.Quad(quad.subject, ox.NamedNode("http://e/more"), quad.object))
    store.write([Replace("http://e/k", b"<http://e/1> <http://e/p> <http://e/b> .\n", BY)])
    store.close()
    (fault,) = check(tmp_path / "store").faults
    assert ("lacks" if lacking else "too many") in fault.what.en
