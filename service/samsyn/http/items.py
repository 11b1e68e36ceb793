"""Agreements, requirements and centres as JSON."""

from typing import Any

from samsyn.knowledge import Centre
from samsyn.model import Agreement, Requirement
from samsyn.workers.jobs import Row


def agreement(found: Agreement) -> dict[str, Any]:
    """An agreement, with the number of its requirements."""
    return {
        "id": found.id,
        "iri": found.iri,
        "title": found.title.to_dict(),
        "area": found.area,
        "level": found.level,
        "document_kind": found.document_kind,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "coverage": found.coverage,
        "coverage_note": found.coverage_note.to_dict(),
        "status_note": found.status_note.to_dict(),
        "kinds": list(found.kinds),
        "profiles": [{"name": one.name, "label": one.label.to_dict()} for one in found.profiles],
        "requirements": len(found.requirements),
        "not_known": [text.to_dict() for text in found.not_known],
        "sources": [source.to_dict() for source in found.sources],
    }


def requirement(found: Requirement, agreement_id: str) -> dict[str, Any]:
    """A requirement, with its readings and its sources."""
    return {
        "id": found.id,
        "iri": found.iri,
        "agreement": agreement_id,
        "theme": found.theme,
        "topic": found.topic,
        "subject": found.subject,
        "applies_to": list(found.applies_to),
        "modality": found.modality,
        "layer": found.layer,
        "statement": found.statement.to_dict(),
        "responsible": list(found.responsible),
        "checkable": found.checkable,
        "check": found.check.to_dict(),
        "confidence": found.confidence,
        "evidence": found.evidence,
        "clause": found.clause,
        "shape": found.shape,
        "holds_in_profiles": list(found.holds_in_profiles),
        "readings": [
            {"name": one.name, "profiles": list(one.profiles), "modality": one.modality, **one.statement.to_dict()}
            for one in found.readings
        ],
        "note": found.note.to_dict(),
        "sources": [source.to_dict() for source in found.citations],
    }


def centre(found: Centre) -> dict[str, Any]:
    """A centre, without its statements."""
    return {
        "id": found.id,
        "iri": found.iri,
        "label": found.label.to_dict(),
        "municipality": list(found.municipalities),
        "claimed_kind": found.claimed_kind,
        "status": found.status,
        "description_date": found.description_date,
        "confidence": found.confidence,
        "made_up": found.made_up,
        "source": found.source.to_dict(),
    }


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
