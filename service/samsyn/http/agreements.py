"""Routes about agreements, their requirements, and who fulfils them."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from samsyn import demands
from samsyn.http import answers, desk, items, wishes
from samsyn.http.answers import Rdf, Told, flat, listed
from samsyn.http.checks import Date, Kind, Lang
from samsyn.library import Library
from samsyn.model import Agreement, Head
from samsyn.model.mandate import AgreementAssessment
from samsyn.terms import ID
from samsyn.web import Asked
from samsyn.workers.jobs import AssessAgreement, Describe, Graphs
from samsyn.workers.matrix import Asserted

Municipality = Annotated[str | None, Query(description="Code or name of a municipality.")]

routes: Final = APIRouter()
GRAPHS: Final = ID + "graph/"


@routes.get("/agreements")
async def agreements(request: Request, municipality: Municipality = None, lang: Lang = None) -> Response:
    """All agreements, or those whose area holds a municipality."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    code = here.library.municipality(municipality) if municipality else None
    found = [each for each in here.library.agreements if code is None or _covers(each, code)]
    told = [each.to_dict() for each in found]
    names = tuple(f"{GRAPHS}data/agreements/{each.id}" for each in found)
    rows = [flat(item, lang) for item in told]
    page = lambda: here.pages.agreements(found, dict(request.query_params), lang)  # noqa: E731
    return await answers.tell(
        request, Told(listed(told), page, (lambda key: Graphs(names, key)) if names else None, rows)
    )


@routes.get("/agreements/{id}")
async def agreement(request: Request, id: str, lang: Lang = None) -> Response:
    """One agreement."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = here.library.agreement(id, thing=True)
    return await answers.tell(request, Told(found.to_dict(), lambda: here.pages.agreement(found, lang), _file(found)))


@routes.get("/agreements/{id}/requirements")
async def requirements(request: Request, id: str, lang: Lang = None) -> Response:
    """The requirements of an agreement, in its order."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = here.library.agreement(id, thing=True)
    told = [each.to_dict(found.id) for each in found.requirements]
    rows = [flat(item, lang) for item in told]
    return await answers.tell(
        request, Told(listed(told), lambda: here.pages.agreement(found, lang), _file(found), rows)
    )


@routes.get("/agreements/{id}/assessment")
async def assessment(request: Request, id: str, date: Date = None, lang: Lang = None) -> Response:
    """An agreement under the demands on it: its own, and for a local one those of the agreement of its area."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    here.library.agreement(id, thing=True)
    found = await here.have(request, AssessAgreement(id, date or desk.today()), AgreementAssessment)
    return await answers.tell(
        request,
        Told(
            found.to_dict(),
            lambda: here.pages.demands(found, dict(request.query_params), lang),
            lambda key: demands.linked(found, key),
            demands.rows(found, lang),
        ),
    )


@routes.get("/agreements/{id}/responsibilities")
async def responsibilities(
    request: Request,
    id: str,
    principal: Annotated[str | None, Query(description="One of those responsible, such as `region`.")] = None,
    lang: Lang = None,
) -> Response:
    """Who is responsible for which requirements of an agreement."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = here.library.agreement(id, thing=True)
    by_principal: dict[str, list[str]] = {}
    for each in found.requirements:
        for name in each.responsible:
            by_principal.setdefault(name, []).append(each.id)
    nobody = {"": [] if principal else [each.id for each in found.requirements if not each.responsible]}
    if principal:
        wishes.one_of(principal, tuple(by_principal), "principal", "ansvarig")
        by_principal = {principal: by_principal[principal]}
    told = [{"principal": name, "requirements": ids} for name, ids in by_principal.items()]
    rows = [{"principal": name, "requirement": each} for name, ids in by_principal.items() for each in ids]
    return await answers.tell(
        request, Told(listed(told), lambda: here.pages.responsibilities(found, by_principal | nobody, lang), None, rows)
    )


@routes.get("/requirements/{id}", dependencies=[Depends(desk.catch_up)])
async def requirement(request: Request, id: str, lang: Lang = None) -> Response:
    """One requirement: its text, clause, sources and shape, and who fulfils it today."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    agreement, found = here.library.requirement(id)
    fulfilment = items.fulfilment(found.id, await here.matrix(request, agreement.id))
    told = {**found.to_dict(agreement.id), "fulfilment": fulfilment}
    return await answers.tell(
        request,
        Told(
            told,
            lambda: here.pages.requirement(agreement, found, fulfilment, lang),
            lambda key: Describe(found.iri, key),
        ),
    )


@routes.get("/fulfilment", dependencies=[Depends(desk.catch_up)])
async def fulfilment(
    request: Request,
    agreement: Annotated[
        str | None, Query(description="The id of an agreement; without it the one of most centres.")
    ] = None,
    municipality: Municipality = None,
    kind: Kind = None,
    date: Date = None,
    lang: Lang = None,
) -> Response:
    """Which centre fulfils which requirement of an agreement, as of today or of a date, each as described then."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = here.library.agreement(agreement) if agreement else usual(here.library)
    when = date or desk.today()
    rows = await here.matrix(request, found.id, when, kind or None)
    if municipality:
        code = here.library.municipality(municipality)
        rows = tuple(row for row in rows if code in row.named.municipalities)
    told = items.matrix(found, rows)
    asked = Asked(agreement=found.id, kind=kind or "", date=when, lang=lang)
    named = {row.centre: row.named for row in rows}
    page = lambda: here.pages.fulfilment(found, told, named, asked, dict(request.query_params))  # noqa: E731

    def linked(key: str) -> Asserted:
        centres = tuple(each for each in here.then(when) if each[0] in named)
        return Asserted(found.id, when, kind or None, centres, key)

    book = lambda: here.pages.fulfilment_book(found, told, named, when, lang)  # noqa: E731
    return await answers.tell(request, Told(told, page, linked, _matrix_rows(told), book=book))


def usual(library: Library) -> Agreement:
    """The agreement whose area holds most of the bundled centres."""

    def held(found: Head) -> int:
        return sum(n for codes, n in library.places.items() if any(_covers(found, code) for code in codes))

    return library.agreement(max(library.knowledge.heads.values(), key=held).id)


def _covers(found: Head, code: str) -> bool:
    """Whether an agreement's area holds a municipality: codes of counties begin those of their municipalities."""
    area = (found.area or "").rpartition("/")[2]
    return bool(area) and code.startswith(area)


def _matrix_rows(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "centre": row["centre"],
            "kind": row["kind"],
            "outcome": row["outcome"],
            **{name: row["outcomes"].get(name) for name in told["requirements"]},
        }
        for row in told["rows"]
    ]


def _file(found: Agreement) -> Rdf:
    return lambda key: Graphs((f"{GRAPHS}data/agreements/{found.id}",), key)
