"""Where in a document something is stated: its line, found by reading the document again, a line at a time."""

import io
from collections.abc import Iterator

import pyoxigraph as ox

from samsyn.engine.graph import Labels
from samsyn.store.formats import Format
from samsyn.terms import Term


class _Lines(io.BytesIO):
    """A document that is handed out by lines, and how many it has handed out."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.count = 0
        self._ended = True

    def read(self, size: int | None = -1, /) -> bytes:
        """What is left of a line, and no more than is asked for: a reader given more than that dies."""
        part = self.readline(size)
        self.count += self._ended
        self._ended = part.endswith(b"\n")
        return part


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

    Blank nodes are numbered as `samsyn.store.parse` does. None where the document says nothing of it.
    """
    first = None
    for number, found, stated in _statements(data, form, base, blank):
        if found == subject:
            if stated == predicate:
                return number
            first = first or number
    return first


def _statements(data: bytes, form: Format, base: str | None, blank: str) -> Iterator[tuple[int, Term, Term]]:
    lines, labels = _Lines(data), Labels(blank)
    try:
        for quad in ox.parse(lines, format=form.engine, base_iri=base):
            subject, value = str(quad.subject), str(quad.object)
            yield lines.count, labels[subject] if subject[0] == "_" else subject, str(quad.predicate)
            if value[0] == "_":
                labels[value]
    except (SyntaxError, ValueError, OSError):
        return
