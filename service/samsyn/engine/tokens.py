r"""The words of a SPARQL query (SPARQL 1.1, 19.8), and where in it another server could be asked.

Readers part a text into words in different ways. One needs no space behind a keyword, so that `SERVICE:x` is two words
to it. One tries `<` as the start of an IRI, and as a sign where that fails. One takes `'''a'\q'''` for two texts and
more, since `\q` is no escape. `tokens` gives the words that the grammar means; `asks_elsewhere` follows every way.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec import Struct

_LETTERS: Final = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_SIGNS: Final = rf"{_LETTERS}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_COMMENT: Final = r"\#[^\n\r]*+"
_ESCAPE: Final = r"""\\(?:[tbnrf"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"""
_LONG: Final = "|".join(rf"{q * 3}(?:[^{q}\\]|{_ESCAPE}|{q}{{1,2}}(?!{q}))*+{q * 3}" for q in "\"'")
_SHORT: Final = "|".join(rf"{q}(?:[^{q}\\\n\r]|{_ESCAPE})*+{q}" for q in "\"'")
_TOKEN: Final = rf"""
    (?P<skip> {_COMMENT} | [ \t\r\n]++ )
  | (?P<text> {_LONG} | {_SHORT} )
  | (?P<iri> <[^<>"{{}}|^`\\\x00-\x20]*+> )
  | (?P<variable> [?$][{_SIGNS}]++ )
  | (?P<name> (?:[{_LETTERS}](?:[{_SIGNS}.-]{{0,99}}+(?<!\.))?)?:
        (?:[{_SIGNS}:-]|\.++(?=[{_SIGNS}:%\\-])|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*+
      | _:(?:[{_SIGNS}-]|\.++(?=[{_SIGNS}-]))*+ )
  | (?P<tag> @[a-zA-Z]++(?:-[a-zA-Z0-9]++)*+ )
  | (?P<word> [{_LETTERS}_][{_SIGNS}]*+ )
  | (?P<sign> && | \|\| | != | <= | >= | \^\^ | . )
    """
_ANY: Final = r"\w\u0080-\U0010ffff"
_GAP: Final = rf"(?:[ \t\r\n]++|{_COMMENT})*+"
#: a run of what may be of a name, or of words and names without a space between them
_RUN: Final = rf"(?:[{_ANY}.:%-]++|\\.)++"
#: SERVICE with what must stand behind it (rule 59 of the grammar), where that is of no run with it
_CALL: Final = rf"""
    (?i:SERVICE) (?= {_GAP} (?:(?i:SILENT){_GAP})?
        (?: <[^<>]*+> | [?$][{_ANY}]++ | (?<![{_ANY}.:%-])[{_ANY}.-]*+:(?:{_RUN})? ) {_GAP} \{{ )
    """
#: what a reader takes next. In the open a keyword may begin at each sign; `perhaps` is read in two ways
_STEP: Final = rf"""
    (?P<open> [^\#"'<?$\\]++ )
  | (?P<perhaps> {_LONG} | <[^<>"{{}}|^`\x00-\x20]*+> )
  | (?P<shut> {_COMMENT} | [?$][{_SIGNS}]*+ | \\. | {_SHORT} | . )
    """
_CODE_POINT: Final = r"(?<!\\)((?:\\\\)*)\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled on first use: shapes without queries need none."""
    return re.compile(pattern, re.VERBOSE | re.DOTALL)


class Token(Struct, frozen=True):
    """A piece of a query: its kind, as the groups of the pattern are called, its text, and where it ends."""

    kind: str
    text: str
    end: int

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.end - len(self.text)

    @property
    def word(self) -> str:
        """The keyword it is; empty where it is none."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The variable it is; empty where it is none."""
        return self.text[1:] if self.kind == "variable" else ""

    @property
    def operand(self) -> bool:
        """Whether it may end what is compared with what follows."""
        if self.kind in ("sign", "word"):
            return self.text == ")" or self.text.isdecimal() or self.word not in ("DISTINCT", "REDUCED", "")
        return bool(self.kind)


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a query, one behind the other: comments and spaces too, as `skip`."""
    for found in _compiled(_TOKEN).finditer(text):
        yield Token(found.lastgroup or "", found[0], found.end())


def decoded(text: str) -> str:
    """A query with characters in the place of their numbers (SPARQL 1.1, 19.2)."""

    def character(found: re.Match[str]) -> str:
        number = int(found[2] or found[3], 16)
        return found[1] + (chr(number) if number < 0x110000 else found[0])

    return re.sub(_CODE_POINT, character, text)


def plain(text: str) -> str:
    """A query without comments, and with characters in the place of their numbers."""
    return "".join(
        "".join(sign if sign in "\r\n" else " " for sign in token.text) if token.text.startswith("#") else token.text
        for token in tokens(decoded(text))
    )


def _calls(text: str) -> Iterator[int]:
    """Where SERVICE stands with what must stand behind it, in comments and texts too."""
    yield from (found.start() for found in _compiled(_CALL).finditer(text))
    for run in _compiled(_RUN).finditer(text) if "SERVICE" in text.upper() else ():
        name = run[0].rfind(":")
        if "SERVICE" in run[0][: max(name, 0)].upper() and _compiled(rf"{_GAP}\{{").match(text, run.end()):
            yield from (run.start() + found.start() for found in _compiled("(?i:SERVICE)").finditer(run[0][:name]))


def asks_elsewhere(text: str) -> int | None:
    """The first place where some reader could find SERVICE, and so ask another server; None where none could."""
    places = sorted(_calls(text))
    found, seen, waiting = list[int](), set[int](), [0] if places else []
    while waiting:
        at = waiting.pop()
        step = None if at in seen else _compiled(_STEP).match(text, at)
        seen.add(at)
        if step is None:
            continue
        waiting.append(step.end())
        if step["perhaps"] and (step["perhaps"].startswith("<") or "\\" in step["perhaps"]):
            waiting.append(at + (1 if step["perhaps"].startswith("<") else 2))
        if step["open"]:
            found += places[bisect_left(places, at) : bisect_left(places, step.end())][:1]
    return min(found, default=None)
