"""Whether a graph is still what a client saw (RFC 9110, 13.1): tags of graphs, and conditions on writing to them."""

from typing import Final

from starlette.requests import Request

from samsyn.http import desk, etags
from samsyn.store.disk.entries import conflict
from samsyn.store.formats import FORMATS
from samsyn.store.port import GraphState
from samsyn.workers.flows import StateOfGraph

_KEYS: Final = {form.media_type: form.key for form in FORMATS}


def tag(digest: str, media_type: str) -> str:
    """The strong tag of a graph in a format: it is the same as long as the graph holds the same."""
    return f'"{digest or "empty"}-{_KEYS[media_type]}"'


def spared(request: Request, tag: str) -> bool:
    """Whether the client has an answer already, compressed or not, and asks nothing else of it (RFC 9110, 13.2.2)."""
    known = request.headers.get("if-none-match")
    if known is None or "if-match" in request.headers:
        return False
    return not (etags.is_new(known, tag) and etags.is_new(known, etags.zipped(tag)))


async def met(request: Request, graph: str | None) -> tuple[GraphState, str | None]:
    """What a graph holds, and what it must still hold when it is written to, where the request has a condition.

    The tag of a graph in any format stands for the graph. Raises Conflict where a condition does not hold.
    """
    state = await desk.of(request).have(request, StateOfGraph(graph), GraphState)
    if_match, if_none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    if if_match is None and if_none_match is None:
        return state, None
    is_there = bool(state.digest) or graph is None
    tags = [tag(state.digest, form.media_type) if is_there else None for form in FORMATS]
    if if_match is not None and not any(etags.holds(if_match, each) for each in tags):
        raise conflict()
    if if_none_match is not None and not all(etags.is_new(if_none_match, each) for each in tags):
        raise conflict()
    return state, state.digest
