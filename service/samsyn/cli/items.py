"""Agreements, requirements and centres as JSON and as rows of a table."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from samsyn.cli.voice import Voice
from samsyn.model import Agreement, Requirement

if TYPE_CHECKING:
    from samsyn.knowledge import Centre

AGREEMENT_COLUMNS: Final = ("title", "kinds", "period", "coverage", "requirements")
REQUIREMENT_COLUMNS: Final = ("statement", "modality", "responsible")
CENTRE_COLUMNS: Final = ("label", "municipality", "kind", "status", "date")


def agreement(found: Agreement) -> dict[str, Any]:
    """An agreement as JSON, with the number of its requirements."""
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
    """A requirement as JSON."""
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


def centre(found: "Centre") -> dict[str, Any]:
    """A centre as JSON."""
    return {
        "id": found.id,
        "iri": found.iri,
        "label": found.label.to_dict(),
        "municipality": list(found.municipalities),
        "claimed_kind": found.claimed_kind,
        "status": found.status,
        "confidence": found.confidence,
        "made_up": found.made_up,
        "description_date": found.description_date,
        "source": found.source.to_dict(),
    }


def agreement_row(found: Agreement, voice: Voice) -> tuple[str, ...]:
    """An agreement under AGREEMENT_COLUMNS."""
    return (
        f"{voice.words.of(found.title)}\n{found.id}",
        names("kind", found.kinds, voice),
        period(found),
        voice.name("coverage", found.coverage),
        str(len(found.requirements)),
    )


def requirement_row(found: Requirement, voice: Voice) -> tuple[str, ...]:
    """A requirement under REQUIREMENT_COLUMNS."""
    return (
        f"{voice.words.of(found.statement)}\n{found.id}",
        voice.name("modality", found.modality),
        voice.who(found.responsible),
    )


def centre_row(found: "Centre", voice: Voice) -> tuple[str, ...]:
    """A centre under CENTRE_COLUMNS."""
    return (
        f"{voice.words.of(found.label)}\n{found.id}",
        names("municipality", found.municipalities, voice),
        voice.name("kind", found.claimed_kind) if found.claimed_kind else "",
        voice.name("status", found.status) if found.status else "",
        found.description_date or "",
    )


def period(found: Agreement) -> str:
    """From when to when an agreement holds; empty where no source says."""
    if not found.valid_from and not found.valid_to:
        return ""
    return f"{found.valid_from or ''} – {found.valid_to or ''}".strip()


def names(folder: str, keys: Iterable[str], voice: Voice) -> str:
    """The names of concepts, with commas between."""
    return ", ".join(voice.name(folder, key) for key in keys)
