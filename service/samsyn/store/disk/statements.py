"""N-Quads and N-Triples by the line: a statement that every parser reads alike goes as it is, others by the engine.

A third of the time that the engine needs for all of them. What goes as it is, is narrow on purpose: absolute IRIs of
plain letters, no escapes by number, no comments. A part of a file where anything else stands goes by the engine as a
whole, which tells what is wrong, and where.
"""

import hashlib
import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

import pyoxigraph as ox

from samsyn.store import parse, refusals
from samsyn.store.formats import Format, rdf_format

_N_QUADS: Final = rdf_format("n-quads").engine
_CHUNK: Final = 1 << 20
#: a statement of RDF 1.1 as the engine writes it, with the graph that it names
_STATEMENT: Final = re.compile(
    rb"""^(?:<[^>]*+>|_:\S++)\ <[^>]*+>
    \ (?:<[^>]*+>|_:\S++|"(?:[^"\\]|\\.)*+"(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*+|\^\^<[^>]*+>)?+)
    (?:\ (<[^>]*+>|_:\S++))?+\ \.\n""",
    re.VERBOSE | re.MULTILINE,
)
#: RFC 3987, of ASCII alone and without escapes
_IRI: Final = rb"""<[A-Za-z][A-Za-z0-9+.-]*+:
    (?://[A-Za-z0-9.-]++(?::[0-9]++)?+(?:/[A-Za-z0-9._~:/!$&'()*+,;=@-]*+)?+|(?!//)[A-Za-z0-9._~:/!$&'()*+,;=@-]++)
    (?:\?[A-Za-z0-9._~:/!$&'()*+,;=@?-]*+)?+(?:\#[A-Za-z0-9._~:/!$&'()*+,;=@?-]*+)?+>"""
_BLANK: Final = rb"_:[A-Za-z0-9][A-Za-z0-9-]*+"
_TEXT: Final = rb'"(?:[^"\\\x00-\x1f\x7f]++|\\["\\nrt])*+"'
#: a language in its usual form, or a datatype that is not for texts with a language
_OF_TEXT: Final = rb"@[a-z]{2,3}+|\^\^(?!<http://www\.w3\.org/1999/02/22-rdf-syntax-ns\#)" + _IRI
_NODE: Final = rb"(?:" + _IRI + rb"|" + _BLANK + rb")"
#: a statement that every parser reads alike, with the graph that it names
_PLAIN: Final = re.compile(
    rb"^%b\ %b\ (?:%b|%b(?:%b)?+)(?:\ (%b))?+\ \.\n" % (_NODE, _IRI, _NODE, _TEXT, _OF_TEXT, _IRI),
    re.VERBOSE | re.MULTILINE,
)
#: the blank nodes of a statement
_SUBJECT: Final = re.compile(rb"_:(\S++)")
_OBJECT: Final = re.compile(rb"((?:<[^>]*+>|_:\S++) <[^>]*+> )_:(\S++)")


class Statements(NamedTuple):
    """Whole lines of N-Quads, and for each the graph that it names, empty where it names none."""

    lines: bytes
    graphs: list[bytes]


def read(file: BinaryIO, form: Format, name: str) -> Iterator[Statements]:
    """What a file of lines says, some at a time, its blank nodes under names that no other file has.

    Raises NotRdf with line and column, TooLarge for nesting beyond the limit.
    """
    fresh, before = Fresh(), 0
    lines = file.readline().removeprefix(BOM_UTF8)
    while lines := lines + chunk(file):
        found = _plain(lines, form) or _by_the_engine(lines, form, name, before)
        yield found._replace(lines=fresh.named(found.lines))
        before += lines.count(b"\n")
        lines = b""


def written(lines: bytes) -> Statements:
    """Lines as the engine writes them. Raises ValueError for what RDF 1.1 does not know."""
    graphs = _STATEMENT.findall(lines)
    if len(graphs) != lines.count(b"\n"):
        raise ValueError(parse.NEW)
    return Statements(lines, graphs)


def graph_of(line: bytes) -> bytes | None:
    """The graph that a line of ours names, empty where it names none; nothing for what is no statement."""
    found = _STATEMENT.fullmatch(line)
    return (found[1] or b"") if found else None


def chunk(file: BinaryIO) -> bytes:
    """The next whole lines of a file, of a megabyte or a little more; none at its end."""
    lines = file.read(_CHUNK)
    if lines and not lines.endswith(b"\n"):
        lines += file.readline()
    return lines


class Fresh:
    """New names for the blank nodes of one document: short ones for the engine, and the same for the same node."""

    def __init__(self) -> None:
        self._seed = os.urandom(16)

    def named(self, lines: bytes) -> bytes:
        """Lines of N-Quads with the new names in the place of the old."""
        if b"_:" not in lines:
            return lines
        return b"".join(self._of(line) if b"_:" in line else line for line in lines.splitlines(keepends=True))

    def _of(self, line: bytes) -> bytes:
        subject, object = _SUBJECT.match(line), _OBJECT.match(line)
        if object:
            line = object[1] + self._name(object[2]) + line[object.end() :]
        return self._name(subject[1]) + line[subject.end() :] if subject else line

    def _name(self, label: bytes) -> bytes:
        return b"_:b" + hashlib.sha256(self._seed + label).hexdigest()[:31].encode()


def is_plain(lines: bytes, form: Format) -> bool:
    """Whether lines are statements that every parser reads alike."""
    return _plain(lines, form) is not None


def _plain(lines: bytes, form: Format) -> Statements | None:
    """The lines as they are, if every parser reads them alike."""
    graphs = _PLAIN.findall(lines)
    if len(graphs) != lines.count(b"\n") or not lines.endswith(b"\n") or (any(graphs) and not form.quads):
        return None
    try:
        lines.decode()
    except UnicodeDecodeError:
        return None
    return Statements(lines, graphs)


def _by_the_engine(lines: bytes, form: Format, name: str, before: int) -> Statements:
    if b"<<(" in lines:
        refusals.unreadable(lines, form, name)
    with parse.told(b"", form, name, before):
        return written(ox.serialize(ox.parse(lines, format=form.engine), format=_N_QUADS) or b"")
