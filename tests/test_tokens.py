"""Tokens: how they are made, kept, noticed and refused; and the log of writes."""

import json
import os
import re
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samsyn.access import Principal
from samsyn.cli import app
from samsyn.errors import BadToken, FileTrouble, UnknownChoice
from samsyn.library import Library
from samsyn.tokens import LOOKS_LIKE_A_TOKEN, Audit, Line, Tokens, durable, hidden


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    """No token yet."""
    return Tokens(tmp_path)


def run(folder: Path, *arguments: str) -> Result:
    """What `samsyn token` says about a store."""
    return CliRunner().invoke(app, ["token", *arguments, "--store", str(folder)])


def test_a_token_is_random_and_known_by_its_prefix(tokens: Tokens) -> None:
    """32 random bytes behind `samsyn_`; no two are alike."""
    made = {tokens.create("admin")[0] for _ in range(20)}
    assert len(made) == 20
    assert all(LOOKS_LIKE_A_TOKEN.fullmatch(each) for each in made)


def test_what_is_kept_is_a_hash_that_only_the_owner_reads(tokens: Tokens, tmp_path: Path) -> None:
    """Whoever reads the file can use none of its tokens; others cannot even read it."""
    token, _ = tokens.create("admin")
    for file in tmp_path.iterdir():
        assert token.removeprefix("samsyn_") not in file.read_text()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_holder_of_a_token_is_known(tokens: Tokens) -> None:
    """Role and scope come back as they were given."""
    token, record = tokens.create("coordinator", municipalities=["1489", "1421", "1489"])
    assert tokens.holder(token) == Principal(record.id, "coordinator", None, ("1421", "1489"))
    token, record = tokens.create("region", region="14")
    assert tokens.holder(token) == Principal(record.id, "region", "14")


@pytest.mark.parametrize("token", ["", "samsyn_", "samsyn_" + "a" * 43, "é", "Bearer"])
def test_an_unknown_token_is_refused(tokens: Tokens, token: str) -> None:
    """Whatever it looks like."""
    tokens.create("admin")
    with pytest.raises(BadToken, match="unknown"):
        tokens.holder(token)


def test_a_token_ends(tokens: Tokens) -> None:
    """An expired one and a revoked one are refused, each by its name."""
    short, _ = tokens.create("admin", days=1e-9)
    long, kept = tokens.create("admin", days=2)
    assert tokens.holder(long).role == "admin"
    with pytest.raises(BadToken, match="expired"):
        tokens.holder(short)
    assert kept.expires
    assert kept.state(datetime.fromisoformat(kept.expires) - timedelta(seconds=1)) == "valid"
    assert kept.state(datetime.fromisoformat(kept.expires)) == "expired"
    tokens.revoke(kept.id)
    with pytest.raises(BadToken, match="revoked"):
        tokens.holder(long)


def test_a_service_notices_at_once(tokens: Tokens, tmp_path: Path) -> None:
    """What one process changes the next look of another sees, and nothing is read again without need."""
    service = Tokens(tmp_path)
    assert service.records() == ()
    token, record = tokens.create("admin")
    assert service.holder(token).id == record.id
    assert service.records() is service.records()
    tokens.revoke(record.id)
    with pytest.raises(BadToken, match="revoked"):
        service.holder(token)
    (tmp_path / "tokens").unlink()
    with pytest.raises(BadToken, match="unknown"):
        service.holder(token)


def test_a_revoked_token_stays_revoked_since_then(tokens: Tokens) -> None:
    """Revoking twice changes nothing; an id that is none names those there are."""
    _, record = tokens.create("admin")
    first = tokens.revoke(record.id)
    assert tokens.revoke(record.id) == first
    with pytest.raises(UnknownChoice) as caught:
        tokens.revoke("nobody")
    assert caught.value.valid == (record.id,)
    assert tokens.records() == (first,)


