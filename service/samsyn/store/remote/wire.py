"""Requests to a store elsewhere, by SPARQL 1.1 Protocol: queries and updates as forms (2.1.2, 2.2.1).

What every store that was tried understands: form-encoded requests, one media type in Accept, one operation an update.
"""

import ast
import contextlib
from collections.abc import Iterator
from http.client import HTTPException
from traceback import clear_frames
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPDigestAuthHandler, HTTPPasswordMgr, OpenerDirector, build_opener

from SPARQLWrapper import BASIC, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
    URITooLong,
)

from samsyn.errors import (
    BadInput,
    BadQuery,
    EvaluationFailure,
    SamsynError,
    StoreTrouble,
    Swedish,
    TookTooLong,
    TooLarge,
)
from samsyn.store.remote.place import Login, Remote

_CHUNK: Final = 1 << 16
_SAID: Final = 300
#: headers by which Virtuoso says that an answer is not whole: a time limit of its own, and a limit on rows
_CUT_BY_TIME: Final = "X-SQL-State"
_CUT_BY_ROWS: Final = "X-SPARQL-MaxRows"
#: of the answers that SPARQLWrapper does not know: that what was sent is too large, or cannot be worked on
_REFUSED: Final = frozenset({413, 422})
#: what SPARQLWrapper makes of the answers that it knows
_KNOWN: Final = {
    400: QueryBadFormed,
    401: Unauthorized,
    404: EndPointNotFound,
    414: URITooLong,
    500: EndPointInternalError,
}
#: how Virtuoso begins to tell that a statement took too long
_TIMEOUTS: Final = ("S1T00", "42000 Error The estimated execution time")


class _Request(SPARQLWrapper):
    """A request that goes by an opener of its own; SPARQLWrapper would make one with a login that of the process."""

    def __init__(self, address: str, opener: OpenerDirector) -> None:
        super().__init__(address)
        self._by = opener

    def _query(self) -> tuple[Any, str]:
        request = self._createRequest()
        try:
            return self._by.open(request, timeout=self.timeout), self.returnFormat
        except HTTPError as error:
            if error.code in _KNOWN:
                raise _KNOWN[error.code](error.read()) from error
            raise


