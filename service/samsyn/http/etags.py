"""Entity tags and the conditions that name them (RFC 9110, 8.8.3 and 13.1). A tag is kept with its quotes."""

import re
from hashlib import blake2b
from typing import Final

_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_LIST: Final = re.compile(rf"[ \t,]*(?:{_TAG.pattern}[ \t]*(?:,[ \t,]*|$))*")
_GZIP: Final = "-gzip"


def of_body(body: bytes) -> str:
    """The strong tag of a body."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def zipped(tag: str) -> str:
    """The tag of what is compressed from what has a tag: another representation, and another strong tag."""
    return tag if tag.startswith("W/") else f'{tag[:-1]}{_GZIP}"'


def holds(if_match: str, tag: str | None) -> bool:
    """Whether If-Match lets a request through, for what has a tag, or is not there (13.1.1).

    Strong comparison; the tag of what was compressed stands for what it was compressed from.
    """
    if tag is None:
        return False
    if if_match.strip() == "*":
        return True
    return not tag.startswith("W/") and _plain(tag) in {_plain(each) for each in _tags(if_match)}


def is_new(if_none_match: str, tag: str | None) -> bool:
    """Whether If-None-Match lets a request through: nothing that it names is there (13.1.2). Weak comparison."""
    if tag is None:
        return True
    if if_none_match.strip() == "*":
        return False
    return tag.removeprefix("W/") not in {each.removeprefix("W/") for each in _tags(if_none_match)}


def _tags(header: str) -> list[str]:
    """The tags of a list; none where it is not one."""
    return _TAG.findall(header) if _LIST.fullmatch(header) else []


def _plain(tag: str) -> str:
    """A tag without the sign that it is of something compressed."""
    return f'{tag.removesuffix(_GZIP + chr(34))}"' if tag.endswith(f'{_GZIP}"') else tag
