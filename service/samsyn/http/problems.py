"""Errors as problem details (RFC 9457): one table from the errors to their status and their stable type."""

from dataclasses import dataclass
from typing import Any, Final

from samsyn import errors
from samsyn.errors import SamsynError
from samsyn.model import Text

TYPES: Final = "https://w3id.org/samsyn/problem/"
MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """A kind of problem: its status, the last part of its type, and its title."""

    status: int
    slug: str
    title: Text

    @property
    def type(self) -> str:
        """The IRI that stays the same whatever the words."""
        return TYPES + self.slug


TABLE: Final[dict[type[SamsynError], Problem]] = {
    errors.NotRdf: Problem(400, "not-rdf", Text("Texten går inte att tolka", "The text cannot be read")),
    errors.WrongEncoding: Problem(400, "wrong-encoding", Text("Fel teckenkodning", "Wrong encoding")),
    errors.EmptyInput: Problem(400, "empty-input", Text("Inget skickades", "Nothing was sent")),
    errors.BadQuery: Problem(400, "bad-query", Text("Frågan går inte att ställa", "The query cannot be asked")),
    errors.BadName: Problem(400, "bad-name", Text("Så heter ingen graf", "This is no name of a graph")),
    errors.NotWritable: Problem(
        409, "not-writable", Text("Grafen går inte att ändra", "The graph cannot be written to")
    ),
    errors.MisplacedToken: Problem(
        400, "misplaced-token", Text("En nyckel på fel ställe", "A token in the wrong place")
    ),
    errors.NoToken: Problem(401, "no-token", Text("En nyckel behövs", "A token is needed")),
    errors.BadToken: Problem(401, "bad-token", Text("Nyckeln gäller inte", "The token does not hold")),
    errors.OutOfScope: Problem(403, "out-of-scope", Text("Nyckeln räcker inte", "The token does not reach this far")),
    errors.UnknownThing: Problem(404, "unknown-thing", Text("Det finns inte", "There is no such thing")),
    errors.NotAcceptable: Problem(406, "not-acceptable", Text("Inget av formaten passar", "None of the formats fits")),
    errors.Conflict: Problem(412, "conflict", Text("Någon annan har ändrat det", "Somebody else has changed it")),
    errors.TooLarge: Problem(413, "too-large", Text("Det är för stort", "It is too large")),
    errors.UnknownFormat: Problem(415, "unknown-format", Text("Okänt format", "Unknown format")),
    errors.UnknownChoice: Problem(422, "unknown-choice", Text("Det valet finns inte", "There is no such choice")),
    errors.BadDate: Problem(422, "bad-date", Text("Det är inget datum", "This is no date")),
    errors.NoAgreement: Problem(422, "no-agreement", Text("Inget avtal kan väljas", "No agreement can be chosen")),
    errors.NoCentre: Problem(422, "no-centre", Text("Ingen familjecentral beskrivs", "No family centre is described")),
    errors.NotADescription: Problem(
        422, "not-a-description", Text("Beskrivningen har fel", "The description has flaws")
    ),
    errors.OfAnotherCentre: Problem(
        422, "of-another-centre", Text("Beskrivningen gäller något annat", "The description is of something else")
    ),
    errors.KeyUsed: Problem(422, "key-used", Text("Idempotency-Key har använts", "The Idempotency-Key was used")),
    errors.Withdrawn: Problem(410, "withdrawn", Text("Beskrivningen är borttagen", "The description is withdrawn")),
    errors.NotAnAgreement: Problem(422, "not-an-agreement", Text("Inget avtal", "Not an agreement")),
    errors.BadShapes: Problem(422, "bad-shapes", Text("Reglerna följer inte SHACL", "The shapes are not SHACL")),
    errors.UnsupportedShapes: Problem(
        422, "unsupported-shapes", Text("Reglerna stöds inte", "The shapes are not supported")
    ),
    errors.EvaluationFailure: Problem(
        422, "evaluation-failure", Text("Prövningen misslyckades", "The evaluation failed")
    ),
    errors.TooManyTries: Problem(
        429, "too-many-tries", Text("För många fel nycklar", "Too many tokens that do not hold")
    ),
    errors.TookTooMuch: Problem(429, "took-too-much", Text("För mycket på en gång", "Too much at a time")),
    errors.LimitReached: Problem(503, "limit-reached", Text("En gräns nåddes", "A limit was reached")),
    errors.Overloaded: Problem(503, "overloaded", Text("Ingen ledig plats just nu", "No place is free just now")),
    errors.CatchingUp: Problem(503, "catching-up", Text("Förteckningen läses in", "The register is being read")),
    errors.TookTooLong: Problem(504, "took-too-long", Text("Det tog för lång tid", "It took too long")),
    errors.NoExample: Problem(422, "no-example", Text("Inget exempel finns", "There is no example")),
    errors.Contradiction: Problem(
        500, "contradiction", Text("Tjänsten säger emot sig", "The service contradicts itself")
    ),
    errors.ReasonerUnavailable: Problem(
        503, "reasoner-unavailable", Text("Resonemangsmotorn saknas", "The reasoner is not available")
    ),
    errors.FramesUnavailable: Problem(503, "frames-unavailable", Text("pandas saknas", "pandas is not available")),
    errors.StoreFull: Problem(507, "store-full", Text("Disken är full", "The disk is full")),
    errors.StoreInUse: Problem(503, "store-in-use", Text("Lagret används redan", "The store is in use")),
    errors.StoreBroken: Problem(500, "store-broken", Text("Lagret är skadat", "The store is damaged")),
    errors.StoreTrouble: Problem(503, "store-trouble", Text("Lagret går inte att använda", "The store cannot be used")),
    errors.FileTrouble: Problem(500, "file-trouble", Text("En fil kan inte läsas", "A file cannot be read")),
    errors.BundledDataBroken: Problem(
        500, "bundled-data-broken", Text("Tjänstens egna uppgifter är trasiga", "The service's own data is broken")
    ),
}