class Wire:
    """Requests to one store. `most` bounds the bytes of one answer."""

    def __init__(self, remote: Remote, login: Login, *, most: int = 2**31) -> None:
        self._remote = remote
        self._login = login
        self._most = most

    def ask(self, text: str, accept: str, seconds: float) -> bytes:
        """The answer to a query in a media type.

        Raises BadQuery and EvaluationFailure with what the store said, TookTooLong, TooLarge, StoreTrouble where it
        does not answer, and where its answer is not whole.
        """
        wrapper = self._wrapper(self._remote.query, text, "SELECT", seconds)
        wrapper.addCustomHttpHeader("Accept", accept)
        wrapper.addParameter("timeout", str(int(seconds * 1000)))
        with self._told(BadQuery, seconds):
            response = wrapper.query().response
            with contextlib.closing(response):
                self._refuse_parts(response.headers, seconds)
                return self._whole(response)

    def update(self, text: str, seconds: float) -> None:
        """Makes one operation. Raises BadInput for what the store refuses, StoreTrouble where it does not answer."""
        wrapper = self._wrapper(self._remote.update, text, "INSERT", seconds)
        with self._told(BadInput, seconds), contextlib.closing(wrapper.query().response) as response:
            self._whole(response)

    def _wrapper(self, address: str, text: str, kind: str, seconds: float) -> Any:
        digest = self._login.user and self._login.scheme == "digest"
        wrapper = _Request(address, self._digest(address) if digest else build_opener())
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.setTimeout(max(1, int(seconds + 1)))
        wrapper.setQuery("ASK {}")  # it would look for the kind of request in the text, and may find another than it is
        wrapper.queryString, wrapper.queryType = text, kind
        if self._login.user and not digest:
            wrapper.setHTTPAuth(BASIC)
            wrapper.setCredentials(self._login.user, self._login.password, realm=self._login.realm)
        return wrapper

    def _digest(self, address: str) -> OpenerDirector:
        """Sends requests with the login, by digest access authentication (RFC 7616)."""
        known = HTTPPasswordMgr()
        known.add_password(self._login.realm, address, self._login.user, self._login.password)
        return build_opener(HTTPDigestAuthHandler(known))

    def _whole(self, response: Any) -> bytes:
        body = bytearray()
        while part := response.read(_CHUNK):
            body += part
            if len(body) > self._most:
                raise TooLarge(
                    f"The answer is larger than {self._most:,} bytes.",
                    limit="result_bytes",
                    advice="Ask for less at a time, with LIMIT and OFFSET or a narrower pattern.",
                    sv=Swedish(f"Svaret är större än {self._most} byte.", "Fråga efter mindre åt gången, med LIMIT."),
                )
        return bytes(body)

    def _refuse_parts(self, headers: Any, seconds: float) -> None:
        """Raises TookTooLong or StoreTrouble for an answer that is only a part, which is never passed off as whole."""
        if headers.get(_CUT_BY_TIME):
            raise _too_long(seconds)
        if headers.get(_CUT_BY_ROWS):
            raise StoreTrouble(
                f"The remote store gives at most {headers[_CUT_BY_ROWS]} rows, and there may be more.",
                advice="Ask for fewer with LIMIT, or set ResultSetMaxRows higher there.",
                sv=Swedish(
                    f"Det fjärranslutna lagret lämnar högst {headers[_CUT_BY_ROWS]} rader, och det kan finnas fler.",
                    "Fråga efter färre med LIMIT, eller höj ResultSetMaxRows där.",
                ),
            )

    @contextlib.contextmanager
    def _told(self, refused: type[SamsynError], seconds: float) -> Iterator[None]:
        """While it lasts, what goes wrong on the way is raised as ours, with what the store said of it."""
        try:
            yield
        except SPARQLWrapperException as error:
            _let_go(error)
            said = _said(error.args)
            kind = type(error).__name__
            if any(words in said for words in _TIMEOUTS):
                raise _too_long(seconds) from error
            if kind == "QueryBadFormed":
                raise _answered(refused, said) from error
            raise _answered(StoreTrouble if kind == "Unauthorized" else EvaluationFailure, said) from error
        except HTTPError as error:
            _let_go(error)
            kind_of_error = refused if error.code in _REFUSED else StoreTrouble
            raise _answered(kind_of_error, f"{error.code} {error.reason}") from error
        except TimeoutError as error:
            raise _too_long(seconds) from error
        except (URLError, HTTPException, OSError) as error:
            if isinstance(getattr(error, "reason", None), TimeoutError):
                raise _too_long(seconds) from error
            raise _silent(str(getattr(error, "reason", error))) from error


def _let_go(error: BaseException | None) -> None:
    """Closes the answers that an error came about with: one that asks for a login, and each try that was in vain."""
    while error:
        clear_frames(error.__traceback__)
        if isinstance(error, HTTPError):
            error.close()
        error = error.__context__


def _said(told: tuple[object, ...]) -> str:
    """What a store said of a request, without the request, which many repeat."""
    _, found, shown = " ".join(map(str, told)).rpartition("Response:\n")
    try:
        answer = ast.literal_eval(shown).decode("utf-8", "replace") if found else shown.split("\n")[0]
    except (SyntaxError, ValueError, AttributeError):
        answer = shown
    return " ".join(answer.split("\n\n")[0].split())[:_SAID]


def _answered(kind: type[SamsynError], said: str) -> SamsynError:
    return kind(
        f"The remote store answers: {said.rstrip('.')}.",
        sv=Swedish(f"Det fjärranslutna lagret svarar: ”{said.rstrip('.')}”."),
    )


def _silent(why: str) -> StoreTrouble:
    return StoreTrouble(
        f"The remote store does not answer: {why}.",
        advice="Try again in a while.",
        sv=Swedish(f"Det fjärranslutna lagret svarar inte: {why}.", "Försök igen om en stund."),
    )


def _too_long(seconds: float) -> TookTooLong:
    return TookTooLong(
        f"The remote store did not come to an end within {seconds:g} seconds.",
        limit="seconds",
        advice="Ask for less at a time.",
        sv=Swedish(
            f"Det fjärranslutna lagret blev inte klart inom {seconds:g} sekunder.", "Fråga efter mindre åt gången."
        ),
    )
