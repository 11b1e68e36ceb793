"""`samsyn agreements check`: what the author of an agreement has left out, and what to write."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from samsyn.cli import streams, trouble
from samsyn.cli.options import Language, Output
from samsyn.cli.streams import STDIN, Screen
from samsyn.cli.words import Words
from samsyn.errors import SamsynError
from samsyn.model import AgreementCheck

if TYPE_CHECKING:
    from samsyn.library import Document

AGREEMENTS_CHECK: Final = "agreements check"
_CLEAR, _LACKING = 0, 1
Format = Literal["text", "json"]
Answer = AgreementCheck | SamsynError


def agreements_check(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Agreements; - is standard input.")],
    minimum: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The shapes of the minimum level [the file of the same name in shapes/minimum beside the agreement].",
        ),
    ] = None,
    mandate: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The shapes of its demands on texts [the file of the same name in shapes/mandate beside it].",
        ),
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")] = "text",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """Tell the author of an agreement what it lacks, and what to write.

    Exit code: 0 all is well, 1 something is lacking, 2 bad input; the worst of all.
    """
    words = Words(lang)
    given = {"minimum": minimum, "mandate": mandate}
    answers = [_answer(name, given, words) for name in files]
    found = [each for each in answers if isinstance(each, AgreementCheck)]
    errors = [each for each in answers if isinstance(each, SamsynError)]
    if format == "json" and (found or not errors):
        streams.write(_json(found, several=len(files) > 1), output, words)
    elif found:
        streams.show(partial(_drawn, found, words), output, words)
    for error in errors:
        streams.note(trouble.line(error, words))
    if errors:
        raise typer.Exit(max(map(trouble.code, errors)))
    raise typer.Exit(_CLEAR if all(each.complete for each in found) else _LACKING)


def _answer(name: str, given: dict[str, str | None], words: Words) -> Answer:
    """What one agreement lacks, or the error that stands in the way."""
    from samsyn.cli.shelf import library
    from samsyn.drafts import beside, check

    try:
        books = {kind: rules or (None if name == STDIN else beside(Path(name), kind)) for kind, rules in given.items()}
        read = {kind: _read(str(rules), words) if rules else None for kind, rules in books.items()}
        return check(library(), _read(name, words), **read)
    except SamsynError as error:
        return error


def _read(name: str, words: Words) -> "Document":
    from samsyn.library import Document

    source = streams.read_one(name, None, words)
    return Document(source.data, source.form().key, source.name)


def _json(found: list[AgreementCheck], *, several: bool) -> bytes:
    from samsyn.cli.listing import as_json

    told = [each.to_dict() for each in found]
    return as_json({"items": told, "next": None} if several else told[0])


def _drawn(found: list[AgreementCheck], words: Words, screen: Screen) -> str:
    from samsyn.cli import faults, ink

    return ink.draw(faults.told(found, words), screen)
