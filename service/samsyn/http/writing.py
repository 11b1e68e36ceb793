"""What every route that writes does: asks whether somebody may, and logs what came of it before it answers."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from samsyn import access
from samsyn.access import Principal
from samsyn.errors import OutOfScope, SamsynError, Swedish
from samsyn.http import bearer, problems
from samsyn.store.port import Provenance


@asynccontextmanager
async def logged(request: Request, who: Principal, content: bytes, *, about: str | None = None) -> AsyncIterator[None]:
    """Within, somebody writes what they sent, about something that the path does not tell.

    Leaving it in order accepts the write: it is in the log of writes, durably, before there is an answer.
    What is raised refuses the write. Raises FileTrouble where an accepted write cannot be logged.
    """
    door, sha256 = bearer.of(request), hashlib.sha256(content).hexdigest()
    outcome = "fault"
    try:
        yield
        outcome = "accepted"
    except SamsynError as error:
        outcome = problems.of(error).slug
        raise
    except (asyncio.CancelledError, ClientDisconnect):
        outcome = "cancelled"
        raise
    finally:
        if outcome != "accepted":
            door.note(request, outcome, who=who, about=about, sha256=sha256)
    await run_in_threadpool(door.note, request, outcome, who=who, about=about, sha256=sha256)


def by(
    who: Principal, source: str, sent: bytes | None = None, media_type: str = "", *, key: str = "", restores: int = 0
) -> Provenance:
    """What the journal tells of a write that somebody makes now: the role and the id of the token, never the token."""
    when = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Provenance(f"{who.role} {who.id}", when, source, sent, media_type, key, restores)


def require_centre(who: Principal, municipalities: Collection[str], counties: Collection[str]) -> None:
    """Refuses whoever may not write a centre that lies there. Raises OutOfScope, which tells what is needed."""
    if not access.may_write_centre(who, municipalities, counties):
        raise _out_of_scope(access.needed_for_centre(municipalities, counties))


def require_update(who: Principal) -> None:
    """Refuses whoever may not write any graph. Raises OutOfScope."""
    if not access.may_update(who):
        raise _out_of_scope(("admin",))


def _out_of_scope(needed: tuple[str, ...]) -> OutOfScope:
    told = ", ".join(needed)
    error = OutOfScope(
        f"The token does not reach this far. Needed: {told}.",
        advice="Ask whoever runs the service for a token with that scope.",
        sv=Swedish(f"Nyckeln räcker inte. Det som behövs: {told}.", "Be den som driver tjänsten om en sådan nyckel."),
    )
    error.needed = needed
    return error
