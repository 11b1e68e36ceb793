"""What an agreement comes to under the demands on it: its own, and those of the agreements above it."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import Citation, Outcome, Text, worst
from samsyn.model.finding import Finding, counted
from samsyn.model.report import Basis


class Shown(Struct, frozen=True):
    """What shows a part of a demand: a requirement of the agreement, or a fact such as a party or a date.

    `requirement`, `layer` and `sources` are empty for a fact; `iri` is None for a date.
    """

    part: Text
    text: Text
    iri: str | None = None
    requirement: str | None = None
    layer: str = ""
    sources: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "part": self.part.to_dict(),
            "text": self.text.to_dict(),
            "iri": self.iri,
            "requirement": self.requirement,
            "layer": self.layer or None,
            "sources": [source.to_dict() for source in self.sources],
        }


class DemandFinding(Finding, frozen=True):
    """The outcome of one demand on an agreement: what shows its parts, which are not known, and which are lacking."""

    shown: tuple[Shown, ...] = ()
    not_known: tuple[Text, ...] = ()
    lacking: tuple[Text, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            **super().to_dict(),
            "shown": [each.to_dict() for each in self.shown],
            "not_known": [part.to_dict() for part in self.not_known],
            "lacking": [part.to_dict() for part in self.lacking],
        }


class DemandReport(Struct, frozen=True):
    """An agreement under what one document demands of it; `unstated` are demands that no shape states yet."""

    outcome: Outcome
    demanded_by: str
    demanded_by_title: Text
    in_force: bool | None
    findings: tuple[DemandFinding, ...]
    notes: tuple[Text, ...]
    basis: Basis
    unstated: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many findings have each outcome."""
        return counted(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "outcome": self.outcome,
            "demanded_by": self.demanded_by,
            "demanded_by_title": self.demanded_by_title.to_dict(),
            "in_force": self.in_force,
            "counts": self.counts,
            "notes": [note.to_dict() for note in self.notes],
            "unstated": list(self.unstated),
            "findings": [finding.to_dict() for finding in self.findings],
            "basis": self.basis.to_dict(),
        }


class AgreementAssessment(Struct, frozen=True):
    """An agreement under all demands on it: a report for each document that demands something of it.

    `coverage` says how much of its text was read, `meaning` what follows for what is not stated.
    """

    agreement: str
    iri: str
    title: Text
    coverage: str
    coverage_note: Text
    meaning: Text
    date: str
    reports: tuple[DemandReport, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The worst outcome over all reports; inapplicable where nothing is demanded."""
        return worst([report.outcome for report in self.reports])

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "outcome": self.outcome,
            "agreement": {"id": self.agreement, "iri": self.iri, "title": self.title.to_dict()},
            "coverage": self.coverage,
            "coverage_note": self.coverage_note.to_dict(),
            "meaning": self.meaning.to_dict(),
            "date": self.date,
            "reports": [report.to_dict() for report in self.reports],
        }
