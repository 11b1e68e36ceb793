"""Turtle and N-Triples as most people and programs write them, read by splitting: twice as fast as by a parser.

Plain is a document of prefixes and then statements of IRIs, prefixed names, short strings without escapes, numbers,
`true`, `false`, blank nodes with and without labels. Whatever is not surely plain is left to the parser, faults among
it; what is read here is read as the parser would read it. docs/decisions/0008-plain-turtle.md tells why.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

from samsyn.engine.graph import TYPE, UNSAID, Graph, Labels, each_once
from samsyn.terms import RDF, XSD, Term

_NAME: Final = "[A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff-]*+"
_PREFIXED: Final = re.compile(f"((?:[A-Za-z]{_NAME})?):([A-Za-z0-9_]{_NAME})")
_LABEL: Final = re.compile(r"_:[A-Za-z0-9_][A-Za-z0-9_-]*+")
_NUMBER: Final = re.compile(r"[+-]?[0-9]++(?:(\.)[0-9]++)?+([eE][+-]?[0-9]++)?+")
#: a language, its script, its region; what else a tag may hold has rules of its own (RFC 5646)
_LANGUAGE: Final = re.compile(r"@[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?")
_PREFIX: Final = re.compile(
    rf"@prefix[ \t]++((?:[A-Za-z]{_NAME})?):[ \t]++(<[^ >]*+>)[ \t]*+\.[ \t]*+(?:\r?\n[ \t\r\n]*+|\Z)"
)
#: an absolute IRI of characters that any reader takes (RFC 3987), its host a name, without user and port
_absolute: Final = re.compile(
    r"<(?:[a-z][a-z0-9+.-]*+://[A-Za-z0-9._~-]++(?=[/?#>])|urn:[A-Za-z0-9-]++:)"
    r"[A-Za-z0-9._~:/@!$&'()*+,;=-]*+(?:\?[A-Za-z0-9._~:/?@!$&'()*+,;=-]*+)?+(?:#[A-Za-z0-9._~:/?@!$&'()*+,;=-]*+)?+>"
).fullmatch
_COMMENTS: Final = re.compile(r"^[ \t]*+#[^\r\n]*+$", re.MULTILINE)
_CONTROLS: Final = bytes(sorted({*range(0x20), 0x7F} - set(b"\t\r\n")))
#: stands for a string; no document that is read here holds it
_HERE: Final = "\x00"
_WORDS: Final = {"true": f'"true"^^<{XSD}boolean>', "false": f'"false"^^<{XSD}boolean>'}
_LIKE_NO_OTHER: Final = (f"<{RDF}langString>", f"<{RDF}dirLangString>")
_REMEMBERED: Final = 10_000
_CHUNK: Final = 1 << 20
#: more brackets than these might be nested too deep
_NESTED: Final = 200


class NotPlain(Exception):
    """The document is to be read by the parser."""


def turtle(data: bytes, blank: str) -> Graph:
    """A plain document in Turtle as a graph, blank nodes numbered as the parser gives them. Raises NotPlain."""
    if data.count(b"[") > _NESTED:
        raise NotPlain
    text = _text(data)
    start = _header(text)
    if text.find("#", start) >= 0 and ("\n#" in text or text.startswith("#")):
        text = _COMMENTS.sub("", text).lstrip(" \t\r\n")
        start = _header(text)
    names = _names(text[:start])
    try:
        return _read(names, blank, _chunks(text, start))
    except NotPlain:
        return _read(names, blank, map(_spaced, _chunks(text, start)))


def triples(data: bytes, blank: str) -> Graph:
    """A plain document in N-Triples as a graph, blank nodes numbered as the parser gives them. Raises NotPlain."""
    reader = _Reader(_names(""), blank)
    for chunk in _chunks(_text(data), 0):
        with otherwise():
            reader.take_lines(_whole(chunk))
    return reader.whole()


@contextmanager
def otherwise() -> Iterator[None]:
    """While it lasts, what is not as expected is not plain: a line with fewer terms, an empty term."""
    try:
        yield
    except (ValueError, IndexError) as error:
        raise NotPlain from error


def readable(data: bytes) -> bool:
    """Whether there is neither an escape nor a control character nor what is no character in a document."""
    if b"\\" in data or (b"\xef" in data and b"\xef\xbf" in data):
        return False
    return len(data.translate(None, _CONTROLS)) == len(data)


def _text(data: bytes) -> str:
    if not readable(data):
        raise NotPlain
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise NotPlain from error


def _header(text: str) -> int:
    """Where the prefixes at the start of a document end."""
    end = 0
    while text.startswith("@prefix ", end):
        end = text.find("\n", end) + 1 or len(text)
    return end


def _chunks(text: str, start: int) -> Iterator[str]:
    """The statements, some at a time: a line break after a full stop ends one, since no plain string has any."""
    while start < len(text):
        found = text.find(".\n", start + _CHUNK) if len(text) > start + _CHUNK else -1
        end = found + 2 if found >= 0 else len(text)
        yield text[start:end]
        start = end


def _spaced(text: str) -> str:
    """The same with every sign by itself; one in a string or an IRI too, which is then read by the parser."""
    parts = text.replace(".\n", " .\n").split('"')
    for sign in ";,[]":
        parts[::2] = [part.replace(sign, f" {sign} ") for part in parts[::2]]
    return '"'.join(parts)


def _read(names: "_Names", blank: str, chunks: Iterable[str]) -> Graph:
    reader = _Reader(names, blank)
    for chunk in chunks:
        reader.take(chunk)
    return reader.whole()


class _Names(dict[str, Term]):
    """Terms by how they are written under some prefixes, each worked out once. Raises NotPlain."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes
        self.iris: dict[str, Term] = _Iris(self)
        self.predicates: dict[str, Term] = _Predicates(self)
        self.tails: dict[str, str] = _Tails(self)
        self.fine: set[str] = {""}

    def __missing__(self, written: str) -> Term:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = written if written[0] == "<" and _absolute(written) else self._named(written)
        self[written] = found
        return found

    def literal(self, written: str) -> Term:
        """A literal on a line of N-Triples; what stands behind its text is `fine` if it is as it is to be."""
        end = written.rindex('"') + 1
        tail = self.tails[_HERE + written[end:]]
        if tail == written[end:] and len(self.fine) < _REMEMBERED:
            self.fine.add(tail)
        if written.find('"', 1) != end - 1:
            raise NotPlain
        return written[:end] + tail

    def _named(self, written: str) -> Term:
        if written in _WORDS:
            return _WORDS[written]
        number = _NUMBER.fullmatch(written)
        if number:
            kind = "double" if number[2] else "decimal" if number[1] else "integer"
            return f'"{written}"^^<{XSD}{kind}>'
        name = _PREFIXED.fullmatch(written)
        if name is None or name[1] not in self._prefixes:
            raise NotPlain
        return _address(f"{self._prefixes[name[1]]}{name[2]}>")


