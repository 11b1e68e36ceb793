"""Routes that tell whether the service lives, whether it can work, and how it does."""

import asyncio
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from samsyn.http import desk

routes: Final = APIRouter()
_NOW: Final = {"cache-control": "no-store"}


@routes.get("/health/live")
async def live() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "live"}, headers=_NOW)


@routes.get("/health/ready")
async def ready(request: Request) -> JSONResponse:
    """The workers are loaded, the store is open and answers, and all its centres are known: 200, else 503.

    Assessments may be under way: it is told how many centres have those that are in step, and of which day.
    `in_step` tells whether all that follows from what is stored was in step when that was looked at last.
    """
    service = desk.of(request).service
    answers = await asyncio.to_thread(service.answers)
    told: dict[str, object] = {"status": "starting" if not service.ready else "ready" if answers else "unreachable"}
    if service.upkeep and not service.register.is_whole:
        read, among = service.register.progress
        told["register"] = {"centres": read, "of": among}
    if service.upkeep and service.upkeep.whole:
        told |= {**service.upkeep.assessed.to_dict(), "in_step": service.upkeep.in_step}
    return JSONResponse(told, 200 if told["status"] == "ready" else 503, _NOW)


@routes.get("/metrics")
async def metrics(request: Request) -> Response:
    """Figures of the running service, as Prometheus reads them."""
    body, media_type = desk.of(request).meters.exposed(request.headers.get("accept", ""))
    return Response(body, headers=_NOW | {"content-type": media_type})
