"""Every error that Samsyn raises on purpose, in one tree.

SamsynError
├── BadInput              what was sent cannot be used; says where and what to do
│   ├── NotRdf            the text does not parse
│   ├── WrongEncoding     the bytes are not UTF-8
│   ├── EmptyInput        there is nothing in it
│   ├── UnknownFormat     no RDF format is known by that name, suffix or media type
│   ├── NoCentre          the description speaks of no centre
│   ├── NotADescription   the shapes of descriptions are broken by what is to be stored
│   ├── OfAnotherCentre   what is to be stored says something of other things than the centre it is stored as
│   ├── KeyUsed           the same Idempotency-Key came with something else before
│   ├── NotAnAgreement    the file that is to hold an agreement holds none, or several
│   ├── BadShapes         the shapes break the rules of SHACL
│   ├── UnsupportedShapes the shapes use what this engine does not evaluate
│   ├── BadQuery          the query does not parse, or asks for what is refused
│   ├── BadName           a graph is named by what is no absolute IRI
│   ├── NotWritable       the graph follows from others, and cannot be written to
│   ├── MisplacedToken    a token stands where it can be read by others
│   ├── NoExample         no made-up centre was found that reaches the level asked for
│   └── UnknownChoice     an agreement, kind, mode, language or format that does not exist
│       ├── UnknownThing  the same, asked for by its address
│       ├── NotAcceptable the client accepts none of the formats that there are
│       ├── BadDate       a date that is none
│       └── NoAgreement   no known agreement covers the centre, and none was named
├── NotAllowed            who asks may not do this
│   ├── NoToken           no token came along
│   ├── BadToken          the token is unknown, expired or revoked
│   └── OutOfScope        the token may do less than this
├── Conflict              what was to be replaced is another by now
├── Withdrawn             the description was withdrawn; its history is there
├── FileTrouble           a file cannot be read or written
├── StoreTrouble          the store on disk cannot be used
│   ├── StoreFull         there is no room left on the disk
│   ├── StoreInUse        another process has it
│   └── StoreBroken       it is damaged, and what is lost cannot be told from files
├── EvaluationFailure     evaluating the shapes failed; never to be read as "conforms"
├── LimitReached          a limit on time, size or memory was hit
│   ├── TooLarge          more bytes than are accepted
│   ├── TookTooLong       stopped at its deadline
│   ├── Overloaded        no place is free just now
│   ├── CatchingUp        what was written is not taken in yet
│   ├── TooManyTries      too many wrong tokens came from there
│   └── TookTooMuch       one client has taken what one may take
├── ReasonerUnavailable   the OWL reasoner cannot be run
├── FramesUnavailable     pandas is not installed
├── Contradiction         a proof and a witness contradict each other: a fault of ours
└── BundledDataBroken     the package's own data cannot be used
"""

from msgspec import Struct


class Where(Struct, frozen=True):
    """A place in an input: its name, and the line and column (both from 1) where they are known."""

    name: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [part for part in (self.name, self.line, self.column) if part is not None]
        return ":".join(str(part) for part in parts)


class Swedish(Struct, frozen=True):
    """What an error says to somebody who reads Swedish."""

    message: str = ""
    advice: str = ""


class SamsynError(Exception):
    """Base of all; `message` says what is wrong, `advice` what to do, `where` the place, `sv` the same in Swedish."""

    def __init__(
        self, message: str, *, advice: str = "", where: Where | None = None, sv: Swedish | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.where = where or Where()
        self.sv = sv or Swedish(message, advice)

    def said(self, lang: str) -> Swedish:
        """Message and advice in a language, `sv` or `en`."""
        return self.sv if lang == "sv" else Swedish(self.message, self.advice)

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), dict(self.__dict__))

    def __str__(self) -> str:
        place = str(self.where)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} {self.advice}".rstrip()


def _restore(kind: type[SamsynError], state: dict[str, object]) -> SamsynError:
    error = kind.__new__(kind, state["message"])
    error.__dict__.update(state)
    return error


class BadInput(SamsynError):
    """What was sent cannot be used."""


class NotRdf(BadInput):
    """The text does not parse as the RDF format that it was taken for."""


class WrongEncoding(BadInput):
    """The bytes are not UTF-8."""


class EmptyInput(BadInput):
    """There is nothing in it."""


class UnknownFormat(BadInput):
    """No RDF format is known by that name, file suffix or media type."""


class NoCentre(BadInput):
    """The description speaks of no centre."""


class NotAnAgreement(BadInput):
    """The file that is to hold an agreement holds none, or several."""


class BadShapes(BadInput):
    """The shapes break the syntax rules of SHACL; `shape` is the node at fault, `stated` the property if one is."""

    shape: str | None = None
    stated: str | None = None


class UnsupportedShapes(BadInput):
    """The shapes use a feature that this engine does not evaluate; `shape` and `stated` as for BadShapes."""

    shape: str | None = None
    stated: str | None = None


