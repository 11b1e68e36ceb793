"""The bundled knowledge, loaded once."""

from functools import cache

from samsyn.drafts import load
from samsyn.library import Library


@cache
def library() -> Library:
    """The library, the same in every part of one run."""
    return load()
