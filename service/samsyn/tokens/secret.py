"""A token as its holder has it: 32 random bytes behind a prefix that scanners for secrets can know."""

import hashlib
import re
import secrets
from typing import Final

PREFIX: Final = "samsyn_"
_BYTES: Final = 32
#: what no address, log line or form should ever hold
LOOKS_LIKE_A_TOKEN: Final = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")


def make() -> str:
    """A new token."""
    return PREFIX + secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is kept of a token. It is random, so that a fast hash is as good as a slow one."""
    return hashlib.sha256(token.encode()).hexdigest()


def hidden(text: str) -> str:
    """A text with every token in it crossed out."""
    return LOOKS_LIKE_A_TOKEN.sub(f"{PREFIX}…", text) if PREFIX in text else text