class BadQuery(BadInput):
    """The query does not parse, or asks for what is refused."""


class BadName(BadInput):
    """A graph is named by what is no absolute IRI, or not as it should be."""


class NotWritable(BadInput):
    """The graph follows from others, and cannot be written to."""


class MisplacedToken(BadInput):
    """A token stands where it can be read by others: in an address, or in a form."""


class NoExample(BadInput):
    """No made-up centre was found that reaches the level asked for, or there is no such level."""


class UnknownChoice(BadInput):
    """A name that is none of the valid ones; `valid` lists those."""

    def __init__(
        self,
        message: str,
        *,
        valid: tuple[str, ...] = (),
        advice: str = "",
        where: Where | None = None,
        sv: Swedish | None = None,
    ) -> None:
        super().__init__(message, advice=advice, where=where, sv=sv)
        self.valid = valid


class UnknownThing(UnknownChoice):
    """A thing asked for by its address that does not exist."""


class NotAcceptable(UnknownChoice):
    """The client accepts none of the formats that there are; `valid` lists those."""


class BadDate(UnknownChoice):
    """A date that is none."""


class NoAgreement(UnknownChoice):
    """No known agreement covers the centre, and none was named; `valid` lists those that can be named."""


class NotAllowed(SamsynError):
    """Who asks may not do this."""


class NoToken(NotAllowed):
    """No token came along, and one is needed."""


class BadToken(NotAllowed):
    """The token is unknown, expired or revoked."""


class OutOfScope(NotAllowed):
    """The token may do less than this; `needed` are the scopes that would do."""

    needed: tuple[str, ...] = ()


class Conflict(SamsynError):
    """What was to be replaced is another by now: somebody wrote in between."""


class StoreTrouble(SamsynError):
    """The store on disk cannot be used."""


class StoreFull(StoreTrouble):
    """There is no room left on the disk; nothing of the write is kept, and writes resume when there is room."""


class StoreInUse(StoreTrouble):
    """Another process has the store."""


class StoreBroken(StoreTrouble):
    """The store is damaged, and its files do not tell all that it held: nothing is served that could be wrong."""


class FileTrouble(SamsynError):
    """A file cannot be read or written."""

    @classmethod
    def unread(cls, name: str, error: OSError) -> "FileTrouble":
        """That a file cannot be read, in the words of the operating system."""
        return cls(
            f"The file cannot be read: {error.strerror}.",
            where=Where(name),
            sv=Swedish(f"Filen går inte att läsa. Operativsystemet säger: ”{error.strerror}”."),
        )


class NotADescription(BadInput):
    """The shapes of descriptions are broken; `flaws` tells how, each as the JSON of a `samsyn.model.Flaw`."""

    flaws: tuple[dict[str, object], ...] = ()


class OfAnotherCentre(BadInput):
    """What is to be stored as one centre says something of another thing."""


class KeyUsed(BadInput):
    """The same Idempotency-Key came with something else before."""


class Withdrawn(SamsynError):
    """The description was withdrawn."""


class EvaluationFailure(SamsynError):
    """Evaluating the shapes failed (SHACL 3.4.2: a failure is not a result).

    `shape` is the shape that it came about in, `source` the node that states its query, `graph` the one of many graphs;
    None where that is not known, or there is none.
    """

    shape: str | None = None
    source: str | None = None
    graph: str | None = None

    def adding(self, en: str, sv: str) -> "EvaluationFailure":
        """The same error, that says a sentence more."""
        self.message = f"{self.message} {en}"
        self.sv = Swedish(f"{self.sv.message} {sv}", self.sv.advice)
        self.args = (self.message,)
        return self


class LimitReached(SamsynError):
    """A limit was hit; `limit` names it."""

    def __init__(
        self,
        message: str,
        *,
        limit: str = "",
        advice: str = "",
        where: Where | None = None,
        sv: Swedish | None = None,
    ) -> None:
        super().__init__(message, advice=advice, where=where, sv=sv)
        self.limit = limit


class TooLarge(LimitReached):
    """More bytes than are accepted."""


class TookTooLong(LimitReached):
    """Stopped at its deadline."""


class Overloaded(LimitReached):
    """No place is free just now."""


class CatchingUp(LimitReached):
    """What was written is not taken in yet."""


class TooManyTries(LimitReached):
    """Too many wrong tokens came from there."""


class TookTooMuch(LimitReached):
    """One client has taken what one may take; `retry_after` are the seconds after which it may come again."""

    retry_after: int = 1


class ReasonerUnavailable(SamsynError):
    """The OWL reasoner cannot be run."""


class FramesUnavailable(SamsynError):
    """pandas, of which data frames are made, is not installed."""


class Contradiction(SamsynError):
    """A proof and a witness contradict each other: one of the two procedures is at fault."""


class BundledDataBroken(SamsynError):
    """The package's own data cannot be used."""
