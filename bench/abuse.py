"""A cheap question beside clients that ask for too much, and what is left running when they have hung up."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bench.clients import Asked, Asking

#: what each abusive client asks, over and over: a product, a path, a negation, texts
TOO_MUCH: Final = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT (COUNT(*) AS ?n) { ?s (!<http://a>)* ?o . ?o (!<http://b>)* ?x }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . FILTER NOT EXISTS { ?a ?b ?c . FILTER(STR(?a) = CONCAT(STR(?s), 'x')) } }",
    "SELECT ?a { ?a ?b ?c . ?d ?e ?f } ORDER BY CONCAT(STR(?c), STR(?f)) DESC(?d)",
)
CHEAP: Final = "ASK { ?s a <https://w3id.org/samsyn/ns#FamilyCentre> }"
#: seconds after an answer, or a refusal, until an abusive client asks again
_MOMENT: Final = 0.1
_IDLE: Final = 0.1


@dataclass(frozen=True)
class Pressure:
    """What a cheap question took beside abusive clients: seconds, and how often it was not answered."""

    p50: float
    p99: float
    answered: int
    refused: int
    #: seconds until the processors rested, after the abusive clients had hung up; None where they did not
    rests: float | None


async def press(
    url: str, abusers: int, seconds: float, ask: Callable[[Asking], Asked], used: Callable[[], float]
) -> Pressure:
    """Asks a cheap question for some seconds beside abusive clients, who then hang up in the midst of it.

    `ask` does so (in a process of its own, so that no other client holds it up); `used` tells how many seconds of
    processor the service has used so far.
    """
    crowd = [asyncio.ensure_future(_abuse(url, TOO_MUCH[number % len(TOO_MUCH)])) for number in range(abusers)]
    await asyncio.sleep(1.0)
    asked = await asyncio.to_thread(ask, Asking(url, CHEAP, 1, seconds, pause=0.005))
    for each in crowd:
        each.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    taken = sorted(asked.seconds)
    refused = sum(count for status, count in asked.statuses.items() if status != 200)
    p99 = taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    return Pressure(statistics.median(taken), p99, len(taken) - refused, refused, await _rests(used))


async def _abuse(url: str, query: str) -> None:
    """Asks for too much, again and again, until it is cancelled: then the connection is closed at once.

    Whoever is refused comes again a moment later, however long he is told to wait.
    """
    parts = urlsplit(url)
    request = Asking(url, query, 1, 0).request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    while True:
        try:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        try:
            writer.write(request)
            await reader.read(-1)
            await asyncio.sleep(_MOMENT)
        except OSError:
            pass
        finally:
            writer.close()


async def _rests(used: Callable[[], float], longest: float = 30.0) -> float | None:
    """Seconds until the service uses less than a tenth of a processor for half a second."""
    begun = last = time.monotonic()
    before = used()
    while last < begun + longest:
        await asyncio.sleep(0.5)
        now, spent = time.monotonic(), used()
        if spent - before < _IDLE * (now - last):
            return last - begun
        last, before = now, spent
    return None
