"""Who fulfils what, as JSON."""

from typing import Any

from samsyn.model import Agreement
from samsyn.workers.matrix import Row


def matrix(found: Agreement, rows: tuple[Row, ...]) -> dict[str, Any]:
    """Who fulfils what, with the requirements that any centre was judged by, in the order of the agreement."""
    judged = {name for row in rows for name, _ in row.outcomes}
    return {
        "agreement": found.id,
        "requirements": [each.id for each in found.requirements if each.id in judged],
        "rows": [
            {"centre": row.centre, "kind": row.kind, "outcome": row.outcome, "outcomes": dict(row.outcomes)}
            for row in rows
        ],
    }


def fulfilment(name: str, rows: tuple[Row, ...]) -> dict[str, list[str]]:
    """The centres by how they come out for a requirement."""
    found: dict[str, list[str]] = {"passed": [], "failed": [], "cantTell": [], "inapplicable": []}
    for row in rows:
        outcome = dict(row.outcomes).get(name)
        if outcome:
            found[outcome].append(row.centre)
    return found
