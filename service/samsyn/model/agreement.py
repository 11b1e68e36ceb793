"""An agreement as far as it has been read."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import NO_TEXT, Citation, Text


class Profile(Struct, frozen=True):
    """A way of reading an agreement whose sources can be read in more than one way."""

    name: str
    label: Text
    confidence: str = ""


class Reading(Struct, frozen=True):
    """One reading of a requirement, with the profiles that choose it and its own shape."""

    name: str
    iri: str
    profiles: tuple[str, ...]
    modality: str
    layer: str
    statement: Text
    confidence: str
    citations: tuple[Citation, ...]
    responsible: tuple[str, ...] = ()
    shape: str | None = None


class Requirement(Struct, frozen=True):
    """One requirement of an agreement (cv:Requirement). IRIs without brackets; keys elsewhere are local names."""

    id: str
    iri: str
    theme: str
    topic: str
    subject: str
    applies_to: tuple[str, ...]
    modality: str
    layer: str
    statement: Text
    responsible: tuple[str, ...]
    checkable: str
    confidence: str
    evidence: str
    citations: tuple[Citation, ...]
    judged_as: str | None = None
    clause: str | None = None
    check: Text = NO_TEXT
    note: Text = NO_TEXT
    readings: tuple[Reading, ...] = ()
    holds_in_profiles: tuple[str, ...] = ()
    also_topics: tuple[str, ...] = ()
    shape: str | None = None

    def to_dict(self, agreement: str) -> dict[str, Any]:
        """As JSON, with the id of its agreement."""
        return {
            "id": self.id,
            "iri": self.iri,
            "agreement": agreement,
            "theme": self.theme,
            "topic": self.topic,
            "subject": self.subject,
            "applies_to": list(self.applies_to),
            "modality": self.modality,
            "layer": self.layer,
            "statement": self.statement.to_dict(),
            "responsible": list(self.responsible),
            "checkable": self.checkable,
            "check": self.check.to_dict(),
            "confidence": self.confidence,
            "evidence": self.evidence,
            "clause": self.clause,
            "shape": self.shape,
            "holds_in_profiles": list(self.holds_in_profiles),
            "readings": [
                {
                    "name": one.name,
                    "profiles": list(one.profiles),
                    "modality": one.modality,
                    "shape": one.shape,
                    **one.statement.to_dict(),
                }
                for one in self.readings
            ],
            "note": self.note.to_dict(),
            "sources": [source.to_dict() for source in self.citations],
        }


class Head(Struct, frozen=True):
    """What an agreement is chosen by. `area` is the IRI of the place whose centres it speaks of."""

    id: str
    iri: str
    title: Text
    area: str | None
    level: str
    valid_from: str | None
    valid_to: str | None
    kinds: tuple[str, ...]
    revision_of: str | None


class Agreement(Head, frozen=True):
    """An agreement as far as it has been read."""

    document_kind: str
    coverage: str
    coverage_note: Text
    status_note: Text
    profiles: tuple[Profile, ...]
    sources: tuple[Citation, ...]
    requirements: tuple[Requirement, ...]
    not_known: tuple[Text, ...] = ()
    note: Text = NO_TEXT

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with the number of its requirements in place of them."""
        return {
            "id": self.id,
            "iri": self.iri,
            "title": self.title.to_dict(),
            "area": self.area,
            "level": self.level,
            "document_kind": self.document_kind,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "coverage": self.coverage,
            "coverage_note": self.coverage_note.to_dict(),
            "status_note": self.status_note.to_dict(),
            "kinds": list(self.kinds),
            "profiles": [{"name": one.name, "label": one.label.to_dict()} for one in self.profiles],
            "requirements": len(self.requirements),
            "not_known": [text.to_dict() for text in self.not_known],
            "sources": [source.to_dict() for source in self.sources],
        }