def test_tokens_made_at_once_are_all_kept(tmp_path: Path) -> None:
    """Several who make tokens in the same moment do not undo each other's."""
    made: list[str] = []

    def make() -> None:
        made.extend(Tokens(tmp_path).create("admin")[0] for _ in range(5))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(made) == 20
    assert {Tokens(tmp_path).holder(each).role for each in made} == {"admin"}


def test_a_write_that_fails_changes_nothing(tokens: Tokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that gives up leaves the tokens as they were, and no leftovers."""
    token, _ = tokens.create("admin")
    before = (tmp_path / "tokens").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileTrouble, match="No space"):
        tokens.create("admin")
    assert (tmp_path / "tokens").read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"tokens", "tokens.lock"}
    assert tokens.holder(token).role == "admin"


def test_a_file_is_synced_before_it_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content is on the disk before the name, and the name before anybody is told."""
    steps: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def renamed(self: Path, target: Path) -> Path:
        steps.append("name")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    durable.replace(tmp_path / "x", b"whole")
    assert steps == ["file", "name", "folder"]
    assert (tmp_path / "x").read_bytes() == b"whole"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 2, "tokens": []}', "\xff"])
def test_a_broken_file_lets_nobody_in(tokens: Tokens, tmp_path: Path, text: str) -> None:
    """It is told as such, and is never read as having no tokens, or overwritten."""
    (tmp_path / "tokens").write_text(text, encoding="latin-1")
    with pytest.raises(FileTrouble, match="tokens"):
        tokens.holder("samsyn_" + "a" * 43)
    with pytest.raises(FileTrouble, match="tokens"):
        tokens.create("admin")
    assert (tmp_path / "tokens").read_text(encoding="latin-1") == text


def test_a_token_in_a_text_is_crossed_out(tokens: Tokens) -> None:
    """Wherever it stands; other text stays."""
    token, _ = tokens.create("admin")
    assert hidden(f"a{token} {token}b") == "asamsyn_… samsyn_…b"
    assert hidden("samsyn serves") == "samsyn serves"


# the command line


