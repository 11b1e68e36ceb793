"""What can be told of a query from its text: that it changes or fetches something, and where it stops being SPARQL."""

import re
from functools import lru_cache
from typing import Final

from samsyn.engine.tokens import asks_elsewhere, decoded, tokens
from samsyn.errors import BadQuery, SamsynError, Swedish, Where
from samsyn.terms import PREFIXES

_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"})
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_PLACE: Final = re.compile(r"error at (\d+):(\d+)")
_DECLARED: Final = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)
_NAME: Final = re.compile(r"[^\W\d_][\w.-]*")
#: texts that are known to reach out for nothing
_KEPT: Final = 64
#: what the parser says in words, among its lists of characters
_HINT: Final = re.compile(r"(?:^|, )(The [a-zA-Z ]+|[A-Z][a-z]+ [a-zA-Z ]{10,})(?:,|$)")


@lru_cache(maxsize=_KEPT)  # what was refused is read again; what passed is asked often
def refuse_what_reaches_out(text: str, *, limit: int) -> None:
    """Raises BadQuery for a query that is empty, too long, an update, or names other servers."""
    if not text.strip():
        raise BadQuery(
            "There is no query.",
            advice="Send one, such as: SELECT * { ?s ?p ?o } LIMIT 10",
            sv=Swedish("Det finns ingen fråga.", "Skicka en, till exempel: SELECT * { ?s ?p ?o } LIMIT 10"),
        )
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise BadQuery(
            f"The query has {size:,} bytes; {limit:,} are accepted.",
            advice="Ask for less at a time, or shorten it.",
            sv=Swedish(f"Frågan är {size} byte; högst {limit} tas emot.", "Fråga efter mindre åt gången."),
        )
    asked = False
    for token in tokens(text):
        if token.word in _UPDATES and not asked:
            raise _update(token.word, where(text, token.start))
        asked = asked or token.word in _FORMS
    for read in dict.fromkeys((text, decoded(text))):  # some readers put characters in for their numbers first
        place = asks_elsewhere(read)
        if place is not None:
            raise reaches_out(read, place)


def reaches_out(text: str, place: int) -> BadQuery:
    """The error for a text that asks another server, or that some reader could take for one that does."""
    token = next(token for token in tokens(text) if token.end > place)
    return (_service if token.word == "SERVICE" else _perhaps_service)(where(text, place))


def not_evaluated(kind: type[SamsynError], error: Exception) -> SamsynError:
    """What keeps the engine from evaluating a query that it can read, as an error of ours of some kind."""
    return kind(f"The query cannot be evaluated: {error}.", sv=Swedish(f"Frågan går inte att besvara: {error}."))


def not_a_query(error: SyntaxError, text: str) -> BadQuery:
    """The parser's complaint as ours: the place, and the word that stands there."""
    unknown = _undeclared(text)
    if unknown:
        return _no_prefix(*unknown)
    place = _PLACE.search(str(error))
    at = Where(None, int(place[1]), int(place[2])) if place else Where()
    found = _at(text, at)
    hint = _HINT.search(str(error))
    return BadQuery(
        f"The query cannot be read{f' at {found!r}' if found else ''}.{f' {hint[1]}.' if hint else ''}",
        advice="Mend it there, or just before." if place else "",
        where=at,
        sv=Swedish(
            f"Frågan går inte att läsa{f' vid {found!r}' if found else ''}.{f' ({hint[1]}.)' if hint else ''}",
            "Rätta den där, eller strax före." if place else "",
        ),
    )


def _undeclared(text: str) -> tuple[str, Where] | None:
    """The first prefix that is used and neither declared nor ours, and where it stands."""
    declared = {name.lower() for name in _DECLARED.findall(text)} | {name.lower() for name in PREFIXES}
    for token in tokens(text):
        name = token.text.partition(":")[0]
        if token.kind == "name" and _NAME.fullmatch(name) and name.lower() not in declared:
            return name, where(text, token.start)
    return None


def _at(text: str, where: Where) -> str:
    """The word at a place; empty where nothing stands there."""
    lines = text.split("\n")
    if where.line is None or where.column is None or where.line > len(lines):
        return ""
    words = lines[where.line - 1][where.column - 1 :].split()
    return words[0][:40] if words else ""


def where(text: str, start: int) -> Where:
    """The line and column of a place in a text."""
    before = text[:start]
    return Where(None, before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1)


def _no_prefix(name: str, where: Where) -> BadQuery:
    return BadQuery(
        f"The query cannot be read: the prefix '{name}:' is not declared.",
        advice=f"Declare it at the start: PREFIX {name}: <https://…>",
        where=where,
        sv=Swedish(
            f"Frågan går inte att läsa: förkortningen '{name}:' är inte förklarad.",
            f"Förklara den i början: PREFIX {name}: <https://…>",
        ),
    )


def _update(word: str, where: Where) -> BadQuery:
    return BadQuery(
        f"{word} changes the store; this address answers questions and changes nothing.",
        advice="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE, or send updates to /update.",
        where=where,
        sv=Swedish(
            f"{word} ändrar innehållet; den här adressen svarar på frågor och ändrar ingenting.",
            "Fråga med SELECT, ASK, CONSTRUCT eller DESCRIBE, eller skicka ändringar till /update.",
        ),
    )


def _service(where: Where) -> BadQuery:
    return BadQuery(
        "SERVICE asks another server, and federation is off here.",
        advice="Query that server itself.",
        where=where,
        sv=Swedish("SERVICE frågar en annan server, och det är avstängt här.", "Fråga den servern direkt."),
    )


def _perhaps_service(where: Where) -> BadQuery:
    return BadQuery(
        "What stands here can be read as SERVICE, which asks another server.",
        advice="Put a space behind each keyword, and a . before the {.",
        where=where,
        sv=Swedish(
            "Det som står här kan läsas som SERVICE, som frågar en annan server.",
            "Sätt mellanslag efter varje nyckelord, och en punkt före {.",
        ),
    )
