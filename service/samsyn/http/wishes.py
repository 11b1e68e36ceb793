"""What a request wishes: its language, and the format of its answer."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from samsyn import sheets
from samsyn.errors import Swedish, UnknownChoice
from samsyn.store import negotiate

LANGUAGES: Final = ("sv", "en")
MEDIA_TYPES: Final[dict[str, str]] = {
    "json": "application/json",
    "html": "text/html",
    "turtle": "text/turtle",
    "json-ld": "application/ld+json",
    "csv": "text/csv",
    "rdf-xml": "application/rdf+xml",
    "xlsx": sheets.MEDIA_TYPE,
    "rq": "application/sparql-query",
}


def language(request: Request, given: str | None = None, *, default: str = "sv") -> str:
    """The language that is asked for. Raises UnknownChoice."""
    wanted = given or request.query_params.get("lang")
    return one_of(wanted, LANGUAGES, "language", "språk") if wanted else default


def machine_language(request: Request) -> str:
    """The language of what programs read: English, unless Swedish is asked for; never an error."""
    wanted = request.query_params.get("lang")
    return wanted if wanted in LANGUAGES else "en"


def likes_html(request: Request) -> bool:
    """Whether a page is wished rather than data: by a browser, or by name."""
    form = _named(request)
    if form:
        return form == "html"
    return negotiate.best(request.headers.get("accept"), ("application/json", "text/html")) == "text/html"


def form(request: Request, offered: Mapping[str, str], given: str | None = None) -> str:
    """The format of the answer: by `format=`, by suffix, else by the Accept header. Raises UnknownChoice."""
    named = given or _named(request)
    if named:
        return one_of(named, tuple(offered), "format", "format")
    best = negotiate.best(request.headers.get("accept"), tuple(offered.values()))
    return next((key for key, media_type in offered.items() if media_type == best), next(iter(offered)))


def one_of(wanted: str, valid: tuple[str, ...], what: str, sv: str) -> str:
    """A choice that must be among the valid ones. Raises UnknownChoice naming them."""
    if wanted not in valid:
        names = ", ".join(valid)
        raise UnknownChoice(
            f"There is no {what} '{wanted}'.",
            valid=valid,
            advice=f"Choose one of: {names}.",
            sv=Swedish(f"'{wanted}' finns inte ({sv}).", f"Välj bland: {names}."),
        )
    return wanted


def _named(request: Request) -> str | None:
    """The format named in the address, as a parameter or as a suffix."""
    found = request.query_params.get("format") or getattr(request.state, "form", None)
    return str(found) if found else None