def test_create_prints_the_token_alone(tmp_path: Path) -> None:
    """Standard output is the token and a line end, for scripts; the rest is on standard error."""
    result = run(tmp_path, "create", "--role", "coordinator", "-m", "1489", "-m", "Orust", "--expires", "30")
    assert result.exit_code == 0
    assert LOOKS_LIKE_A_TOKEN.fullmatch(result.stdout.removesuffix("\n"))
    (record,) = Tokens(tmp_path).records()
    assert Tokens(tmp_path).holder(result.stdout.strip()).municipalities == ("1421", "1489")
    assert record.expires
    left = datetime.fromisoformat(record.expires) - datetime.now(UTC)
    assert timedelta(days=29) < left <= timedelta(days=30)
    assert record.id in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--role", "admin", "-m", "1489"], "--role admin"),
        (["--role", "admin", "--region", "14"], "--role admin"),
        (["--role", "region"], "--region"),
        (["--role", "region", "--region", "14", "-m", "1489"], "--region"),
        (["--role", "coordinator"], "--municipality"),
        (["--role", "coordinator", "--region", "14"], "--municipality"),
        (["--role", "coordinator", "-m", "9999"], "kommun"),
        (["--role", "coordinator", "-m", "Alingsas"], "1489 Alingsås"),
        (["--role", "region", "--region", "Västra Götaland"], "14 Västra Götalands län"),
        (["--role", "king"], "coordinator"),
        (["--role", "admin", "--expires", "0"], "expires"),
    ],
)
def test_a_role_and_a_scope_that_do_not_agree_are_refused(tmp_path: Path, arguments: list[str], said: str) -> None:
    """Without a token, and with what to write instead."""
    result = run(tmp_path, "create", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in re.sub(r"\s+", " ", result.stderr)
    assert not (tmp_path / "tokens").exists()


@pytest.mark.parametrize(
    "wanted", ["14", "region-14", "Västra Götalands län", "västra götalandsregionen", "Västra Götalandsregionen"]
)
def test_a_region_is_known_by_its_names(lib: Library, wanted: str) -> None:
    """By code, by the name of the county, and by the name of the region."""
    assert lib.county(wanted) == "14"


def test_list_tells_all_but_the_token(tmp_path: Path) -> None:
    """Id, role, scope, state and times, in every format; never the token or its hash."""
    made = run(tmp_path, "create", "--role", "region", "--region", "14").stdout.strip()
    (record,) = Tokens(tmp_path).records()
    assert run(tmp_path, "revoke", record.id).exit_code == 0
    for form in ("table", "json", "csv"):
        told = run(tmp_path, "list", "--format", form)
        assert told.exit_code == 0
        assert record.id in told.stdout
        assert "region:14" in told.stdout
        assert made.removeprefix("samsyn_") not in told.stdout
        assert record.sha256 not in told.stdout
    (item,) = json.loads(run(tmp_path, "list", "--format", "json").stdout)["items"]
    assert (item["state"], item["role"], item["scope"]) == ("revoked", "region", ["region:14"])


def test_a_store_must_be_named_and_be_there(tmp_path: Path) -> None:
    """Without one, or with a name that is none, the commands say so; `create` makes the folder."""
    assert CliRunner().invoke(app, ["token", "list"], env={"SAMSYN_STORE": ""}).exit_code == 2
    nowhere = run(tmp_path / "new", "list")
    assert (nowhere.exit_code, "new" in nowhere.stderr) == (2, True)
    assert run(tmp_path / "new", "create", "--role", "admin").exit_code == 0
    assert CliRunner().invoke(app, ["token", "list"], env={"SAMSYN_STORE": str(tmp_path / "new")}).exit_code == 0
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


# the log of writes

LINE = Line("2024-06-01T12:00:00+00:00", "r1", "PUT", "/centres/x", "accepted", "t1", "admin", sha256="ab")


def _lines(folder: Path) -> list[str]:
    return (folder / "audit").read_text().splitlines()


def test_each_write_is_a_line(tmp_path: Path) -> None:
    """In order, as JSON, what is not known left out; for the owner's eyes alone."""
    audit = Audit(tmp_path)
    audit.add(LINE, durably=True)
    audit.add(Line("2024-06-01T12:00:01+00:00", "r2", "PUT", "/centres/\n", "no-token"), durably=False)
    first, second = map(json.loads, _lines(tmp_path))
    assert (first["token"], first["role"], first["sha256"]) == ("t1", "admin", "ab")
    assert set(second) == {"when", "request", "method", "path", "outcome"}
    assert stat.S_IMODE((tmp_path / "audit").stat().st_mode) == 0o600


def test_what_is_accepted_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An accepted write is on the disk when the call returns; a refused one need not be."""
    audit, synced = Audit(tmp_path), []
    audit.add(LINE, durably=False)
    monkeypatch.setattr(os, "fsync", lambda _: synced.append((tmp_path / "audit").read_text().count("\n")))
    audit.add(LINE, durably=False)
    assert synced == []
    audit.add(LINE, durably=True)
    assert synced == [3]


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut, or a full disk, the next line begins anew; and the write that found it full hears of it."""
    audit = Audit(tmp_path)
    audit.add(LINE, durably=True)
    with (tmp_path / "audit").open("ab") as file:
        file.write(b'{"when": "20')
    Audit(tmp_path).add(LINE, durably=True)
    assert [text.startswith("{") and text.endswith("}") for text in _lines(tmp_path)] == [True, False, True]
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, text: write(descriptor, text[:5]))
        with pytest.raises(FileTrouble, match="cannot be logged"):
            audit.add(LINE, durably=True)
    audit.add(LINE, durably=True)
    assert [text.endswith("}") for text in _lines(tmp_path)] == [True, False, True, False, True]


def test_lines_of_many_threads_stay_whole(tmp_path: Path) -> None:
    """Writers do not write into each other's lines."""
    audit = Audit(tmp_path)

    def add() -> None:
        for _ in range(50):
            audit.add(LINE, durably=False)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len([json.loads(text) for text in _lines(tmp_path)]) == 200
