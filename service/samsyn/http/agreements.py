"""Routes about agreements, their requirements, and who fulfils them."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from samsyn.http import answers, desk, items, wishes
from samsyn.http.answers import Rdf, Told, flat, listed
from samsyn.http.checks import Lang
from samsyn.library import Library
from samsyn.model import Agreement
from samsyn.terms import ID
from samsyn.workers.jobs import Describe, Graphs

routes: Final = APIRouter()
GRAPHS: Final = ID + "graph/"


@routes.get("/agreements")
async def agreements(request: Request, lang: Lang = None) -> Response:
    """All agreements."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = [each.to_dict() for each in here.library.agreements]
    names = tuple(f"{GRAPHS}data/agreements/{each.id}" for each in here.library.agreements)
    rows = [flat(item, lang) for item in found]
    return await answers.tell(
        request, Told(listed(found), lambda: here.pages.agreements(lang), lambda key: Graphs(names, key), rows)
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
    if principal:
        wishes.one_of(principal, tuple(by_principal), "principal", "ansvarig")
        by_principal = {principal: by_principal[principal]}
    told = [{"principal": name, "requirements": ids} for name, ids in by_principal.items()]
    rows = [{"principal": name, "requirement": each} for name, ids in by_principal.items() for each in ids]
    return await answers.tell(
        request, Told(listed(told), lambda: here.pages.responsibilities(found, by_principal, lang), None, rows)
    )


@routes.get("/requirements/{id}")
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


@routes.get("/fulfilment")
async def fulfilment(
    request: Request,
    agreement: Annotated[
        str | None, Query(description="The id of an agreement; without it the one of most centres.")
    ] = None,
    lang: Lang = None,
) -> Response:
    """Which bundled centre fulfils which requirement of an agreement, as of today."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = here.library.agreement(agreement) if agreement else usual(here.library)
    told = items.matrix(found, await here.matrix(request, found.id))
    return await answers.tell(
        request, Told(told, lambda: here.pages.fulfilment(found, told, lang), None, _matrix_rows(told))
    )


def usual(library: Library) -> Agreement:
    """The agreement whose area holds most of the bundled centres."""

    def held(found: Agreement) -> int:
        code = (found.area or "").rpartition("/")[2]
        return sum(bool(code) and any(each.startswith(code) for each in one.municipalities) for one in library.centres)

    return max(library.agreements, key=held)


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
