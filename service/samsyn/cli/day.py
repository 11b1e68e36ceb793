"""The day it is."""

from datetime import datetime


def today() -> str:
    """The day it is here, as YYYY-MM-DD."""
    return datetime.now().astimezone().date().isoformat()
