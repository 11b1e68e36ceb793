"""The graphs that a query is asked of: those that the protocol names, else those that the query itself names in FROM.

Several default graphs are merged here: the engine would tell a triple that two of them hold twice, so that counts were
wrong (SPARQL 1.1 Query, 13.2: the default graph is the RDF merge of them).
"""

from collections.abc import Iterable
from typing import Any, Final

import pyoxigraph as ox
from msgspec.structs import replace

from samsyn.engine.tokens import Token, tokens
from samsyn.errors import BadQuery, Swedish
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

    Raises SyntaxError and ValueError as the engine does where its declarations cannot be read.
    """
    if context.default or context.named or "FROM" not in text.upper():
        return context
    prologue, default, named = _sources(text)
    if not (default or named):
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
    start = next((token.start for token in words if token.word in _FORMS), 0)
    default, named = list[str](), list[str]()
    for place, token in enumerate(words):
        if token.text == "{" and token.kind == "sign":
            if not _is_template(words[:place]):
                break
        elif token.word == "FROM" and place + 1 < len(words):
            is_named = words[place + 1].word == "NAMED"
            if place + 1 + is_named < len(words):
                (named if is_named else default).append(words[place + 1 + is_named].text)
    return text[:start], default, named


def _is_template(before: list[Token]) -> bool:
    """Whether a brace behind some words opens the template of a CONSTRUCT, behind which FROM stands."""
    return bool(before) and before[-1].word == "CONSTRUCT"


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
