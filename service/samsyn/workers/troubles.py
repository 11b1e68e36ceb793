"""What can go wrong with a job on its way, as errors of ours."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager

from samsyn.errors import LimitReached, Overloaded, SamsynError, Swedish, TookTooLong
from samsyn.workers import child, frames
from samsyn.workers.jobs import Fault
from samsyn.workers.lanes import Lane
from samsyn.workers.limits import Limits


class WorkerFault(Exception):
    """A worker met a fault of ours, told by its trace; nothing that was sent is to blame."""


@contextmanager
def told_as_ours(lane: Lane) -> Iterator[None]:
    """What goes wrong with a worker that has a job is raised as LimitReached, or WorkerFault for a fault of ours."""
    try:
        yield
    except TimeoutError as error:
        raise _took_too_long(lane.seconds) from error
    except frames.TooBig as error:
        raise child.too_big(lane.limit) from error
    except pickle.UnpicklingError as error:
        raise WorkerFault(str(error)) from error
    except (EOFError, OSError) as error:
        raise _died() from error


def told(answer: object) -> object:
    """The answer of a worker. Raises the error that it tells of, WorkerFault for a fault of ours."""
    if isinstance(answer, SamsynError):
        raise answer
    if isinstance(answer, Fault):
        raise WorkerFault(answer.trace)
    return answer


def overloaded(limits: Limits, *, starting: bool) -> Overloaded:
    """That there is no place for a job now."""
    return Overloaded(
        "The service is starting." if starting else "No place is free just now.",
        limit="in_flight",
        advice=f"Try again in {limits.retry_after} seconds.",
        sv=Swedish(
            "Tjänsten håller på att starta." if starting else "Det finns ingen ledig plats just nu.",
            f"Försök igen om {limits.retry_after} sekunder.",
        ),
    )


def _took_too_long(seconds: float) -> TookTooLong:
    return TookTooLong(
        f"Stopped after {seconds:g} seconds.",
        limit="seconds",
        advice="Ask for less at a time.",
        sv=Swedish(f"Avbrutet efter {seconds:g} sekunder.", "Skicka eller fråga efter mindre åt gången."),
    )


def _died() -> LimitReached:
    return LimitReached(
        "The process that worked on this request ended: most likely it needed more memory than it may use.",
        limit="memory_bytes",
        advice="Send or ask for less at a time.",
        sv=Swedish(
            "Processen som arbetade med begäran avslutades; troligen behövde den mer minne än den får använda.",
            "Skicka eller fråga efter mindre åt gången.",
        ),
    )
