"""`samsyn validate`: whether centres fulfil their agreements."""

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Annotated, Final, Literal

import typer
from msgspec import Struct

from samsyn.cli import streams, trouble
from samsyn.cli.day import today
from samsyn.cli.options import AgreementId, Date, InputFormat, Kind, Language, Output, Verbose, enough
from samsyn.cli.streams import Screen, Source
from samsyn.cli.words import Words
from samsyn.errors import SamsynError
from samsyn.model import Mode, Outcome, Validation

EXIT_CODES: Final[dict[Outcome, int]] = {"passed": 0, "inapplicable": 0, "failed": 1, "cantTell": 3}
_MANY: Final = 10

Format = Literal["text", "json", "turtle", "json-ld", "csv", "earl", "junit"]
AsMode = Annotated[Mode, typer.Option(help="open: what is not stated is unknown; standard: it is missing.")]
AsFormat = Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", callback=enough, help="How many processes to use.")]
Answer = Validation | SamsynError


class Question(Struct, frozen=True):
    """What is asked of every description."""

    agreement: str | None
    kind: str | None
    date: str | None
    mode: Mode
    today: str


def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Descriptions; - is standard input.")],
    agreement: AgreementId = None,
    kind: Kind = None,
    date: Date = None,
    mode: AsMode = "open",
    format: AsFormat = "text",
    input_format: InputFormat = None,
    lang: Language = "sv",
    jobs: Jobs = 1,
    output: Output = None,
    verbose: Verbose = False,
) -> None:
    """Judge centres against their agreements.

    Exit code: 0 fulfilled or not applicable, 1 not fulfilled, 3 cannot be told, 2 bad input; the worst of all.
    """
    words = Words(lang)
    question = Question(agreement, kind, date, mode, today())
    sources, troubles = streams.read(files, input_format, words)
    answers = list(_counted(_answers(sources, question, jobs), len(sources), words))
    errors = [*troubles, *(answer for answer in answers if isinstance(answer, SamsynError))]
    judged = (answer for answer in answers if isinstance(answer, Validation))
    found = Validation(tuple(report for answer in judged for report in answer.reports))
    if found.reports or not errors:
        _tell(found, format, words, output, verbose)
    _note(found, errors, words)
    raise typer.Exit(max(map(trouble.code, errors)) if errors else EXIT_CODES[found.outcome])


def _note(found: Validation, errors: list[SamsynError], words: Words) -> None:
    """Says each error once; without errors, what an exit code of 0 stands for."""
    for said in dict.fromkeys(trouble.line(error, words) for error in errors):
        streams.note(said)
    if not errors and EXIT_CODES[found.outcome] == 0:
        streams.note(words("overall", outcome=words(f"outcome.{found.outcome}")))


def judge(source: Source, question: Question) -> Answer:
    """The answer for one description, or the error that stands in its way."""
    from samsyn.cli.shelf import library
    from samsyn.library import Document
    from samsyn.selection import Wish

    try:
        with streams.place(source.name):
            document = Document(source.data, source.form().key, source.name)
            wish = Wish(question.date or question.today, question.agreement, question.kind, question.mode)
            return library().validate(document, wish)
    except SamsynError as error:
        return error


def _answers(sources: list[Source], question: Question, jobs: int) -> Iterator[Answer]:
    one: Callable[[Source], Answer] = partial(judge, question=question)
    if jobs == 1 or len(sources) < 2:
        yield from map(one, sources)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(min(jobs, len(sources))) as pool:
        yield from pool.map(one, sources, chunksize=max(1, len(sources) // (4 * jobs)))


def _counted(answers: Iterable[Answer], total: int, words: Words) -> Iterator[Answer]:
    """The answers, counted on a terminal where there are many."""
    shown = total > _MANY and sys.stderr.isatty()
    for done, answer in enumerate(answers, start=1):
        if shown:
            end = "\n" if done == total else ""
            print(f"\r{words('progress', done=done, all=total)}", end=end, file=sys.stderr, flush=True)  # noqa: T201
        yield answer


def _tell(found: Validation, format: Format, words: Words, output: Output, verbose: bool) -> None:
    if format == "text":
        streams.show(partial(_drawn, found, words, verbose), output, words)
        return
    from samsyn import formats

    streams.write(formats.render(found, format, words.lang), output, words)


def _drawn(found: Validation, words: Words, verbose: bool, screen: Screen) -> str:
    from samsyn.cli import ink, report
    from samsyn.cli.shelf import library
    from samsyn.cli.voice import Voice, permissions

    told = dict.fromkeys(each.agreement for each in found.reports)
    voice = Voice(words, library().label, verbose, permissions(map(library().agreement, told)))
    return ink.draw(report.validation(found, voice), screen)
