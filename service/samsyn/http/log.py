"""The log: one line of JSON for each event, on standard error."""

import sys
from typing import Any

import structlog


def log() -> Any:
    """A logger of its own, which no setting elsewhere changes; traces without the values of variables."""
    return structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
