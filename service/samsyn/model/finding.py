"""The outcome of a requirement, with what it rests on and what would mend it."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from samsyn.model.basic import NO_TEXT, Citation, Outcome, Text


class Ground(Struct, frozen=True):
    """Why a shape came out as it did at a node: the statements seen, the paths that are silent, what is denied.

    Values and denials are Turtle, a blank node written out as `[ … ]`; paths are SPARQL property paths with prefixes.
    `detail` holds the grounds of the parts, of which `combine` says whether `all` or `any` is asked for.
    """

    shape: str
    outcome: Outcome
    focus: str
    name: Text = NO_TEXT
    message: Text = NO_TEXT
    path: str | None = None
    values: tuple[str, ...] = ()
    silence: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    contradicted: bool = False
    combine: str = ""
    responsible: tuple[str, ...] = ()
    detail: tuple["Ground", ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "shape": self.shape,
            "outcome": self.outcome,
            "focus": self.focus,
            "name": self.name.to_dict(),
            "message": self.message.to_dict(),
            "path": self.path,
            "values": list(self.values),
            "silence": list(self.silence),
            "denied": list(self.denied),
            "contradicted": self.contradicted,
            "combine": self.combine,
            "responsible": list(self.responsible),
            "detail": [part.to_dict() for part in self.detail],
        }


class Remedy(Struct, frozen=True):
    """One step that would mend a finding; `add` and `remove` are Turtle, empty where nothing is to change there."""

    text: Text
    responsible: tuple[str, ...]
    add: str = ""
    remove: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            **self.text.to_dict(),
            "responsible": list(self.responsible),
            "add": self.add,
            "remove": self.remove,
        }


class ReadingOutcome(Struct, frozen=True):
    """The outcome of a requirement under one reading: what it says, and the profiles that choose it."""

    reading: str
    outcome: Outcome
    why: Text
    profiles: tuple[str, ...] = ()
    ground: Ground | None = None
    statement: Text = NO_TEXT

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "reading": self.reading,
            "statement": self.statement.to_dict(),
            "profiles": list(self.profiles),
            "outcome": self.outcome,
            "why": self.why.to_dict(),
        }


class Finding(Struct, frozen=True):
    """The outcome of one requirement for one centre, with its ground (earl:Assertion)."""

    requirement: str
    outcome: Outcome
    counts: bool
    modality: str
    layer: str
    severity: str
    confidence: str
    statement: Text
    message: Text
    responsible: tuple[str, ...]
    remedy: tuple[Remedy, ...]
    sources: tuple[Citation, ...]
    clause: str | None
    readings: tuple[ReadingOutcome, ...]
    ground: Ground | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "requirement": self.requirement,
            "outcome": self.outcome,
            "counts": self.counts,
            "modality": self.modality,
            "layer": self.layer,
            "severity": self.severity,
            "confidence": self.confidence,
            "statement": self.statement.to_dict(),
            "message": self.message.to_dict(),
            "responsible": list(self.responsible),
            "remedy": [step.to_dict() for step in self.remedy],
            "sources": [source.to_dict() for source in self.sources],
            "clause": self.clause,
            "readings": [reading.to_dict() for reading in self.readings],
            "ground": self.ground.to_dict() if self.ground else None,
        }


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings have each outcome."""
    found = [finding.outcome for finding in findings]
    return {name: found.count(name) for name in ("passed", "failed", "cantTell", "inapplicable")}
