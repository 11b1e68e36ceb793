"""A centre: as lists tell it, and with all that is stated of it."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import Citation, Text, Triple


class Centre(Struct, frozen=True, gc=False):
    """What a description tells first of a centre. Municipalities are codes."""

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


class Listed(Centre, frozen=True, gc=False):
    """A centre as lists and selections need it: with the services that are part of it, as far as is stated."""

    services: tuple[str, ...]


class Described(Centre, frozen=True, gc=False):
    """A centre with all that its description states."""

    triples: tuple[Triple, ...]
