"""Where in a document something is stated: its line, found by reading the document again, a line at a time."""

import io
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from samsyn.engine.graph import Labels
from samsyn.store.formats import Format
from samsyn.terms import RDF, XSD, Term

_TEXTS: Final = frozenset({XSD + "string", RDF + "langString"})


class _Lines(io.BytesIO):
    """A document that is handed out by lines, and how many it has handed out."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.count = 0
        self._ended = True
        self._quoted = 0
        self._long = False

    def read(self, size: int | None = -1, /) -> bytes:
        """What is left of a line, and no more than is asked for: a reader given more than that dies."""
        part = self.readline(size)
        self.count += self._ended
        self._ended = part.endswith(b"\n")
        if b'"' in part or b"'" in part:
            self._quoted, self._long = self.count, b'"""' in part or b"'''" in part
        return part

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
    for number, found, stated in _statements(data, form, base, blank):
        if found == subject:
            if stated == predicate:
                return number
            first = first or number
    return first


def _statements(data: bytes, form: Format, base: str | None, blank: str) -> Iterator[tuple[int, Term, Term]]:
    if form.key == "json-ld":
        return
    lines, labels = _Lines(data.removeprefix(BOM_UTF8)), Labels(blank)
    try:
        for quad in ox.parse(lines, format=form.engine, base_iri=base):
            subject, value = str(quad.subject), quad.object
            if isinstance(value, ox.BlankNode):
                labels[str(value)]
            text = isinstance(value, ox.Literal) and (value.datatype.value in _TEXTS or "\n" in value.value)
            number = lines.begun(value.value, quoted=form.key != "rdf-xml") if text else lines.count
            yield number, labels[subject] if subject[0] == "_" else subject, str(quad.predicate)
    except (SyntaxError, ValueError, OSError):
        return
