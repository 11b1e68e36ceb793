"""The route that compares agreements: two of them, or all at once."""

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samsyn.comparison import rows, triples
from samsyn.errors import Swedish, UnknownChoice
from samsyn.http import answers, desk, wishes
from samsyn.http.answers import Told
from samsyn.http.checks import Lang

routes: Final = APIRouter()
Left = Annotated[str | None, Query(description="Id of an agreement; without left and right, all are compared.")]
Right = Annotated[str | None, Query(description="Id of the agreement that it is compared with.")]
Kind = Annotated[str | None, Query(description="Compare as this kind; without it the first that both have.")]
Date = Annotated[str | None, Query(description="Compare the versions that hold on this day.")]


@routes.get("/compare")
async def compare(
    request: Request, left: Left = None, right: Right = None, kind: Kind = None, date: Date = None, lang: Lang = None
) -> Response:
    """Two agreements compared topic by topic; without them, all at once with their distances."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    given = dict(request.query_params)
    if not left and not right:
        found = await run_in_threadpool(here.comparer.matrix, kind or None, date or None)
        page = partial(here.pages.comparisons, found, given, lang)
        return await answers.tell(request, Told(found.to_dict(), page, None, found.rows()))
    if not left or not right:
        raise _alone("right" if left else "left", tuple(here.library.documents))
    pair = await run_in_threadpool(here.comparer.pair, left, right, kind or None, date or None)
    told = Told(
        pair.to_dict(),
        lambda: here.pages.comparison(pair, lang, given),
        rows=rows(pair, here.library.named, lang),
        triples=lambda: triples(pair),
    )
    return await answers.tell(request, told)


def _alone(lacking: str, valid: tuple[str, ...]) -> UnknownChoice:
    """That one of the two is not named."""
    return UnknownChoice(
        f"One agreement is named; '{lacking}' is lacking.",
        valid=valid,
        advice="Name both left and right, or neither.",
        sv=Swedish(f"Ett avtal är valt; '{lacking}' saknas.", "Välj både left och right, eller inget av dem."),
    )
