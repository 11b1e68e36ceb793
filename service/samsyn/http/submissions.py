"""Routes that write centres: a description becomes a version, an earlier one is put back, one is withdrawn."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from samsyn.access import Principal
from samsyn.errors import BadInput, Conflict, KeyUsed, OfAnotherCentre, SamsynError, Swedish
from samsyn.http import answers, bearer, desk, history, reading, writing
from samsyn.http.desk import Desk
from samsyn.knowledge import Centre, Described
from samsyn.store.disk.history import Version, token_of
from samsyn.store.formats import FORMATS, rdf_format
from samsyn.store.port import Derive, Drop, Provenance, Replace, Write
from samsyn.workers import dataset, stored
from samsyn.workers.submitting import PutBack, ReadPast, Submit, Submitted
from samsyn.workers.troubles import WorkerFault

routes: Final = APIRouter()
#: how long a key is remembered
KEPT: Final = timedelta(hours=24)
#: how often a write is made anew that somebody overtook
_TRIES: Final = 50
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST: Final = 80
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {form.media_type: {"schema": {"type": "string"}} for form in FORMATS},
    }
}
Source = Annotated[str, Query(max_length=500, description="Where the description is from, for its history.")]


class _Wanted(Struct, frozen=True):
    """What a request comes to: the content it brought, and the entry that it puts back."""

    content: bytes = b""
    media_type: str = ""
    source: str = ""
    restores: int = 0
    withdraws: bool = False

    def is_of(self, version: Version) -> bool:
        """Whether a version is what this brings."""
        sent = hashlib.sha256(self.content).hexdigest() if self.media_type else ""
        return (version.sent, version.restores, version.gone) == (sent, self.restores, self.withdraws)


@routes.put("/centres/{id}", openapi_extra=_BODY, status_code=201)
async def put(request: Request, id: str, who: bearer.Writer, source: Source = "") -> Response:
    """Store a description as the next version of a centre: 201 for a new centre, 200 for a version of a known one."""
    here = desk.of(request)
    sent = (await reading.sent(request, names=("data",))).first("data")
    wanted = _Wanted(sent.data, rdf_format(sent.format).media_type, source)

    async def read() -> Submitted:
        return await here.have(request, Submit(sent.data, sent.format, id, desk.today()), Submitted)

    async with writing.logged(request, who, sent.data):
        _require_id(id)
        return await _written(request, id, who, wanted, read)


@routes.post("/centres/{id}/versions/{name}/restore")
async def restore(request: Request, id: str, name: str, who: bearer.Writer) -> Response:
    """Store an earlier version again, as the next one."""
    here = desk.of(request)
    async with writing.logged(request, who, b""):
        version = history.named(here, id, name)
        if version.gone:
            raise history.withdrawn(id)

        async def read() -> Submitted:
            return await here.have(request, PutBack(id, version.entry, desk.today()), Submitted)

        source = f"/centres/{id}/versions/{version.number}"
        return await _written(request, id, who, _Wanted(restores=version.entry, source=source), read)


@routes.delete("/centres/{id}", status_code=204)
async def delete(request: Request, id: str, who: bearer.Writer) -> Response:
    """Withdraw the description of a centre; its history stays."""
    async with writing.logged(request, who, b""):
        return await _written(request, id, who, _Wanted(withdraws=True), None)


async def _written(
    request: Request, id: str, who: Principal, wanted: _Wanted, read: Callable[[], Awaitable[Submitted]] | None
) -> Response:
    """Makes a write that follows the version there is; the answer.

    Whoever was overtaken begins anew, and so meets the version that overtook it, and its own request if it came twice.
    Raises BadInput, OutOfScope, Conflict, StoreTrouble.
    """
    here, key = desk.of(request), _key(request, who)
    register, submitted = here.service.register, None
    for _ in range(_TRIES):
        await here.catch_up()
        known, head = register.versions(id), register.head(id)
        if key and (before := register.repeated(key, datetime.now(UTC) - KEPT)):
            return _again(id, before, wanted, known)
        if wanted.withdraws:
            history.there(here, id)
            here.library.centre(id)
        if_match, if_none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
        history.require(if_match, if_none_match, known[-1] if known else None)
        places = await _places(request, id, known)
        if places is not None:
            _require(here, who, places)
        if read and submitted is None:
            submitted = await read()
        if submitted:
            _require(here, who, {*(places or ()), *submitted.centre.municipalities})
            register.bring(id, token_of(submitted.lines), submitted.centre)
        try:
            receipt = await here.written(_writes(here, id, submitted, _by(who, wanted, key), head))
        except Conflict:
            continue
        with suppress(SamsynError, WorkerFault):  # it is stored; who reads next takes it in
            await here.catch_up()
        return _told(id, receipt.number, register.versions(id))
    raise Conflict(
        "Others write this centre all the time.",
        advice="Try again later.",
        sv=Swedish("Andra ändrar verksamheten hela tiden.", "Försök igen senare."),
    )


def _by(who: Principal, wanted: _Wanted, key: str) -> Provenance:
    """What the journal tells of a write."""
    sent = wanted.content if wanted.media_type else None
    return writing.by(who, wanted.source, sent, wanted.media_type, key=key, restores=wanted.restores)


def _writes(here: Desk, id: str, submitted: Submitted | None, by: Provenance, head: int) -> list[Write]:
    """What is written together: the assessments, which are refused wherever the description is, and the description."""
    graph, assessed, upkeep = stored.graph_of(id), dataset.graph_of(id), here.service.upkeep
    if submitted is None:
        return [Derive(assessed, b"", "", graph, head), Drop(graph, by, head)]
    written: list[Write] = [Replace(graph, submitted.lines, by, head)]
    if upkeep:
        basis = upkeep.basis_of(submitted.centre, submitted.lines)
        written.insert(0, Derive(assessed, submitted.assessments, basis, graph, head))
    return written


async def _places(request: Request, id: str, known: tuple[Version, ...]) -> tuple[str, ...] | None:
    """The municipalities of a centre as it was last described; None for one that never was."""
    here = desk.of(request)
    found: Centre | None = here.library.find(id)
    last = next((each for each in reversed(known) if not each.gone), None)
    if found is None and last is not None:
        with suppress(BadInput):  # somebody wrote what is no description; then its place is not known
            found = await here.have(request, ReadPast(id, last.entry), Described)
    return found.municipalities if found else () if known else None


def _require(here: Desk, who: Principal, places: Collection[str]) -> None:
    """Raises OutOfScope. A municipality that nobody knows lies in no county of anybody's."""
    counties = here.library.knowledge.counties
    writing.require_centre(who, sorted(places), sorted({counties.get(code, f"?{code}") for code in places}))


