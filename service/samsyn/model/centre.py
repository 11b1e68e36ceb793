"""A described centre."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import Citation, Text, Triple


class Centre(Struct, frozen=True):
    """A described centre: what lists and selections need, and its triples. Municipalities are codes."""

    id: str
    iri: str
    label: Text
    municipalities: tuple[str, ...]
    claimed_kind: str | None
    status: str | None
    description_date: str | None
    source: Citation
    confidence: str
    made_up: bool
    triples: tuple[Triple, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON, without its statements."""
        return {
            "id": self.id,
            "iri": self.iri,
            "label": self.label.to_dict(),
            "municipality": list(self.municipalities),
            "claimed_kind": self.claimed_kind,
            "status": self.status,
            "description_date": self.description_date,
            "confidence": self.confidence,
            "made_up": self.made_up,
            "source": self.source.to_dict(),
        }