#: what is no error of ours, by status
PLAIN: Final[dict[int, Problem]] = {
    404: Problem(404, "no-such-address", Text("Adressen finns inte", "There is no such address")),
    405: Problem(405, "method-not-allowed", Text("Så kan adressen inte användas", "The method is not allowed here")),
    412: Problem(412, "changed-since", Text("Det har ändrats sedan dess", "It has changed since then")),
    415: Problem(415, "content-encoding", Text("Kodningen stöds inte", "The encoding is not supported")),
    500: Problem(500, "internal", Text("Ett fel i tjänsten", "A fault of the service")),
}
_MALFORMED: Final = Problem(400, "malformed-request", Text("Begäran går inte att läsa", "The request cannot be read"))


def of(error: SamsynError) -> Problem:
    """The kind of problem of an error: its own, else that of the nearest class above it."""
    for kind in type(error).__mro__:
        if kind in TABLE:
            return TABLE[kind]
    return PLAIN[500]


def of_status(status: int) -> Problem:
    """The kind of problem of a bare status."""
    return PLAIN.get(status, _MALFORMED)


def document(error: SamsynError, lang: str, request_id: str = "") -> dict[str, Any]:
    """The problem details of an error, in a language; members that say nothing are left out."""
    problem = of(error)
    said = error.said(lang)
    members = {
        "type": problem.type,
        "title": problem.title.of(lang),
        "status": problem.status,
        "detail": said.message,
        "advice": said.advice,
        "name": error.where.name,
        "line": error.where.line,
        "column": error.where.column,
        "valid": list(getattr(error, "valid", ())),
        "limit": getattr(error, "limit", None),
        "needed": list(getattr(error, "needed", ())),
        "flaws": list(getattr(error, "flaws", ())),
        "request_id": request_id,
    }
    return {key: value for key, value in members.items() if value not in (None, "", [])}


def plain_document(problem: Problem, lang: str, detail: str = "", request_id: str = "") -> dict[str, Any]:
    """The problem details of what is no error of ours."""
    members = {
        "type": problem.type,
        "title": problem.title.of(lang),
        "status": problem.status,
        "detail": detail,
        "request_id": request_id,
    }
    return {key: value for key, value in members.items() if value}
