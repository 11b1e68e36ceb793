"""Whether a client likes its answer compressed (RFC 9110, 12.5.3)."""

import gzip
from typing import Final

_GZIP: Final = ("gzip", "x-gzip")
_LEVEL: Final = 5


def likes_gzip(header: str | None) -> bool:
    """Whether an Accept-Encoding header takes gzip at least as gladly as what is not compressed."""
    if header is None:
        return False
    given = dict(_coding(part) for part in header.lower().split(","))
    rest = given.get("*", 0.0)
    zipped = max(given.get(name, rest) for name in _GZIP)
    return zipped > 0 and zipped >= given.get("identity", 0.0)


def zipped(body: bytes) -> bytes:
    """A body compressed; the same body gives the same bytes."""
    return gzip.compress(body, _LEVEL, mtime=0)


def _coding(part: str) -> tuple[str, float]:
    """A coding and how much it is liked; one whose quality cannot be read is not."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            quality = _quality(value.strip())
    return name, quality


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
