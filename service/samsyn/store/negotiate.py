"""Which of the media types that we can give fits an Accept header best (RFC 9110, 12.5.1)."""

from collections.abc import Sequence


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the header likes best, the earlier one at equal liking; None if it takes none.

    No header, or an empty one, takes the first. A range that cannot be read counts for nothing.
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = [found for part in accept.split(",") if (found := _range(part))]
    if not ranges:
        return offered[0]
    liking = [(_quality(media_type, ranges), -place, media_type) for place, media_type in enumerate(offered)]
    quality, _, media_type = max(liking)
    return media_type if quality > 0 else None


def _range(part: str) -> tuple[str, str, float] | None:
    """The type, subtype and quality of one media range."""
    name, *parameters = (piece.strip() for piece in part.lower().split(";"))
    kind, slash, subtype = name.partition("/")
    if not slash or not kind or not subtype:
        return None
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            quality = _number(value.strip())
    return kind, subtype, quality


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


def _quality(media_type: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """The quality that the most specific range matching a media type gives it."""
    kind, _, subtype = media_type.partition(";")[0].partition("/")
    fitting = [
        ((of_kind != "*") + (of_subtype != "*"), quality)
        for of_kind, of_subtype, quality in ranges
        if of_kind in ("*", kind) and of_subtype in ("*", subtype)
    ]
    return max(fitting)[1] if fitting else 0.0
