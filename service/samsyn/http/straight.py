"""Routes that are asked often go past what FastAPI does for each request, which costs more than they do."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samsyn.http import address, parameters

_TEXT: Final = str | None
_TEXTS: Final = list[str] | None


def of(router: APIRouter) -> Iterator[Route]:
    """The routes of a router, to be put before all others; FastAPI's own stay, for what is told of them.

    Their parameters are texts of the address, one or several, that may be left out, and so need no reading; the request
    comes first.
    """
    for route in router.routes:
        assert isinstance(route, APIRoute)
        yield Route(route.path, _straight(route), methods=list(route.methods or ()))


def _straight(route: APIRoute) -> Any:
    asked = route.dependant.query_params
    texts = {each.name: each.alias for each in asked if each.field_info.annotation == _TEXT}
    lists = {each.name: each.alias for each in asked if each.field_info.annotation == _TEXTS}
    assert len(texts) + len(lists) == len(asked)
    assert not any((route.dependant.path_params, route.dependant.header_params, route.dependant.body_params))

    known = parameters.known(route)

    async def endpoint(came: Request) -> Response:
        request = address.Asked(came.scope, came.receive)
        request.scope["route"] = route
        parameters.check(request.query_params, *known)
        given = {name: request.query_params.get(alias) for name, alias in texts.items()}
        several = {name: request.query_params.getlist(alias) or None for name, alias in lists.items()}
        answer = await route.endpoint(request, **given, **several)
        assert isinstance(answer, Response)
        return answer

    return endpoint
