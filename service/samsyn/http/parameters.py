"""No parameter is ignored: one that an address does not know is refused, by name, with those it knows."""

from collections.abc import Iterable
from typing import Final

from fastapi.routing import APIRoute
from starlette.requests import Request

from samsyn.errors import Swedish, UnknownChoice

#: what every address takes
_EVERYWHERE: Final = ("lang", "format")
#: what a route refuses itself, with words of its own (SPARQL 1.1 Protocol)
_REFUSED_ELSEWHERE: Final = {"/sparql": ("query", "update"), "/update": ("query", "update")}


async def only_known(request: Request) -> None:
    """Refuses a request whose address has a parameter that its route does not know. Raises UnknownChoice."""
    check(request.query_params, *known(request.scope.get("route")))


def known(route: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parameters that a route knows and tells of, and those that it takes besides."""
    if not isinstance(route, APIRoute):
        return _EVERYWHERE, ()
    own = [each.alias for each in route.dependant.query_params]
    return tuple(dict.fromkeys((*own, *_EVERYWHERE))), _REFUSED_ELSEWHERE.get(route.path, ())


def check(given: Iterable[str], valid: Iterable[str], besides: Iterable[str] = ()) -> None:
    """Refuses a name that is none of the valid ones, which it names. Raises UnknownChoice."""
    valid = tuple(valid)
    for name in given:
        if name not in valid and name not in besides:
            names = ", ".join(valid)
            raise UnknownChoice(
                f"There is no parameter '{name[:100]}' here.",
                valid=valid,
                advice=f"Choose among: {names}.",
                sv=Swedish(f"Parametern '{name[:100]}' finns inte här.", f"Välj bland: {names}."),
            )
