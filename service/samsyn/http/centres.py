"""Routes about the centres that are stored."""

from bisect import bisect_right
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from samsyn.http import answers, checks, desk, history, wishes
from samsyn.http.agreements import GRAPHS, Municipality
from samsyn.http.answers import Told, flat, listed
from samsyn.http.checks import Date, Format, Kind, Lang, Mode
from samsyn.http.desk import Desk
from samsyn.knowledge import Listed, sam
from samsyn.library import Library
from samsyn.model import Validation
from samsyn.selection import day_of
from samsyn.terms import ID, local
from samsyn.web import Asked
from samsyn.workers.jobs import AssessCentre, Graphs
from samsyn.workers.submitting import ReadCentre

routes: Final = APIRouter()
#: centres of one list
_TOGETHER: Final = 1_000


@routes.get("/centres")
async def centres(
    request: Request,
    municipality: Municipality = None,
    kind: Annotated[str | None, Query(description="The kind that they claim to be.")] = None,
    status: Annotated[str | None, Query(description="Such as `operating` or `closed`.")] = None,
    service: Annotated[
        str | None, Query(description="A service that is part of the centre, such as `child-health`.")
    ] = None,
    fulfils: Annotated[str | None, Query(description="A requirement that is fulfilled.")] = None,
    lacks: Annotated[str | None, Query(description="A requirement that is not fulfilled.")] = None,
    unknown: Annotated[str | None, Query(description="A requirement that cannot be told.")] = None,
    after: Annotated[str | None, Query(description="The id behind which the list goes on.")] = None,
    lang: Lang = None,
) -> Response:
    """The centres that meet all that is asked, by id: at most a thousand, and where the next ones are."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = _of(here.library, _at(here.library, municipality, service), kind, status)
    for requirement, outcome in ((fulfils, "passed"), (lacks, "failed"), (unknown, "cantTell")):
        if requirement:
            fitting = await _fitting(request, here, requirement, outcome)
            found = [each for each in found if each.id in fitting]
    total, begin = len(found), bisect_right(found, after or "", key=lambda each: each.id)
    more, found = len(found) > begin + _TOGETHER, found[begin : begin + _TOGETHER]
    told = [each.to_dict() for each in found]
    names = tuple(f"{GRAPHS}data/centres/{each.id}" for each in found)
    rows = [flat(item, lang) for item in told]
    onward = _behind(request, found[-1].id) if more else None
    query = dict(request.query_params)
    page = lambda: here.pages.centres(found, total, services(here.library), query, lang, more=more)  # noqa: E731
    answer = await answers.tell(
        request, Told(listed(told, onward), page, (lambda key: Graphs(names, key)) if names else None, rows)
    )
    if onward:
        answer.headers["link"] = f'<{onward}>; rel="next"'
    return answer


@routes.get("/centres/{id}")
async def centre(request: Request, id: str, lang: Lang = None) -> Response:
    """One centre."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    known = history.there(here, id)
    found = here.library.centre(id)
    told = Told(
        found.to_dict(),
        lambda stated: here.pages.centre(stated, lang, [history.told(each) for each in reversed(known)]),
        lambda key: Graphs((f"{GRAPHS}data/centres/{found.id}",), key),
        reads=ReadCentre(found.id),
    )
    answer = await answers.tell(request, told)
    return history.tagged(answer, known[-1]) if known else answer


@routes.get("/centres/{id}/assessment")
async def assessment(
    request: Request,
    id: str,
    agreement: checks.Agreement = None,
    kind: Kind = None,
    date: Date = None,
    mode: Mode = None,
    lang: Lang = None,
    format: Format = None,
) -> Response:
    """The assessment of a centre, as it was described on the date."""
    here = desk.of(request)
    day = day_of(date or desk.today()).isoformat()
    version = history.on(here, id, day)
    asked = Asked(
        agreement=agreement or "", kind=kind or "", date=date or "", mode=mode or "", lang=lang or "sv", centre=id
    )
    job = AssessCentre(id, date or desk.today(), agreement or None, kind or None, asked.judged, version)
    return await checks.report(request, await here.have(request, job, Validation), asked, format)


def _behind(request: Request, last: str) -> str:
    """Where the list goes on behind a centre, in the same form."""
    form = getattr(request.state, "form", None)
    asked = dict(request.query_params) | ({"format": form} if form else {}) | {"after": last}
    return f"{desk.base(request)}/centres?{urlencode(asked)}"


def statuses(library: Library) -> tuple[str, ...]:
    """The keys of all statuses of the code list."""
    return _keys(library, "Status")


def services(library: Library) -> tuple[str, ...]:
    """The keys of all services of the code list."""
    return _keys(library, "Service")


def _keys(library: Library, name: str) -> tuple[str, ...]:
    """The keys of a code list, by the class of its concepts."""
    folder = f"<{ID}{name.lower()}/"
    return tuple(local(node) for node in library.knowledge.labels.instances(sam(name)) if node.startswith(folder))


def _at(library: Library, municipality: str | None, service: str | None) -> list[Listed]:
    """The centres of a municipality that have a service. Raises UnknownChoice."""
    found = list(library.centres)
    if municipality:
        code = library.municipality(municipality)
        found = [each for each in found if code in each.municipalities]
    if service:
        wishes.one_of(service, services(library), "service", "tjänst")
        found = [each for each in found if service in each.services]
    return found


def _of(library: Library, found: list[Listed], kind: str | None, status: str | None) -> list[Listed]:
    """The centres that claim to be a kind and have a status. Raises UnknownChoice."""
    if kind:
        wishes.one_of(kind, library.knowledge.kinds, "kind", "form")
        found = [each for each in found if each.claimed_kind == kind]
    if status:
        wishes.one_of(status, statuses(library), "status", "läge")
        found = [each for each in found if each.status == status]
    return found


async def _fitting(request: Request, here: Desk, requirement: str, outcome: str) -> frozenset[str]:
    """The centres that come out so for a requirement, as of today."""
    agreement, found = here.library.requirement(requirement, thing=False)
    rows = await here.matrix(request, agreement.id)
    return frozenset(row.centre for row in rows if dict(row.outcomes).get(found.id) == outcome)
