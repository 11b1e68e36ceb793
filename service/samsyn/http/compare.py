"""The routes that compare agreements: two of them, all at once, on one topic, and by their minimum levels."""

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from samsyn.comparing import ComparisonResult, LevelTable, book, consequence
from samsyn.comparison import Names
from samsyn.errors import Swedish, UnknownChoice
from samsyn.http import answers, desk, wishes
from samsyn.http.answers import Told
from samsyn.http.checks import Lang
from samsyn.http.desk import Desk

routes: Final = APIRouter()
Left = Annotated[str | None, Query(description="Id of an agreement; without left and right, all are compared.")]
Right = Annotated[str | None, Query(description="Id of the agreement that it is compared with.")]
Kind = Annotated[str | None, Query(description="Compare as this kind; without it the first that both have.")]
Date = Annotated[str | None, Query(description="Compare the versions that hold on this day.")]
Topic = Annotated[str | None, Query(description="What all agreements say of this topic; without left and right.")]


@routes.get("/compare")
async def compare(
    request: Request,
    left: Left = None,
    right: Right = None,
    kind: Kind = None,
    date: Date = None,
    topic: Topic = None,
    lang: Lang = None,
) -> Response:
    """Two agreements compared by topic and by what follows; without them, all at once, or what all say of a topic."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    given = dict(request.query_params)
    if topic and not left and not right:
        told = await run_in_threadpool(_of_topic, here, topic, kind, date, given, lang)
    elif not left and not right:
        told = await run_in_threadpool(_of_all, here, kind, date, given, lang)
    elif not left or not right:
        raise _alone("right" if left else "left", tuple(here.library.documents))
    elif topic:
        raise _topic_of_two(topic)
    else:
        told = await run_in_threadpool(_of_pair, here, (left, right), kind, date, given, lang)
    return await answers.tell(request, told)


@routes.get("/compare/levels")
async def levels(request: Request, kind: Kind = None, lang: Lang = None) -> Response:
    """Which minimum level holds which: every ordered pair of agreements that have one."""
    here = desk.of(request)
    lang = wishes.language(request, lang)
    found = await run_in_threadpool(table, here, here.library.kind(kind or None))
    names = here.library.named
    told = Told(
        found.to_dict(),
        lambda: here.pages.levels(found, dict(request.query_params), lang),
        rows=found.rows(lang),
        triples=found.triples,
        book=lambda: book.of_levels(found, names, lang),
    )
    return await answers.tell(request, told)


def table(here: Desk, kind: str | None) -> LevelTable:
    """The table of levels as far as it is there; it is begun where nobody asked before."""
    containing = here.service.containing
    containing.begin()
    return LevelTable.of(containing.answers or (), containing.without_levels(kind), kind, containing.note)


def _of_pair(
    here: Desk, pair: tuple[str, str], kind: str | None, date: str | None, given: dict[str, str], lang: str
) -> Told:
    found = here.comparer.pair(*pair, kind or None, date or None)
    names: Names = here.library.named
    between = partial(here.service.containing.between, day=found.date or desk.today())
    result = ComparisonResult(found, names, lambda one: consequence(one, between))
    return Told(
        result.to_dict(),
        lambda: here.pages.comparison(found, result.consequence, lang, given),
        rows=[*result.rows(lang), *result.level_rows(lang)],
        triples=result.triples,
        book=lambda: book.of_pair(result, names, lang),
    )


def _of_all(here: Desk, kind: str | None, date: str | None, given: dict[str, str], lang: str) -> Told:
    found = here.comparer.matrix(kind or None, date or None)
    names: Names = here.library.named
    return Told(
        found.to_dict(),
        lambda: here.pages.comparisons(found, given, lang),
        rows=found.rows(),
        book=lambda: book.of_all(found, table(here, found.kind).among(frozenset(found.documents)), names, lang),
    )


def _of_topic(here: Desk, topic: str, kind: str | None, date: str | None, given: dict[str, str], lang: str) -> Told:
    found = here.comparer.topic(topic, kind or None, date or None)
    names: Names = here.library.named
    return Told(
        found.to_dict(),
        lambda: here.pages.topic(found, given, lang),
        rows=found.rows(lang),
        book=lambda: book.of_topic(found, names, lang),
    )


def _alone(lacking: str, valid: tuple[str, ...]) -> UnknownChoice:
    """That one of the two is not named."""
    return UnknownChoice(
        f"One agreement is named; '{lacking}' is lacking.",
        valid=valid,
        advice="Name both left and right, or neither.",
        sv=Swedish(f"Ett avtal är valt; '{lacking}' saknas.", "Välj både left och right, eller inget av dem."),
    )


def _topic_of_two(topic: str) -> UnknownChoice:
    """That a topic is asked of two agreements, which are compared on all of them."""
    return UnknownChoice(
        f"Two agreements are compared on every topic, '{topic}' among them.",
        valid=(),
        advice="Leave topic out, or leave left and right out.",
        sv=Swedish(
            f"Två avtal jämförs på alla ämnen, även '{topic}'.", "Utelämna topic, eller utelämna left och right."
        ),
    )
