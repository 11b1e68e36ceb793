"""Errors as one clear line, and the exit codes."""

import os
import re
from typing import Final

from samsyn.cli.words import Words
from samsyn.errors import BundledDataBroken, Contradiction, FileTrouble, SamsynError, Where

BAD_INPUT: Final = 2
INTERNAL: Final = 70
PIPE_CLOSED: Final = 141
_LONG: Final = 400

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """A text from outside without the characters that steer a terminal."""
    return _CONTROLS.sub("\ufffd", text)


def line(error: SamsynError, words: Words) -> str:
    """An error as a line: the place, what is wrong, what to do."""
    said = error.said(words.lang)
    place = f"{error.where}: " if str(error.where) else ""
    return clean(" ".join(f"{words('error')}: {place}{said.message} {_short(said.advice)}".split()))


def _short(advice: str) -> str:
    """An advice without the end of a long list."""
    return advice if len(advice) <= _LONG else advice[: advice.rindex(", ", 0, _LONG)] + ", …"


def internal(error: Exception, words: Words) -> str:
    """A fault of the program itself as a line."""
    told = words("error.internal", kind=type(error).__name__, message=" ".join(str(error).split()))
    return clean(f"{words('error')}: {told}")


def code(error: SamsynError) -> int:
    """The exit code of an error."""
    return INTERNAL if isinstance(error, BundledDataBroken | Contradiction) else BAD_INPUT


def file_trouble(name: str, error: OSError, words: Words, *, writing: bool = False) -> FileTrouble:
    """A file's error as ours."""
    if isinstance(error, FileNotFoundError) and not writing:
        return FileTrouble(words("error.missing"), advice=words("error.missing.advice"), where=Where(name))
    if isinstance(error, IsADirectoryError):
        advice = words("error.directory.advice", name=name.rstrip("/"))
        return FileTrouble(words("error.directory"), advice="" if writing else advice, where=Where(name))
    why = os.strerror(error.errno) if error.errno else str(error)
    key = "error.unwritable" if writing else "error.unreadable"
    return FileTrouble(words(key, why=why), where=Where(name))
