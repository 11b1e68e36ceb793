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
    route = request.scope.get("route")
    own = [each.alias for each in route.dependant.query_params] if isinstance(route, APIRoute) else []
    path = request.scope["path"]
    besides = _REFUSED_ELSEWHERE.get(path, ())
    check(request.query_params, dict.fromkeys((*own, *_EVERYWHERE)), besides)


def check(given: Iterable[str], valid: Iterable[str], besides: Iterable[str] = ()) -> None:
    """Refuses a name that is none of the valid ones, which it names. Raises UnknownChoice."""
    known = tuple(valid)
    for name in given:
        if name not in known and name not in besides:
            names = ", ".join(known)
            raise UnknownChoice(
                f"There is no parameter '{name[:100]}' here.",
                valid=known,
                advice=f"Choose among: {names}.",
                sv=Swedish(f"Parametern '{name[:100]}' finns inte här.", f"Välj bland: {names}."),
            )
