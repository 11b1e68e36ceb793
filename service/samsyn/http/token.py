"""The route that tells the holder of a token what it is good for."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from samsyn import access
from samsyn.http import answers, bearer

routes: Final = APIRouter()


@routes.get("/token")
async def token(request: Request, who: bearer.Writer) -> Response:
    """Tell whose token came along, and what it may write."""
    known = bearer.of(request).tokens
    record = next((each for each in known.records() if each.id == who.id), None) if known else None
    told = {
        "id": who.id,
        "role": who.role,
        "scope": list(who.scope()),
        "expires": record.expires if record else None,
        "may_update": access.may_update(who),
    }
    return Response(answers.as_json(told), media_type="application/json", headers={"cache-control": "no-store"})
