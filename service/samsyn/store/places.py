"""Where in a document something is stated: its line, found by reading the document again, a line at a time."""

import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from samsyn.engine.graph import Labels
from samsyn.model.authoring import Statement
from samsyn.store.formats import Format
from samsyn.terms import RDF, XSD, Term

_TEXTS: Final = frozenset({XSD + "string", RDF + "langString"})
#: what may hold a quote that is none, what opens or closes a long text, and texts that end on their line
_MARKS: Final = re.compile(
    rb"""<[^<>"{}|^`\\\x00-\x20]*+> | \\. | \#.* | \"{3} | '{3}
    | "[^"\\]*+(?:\\.[^"\\]*+)*+" | '[^'\\]*+(?:\\.[^'\\]*+)*+'""",
    re.VERBOSE,
)
_ENDS: Final = {b'"""': re.compile(rb'\\.|"""'), b"'''": re.compile(rb"\\.|'''")}


class _Lines(io.BytesIO):
    """A document that is handed out by lines, and how many it has handed out.

    The lines of a long text are handed out together, since a parser reads a text from its beginning again whenever it
    has not got the end of it.
    """

    def __init__(self, data: bytes, *, texts: bool) -> None:
        super().__init__(data)
        self.count = 0
        self._held, self._handed = b"", 0
        self._open = b""
        self._texts = texts
        self._ended = True
        self._quoted = 0
        self._long = False

    def read(self, size: int | None = -1, /) -> bytes:
        """What is left of a line, and no more than is asked for: a reader given more than that dies."""
        if self._handed == len(self._held):
            self._held, self._handed = self._following(), 0
        part = self._held[self._handed : None if size is None or size < 0 else self._handed + size]
        self._handed += len(part)
        self.count += self._ended + part.count(b"\n", 0, -1)
        self._ended = part.endswith(b"\n")
        if b'"' in part or b"'" in part:
            self._quoted, self._long = self.count, b'"""' in part or b"'''" in part
        return part

    def _following(self) -> bytes:
        """The next line, or all the lines to the end of the text that has begun."""
        lines = [self.readline()]
        if self._texts:
            self._open, opened = self._left_open(lines[0]), self._open
            while opened and self._open and lines[-1]:
                lines.append(self.readline())
                self._open = self._left_open(lines[-1])
        return b"".join(lines)

    def _left_open(self, line: bytes) -> bytes:
        """The quotes of the text that goes on behind a line, nothing where none does."""
        mark, place = self._open, 0
        if not mark and b'"""' not in line and b"'''" not in line:
            return mark
        while found := (_ENDS[mark] if mark else _MARKS).search(line, place):
            place = found.end()
            if found[0] in _ENDS:
                mark = b"" if mark else found[0]
        return mark

    def begun(self, text: str, *, quoted: bool) -> int:
        """The line on which a text begins that was just read; in quotes, it is told of when what follows is seen."""
        end, long = (self._quoted, self._long) if quoted else (self.count, True)
        return max(end - (text.count("\n") if long else 0), 1)


def line(
    data: bytes,
    form: Format,
    subject: Term,
    predicate: Term | None = None,
    *,
    base: str | None = None,
    blank: str = "b",
) -> int | None:
    """The line, from 1, on which a property of a subject is first stated; without it, or the property, the subject.

    Blank nodes are numbered as `samsyn.store.parse.graph` does, objects first. None where the document says nothing of
    it, and in JSON-LD, of which the parser tells when it has read it to the end.
    """
    first = None
    for number, found, stated, _ in _statements(data, form, base, blank):
        if found == subject:
            if stated == predicate:
                return number
            first = first or number
    return first


def lines(data: bytes, form: Format, *, blank: str = "b") -> dict[Statement, int]:
    """The line of every statement, of the first with each subject and property, and of the first with each subject."""
    found: dict[Statement, int] = {}
    for number, subject, predicate, value in _statements(data, form, None, blank):
        for statement in ((subject, predicate, value), (subject, predicate, None), (subject, None, None)):
            found.setdefault(statement, number)
    return found


def nearest(found: Mapping[Statement, int], at: Statement) -> int | None:
    """The line of a statement among `lines`; if it is not there that of its subject and property, or of its subject."""
    subject, predicate, value = at
    tried = ((subject, predicate, value), (subject, predicate, None), (subject, None, None))
    return next((found[each] for each in tried if each in found), None)


def _statements(data: bytes, form: Format, base: str | None, blank: str) -> Iterator[tuple[int, Term, Term, Term]]:
    if form.key == "json-ld":
        return
    texts = form.key in ("turtle", "trig")
    lines, labels = _Lines(data.removeprefix(BOM_UTF8), texts=texts), Labels(blank)
    try:
        for quad in ox.parse(lines, format=form.engine, base_iri=base):
            subject, value = str(quad.subject), quad.object
            if isinstance(value, ox.BlankNode):
                value = labels[str(value)]
            text = isinstance(value, ox.Literal) and (value.datatype.value in _TEXTS or "\n" in value.value)
            number = lines.begun(value.value, quoted=form.key != "rdf-xml") if text else lines.count
            yield number, labels[subject] if subject[0] == "_" else subject, str(quad.predicate), str(value)
    except (SyntaxError, ValueError, OSError):
        return
