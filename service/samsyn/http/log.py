"""The log: one event a line on standard error, as JSON, or readable where that is a terminal."""

import logging
import os
import re
import sys
from functools import lru_cache
from typing import Any, Final, TextIO

import msgspec
import structlog
from structlog.typing import EventDict, Processor

from samsyn.tokens import hidden

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def log() -> Any:
    """A logger of its own, which no setting elsewhere changes; traces without the values of variables."""
    return _onto(sys.stderr)


@lru_cache(maxsize=1)
def _onto(stream: TextIO) -> Any:
    return structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=_FOR_PEOPLE if stream.isatty() else _FOR_MACHINES,
        wrapper_class=structlog.BoundLogger,
    ).bind()


class Forward(logging.Handler):
    """What other packages log, in our log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Logs it, at its level."""
        tell = log().error if record.levelno >= logging.ERROR else log().warning
        tell(record.name, message=record.getMessage(), **({"exc_info": record.exc_info} if record.exc_info else {}))


def take_over() -> None:
    """Sends to our log what other packages warn of, within this process."""
    logging.basicConfig(handlers=[Forward()], level=logging.WARNING, force=True)


def _harmless(_: object, __: str, event: EventDict) -> EventDict:
    """The same without the characters that steer a terminal."""
    return {key: _CONTROLS.sub("\ufffd", value) if isinstance(value, str) else value for key, value in event.items()}


def _as_json(event: EventDict, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()


def _without_tokens(render: Processor) -> Processor:
    """The same renderer, whose lines hold no token, whatever brought one there."""
    return lambda logger, name, event: hidden(str(render(logger, name, event)))


_FIRST: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
_FOR_MACHINES: Final = (*_FIRST, _without_tokens(structlog.processors.JSONRenderer(_as_json)))
_FOR_PEOPLE: Final = (
    *_FIRST,
    _harmless,
    _without_tokens(
        structlog.dev.ConsoleRenderer(
            colors=not os.environ.get("NO_COLOR"), exception_formatter=structlog.dev.plain_traceback
        )
    ),
)
