"""A cell of an answer on a page: what it says there, and where it leads."""

import re
from typing import Final

from samsyn.answering import Cell
from samsyn.terms import ID
from samsyn.web.voice import Voice, web_address

#: things that have a page here
_PAGES: Final = {"agreement": "agreements", "requirement": "requirements", "centre": "centres"}
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def shown(cell: Cell, voice: Voice) -> str:
    """The text of a cell as it is read: a date in words, yes or no for a truth value."""
    if cell.text in ("true", "false"):
        return voice("question.yes" if cell.text == "true" else "question.no")
    return voice.day(cell.text) if _DAY.fullmatch(cell.text) else cell.text


def place(cell: Cell, voice: Voice) -> str:
    """Where a cell leads: to the page of the thing here, else to its page on the web; empty for nowhere."""
    folder, _, name = cell.iri.removeprefix(ID).partition("/")
    if cell.iri.startswith(ID) and folder in _PAGES and name and "/" not in name:
        return voice.href(f"/{_PAGES[folder]}/{name}")
    return web_address(cell.page)
