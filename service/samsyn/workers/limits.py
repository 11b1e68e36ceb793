"""The one table of limits, each a setting `SAMSYN_…` of the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from samsyn.errors import BadInput, Where

_MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What a request may take. A field `query_seconds` is set by `SAMSYN_QUERY_SECONDS`."""

    #: largest body of a request
    body_bytes: int = 5_000_000
    #: most centres that one description may describe
    centres: int = 500
    #: largest text of a query, and largest answer to one
    query_bytes: int = 64 * 1024
    result_bytes: int = 10_000_000
    #: largest report that a worker hands over
    report_bytes: int = 50_000_000
    #: a job is killed when this much time has passed since it came
    query_seconds: float = 10
    validation_seconds: float = 15
    #: an answer that is streamed to the holder of a token is ended when this much time has passed
    stream_seconds: float = 300
    #: an update is worked out within this time, and what is written together is written within this one
    update_seconds: float = 10
    write_seconds: float = 120
    #: writes that wait for their turn
    writes_waiting: int = 200
    #: time on a processor after which a job is slow and needs one of the slow places; sooner where others wait
    query_slow_seconds: float = 0.15
    validation_slow_seconds: float = 1.5
    slow_places: int = 2
    #: slow jobs of each lane that wait for a slow place
    slow_waiting: int = 24
    #: warm workers of each lane, and jobs of each lane that run or wait for one
    query_workers: int = 6
    validation_workers: int = 3
    stream_workers: int = 2
    in_flight: int = 24
    #: what one client may take: jobs at once, seconds on a processor, and how much of that comes back in a second
    client_in_flight: int = 2
    client_seconds: float = 10
    client_refill: float = 0.2
    #: longest wait for a worker, for a slow place, and for one's turn
    wait_seconds: float = 4
    #: memory of a worker, the stack of its thread within it
    memory_bytes: int = 1024 * _MIB
    stack_bytes: int = 512 * _MIB
    #: tokens that do not hold from one address within a minute, before further ones are turned away unlogged
    failed_tries: int = 10
    #: longest wait for what was begun, when the service is told to stop
    shutdown_seconds: int = 20
    #: memory of the process that writes
    writer_memory_bytes: int = 4096 * _MIB
    #: seconds after which one who was turned away may come again
    retry_after: int = 5

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Limits":
        """The limits with what the environment sets. Raises BadInput for a setting that is no positive number."""
        found = {
            field.name: _number(setting, environment[setting], whole=field.type == "int" or field.type is int)
            for field in fields(cls)
            if (setting := f"SAMSYN_{field.name.upper()}") in environment
        }
        return cls(**found)  # type: ignore[arg-type]


def _number(setting: str, text: str, *, whole: bool) -> float:
    try:
        value: float = int(text) if whole else float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        kind = "a whole number" if whole else "a number"
        raise BadInput(f"{setting} is '{text}'.", advice=f"Give {kind} above 0, or unset it.", where=Where(setting))
    return value
