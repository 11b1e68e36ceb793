"""Queries made ready for a store elsewhere: with our prefixes, and with the graphs that they are asked of."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

from samsyn.engine.tokens import Token, decoded, tokens
from samsyn.errors import BadQuery, Swedish
from samsyn.store import queries
from samsyn.store.scope import head, resolved
from samsyn.terms import PREFIXES

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
_FORMS: Final[dict[str, Form]] = {
    "SELECT": "SELECT",
    "ASK": "ASK",
    "CONSTRUCT": "CONSTRUCT",
    "DESCRIBE": "DESCRIBE",
}
_ENDS: Final = frozenset({"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
#: what a prefix may stand for: no beginning of a name that could be ended into a call of the store's own functions
_WHOLE: Final = re.compile(r"<(?!(?:bif|sql):)[a-z][a-z0-9+.-]*:.*>", re.IGNORECASE | re.DOTALL)
_OWN: Final = re.compile(r"<?(?:bif|sql)\s*:", re.IGNORECASE)


def form_of(text: str) -> Form:
    """The form of a query that can be read."""
    for token in tokens(text):
        if token.word in _FORMS:
            return _FORMS[token.word]
    raise ValueError("no form")


def refuse_own_functions(text: str) -> None:
    """Raises BadQuery where a text could call what Virtuoso alone has, such as `bif:` and `sql:` functions.

    They reach into the machine that the store runs on; what it forbids them is not ours to know.
    """
    text = decoded(text)
    before = ["", ""]
    for token in tokens(text):
        if token.kind == "skip":
            continue
        is_prefix = before[0] == "PREFIX" and token.kind == "iri"
        if (token.kind in ("iri", "name") and _OWN.match(token.text)) or (
            is_prefix and not _WHOLE.fullmatch(token.text)
        ):
            raise BadQuery(
                f"{token.text[:40]} is not served here.",
                advice="Write SPARQL 1.1 alone, and addresses in full.",
                where=queries.where(text, token.start),
                sv=Swedish(f"{token.text[:40]} stöds inte här.", "Skriv ren SPARQL 1.1, med fullständiga adresser."),
            )
        before = [before[1], token.word or token.text]


def names_graphs(text: str) -> bool:
    """Whether a query asks of named graphs."""
    return any(token.word == "GRAPH" for token in tokens(text))


def asked_of(text: str, default: Sequence[str], named: Sequence[str], *, base: str | None = None) -> str:
    """A query that tells the graphs it is asked of (SPARQL 1.1 Query, 13.2), and declares prefixes of ours.

    Graphs that it told itself are told no longer.
    """
    first, text = _with_one_base(_without_sources(text), base)
    words = [token for token in tokens(text) if token.kind != "skip"]
    place = _place(words, len(text))
    clause = "".join(f"FROM <{name}> " for name in default) + "".join(f"FROM NAMED <{name}> " for name in named)
    return f"{first}{_declarations(words)} {text[:place]}\n{clause}{text[place:]}"


def _with_one_base(text: str, base: str | None) -> tuple[str, str]:
    """The declaration of the base that holds in a query, and the query without others: Virtuoso takes one alone."""
    words = [token for token in tokens(text) if token.kind != "skip"]
    start = next(place for place, token in enumerate(words) if token.word in _FORMS)
    own = [place for place in range(start) if words[place].word == "BASE"]
    if own:
        (base,) = resolved(text[: words[start].start], ["<>"], base)
    for place in reversed(own):
        text = f"{text[: words[place].start]} {text[words[place + 1].end :]}"
    return f"BASE <{base}> " if base else "", text


def _without_sources(text: str) -> str:
    """A query without FROM and FROM NAMED, which stand before its pattern."""
    words = [token for token in tokens(text) if token.kind != "skip"]
    end = _place(words, len(text))
    for at in reversed(range(len(words) - 1)):
        if words[at].word == "FROM" and words[at].start < end:
            last = words[at + 1 + (words[at + 1].word == "NAMED")]
            text = f"{text[: words[at].start]} {text[last.end :]}"
    return text


def _declarations(words: Sequence[Token]) -> str:
    own = {words[at + 1].text for at, token in enumerate(words[:-1]) if token.word == "PREFIX"}
    return " ".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" not in own)


def _place(words: Sequence[Token], end: int) -> int:
    """Where the graphs are named: before WHERE, or before the pattern or what else comes in its place."""
    at = next(place for place, token in enumerate(words) if token.word in _FORMS)
    before, pattern = head(words[at:])
    return next((token.start for token in before if token.word in _ENDS), pattern.start if pattern else end)


def addresses(text: str) -> frozenset[str]:
    """The addresses that a query may name: those in full, and those of names with a prefix."""
    words = [token for token in tokens(decoded(text)) if token.kind != "skip"]
    known = dict(PREFIXES) | {
        words[at + 1].text[:-1]: words[at + 2].text[1:-1]
        for at, token in enumerate(words[:-2])
        if token.word == "PREFIX"
    }
    full = {token.text[1:-1] for token in words if token.kind == "iri"}
    short = (token.text.partition(":") for token in words if token.kind == "name")
    return frozenset(full | {known[name] + rest.replace("\\", "") for name, _, rest in short if name in known})


def asks_any_graph(text: str) -> bool:
    """Whether a query asks of whichever graph a variable stands for."""
    words = [token for token in tokens(text) if token.kind != "skip"]
    return any(token.word == "GRAPH" and after.variable for token, after in pairwise(words))
