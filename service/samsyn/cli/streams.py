"""What comes in from files and standard input, and what goes out."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from samsyn.cli.trouble import file_trouble
from samsyn.cli.words import Words
from samsyn.errors import FileTrouble, SamsynError, UnknownChoice, Where, WrongEncoding

if TYPE_CHECKING:
    from samsyn.store.formats import Format

STDIN: Final = "-"
NARROW: Final = 60
WIDE: Final = 100
_PLAIN: Final = str.maketrans("✓✗–”“…·•", 'vx-"".-*')


class Screen(Struct, frozen=True):
    """What a text may use: how many columns, and whether colours."""

    width: int
    colour: bool


class Source(Struct, frozen=True):
    """An input: its name, its bytes, and the name of its format where one is given or guessed."""

    name: str
    data: bytes
    format: str | None

    def form(self) -> "Format":
        """Its RDF format, by its name or the suffix of the file. Raises UnknownFormat."""
        from samsyn.store.formats import format_of_file, rdf_format

        with place(self.name):
            return rdf_format(self.format) if self.format else format_of_file(self.name)

    def text(self) -> str:
        """Its text. Raises WrongEncoding."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise WrongEncoding(f"The byte at {error.start} is not UTF-8.", where=Where(self.name)) from error


@contextmanager
def place(name: str | None) -> Iterator[None]:
    """Errors about an input say its name, where they say none."""
    try:
        yield
    except SamsynError as error:
        if error.where.name is None and not isinstance(error, UnknownChoice):
            error.where = replace(error.where, name=name)
        raise


def read(names: list[str], input_format: str | None, words: Words) -> tuple[list[Source], list[FileTrouble]]:
    """The inputs that can be read, in order, and an error for each that cannot."""
    sources: list[Source] = []
    troubles: list[FileTrouble] = []
    for index, name in enumerate(names):
        if name == STDIN and STDIN in names[:index]:
            troubles.append(FileTrouble(words("error.twice")))
            continue
        try:
            sources.append(read_one(name, input_format, words))
        except FileTrouble as trouble:
            troubles.append(trouble)
    return sources, troubles


def read_one(name: str, input_format: str | None, words: Words) -> Source:
    """One input. Raises FileTrouble."""
    if name == STDIN:
        data = sys.stdin.buffer.read()
        return Source("<stdin>", data, input_format or guess(data))
    try:
        return Source(name, Path(name).read_bytes(), input_format)
    except OSError as error:
        raise file_trouble(name, error, words) from error


def guess(data: bytes) -> str:
    """The most likely RDF format of a text that comes without a name."""
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<?xml", b"<rdf:RDF", b"<!DOCTYPE")):
        return "rdf-xml"
    if start[:1] in (b"{", b"[") and start[1:].lstrip()[:1] in (b'"', b"{", b"}"):
        return "json-ld"
    return "trig" if start.startswith(b"{") or b"GRAPH" in start else "turtle"


def write(data: bytes, output: Path | None, words: Words) -> None:
    """Puts bytes on standard output, or in a file. Raises FileTrouble."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise file_trouble(str(output), error, words, writing=True) from error
    note(words("written", name=output))


def write_as_it_is(data: bytes, output: Path | None, words: Words) -> None:
    """The same for what is no text, which would come to nothing on a screen. Raises FileTrouble."""
    if output is not None:
        write(data, output, words)
        return
    if sys.stdout.isatty():
        raise FileTrouble(words("error.no-text"))
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@contextmanager
def lines(output: Path | None, words: Words) -> Iterator[Callable[[str], None]]:
    """A function that puts a line at a time on standard output, or in a file. Raises FileTrouble."""
    if output is None:
        yield lambda line: print(line, flush=True)  # noqa: T201 - a line as soon as it is known
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            yield lambda line: print(line, file=file)
    except OSError as error:
        raise file_trouble(str(output), error, words, writing=True) from error
    note(words("written", name=output))


def show(draw: Callable[[Screen], str], output: Path | None, words: Words) -> None:
    """Puts a text for people on standard output, or in a file without colour."""
    text = draw(screen(output))
    if output is None and not (sys.stdout.encoding or "").lower().startswith("utf"):
        plain = text.translate(_PLAIN)
        text = plain.encode(sys.stdout.encoding or "ascii", "replace").decode(sys.stdout.encoding or "ascii")
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write(text.encode(), output, words)


def note(text: str) -> None:
    """Says a line on standard error."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the one place that speaks


def screen(output: Path | None) -> Screen:
    """The screen that a text will be read on (see no-color.org)."""
    terminal = output is None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    columns = shutil.get_terminal_size((WIDE, 24)).columns
    return Screen(max(NARROW, min(columns, WIDE)), terminal and not plain)
