"""A stored question: what it asks, of whom, how its answer is read, and its query."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import Text


class Question(Struct, frozen=True):
    """A question that the bundled data answer (sh:SPARQLExecutable of SHACL-AF 4)."""

    id: str
    iri: str
    text: Text
    reading: Text
    audience: str
    keyword: Text
    query: str
    asks: bool
    states: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON; `requirements` are those that the answer judges."""
        return {
            "id": self.id,
            "iri": self.iri,
            "question": self.text.to_dict(),
            "reading": self.reading.to_dict(),
            "audience": self.audience,
            "keyword": self.keyword.to_dict(),
            "requirements": list(self.states),
            "query": self.query,
        }
