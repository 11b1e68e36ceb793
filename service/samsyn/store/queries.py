"""What can be told of a query from its text: that it changes or fetches something, and where it stops being SPARQL."""

import re
from typing import Final

from samsyn.errors import BadQuery, Where
from samsyn.terms import PREFIXES

#: what is no keyword: comments, strings, IRIs, variables, prefixed names, language tags
_TOKEN: Final = re.compile(
    r'''
    (?P<skip> \#[^\n\r]*
      | """(?:[^"\\]|\\.|"(?!""))*""" | \'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | <[^<>"{}|^`\\\x00-\x20]*>
      | [?$@]\w+
      | [\w.-]*:[\w.:%\\-]* )
    | (?P<word> [A-Za-z]+ )
    ''',
    re.VERBOSE | re.DOTALL,
)
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"})
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_PLACE: Final = re.compile(r"error at (\d+):(\d+)")
_DECLARED: Final = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)
_NAME: Final = re.compile(r"[^\W\d_][\w.-]*")
_REFUSED: Final = {
    "SERVICE": ("SERVICE asks another server, and federation is off here.", "Query that server itself."),
    "FROM": (
        "FROM and FROM NAMED are not served here.",
        "Leave them out: everything is in the default graph, and each source in its own named graph (GRAPH ?g { … }).",
    ),
}


def refuse_what_reaches_out(text: str, *, limit: int) -> None:
    """Raises BadQuery for a query that is empty, too long, an update, or names other servers or graphs to load.

    This gives the clear message. What holds is that the process which evaluates a stranger's query has no sockets.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if not text.strip():
        raise BadQuery("There is no query.", advice="Send one, such as: SELECT * { ?s ?p ?o } LIMIT 10")
    if size > limit:
        raise BadQuery(
            f"The query has {size:,} bytes; {limit:,} are accepted.", advice="Ask for less at a time, or shorten it."
        )
    asked = False
    for found in _TOKEN.finditer(text):
        word = (found["word"] or "").upper()
        if word in _UPDATES and not asked:
            message = f"{word} changes the store; this address answers questions and changes nothing."
            raise BadQuery(
                message, advice="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.", where=_where(text, found.start())
            )
        if word in _REFUSED:
            message, advice = _REFUSED[word]
            raise BadQuery(message, advice=advice, where=_where(text, found.start()))
        asked = asked or word in _FORMS


def not_a_query(error: SyntaxError, text: str) -> BadQuery:
    """The parser's complaint as ours: the place, and the word that stands there."""
    unknown = _undeclared(text)
    if unknown:
        name, start = unknown
        message = f"The query cannot be read: the prefix '{name}:' is not declared."
        advice = f"Declare it at the start: PREFIX {name}: <https://…>"
        return BadQuery(message, advice=advice, where=_where(text, start))
    place = _PLACE.search(str(error))
    if not place:
        return BadQuery(f"The query cannot be read: {_first_line(str(error))}.", advice=_ADVICE)
    line, column = int(place[1]), int(place[2])
    found = _at(text, line, column)
    what = f"at '{found}'" if found else "at the end of that line: something is missing there"
    return BadQuery(
        f"The query cannot be read {what}.{_hint(str(error))}", advice=_ADVICE, where=Where(None, line, column)
    )


def _undeclared(text: str) -> tuple[str, int] | None:
    """The first prefix that is used and neither declared nor ours, and where it stands."""
    declared = {name.lower() for name in _DECLARED.findall(text)} | {name.lower() for name in PREFIXES}
    for found in _TOKEN.finditer(text):
        name, colon, _ = (found["skip"] or "").partition(":")
        if colon and _NAME.fullmatch(name) and name.lower() not in declared:
            return name, found.start()
    return None


_ADVICE: Final = "Mend it there. The prefixes of this service need not be declared; all others must be."


def _hint(complaint: str) -> str:
    """What the parser says in words, rather than as a list of characters."""
    found = re.search(r"(?:^|, )(The [a-zA-Z ]+|[A-Z][a-z]+ [a-zA-Z ]{10,})(?:,|$)", complaint)
    return f" {found[1]}." if found else ""


def _first_line(text: str) -> str:
    return text.splitlines()[0][:200] if text else "no reason is given"


def _at(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    return rest.split()[0][:40] if rest.split() else ""


def _where(text: str, start: int) -> Where:
    before = text[:start]
    return Where(None, before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1)
