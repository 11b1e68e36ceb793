"""The graphs that a query is asked of: those that the protocol names, else those that the query itself names in FROM.

Several default graphs are merged here: the engine would tell a triple that two of them hold twice, so that counts were
wrong (SPARQL 1.1 Query, 13.2: the default graph is the RDF merge of them).
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import pyoxigraph as ox
from msgspec.structs import replace

from samsyn.engine.tokens import Token, tokens
from samsyn.errors import BadQuery, Swedish
from samsyn.store import queries
from samsyn.store.port import Context
from samsyn.terms import PREFIXES

_DEFAULT: Final = ox.DefaultGraph()
#: how a character begins that is written by its number (SPARQL 1.1 Query, 19.2)
_ESCAPED: Final = "\\"
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


class Scope:
    """A store, and how the engine is to be asked of some of its graphs alone."""

    def __init__(self, store: ox.Store, text: str, context: Context) -> None:
        """For one query. Raises BadQuery for a name of a graph that is no absolute IRI."""
        self.store = store
        self.options: dict[str, Any] = {"base_iri": context.base, "prefixes": prefixes_in(text)}
        if not (context.default or context.named):
            return
        default, named = names(context.default), names(context.named)
        if len(default) > 1:
            self.store = _merged(store, default, named)
        self.options |= {"default_graph": [_DEFAULT] if len(default) > 1 else default, "named_graphs": named}


def asked_of(text: str, context: Context) -> Context:
    """The context with the graphs that a query names itself, where the protocol names none (Protocol, 2.1.4).

    Raises SyntaxError and ValueError as the engine does where its declarations cannot be read, and BadQuery for FROM
    and a prefixed name without a space between them.
    """
    if "FROM" not in text.upper():
        return context
    prologue, default, named = _sources(text)
    if context.default or context.named or not (default or named):
        return context
    return replace(
        context, default=resolved(prologue, default, context.base), named=resolved(prologue, named, context.base)
    )


def prefixes_in(text: str) -> dict[str, str]:
    """Those of our prefixes that may stand in a query; the engine takes a while to take in all of them."""
    if _ESCAPED in text:  # a letter of a prefix may be among them
        return PREFIXES
    return {name: iri for name, iri in PREFIXES.items() if f"{name}:" in text}


def merge(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> Iterable[ox.Quad]:
    """The quads of some graphs as those of the default graph."""
    for name in graphs:
        for quad in store.quads_for_pattern(None, None, None, name):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, _DEFAULT)


def _merged(store: ox.Store, default: Iterable[ox.NamedNode], named: Iterable[ox.NamedNode]) -> ox.Store:
    """A store whose default graph is the merge of some graphs, with some named ones."""
    found = ox.Store()
    found.bulk_extend(merge(store, default))
    for name in named:
        found.bulk_extend(store.quads_for_pattern(None, None, None, name))
    return found


def _sources(text: str) -> tuple[str, list[str], list[str]]:
    """The declarations of a query, and the words behind its FROM and FROM NAMED (SPARQL 1.1 Query, rules 13 to 16)."""
    words = [token for token in tokens(text) if token.kind != "skip"]
    first = next((place for place, token in enumerate(words) if token.word in _FORMS), len(words))
    prologue = text[: words[first].start] if first < len(words) else text
    default, named = list[str](), list[str]()
    before = iter(head(words[first:])[0])
    for token in before:
        if token.word == "FROM":
            source = next(before, None)
            is_named = source is not None and source.word == "NAMED"
            source = next(before, None) if is_named else source
            if source is not None:
                (named if is_named else default).append(source.text)
        elif token.kind == "name" and token.text.upper().startswith("FROM"):
            if words[first].word != "DESCRIBE":
                raise _glued(text, token)
            resolved(prologue, [token.text], None)  # the engine would take an unknown prefix for the keyword
    return prologue, default, named


def head(words: Sequence[Token]) -> tuple[list[Token], Token | None]:
    """The words of a query, from its form on, that stand before its pattern, and the brace that opens that.

    Without what stands in parentheses or in the template of a CONSTRUCT.
    """
    found, depth = list[Token](), 0
    for place, token in enumerate(words):
        opens = token.kind == "sign" and token.text in ("{", "(")
        if opens and token.text == "{" and not depth and words[place - 1].word != "CONSTRUCT":
            return found, token
        depth += opens
        if not depth:
            found.append(token)
        depth -= token.kind == "sign" and token.text in ("}", ")")
    return found, None


def _glued(text: str, token: Token) -> BadQuery:
    """The error for a name that begins with FROM where FROM is wanted: to the grammar, it is one word (19.8)."""
    return BadQuery(
        f"The query cannot be read at '{token.text[:40]}'.",
        advice="Put a space behind FROM and behind NAMED.",
        where=queries.where(text, token.start),
        sv=Swedish(f"Frågan går inte att läsa vid '{token.text[:40]}'.", "Sätt mellanslag efter FROM och efter NAMED."),
    )


def resolved(prologue: str, words: list[str], base: str | None) -> tuple[str, ...]:
    """The IRIs that words stand for, where the declarations of a query hold."""
    if not words:
        return ()
    wanted = " ".join(f"({word} AS ?g{number})" for number, word in enumerate(words))
    found = ox.Store().query(f"{prologue} SELECT {wanted} {{}}", base_iri=base, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    (row,) = found
    return tuple(getattr(row[f"g{number}"], "value", "") for number in range(len(words)))


def names(graphs: Iterable[str]) -> list[ox.NamedNode]:
    """The names of some graphs, each once. Raises BadQuery for what is no absolute IRI."""
    try:
        return [ox.NamedNode(name) for name in dict.fromkeys(graphs)]
    except ValueError as error:
        raise BadQuery(
            "A graph is named by what is no absolute IRI.",
            advice="Name each graph by its absolute IRI.",
            sv=Swedish("En graf anges med något som inte är en fullständig IRI.", "Ange varje graf med hela dess IRI."),
        ) from error
