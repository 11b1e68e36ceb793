"""The route that tells who has adopted what, and when."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from samsyn.decisions import stated
from samsyn.http import answers, desk, wishes
from samsyn.http.agreements import Municipality
from samsyn.http.answers import Told, flat
from samsyn.http.checks import Lang

routes: Final = APIRouter()


@routes.get("/decisions")
async def decisions(
    request: Request,
    agreement: Annotated[str | None, Query(description="The id of an agreement.")] = None,
    municipality: Municipality = None,
    outcome: Annotated[str | None, Query(description="Such as `recommended`, `adopted`, `unknown`.")] = None,
    body: Annotated[
        str | None, Query(description="The id of a body, or of the party that it is part of, such as `gr`.")
    ] = None,
    lang: Lang = None,
) -> Response:
    """The decisions on agreements, how far each party has come, how it came about, and where sources differ."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    decided = here.library.decided
    found = here.library.decisions(agreement=agreement, municipality=municipality, outcome=outcome, body=body)
    return await answers.tell(
        request,
        Told(
            found.to_dict(),
            lambda: here.pages.decisions(found, dict(request.query_params), lang),
            rows=[flat(item, lang) for item in found.rows()],
            triples=lambda: stated(decided, found.iris()) if found != here.library.process else decided.triples(),
        ),
    )
