"""The command line: `samsyn`."""

import gc
import os
import sys
from typing import Any, Final

import typer
from typer.core import TyperGroup

from samsyn.cli import trouble
from samsyn.cli.checking import AGREEMENTS_CHECK, agreements_check
from samsyn.cli.codes import words
from samsyn.cli.compare import compare
from samsyn.cli.decisions import decisions
from samsyn.cli.example import example
from samsyn.cli.fulfilment import fulfilment
from samsyn.cli.keeping import backup, check, dump, restore
from samsyn.cli.lists import agreements, centres, requirements
from samsyn.cli.load import load
from samsyn.cli.options import LANG_KEY
from samsyn.cli.query import query
from samsyn.cli.questions import questions
from samsyn.cli.repair import repair
from samsyn.cli.serve import serve
from samsyn.cli.shacl import shacl
from samsyn.cli.streams import note
from samsyn.cli.token import token
from samsyn.cli.validate import validate
from samsyn.cli.words import Words
from samsyn.errors import SamsynError

#: objects made between two looks for garbage: most of what a command makes at its start is kept
_MADE: Final = 50_000
COMMANDS: Final = (
    validate,
    shacl,
    query,
    questions,
    compare,
    fulfilment,
    example,
    repair,
    agreements,
    centres,
    requirements,
    decisions,
    words,
    serve,
    load,
    dump,
    backup,
    restore,
    check,
)


class Commands(TyperGroup):
    """The commands; what they raise becomes one line on standard error and an exit code."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that some words name: one, or the two of `agreements check`."""
        if args[:2] == AGREEMENTS_CHECK.split():
            args = [AGREEMENTS_CHECK, *args[2:]]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # typer keeps the type of its contexts to itself
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except SamsynError as error:
            note(trouble.line(error, _words(ctx)))
            raise typer.Exit(trouble.code(error)) from error
        except BrokenPipeError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(trouble.PIPE_CLOSED) from error
        except Exception as error:
            if os.environ.get("SAMSYN_DEBUG"):
                raise
            note(trouble.internal(error, _words(ctx)))
            raise typer.Exit(trouble.INTERNAL) from error


def _words(ctx: Any) -> Words:
    return Words(ctx.meta.get(LANG_KEY, "sv"))


app = typer.Typer(
    cls=Commands,
    name="samsyn",
    help="Does a family centre fulfil its agreement? What is missing, and who is responsible?",
    epilog="Exit codes: 0 fulfilled or not applicable, 1 not fulfilled, 3 cannot be told, 2 bad input or usage, "
    "70 a fault of samsyn itself.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for each in COMMANDS:
    app.command()(each)
app.command(AGREEMENTS_CHECK)(agreements_check)
app.add_typer(token, name="token")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"samsyn {version('samsyn')}")
        except PackageNotFoundError:
            typer.echo("samsyn, not installed")
        raise typer.Exit


@app.callback()
def _samsyn(
    version: bool = typer.Option(False, "--version", help="Show the version.", callback=_version, is_eager=True),
) -> None:
    pass


def main() -> None:
    """Runs the command line."""
    gc.set_threshold(_MADE)
    app(prog_name="samsyn")