def _require_id(id: str) -> None:
    if not _ID.fullmatch(id) or len(id) > _LONGEST:
        raise OfAnotherCentre(
            f"'{id}' cannot be the id of a centre.",
            advice=f"Use small letters a to z, digits and single hyphens, at most {_LONGEST} of them.",
            sv=Swedish(
                f"'{id}' kan inte vara id för en verksamhet.",
                f"Använd små bokstäver a till z, siffror och enstaka bindestreck, högst {_LONGEST} tecken.",
            ),
        )


def _key(request: Request, who: Principal) -> str:
    """What tells a request from others of the same holder; empty where it has no key."""
    given = request.headers.get("idempotency-key", "").strip().strip('"')
    return hashlib.sha256(f"{who.id}\n{given}".encode()).hexdigest() if given else ""


def _again(id: str, before: tuple[str, Version], wanted: _Wanted, known: tuple[Version, ...]) -> Response:
    """The answer that the same request got before. Raises KeyUsed where it was another request."""
    centre, version = before
    if centre != id or not wanted.is_of(version):
        raise KeyUsed(
            "This Idempotency-Key came with another request before.",
            advice="Give each request a key of its own; use a key again only to send the very same again.",
            sv=Swedish(
                "Samma Idempotency-Key har redan följt med en annan begäran.",
                "Ge varje begäran en egen nyckel; använd den igen bara för att skicka exakt samma sak.",
            ),
        )
    return _told(id, version.entry, known)


def _told(id: str, entry: int, known: tuple[Version, ...]) -> Response:
    """The answer to a write that an entry brought."""
    place = next(place for place, each in enumerate(known) if each.entry == entry and not each.bundled)
    version = known[place]
    if version.gone:
        return Response(status_code=204)
    is_new = place == 0 or known[place - 1].gone
    told: dict[str, Any] = {"centre": id, **history.told(version)}
    headers = {"etag": history.tag(version), "content-location": f"/centres/{id}/versions/{version.number}"}
    if is_new:
        headers["location"] = f"/centres/{id}"
    return Response(answers.as_json(told), 201 if is_new else 200, headers, "application/json")