class _Iris(dict[str, Term]):
    """IRIs by how they are written. Raises NotPlain."""

    def __init__(self, names: _Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, written: str) -> Term:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[written] = self._found(written)
        return found

    def _found(self, written: str) -> Term:
        return _iri(self._names[written])


class _Predicates(_Iris):
    """Predicates as Turtle writes them; what ends a list of them after a semicolon is none. Raises NotPlain."""

    def _found(self, written: str) -> Term:
        return "" if written in (".", "]") else TYPE if written == "a" else super()._found(written)


class _Tails(dict[str, str]):
    """Languages and datatypes by how they are written behind the mark of a string. Raises NotPlain."""

    def __init__(self, names: _Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, written: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        tail = written[1:]
        if not tail or _LANGUAGE.fullmatch(tail):
            found = tail.lower()
        else:
            kind = self._names[tail[2:]] if tail.startswith("^^") and len(tail) > 2 else ""
            if kind[:1] != "<" or kind in _LIKE_NO_OTHER:
                raise NotPlain
            found = "" if kind == f"<{XSD}string>" else f"^^{kind}"
        self[written] = found
        return found


@lru_cache(maxsize=8)
def _names(header: str) -> _Names:
    """What is known of documents with these prefixes. Raises NotPlain."""
    end, prefixes = 0, {}
    while declared := _PREFIX.match(header, end):
        end, prefixes[declared[1]] = declared.end(), _address(declared[2])[:-1]
    if end < len(header):
        raise NotPlain
    return _Names(prefixes)


def _address(term: Term) -> Term:
    if not _absolute(term):
        raise NotPlain
    return term


def _iri(term: Term) -> Term:
    if term[0] != "<":
        raise NotPlain
    return term


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """What stands between white space, a mark and what follows it for each string; and the strings. Raises NotPlain."""
    parts = text.split('"')
    strings = parts[1::2]
    within = "".join(strings)
    plain = _HERE.join(parts[::2])
    if len(parts) % 2 == 0 or not plain.isascii() or "\n" in within or "\t" in within or "\r" in within:
        raise NotPlain
    return plain.split(), strings


def quads(data: bytes) -> Iterator[tuple[Term, Graph]]:
    """The graphs of whole lines of N-Quads, each where its lines stand together. Raises NotPlain."""
    names = _names("")
    with otherwise():
        for name, lines in _graphs(_whole(_text(data))):
            if name[0] != "_":
                _iri(names[name])
            elif not _LABEL.fullmatch(name):
                raise NotPlain
            reader = _Reader(names, "b")
            reader.take_lines(lines)
            yield name, reader.whole()


def _graphs(lines: list[str]) -> Iterator[tuple[Term, list[str]]]:
    """Each graph with its lines, the graph no longer on them."""
    begin, suffix = 0, " " + lines[0].rpartition(" ")[2]
    for place, line in enumerate(lines):
        if not line.endswith(suffix):
            yield suffix[1:], [each[: -len(suffix)] for each in lines[begin:place]]
            begin, suffix = place, " " + line.rpartition(" ")[2]
    yield suffix[1:], [each[: -len(suffix)] for each in lines[begin:]]


def _whole(text: str) -> list[str]:
    """The lines of a text without their ends. Raises NotPlain where one has another end."""
    found = text.split(" .\n")
    if found.pop() or text.count("\n") != len(found) or "\t" in text or "\r" in text:
        raise NotPlain
    return found


class _Labelled(Labels):
    """Blank nodes by label. Raises NotPlain for a label that only the parser can judge."""

    def __missing__(self, label: Term) -> Term:
        if not _LABEL.fullmatch(label):
            raise NotPlain
        return super().__missing__(label)


class _Reader:
    """Statements into the index of a graph."""

    def __init__(self, names: _Names, blank: str) -> None:
        self._names = names
        self._out: dict[Term, dict[Term, list[Term]]] = {}
        self._several: list[list[Term]] = []
        self._labels = _Labelled(blank)
        self._late = UNSAID
        self._following: Callable[[], str]
        self._string: Callable[[], str]

    def whole(self) -> Graph:
        """The graph of all that was taken. Raises NotPlain where there is nothing."""
        if not self._out:
            raise NotPlain
        each_once(self._several)
        return Graph.of_index(self._out)

    def take(self, text: str) -> None:
        """Adds whole statements. Raises NotPlain."""
        found, strings = _pieces(text)
        pieces = iter(found)
        self._following, self._string = pieces.__next__, iter(strings).__next__
        names, labels = self._names, self._labels
        try:
            for piece in pieces:
                if piece[0] != "_":
                    self._said_of(_iri(names[piece]), ".")
                elif piece in labels:
                    self._said_of(labels[piece], ".")
                else:
                    self._said_of("", ".", piece)
        except StopIteration as error:
            raise NotPlain from error

    def take_lines(self, lines: Iterable[str]) -> None:
        """Adds triples, a line each without its end. Raises NotPlain."""
        out, names, labels, fine = self._out, self._names, self._labels, self._names.fine
        predicates, said = names.iris, UNSAID
        last: str | None = None
        for line in lines:
            first, second, value = line.split(" ", 2)
            if value[0] == '"':
                end = value.rindex('"') + 1
                if value[end:] not in fine or value.find('"', 1) != end - 1:
                    value = names.literal(value)
            else:
                value = names[value] if value[0] == "<" else labels[value]
            predicate = predicates[second]
            if first != last:
                last = first
                subject = _iri(names[first]) if first[0] != "_" else labels[first]
                said = out.get(subject) or out.setdefault(subject, {})
            if predicate in said:
                values = said[predicate]
                if len(values) == 1:
                    self._several.append(values)
                values.append(value)
            else:
                said[predicate] = [value]

    def _said_of(self, subject: Term, end: str, label: str = "") -> Term:  # noqa: PLR0912 - calls would cost as much
        """The subject of which all is read that is said up to the sign that ends it; a new one gets its number late."""
        out, names, labels, following = self._out, self._names, self._labels, self._following
        predicates, known, said = names.predicates, names.get, out.get(subject)
        piece = following()
        predicate = predicates[piece]
        if not predicate:
            return labels.fresh() if piece == end == "]" else _iri(piece)
        while True:
            piece = following()
            value = known(piece)
            if value is None:
                if piece[0] == _HERE:
                    value = f'"{self._string()}"{names.tails[piece]}'
                elif piece[0] == "_":
                    value = labels[piece]
                elif piece == "[":
                    value = self._said_of("", "]")
                    if self._late:
                        if said is None:
                            subject = subject or (labels[label] if label else labels.fresh())
                            out[subject] = said = {}
                        out[value], self._late = self._late, UNSAID
                else:
                    value = names[piece]
            if said is None:
                subject = subject or (labels[label] if label else labels.fresh())
                out[subject] = said = {predicate: [value]}
            elif predicate in said:
                values = said[predicate]
                if len(values) == 1:
                    self._several.append(values)
                values.append(value)
            else:
                said[predicate] = [value]
            sign = following()
            if sign == ";":
                sign = following()
                predicate = predicates[sign]
                if predicate:
                    continue
                if sign == end:
                    return subject
            elif sign == end:
                # the parser tells a string before a bracket after that of which the bracket is the value
                if piece == _HERE and end == "]" and len(said) == 1 and len(said[predicate]) == 1:
                    self._late = out.pop(subject)
                return subject
            if sign != ",":
                raise NotPlain
