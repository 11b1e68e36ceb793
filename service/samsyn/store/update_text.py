"""A SPARQL 1.1 Update request, parted into its operations by its words (SPARQL 1.1 Query, 19.8, rule Update).

What an operation is made of stays text: the engine itself reads each part, with the declarations that hold for it.
"""

from collections.abc import Callable, Iterator
from typing import Final, NoReturn

import pyoxigraph as ox
from msgspec import Struct

from samsyn.engine.tokens import Token, asks_elsewhere, decoded, tokens
from samsyn.errors import BadQuery, Swedish
from samsyn.store import queries
from samsyn.terms import PREFIXES

_OPEN, _CLOSE = "{", "}"
_PROLOGUE: Final = frozenset({"BASE", "PREFIX", "VERSION"})
_ABOUT_GRAPHS: Final = frozenset({"CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"})
_MODIFY: Final = frozenset({"WITH", "INSERT", "DELETE"})


class Operation(Struct, frozen=True):
    """One operation: its first word and the declarations before it.

    `removes`, `adds` and `where` are texts in braces; `data` tells that there is no pattern. A graph is told by its
    word: an address as it is written, DEFAULT, NAMED or ALL.
    """

    word: str
    prologue: str
    removes: str = ""
    adds: str = ""
    where: str = ""
    data: bool = False
    with_graph: str = ""
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    silent: bool = False
    graphs: tuple[str, ...] = ()


def operations(text: str, *, limit: int, base: str | None = None) -> list[Operation]:
    """The operations of a request. Raises BadQuery for what is no update, is too long, or reaches out."""
    if len(text.encode("utf-8", "surrogatepass")) > limit:
        raise BadQuery(
            f"The update has more than {limit:,} bytes.",
            advice="Send it in parts, or put whole graphs.",
            sv=Swedish(f"Uppdateringen är större än {limit} byte.", "Dela upp den, eller skicka hela grafer."),
        )
    text = decoded(text)
    place = asks_elsewhere(text)
    if place is not None:
        raise queries.reaches_out(text, place)
    return list(_Parts(text, base).operations())


class _Parts:
    """Goes through a request word by word."""

    def __init__(self, text: str, base: str | None) -> None:
        self._text = text
        self._base = base
        self._all = [token for token in tokens(text) if token.kind != "skip"]
        self._at = 0
        self._prologue: list[Token] = []

    def operations(self) -> Iterator[Operation]:
        """Each operation, parsed by the engine too, which tells what is wrong in it and where."""
        while self._at < len(self._all):
            if self._now.text == ";":
                self._at += 1
            elif self._now.word in _PROLOGUE:
                self._declare()
            else:
                start = self._at
                yield self._operation(self._now.word, start)

    @property
    def _now(self) -> Token:
        if self._at < len(self._all):
            return self._all[self._at]
        return Token("", "", len(self._text))

    def _declare(self) -> None:
        """Takes note of BASE <…> or PREFIX x: <…>."""
        until = self._at + (3 if self._now.word == "PREFIX" else 2)
        self._prologue += self._all[self._at : until]
        self._at = until

    def _operation(self, word: str, start: int) -> Operation:
        found: Operation | None = None
        if word in _MODIFY:
            found = self._modify(word)
        elif word in _ABOUT_GRAPHS:
            found = self._about_graphs(word)
        elif word == "LOAD":
            raise BadQuery(
                "LOAD fetches from another server, and nothing is fetched here.",
                advice="Fetch the document yourself, and send it.",
                where=queries.where(self._text, self._now.start),
                sv=Swedish("LOAD hämtar från en annan server; det är avstängt här.", "Hämta och skicka dokumentet."),
            )
        if found is None:
            self._at = len(self._all)
        end = self._all[self._at - 1].end
        begin = self._all[start].start
        prologue = self._in_place(self._prologue, begin)
        whole = prologue + self._text[begin:end]
        self._parse(whole)
        if found is None or (self._at < len(self._all) and self._now.text != ";"):
            self._refuse()
        return found

    def _refuse(self) -> NoReturn:
        """Raises BadQuery for what stands where an operation ought to end or begin."""
        self._parse(self._text)
        raise BadQuery(
            f"The update cannot be read at '{self._now.text[:40]}'.",
            where=queries.where(self._text, self._now.start),
            sv=Swedish(f"Uppdateringen går inte att läsa vid '{self._now.text[:40]}'."),
        )

    def _parse(self, text: str) -> None:
        try:
            ox.Store().update(text, base_iri=self._base, prefixes=PREFIXES)
        except SyntaxError as error:
            raise queries.not_a_query(error, text) from error
        except (ValueError, RuntimeError, OSError):
            return  # it can be read

    def _in_place(self, kept: list[Token], end: int) -> str:
        """The text before a place with all blanked but some tokens, so that lines and columns stay."""
        signs = [sign if sign in "\r\n" else " " for sign in self._text[:end]]
        for token in kept:
            signs[token.start : token.end] = token.text
        return "".join(signs)

    def _modify(self, word: str) -> Operation | None:
        parts: dict[str, str] = {}
        with_graph = self._after("WITH")
        data = False
        for each, key in (("DELETE", "removes"), ("INSERT", "adds")):
            if self._now.word == each:
                self._at += 1
                if self._now.word == "DATA":
                    self._at += 1
                    return self._whole(word, data=True, **{key: self._braces()})
                if self._now.word == "WHERE":
                    self._at += 1
                    pattern = self._braces()
                    return self._whole(word, removes=pattern, where=pattern)
                parts[key] = self._braces()
        using, named = self._using()
        self._at += self._now.word == "WHERE"
        return self._whole(
            word, data=data, with_graph=with_graph, using=using, using_named=named, where=self._braces(), **parts
        )

    def _using(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        using, named = list[str](), list[str]()
        while self._now.word == "USING":
            self._at += 1
            into = named if self._now.word == "NAMED" else using
            self._at += self._now.word == "NAMED"
            into.append(self._take())
        return tuple(using), tuple(named)

    def _about_graphs(self, word: str) -> Operation:
        self._at += 1
        silent = self._now.word == "SILENT"
        self._at += silent
        graphs = [self._graph()]
        if self._now.word == "TO":
            self._at += 1
            graphs.append(self._graph())
        return self._whole(word, silent=silent, graphs=tuple(graphs))

    def _graph(self) -> str:
        self._at += self._now.word == "GRAPH"
        return self._take()

    def _after(self, word: str) -> str:
        if self._now.word != word:
            return ""
        self._at += 1
        return self._take()

    def _take(self) -> str:
        found = self._now
        self._at += 1
        return found.text

    def _braces(self) -> str:
        """The text from this brace to the one that closes it; empty where there is none."""
        if self._now.text != _OPEN:
            return ""
        start, depth = self._now.start, 0
        while self._at < len(self._all):
            token = self._now
            depth += (token.text == _OPEN) - (token.text == _CLOSE)
            self._at += 1
            if depth == 0:
                return self._text[start : token.end]
        return self._text[start:]

    def _whole(self, word: str, **parts: object) -> Operation:
        make: Callable[..., Operation] = Operation
        prologue = " ".join(token.text for token in self._prologue)
        return make(word=word, prologue=prologue, **parts)
