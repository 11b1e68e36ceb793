"""The bundled knowledge, loaded once."""

from functools import cache

from samsyn.library import Library, load


@cache
def library() -> Library:
    """The library, the same in every part of one run."""
    return load()
