"""What all documents say of one topic, as it is answered."""

from typing import Any, Literal

from msgspec import Struct

from samsyn.model.agreement import Requirement
from samsyn.model.basic import Text

#: whether a document speaks of a topic, was read as a whole and does not, or may do so where it was not read
Says = Literal["speaks", "silent", "notRead"]


class Stance(Struct, frozen=True):
    """What one document says of a topic: its own requirements, and how binding they are, the most binding first."""

    agreement: str
    title: Text
    level: str
    area: str | None
    coverage: str
    in_force: bool | None
    says: Says
    modalities: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "agreement": self.agreement,
            "title": self.title.to_dict(),
            "level": self.level,
            "area": self.area,
            "coverage": self.coverage,
            "in_force": self.in_force,
            "says": self.says,
            "modalities": list(self.modalities),
            "requirements": [each.to_dict(self.agreement) for each in self.requirements],
        }


class TopicView(Struct, frozen=True):
    """One topic in all documents, or in those that hold on a date: who demands it, and how strictly.

    `left_out` are those of which no version holds on the date.
    """

    topic: str
    theme: str
    comparison: str
    kind: str | None
    date: str | None
    stances: tuple[Stance, ...]
    left_out: tuple[str, ...] = ()

    def that(self, says: Says) -> tuple[Stance, ...]:
        """The documents that speak, are silent, or are not read on it."""
        return tuple(each for each in self.stances if each.says == says)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "topic": self.topic,
            "theme": self.theme,
            "comparison": self.comparison,
            "kind": self.kind,
            "date": self.date,
            "left_out": list(self.left_out),
            "documents": [each.to_dict() for each in self.stances],
        }

    def rows(self, lang: str) -> list[dict[str, str]]:
        """A row for each requirement, and one for each document without any."""
        return [row for each in self.stances for row in _rows(each, lang)]


def _rows(each: Stance, lang: str) -> list[dict[str, str]]:
    head = {
        "agreement": each.agreement,
        "title": each.title.of(lang),
        "level": each.level,
        "area": (each.area or "").rpartition("/id/")[2],
        "coverage": each.coverage,
        "says": each.says,
    }
    return [head | _row(one, lang) for one in each.requirements or (None,)]


def _row(found: Requirement | None, lang: str) -> dict[str, str]:
    sources = [(source.citation, source.locator.of(lang)) for source in found.citations] if found else []
    return {
        "modality": (found.judged_as or found.modality) if found else "",
        "requirement": found.id if found else "",
        "statement": found.statement.of(lang) if found else "",
        "responsible": " ".join(found.responsible) if found else "",
        "confidence": found.confidence if found else "",
        "sources": " | ".join(", ".join(part for part in each if part) for each in sources),
    }
