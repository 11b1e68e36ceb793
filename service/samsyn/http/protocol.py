"""What a request of the SPARQL 1.1 Protocol says (section 2): an operation and the graphs beside it, unparsed."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

from msgspec import Struct
from starlette.requests import Request

from samsyn.errors import BadQuery, Swedish, UnknownFormat, WrongEncoding
from samsyn.http import bearer, desk, parameters, reading
from samsyn.store.port import Context

QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
FORM: Final = "application/x-www-form-urlencoded"
#: what names the graphs that a query or an update is asked of
GRAPHS_OF_QUERY: Final = ("default-graph-uri", "named-graph-uri")
GRAPHS_OF_UPDATE: Final = ("using-graph-uri", "using-named-graph-uri")
#: what some clients call `format`
OTHER_NAMES_OF_FORMAT: Final = ("output", "results")
_FIELDS: Final = 1000
#: what is read in the place of bytes that are not UTF-8
_REPLACED: Final = "\ufffd"


class Operation(Struct, frozen=True):
    """A query or an update: its text, what stands around it, and the format that is wished by name."""

    text: str
    context: Context
    format: str | None = None


async def of_body(request: Request, direct: str, field: str, graphs: Sequence[str]) -> Operation:
    """The operation that a POST brings, as it is or in a field of a form (2.1.2, 2.1.3, 2.2.1, 2.2.2).

    Raises UnknownFormat for another media type or charset, WrongEncoding, BadQuery, MisplacedToken.
    """
    kind = reading.media_type(request)
    given = list(request.query_params.multi_items())
    reading.check_charset(request)
    if kind == direct:
        given.append((field, _decoded(await request.body())))
    elif kind == FORM:
        fields = _fields(_decoded(await request.body()))
        bearer.refuse_tokens(fields)
        known = (field, *graphs, "format", "lang", *OTHER_NAMES_OF_FORMAT)
        if not {name for name, _ in fields} & {"query", "update"}:
            parameters.check((name for name, _ in fields), known)
        given += fields
    elif kind in (QUERY, UPDATE):
        raise _elsewhere("update" if kind == UPDATE else "query")
    else:
        raise UnknownFormat(
            f"'{kind}' is no media type of this." if kind else "The request does not say what its body is.",
            advice=f"Send it as {direct}, or in the field `{field}` of a form.",
            sv=Swedish(
                f"'{kind}' kan inte tas emot här." if kind else "Begäran säger inte vad den innehåller.",
                f"Skicka den som {direct}.",
            ),
        )
    return operation(request, given, field, graphs)


def operation(request: Request, given: Sequence[tuple[str, str]], field: str, graphs: Sequence[str]) -> Operation:
    """The one operation among parameters, with its graphs. Raises BadQuery, WrongEncoding."""
    if any(_REPLACED in value for _, value in given):
        _fields(request.scope["query_string"].decode("latin-1"))
    other = "update" if field == "query" else "query"
    if any(name == other for name, _ in given):
        raise _elsewhere(other)
    found = [value for name, value in given if name == field]
    if len(found) != 1:
        raise BadQuery(
            f"There is {'no' if not found else 'more than one'} {field}.",
            advice=f"Send one, as {field}=… or in the body.",
            sv=Swedish(
                "Det ska vara en fråga." if field == "query" else "Det ska vara en uppdatering.",
                f"Skicka den som {field}=… eller i begäran.",
            ),
        )
    default, named = (tuple(value for name, value in given if name == each and value) for each in graphs)
    wished = [value for each in ("format", *OTHER_NAMES_OF_FORMAT) for name, value in given if name == each]
    base = f"{desk.base(request)}{request.scope['path']}"
    return Operation(found[0], Context(base, default, named), wished[0] if wished else None)


def _elsewhere(other: str) -> BadQuery:
    if other == "update":
        return BadQuery(
            "This address answers queries; updates are not accepted here.",
            advice="Send updates by POST to /update, with a token.",
            sv=Swedish("Adressen svarar på frågor och ändrar ingenting.", "Skicka ändringar med POST till /update."),
        )
    return BadQuery(
        "This address takes updates; queries are not answered here.",
        advice="Send queries to /sparql.",
        sv=Swedish("Adressen tar emot ändringar och svarar inte på frågor.", "Skicka frågor till /sparql."),
    )


def _fields(text: str) -> list[tuple[str, str]]:
    """The fields of a form or an address (URL Standard, 5.1). Raises WrongEncoding, BadQuery for too many."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError as error:
        raise _not_utf_8(error) from error
    except ValueError as error:
        raise BadQuery(
            f"There are more than {_FIELDS} fields.",
            advice="Name fewer graphs.",
            sv=Swedish(f"Det är fler än {_FIELDS} fält.", "Ange färre grafer."),
        ) from error


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf_8(error) from error


def _not_utf_8(error: UnicodeDecodeError) -> WrongEncoding:
    byte = f"0x{error.object[error.start]:02x}"
    return WrongEncoding(
        f"The byte {byte} is not UTF-8.",
        advice="Send it in UTF-8.",
        sv=Swedish(f"Tecknet {byte} är inte UTF-8.", "Skicka det i UTF-8."),
    )
