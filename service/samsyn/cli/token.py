"""`samsyn token create`, `list`, `revoke`: who may write."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from samsyn.access import Role
from samsyn.cli import streams
from samsyn.cli.listing import Format, Listing, tell
from samsyn.cli.options import Language, Output, Store
from samsyn.cli.words import Words
from samsyn.errors import BadInput, FileTrouble, Swedish, UnknownChoice, Where

if TYPE_CHECKING:
    from samsyn.library import Library
    from samsyn.tokens import Record, Tokens

_COLUMNS: Final = ("id", "status", "may", "created", "expires")

token = typer.Typer(help="Make, list and revoke the tokens of those who may write.", no_args_is_help=True)


@token.command()
def create(
    role: Annotated[Role, typer.Option(help="admin: all; region: the centres of a county; coordinator: of places.")],
    region: Annotated[
        str | None, typer.Option(metavar="ID", help="Of the role region: code or name of its county, such as 14.")
    ] = None,
    municipality: Annotated[
        list[str] | None,
        typer.Option("--municipality", "-m", metavar="CODE", help="Of a coordinator: code or name; once for each."),
    ] = None,
    expires: Annotated[
        int | None, typer.Option(metavar="DAYS", min=1, max=36500, help="Holds for so many days [until revoked].")
    ] = None,
    store: Store = None,
    lang: Language = "sv",
) -> None:
    """Make a token and print it, alone; it is told only now."""
    from samsyn.cli.shelf import library

    words, places = Words(lang), municipality or []
    _agree(role, region, places)
    county = library().county(region) if region else None
    codes = [_known(library(), each) for each in places]
    made, record = _tokens(store, make=True).create(role, region=county, municipalities=codes, days=expires)
    streams.write(made.encode(), None, words)
    streams.note(words("token.made", id=record.id))


@token.command("list")
def list_(
    format: Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")] = "table",
    store: Store = None,
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """List the tokens: who they are for, until when; never the tokens themselves."""
    from datetime import UTC, datetime

    words, now = Words(lang), datetime.now(UTC)
    found = [(each, each.state(now)) for each in _tokens(store).records()]
    items = [_item(each, state) for each, state in found]
    rows = [
        (each.id, words(f"token.state.{state}"), _may(each), each.created[:10], (each.expires or "")[:10])
        for each, state in found
    ]
    tell(Listing(items, _COLUMNS, rows), format, words, output)


@token.command()
def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="As `samsyn token list` tells it.")],
    store: Store = None,
    lang: Language = "sv",
) -> None:
    """Revoke a token: from now on it is refused, by a running service too."""
    words = Words(lang)
    _tokens(store).revoke(id)
    streams.note(words("token.gone", id=id))


def _agree(role: Role, region: str | None, municipalities: list[str]) -> None:
    """Raises BadInput where a role and its scope do not go together."""
    asked = {"--region": region is not None, "--municipality": bool(municipalities)}
    wanted = {"admin": "", "region": "--region", "coordinator": "--municipality"}[role]
    if any(given != (option == wanted) for option, given in asked.items()):
        rest = f"--role {role} {wanted}".strip()
        raise BadInput(
            f"The role {role} and its scope do not go together.",
            advice=f"Write {rest}{' and a place' if wanted else ' alone'}.",
            sv=Swedish(
                f"Rollen {role} och det den ska gälla stämmer inte ihop.",
                f"Skriv {rest}{' och en plats' if wanted else ' utan plats'}.",
            ),
        )


def _known(library: "Library", wanted: str) -> str:
    """The code of a municipality. Raises UnknownChoice."""
    try:
        return library.municipality(wanted)
    except UnknownChoice as error:
        error.where = Where("--municipality")
        raise


def _tokens(store: Path | None, *, make: bool = False) -> "Tokens":
    """The tokens of a store, whose folder is made where that is meant. Raises BadInput, FileTrouble."""
    from samsyn.tokens import Tokens, prepared

    if store is None:
        raise BadInput(
            "It is not said which store the tokens are of.",
            advice="Name its folder with --store DIR, or in SAMSYN_STORE.",
            sv=Swedish("Det framgår inte vilken mapp det gäller.", "Ange den med --store MAPP, eller i SAMSYN_STORE."),
        )
    if make:
        prepared(store)
    elif not store.is_dir():
        raise FileTrouble(
            "There is no such folder.",
            advice="Check its name.",
            where=Where(str(store)),
            sv=Swedish("Mappen finns inte.", "Kontrollera namnet."),
        )
    return Tokens(store)


def _item(record: "Record", state: str) -> dict[str, object]:
    return {
        "id": record.id,
        "state": state,
        "role": record.role,
        "scope": list(record.principal().scope()),
        "created": record.created,
        "expires": record.expires,
        "revoked": record.revoked,
    }


def _may(record: "Record") -> str:
    return " ".join((record.role, *record.principal().scope()))
