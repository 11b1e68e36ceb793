"""What a store elsewhere answers, read as terms of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from samsyn.errors import EvaluationFailure, Swedish
from samsyn.store.remote import names


def triples(body: bytes) -> list[ox.Triple]:
    """The statements of an answer, each once. Raises EvaluationFailure for what is none."""
    try:
        found = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        return list(dict.fromkeys(names.got_triple(each) for each in found))
    except (SyntaxError, ValueError) as error:
        raise _unreadable(error) from error


def results(body: bytes, form: str) -> ox.QuerySolutions | ox.QueryBoolean:
    """A table, or a yes or no, from SPARQL's JSON. Raises EvaluationFailure for what is none."""
    try:
        told = json.loads(body)
        rows = told.get("results", {}).get("bindings", [])
        if form == "ASK" and "boolean" not in told:  # Virtuoso tells a table of one number
            told = {"head": {}, "boolean": any(cell["value"] in ("1", "true") for row in rows for cell in row.values())}
        for cell in (cell for row in rows for cell in row.values()):
            if cell["type"] == "typed-literal":
                cell["type"] = "literal"
            _restore(cell)
        found = ox.parse_query_results(json.dumps(told).encode(), format=ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(error) from error
    assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
    return found


def _restore(cell: dict[str, str]) -> None:
    """Puts the term that a cell stands for in its place."""
    if cell["type"] == "uri":
        node = names.got(ox.NamedNode(cell["value"]))
        if isinstance(node, ox.BlankNode):
            cell.update(type="bnode", value=node.value)
    elif "datatype" in cell:
        literal = names.got(ox.Literal(cell["value"], datatype=ox.NamedNode(cell["datatype"])))
        cell.update(value=literal.value, datatype=literal.datatype.value)


def rows(body: bytes) -> Iterator[Any]:
    """The rows of a table. Raises EvaluationFailure."""
    found = results(body, "SELECT")
    assert isinstance(found, ox.QuerySolutions)
    return iter(found)


def _unreadable(error: Exception) -> EvaluationFailure:
    return EvaluationFailure(
        f"The answer of the remote store cannot be read: {error}.",
        sv=Swedish(f"Svaret från det fjärranslutna lagret går inte att läsa: {error}."),
    )
