"""Versions of a centre as they are told, and the tags that name them."""

import re
from typing import Any, Final

from starlette.responses import Response

from samsyn.access import ROLES
from samsyn.errors import Conflict, Swedish, UnknownThing, Withdrawn
from samsyn.http import etags
from samsyn.http.desk import Desk
from samsyn.store.disk.history import Version
from samsyn.workers import register

#: a tag of ours: the version, and the form in which it is told
_OURS: Final = re.compile(r'"([0-9a-f-]+)(?:\.[a-z-]+)?"')
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_FORMS: Final = {
    "application/json": "json",
    "text/html": "html",
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "rdf-xml",
    "text/csv": "csv",
}


def told(version: Version) -> dict[str, Any]:
    """A version as JSON: who, by role and the id of the token, never the token itself."""
    role, _, token = version.who.partition(" ")
    sent = role in ROLES
    return {
        "version": version.number,
        "when": version.when,
        "role": role if sent else None,
        "token": token if sent else None,
        "bundled": version.bundled,
        "withdrawn": version.gone,
        "source": version.source or None,
        "sha256": version.sent or None,
        "media_type": version.media_type or None,
        "restores": version.restores or None,
    }


def there(here: Desk, id: str) -> tuple[Version, ...]:
    """The versions of a centre that is there now. Raises UnknownThing, Withdrawn; none while the store is starting."""
    known = here.service.register.versions(id)
    if known and known[-1].gone:
        raise withdrawn(id)
    return known


def withdrawn(id: str) -> Withdrawn:
    """The error for a centre whose description was withdrawn."""
    return Withdrawn(
        f"The description of '{id}' was withdrawn.",
        advice=f"Its history is at /centres/{id}/versions; a new description can be sent.",
        sv=Swedish(
            f"Beskrivningen av '{id}' har tagits bort.",
            f"Historiken finns på /centres/{id}/versions; en ny beskrivning kan skickas.",
        ),
    )


def on(here: Desk, id: str, day: str) -> int | None:
    """The entry of the version to judge by on a day; None for the last. Raises UnknownThing, Withdrawn."""
    found = here.service.register.version_on(id, day)
    if found and found.gone:
        raise withdrawn(id)
    if found is None:
        here.library.centre(id)
    return found.entry if found else None


def every(here: Desk, id: str) -> tuple[Version, ...]:
    """All versions of a centre, withdrawn or not. Raises UnknownThing."""
    known = here.service.register.versions(id)
    if not known:
        here.library.centre(id)
    return known


def named(here: Desk, id: str, name: str) -> Version:
    """A version by its number, or the one that was current on a day. Raises UnknownThing."""
    known = every(here, id)
    found = None
    if _DAY.fullmatch(name):
        found = register.on(known, name)
    elif name.isascii() and name.isdigit():
        found = next((each for each in known if str(each.number) == name), None)
    if found is None:
        raise UnknownThing(
            f"There is no version '{name}' of '{id}'.",
            valid=tuple(str(each.number) for each in known),
            advice=f"/centres/{id}/versions tells which there are.",
            sv=Swedish(f"Version '{name}' av '{id}' finns inte.", f"/centres/{id}/versions visar vilka som finns."),
        )
    return found


def tag(version: Version, form: str = "") -> str:
    """The strong tag of a version, in a form or, without one, as what a condition names."""
    return f'"{version.entry}-{version.token}{"." + form if form else ""}"'


def tagged(answer: Response, version: Version) -> Response:
    """An answer of data that tells the version which it is of; a page holds more than the version."""
    form = _FORMS.get(answer.headers.get("content-type", "").partition(";")[0])
    if form and form != "html" and answer.status_code == 200:
        answer.headers["etag"] = tag(version, form)
    return answer


def require(if_match: str | None, if_none_match: str | None, now: Version | None) -> None:
    """Holds a request to its conditions, for the version there is (RFC 9110, 13.2.2). Raises Conflict."""
    found = None if now is None or now.gone else tag(now)
    well = if_match is None or etags.holds(_OURS.sub(r'"\1"', if_match.replace("-gzip", "")), found)
    if well and if_none_match is not None:
        well = etags.is_new(_OURS.sub(r'"\1"', if_none_match.replace("-gzip", "")), found)
    if not well:
        raise Conflict(
            "It is another version than the one that the request names.",
            advice="Read it again, and make the change anew.",
            sv=Swedish("Det finns en annan version än den som begäran anger.", "Läs den igen och gör om ändringen."),
        )
