"""Who asks: the token of a request, in its Authorization header and nowhere else (RFC 6750)."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.requests import Request

from samsyn.access import Principal
from samsyn.errors import (
    BadToken,
    FileTrouble,
    MisplacedToken,
    NotAllowed,
    NoToken,
    OutOfScope,
    SamsynError,
    Swedish,
    TooManyTries,
)
from samsyn.http import address, origin, problems, trace
from samsyn.http.log import log
from samsyn.tokens import LOOKS_LIKE_A_TOKEN, Audit, Line, Tokens, refused, written_now

#: seconds that a wrong token is remembered, and how many addresses at most
WINDOW: Final = 60
_ADDRESSES: Final = 10_000
#: the names under which RFC 6750 and others would put a token
_NAMES: Final = frozenset({"access_token", "token", "authorization", "api_key", "apikey"})
_REALM: Final = 'Bearer realm="samsyn"'
_SCHEME: Final = HTTPBearer(auto_error=False, description="A token of `samsyn token create`.")
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Tries:
    """How many tokens that do not hold came from each address within a minute."""

    def __init__(self, limit: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._counts: dict[str, tuple[float, int]] = {}

    def add(self, address: str) -> bool:
        """Counts one more; whether that is too many."""
        key, now = origin.network(address), self._clock()
        begun, count = self._counts.pop(key, (now, 0))
        if now - begun >= WINDOW:
            begun, count = now, 0
        if len(self._counts) >= _ADDRESSES:
            del self._counts[next(iter(self._counts))]
        self._counts[key] = (begun, count + 1)
        return count >= self._limit


class Door:
    """One for each application: the tokens and the log of writes in the folder of the store, where there is one."""

    def __init__(self, folder: Path | None, tries: int, proxies: Sequence[origin.Network] = ()) -> None:
        self.tokens = Tokens(folder) if folder else None
        self.audit = Audit(folder) if folder else None
        self._tries = Tries(tries)
        self._proxies = proxies

    def holder(self, request: Request) -> Principal:
        """Who asks. Raises NoToken, BadToken, MisplacedToken, TooManyTries, FileTrouble; a refused write is logged."""
        try:
            token = _presented(request)
            if self.tokens is None:
                raise refused("unknown")
            return self.tokens.holder(token)
        except (NotAllowed, MisplacedToken) as error:
            too_many = self._tries.add(origin.address(request, self._proxies))
            if not too_many and request.method not in _READS:
                self.note(request, problems.of(error).slug)
            if too_many and isinstance(error, BadToken):
                raise _too_many() from error
            raise

    def note(
        self,
        request: Request,
        outcome: str,
        *,
        who: Principal | None = None,
        about: str | None = None,
        sha256: str | None = None,
    ) -> None:
        """Adds a line to the log of writes; one of an accepted write is durable.

        Raises FileTrouble for an accepted write; that another cannot be logged must not hide why it was refused.
        """
        if self.audit is None:
            return
        line = Line(
            written_now(),
            trace.of(request.scope).id,
            request.method[:20],
            request.url.path[:500],
            outcome,
            who.id if who else None,
            who.role if who else None,
            about[:1000] if about else None,
            sha256,
        )
        try:
            self.audit.add(line, durably=outcome == "accepted")
        except FileTrouble as error:
            if outcome == "accepted":
                raise
            log().error("audit", exc_info=error)


def of(request: Request) -> Door:
    """The door of the application that a request came to."""
    door = request.app.state.door
    assert isinstance(door, Door)
    return door


async def writer(request: Request, _: Annotated[object, Depends(_SCHEME)] = None) -> Principal:
    """Who asks, for routes that write. Raises NoToken, BadToken, MisplacedToken, TooManyTries, FileTrouble."""
    return of(request).holder(request)


Writer = Annotated[Principal, Depends(writer)]


def maybe(request: Request) -> Principal | None:
    """Who asks, for routes that do more for the holder of a token; None without a token. Raises as `writer`."""
    scheme = request.headers.get("authorization", "").strip().partition(" ")[0]
    return of(request).holder(request) if scheme.lower() == "bearer" else None


def refuse_tokens(pairs: Iterable[tuple[str, str]]) -> None:
    """Refuses a token in an address or in the fields of a form. Raises MisplacedToken."""
    for name, value in pairs:
        if name.lower() in _NAMES or LOOKS_LIKE_A_TOKEN.search(name) or LOOKS_LIKE_A_TOKEN.search(value):
            raise misplaced()


def in_address(path: str, query: bytes) -> bool:
    """Whether a token stands in an address."""
    if LOOKS_LIKE_A_TOKEN.search(path):
        return True
    plain = address.plain(query)
    if LOOKS_LIKE_A_TOKEN.search(plain):
        return True
    lowered = plain.lower()
    if not any(name in lowered for name in _NAMES):
        return False
    return any(name.lower() in _NAMES for name, _ in address.pairs(query))


def refused_in_address(method: str, headers: Iterable[tuple[bytes, bytes]]) -> SamsynError:
    """The error for a token in an address: to who would write with no other one, that none came along."""
    error = misplaced()
    if method in _READS or any(name.lower() == b"authorization" for name, _ in headers):
        return error
    return NoToken(error.message, advice=error.advice, sv=error.sv)


def misplaced() -> MisplacedToken:
    """The error for a token in an address or in a form."""
    return MisplacedToken(
        "A token stands in the address or in a form, where others can read it.",
        advice="Send it in the header Authorization: Bearer, and revoke this one: addresses end up in logs.",
        sv=Swedish(
            "En nyckel står i adressen eller i ett formulär, där andra kan läsa den.",
            "Skicka den i huvudet Authorization: Bearer, och återkalla den här: adresser hamnar i loggar.",
        ),
    )


def challenge(error: SamsynError) -> dict[str, str]:
    """The header that tells a client how to be let in (RFC 6750, 3), for errors that are about that."""
    if isinstance(error, NoToken):
        return {"www-authenticate": _REALM}
    kinds = {BadToken: "invalid_token", OutOfScope: "insufficient_scope", MisplacedToken: "invalid_request"}
    kind = kinds.get(type(error))
    if kind is None:
        return {}
    scope = f', scope="{" ".join(error.needed)}"' if isinstance(error, OutOfScope) else ""
    return {"www-authenticate": f'{_REALM}, error="{kind}", error_description="{error.message}"{scope}'}


def _presented(request: Request) -> str:
    """The token of a request. Raises NoToken, MisplacedToken where there are several."""
    headers = request.headers.getlist("authorization")
    if len(headers) > 1:
        raise MisplacedToken(
            "There is more than one Authorization header.",
            advice="Send one.",
            sv=Swedish("Det finns mer än ett huvud Authorization.", "Skicka ett."),
        )
    scheme, _, token = (headers or [""])[0].strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NoToken(
            "A token is needed here.",
            advice="Send it in the header Authorization: Bearer. Whoever runs the service makes them: samsyn token.",
            sv=Swedish(
                "Här behövs en nyckel.",
                "Skicka den i huvudet Authorization: Bearer. Den som driver tjänsten skapar den: samsyn token create.",
            ),
        )
    return token.strip()


def _too_many() -> TooManyTries:
    return TooManyTries(
        "Too many tokens that do not hold came from this address.",
        limit="failed_tries",
        advice=f"Try again in {WINDOW} seconds, with a token that holds.",
        sv=Swedish(
            "För många nycklar som inte gäller kom från den här adressen.",
            f"Försök igen om {WINDOW} sekunder, med en nyckel som gäller.",
        ),
    )
