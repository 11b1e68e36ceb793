"""`samsyn decisions`: who has adopted what, and when."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from samsyn.cli import listing, streams
from samsyn.cli.options import AgreementId, Language, ListFormat, Municipality, Output
from samsyn.cli.streams import Screen
from samsyn.cli.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from samsyn.model.decision import Adoption, Decision, Named, Process

Outcome = Annotated[str | None, typer.Option(metavar="OUTCOME", help="Such as recommended, adopted, unknown.")]
Body = Annotated[str | None, typer.Option(metavar="ID", help="A body, or the party that it is part of, such as gr.")]


def decisions(
    agreement: AgreementId = None,
    municipality: Municipality = None,
    outcome: Outcome = None,
    body: Body = None,
    format: Annotated[ListFormat, typer.Option("--format", "-f", help="How to tell the answer.")] = "table",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """List the decisions on agreements, and how far each party has come in adopting them."""
    from samsyn.cli.shelf import library

    words = Words(lang)
    found = library().decisions(agreement=agreement, municipality=municipality, outcome=outcome, body=body)
    rows = found.rows()
    if format == "json":
        streams.write(listing.as_json(found.to_dict()), output, words)
    elif format == "csv":
        streams.write(listing.as_csv(_even([listing.flat(row, lang) for row in rows])), output, words)
    elif rows:
        streams.show(partial(_drawn, found, words), output, words)
    if not rows:
        streams.note(words("none-found"))


def _even(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows under the same columns."""
    columns = dict.fromkeys(column for row in rows for column in row)
    return [{column: row.get(column, "") for column in columns} for row in rows]


def _drawn(found: "Process", words: Words, screen: Screen) -> str:
    from samsyn.cli import ink

    return ink.draw(_parts(found, words), screen)


def _parts(found: "Process", words: Words) -> "Iterator[RenderableType]":
    from samsyn.cli import ink

    def table(columns: tuple[str, ...], body: list[tuple[str, ...]]) -> "RenderableType":
        return ink.table([words(f"col.{column}") for column in columns], body)

    if found.decisions:
        yield table(("day", "body", "outcome", "source"), [_decision(each, words) for each in found.decisions])
        yield ink.line("")
    if found.adoption:
        yield table(("party", "outcome", "day", "association"), [_adoption(each, words) for each in found.adoption])
        yield ink.line("")
    yield ink.line(words("decisions.note"), "dim")


def _decision(found: "Decision", words: Words) -> tuple[str, ...]:
    return (
        found.date or words("decisions.date.unknown"),
        f"{words.of(found.body.label)}\n{found.body.id}",
        f"{_outcome(found.outcome, words)}\n{words.of(found.what)}",
        "; ".join(each.citation for each in found.citations),
    )


def _adoption(found: "Adoption", words: Words) -> tuple[str, ...]:
    decision = found.decision
    return (
        words.of(found.party.label),
        _outcome(found.outcome, words),
        (decision.date or "") if decision else "",
        words.of(found.association.label) if found.association else "",
    )


def _outcome(found: "Named", words: Words) -> str:
    from samsyn.model.decision import UNKNOWN

    return words("decisions.unknown") if found.id == UNKNOWN else words.of(found.label)
