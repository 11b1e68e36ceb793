"""The file of tokens: it holds their hashes, and is written by the command line while the service reads it."""

import hmac
import secrets
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from samsyn.access import Principal, Role
from samsyn.errors import BadToken, FileTrouble, Swedish, UnknownChoice, Where
from samsyn.tokens import durable, secret

VERSION: Final = 1
NAME: Final = "tokens"


class Record(Struct, frozen=True):
    """A token as it is kept: never itself. Times are ISO 8601, in UTC."""

    id: str
    sha256: str
    role: Role
    created: str
    region: str | None = None
    municipalities: tuple[str, ...] = ()
    expires: str | None = None
    revoked: str | None = None

    def state(self, now: datetime) -> str:
        """`valid`, `revoked` or `expired`."""
        if self.revoked:
            return "revoked"
        return "expired" if self.expires and datetime.fromisoformat(self.expires) <= now else "valid"

    def principal(self) -> Principal:
        """Who holds it."""
        return Principal(self.id, self.role, self.region, self.municipalities)


class _Kept(Struct, frozen=True):
    version: int
    tokens: tuple[Record, ...]


class Tokens:
    """The tokens of a store's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._lock = threading.Lock()
        self._seen: tuple[int, ...] | None = None
        self._records: tuple[Record, ...] = ()

    def records(self) -> Sequence[Record]:
        """All tokens in the order in which they were made, read again when the file is another. Raises FileTrouble."""
        with self._lock:
            try:
                found = self._path.stat()
                stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
                if stamp != self._seen:
                    self._records = _read(self._path)
                    self._seen = stamp
            except FileNotFoundError:
                self._records, self._seen = (), None
            except OSError as error:
                raise FileTrouble.unread(str(self._path), error) from error
            return self._records

    def create(
        self, role: Role, *, region: str | None = None, municipalities: Collection[str] = (), days: float | None = None
    ) -> tuple[str, Record]:
        """A new token, and what is kept of it. Raises FileTrouble."""
        token, now = secret.make(), datetime.now(UTC)
        made = Record(
            secrets.token_hex(4),
            secret.digest(token),
            role,
            written(now),
            region,
            tuple(sorted(set(municipalities))),
            written(now + timedelta(days=days)) if days else None,
        )
        with self._changing() as kept:
            kept.append(made)
        return token, made

    def revoke(self, id: str) -> Record:
        """The token with an id, which holds no more. Raises UnknownChoice, FileTrouble."""
        with self._changing() as kept:
            for place, each in enumerate(kept):
                if each.id == id:
                    kept[place] = replace(each, revoked=each.revoked or written_now())
                    return kept[place]
            raise _unknown(id, [each.id for each in kept])

    def holder(self, token: str) -> Principal:
        """Who holds a token. Raises BadToken where it is unknown, expired or revoked; FileTrouble."""
        records = self.records()
        presented = secret.digest(token)
        found = [each for each in records if hmac.compare_digest(each.sha256, presented)]
        state = found[0].state(datetime.now(UTC)) if found else "unknown"
        if state != "valid":
            raise refused(state)
        return found[0].principal()

    @contextmanager
    def _changing(self) -> Iterator[list[Record]]:
        """The records, to be changed: what stands there at the end is kept, unless an error is raised."""
        try:
            with durable.alone(self._path.with_name(f"{NAME}.lock")):
                kept = list(_read(self._path)) if self._path.exists() else []
                yield kept
                durable.replace(self._path, msgspec.json.format(msgspec.json.encode(_Kept(VERSION, tuple(kept)))))
        except OSError as error:
            raise _unwritten(self._path, error) from error


def written(moment: datetime) -> str:
    """A moment as it is kept."""
    return moment.isoformat(timespec="seconds")


def written_now() -> str:
    """This moment as it is kept."""
    return written(datetime.now(UTC))


def prepared(folder: Path) -> Path:
    """The folder of a store, made where it is not there yet, for its owner alone. Raises FileTrouble."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileTrouble(
            f"The folder cannot be made: {error.strerror}.",
            where=Where(str(folder)),
            sv=Swedish(f"Mappen går inte att skapa. Operativsystemet säger: ”{error.strerror}”."),
        ) from error
    return folder


def refused(state: str) -> BadToken:
    """The error for a token that holds nothing, by its state."""
    swedish = {"unknown": "är inte känd", "expired": "har gått ut", "revoked": "är återkallad"}
    return BadToken(
        f"The token is {state}.",
        advice="Ask whoever runs the service for a new one.",
        sv=Swedish(f"Nyckeln {swedish[state]}.", "Be den som driver tjänsten om en ny."),
    )


def _read(path: Path) -> tuple[Record, ...]:
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _broken(path, str(error)) from error
    if kept.version != VERSION:
        raise _broken(path, f"its version is {kept.version}, not {VERSION}")
    return kept.tokens


def _broken(path: Path, why: str) -> FileTrouble:
    return FileTrouble(
        f"The file of tokens cannot be used: {why}.",
        advice="Restore it from a backup, or remove it and make new tokens.",
        where=Where(str(path)),
        sv=Swedish(f"Filen med nycklar går inte att använda ({why}).", "Återställ den, eller ta bort den och gör nya."),
    )


def _unwritten(path: Path, error: OSError) -> FileTrouble:
    return FileTrouble(
        f"The file cannot be written: {error.strerror}.",
        where=Where(str(path)),
        sv=Swedish(f"Filen går inte att skriva. Operativsystemet säger: ”{error.strerror}”."),
    )


def _unknown(wanted: str, valid: list[str]) -> UnknownChoice:
    names = ", ".join(valid)
    return UnknownChoice(
        f"There is no token '{wanted}'.",
        valid=tuple(valid),
        advice=f"Choose one of: {names}." if valid else "There is none yet.",
        sv=Swedish(f"Nyckeln '{wanted}' finns inte.", f"Välj bland: {names}." if valid else "Det finns ingen ännu."),
    )
