"""The options that several commands share."""

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from samsyn.cli.words import Lang, Words

LANG_KEY: Final = "samsyn.lang"


def _remember(context: typer.Context, value: Lang) -> Lang:
    context.meta[LANG_KEY] = value
    return value


def enough(context: typer.Context, jobs: int) -> int:
    """A number of processes: one at least."""
    if jobs < 1:
        words = Words(context.meta.get(LANG_KEY, "sv"))
        raise typer.BadParameter(words("error.jobs", n=jobs))
    return jobs


Language = Annotated[
    Lang, typer.Option("--lang", help="Swedish or English.", callback=_remember, is_eager=True, show_default=True)
]
AgreementId = Annotated[
    str | None, typer.Option("--agreement", "-a", metavar="ID", help="Id of an agreement; see `samsyn agreements`.")
]
Kind = Annotated[
    str | None,
    typer.Option("--kind", metavar="KIND", help="Judge as familjecentral or familjecentralsliknande."),
]
Date = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The day to judge for [today].")]
Municipality = Annotated[
    str | None, typer.Option("--municipality", "-m", metavar="CODE", help="Code or name of a municipality.")
]
Store = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", envvar="SAMSYN_STORE", help="The folder of the store."),
]
StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store-url",
        metavar="URL",
        envvar="SAMSYN_STORE_URL",
        help="Where another store answers SPARQL queries; name and password in SAMSYN_STORE_USER and _PASSWORD.",
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not on the screen.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell all: grounds, sources, rules, addresses.")]
InputFormat = Annotated[
    str | None,
    typer.Option(
        "--input-format",
        metavar="FORMAT",
        help="turtle, trig, n-triples, n-quads, json-ld or rdf-xml [by the file's suffix; guessed for -].",
    ),
]
ListFormat = Literal["table", "json", "csv"]
