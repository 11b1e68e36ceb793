"""Routes that tell whether the service lives, and whether it can work."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from samsyn.http import desk

routes: Final = APIRouter()


@routes.get("/health/live")
async def live() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "live"})


@routes.get("/health/ready")
async def ready(request: Request) -> JSONResponse:
    """The workers are loaded: 200, else 503."""
    here = desk.of(request)
    return JSONResponse({"status": "ready" if here.pool.ready else "starting"}, 200 if here.pool.ready else 503)
