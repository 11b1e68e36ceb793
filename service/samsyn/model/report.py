"""The assessment of a centre, and of all centres in a description."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import Claim, Mode, Outcome, Text, worst
from samsyn.model.finding import Finding, counted
from samsyn.model.flaw import Flaw
from samsyn.model.result import Result


class CentreRef(Struct, frozen=True):
    """The centre a report speaks of."""

    id: str
    iri: str
    label: Text

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"id": self.id, "iri": self.iri, "label": self.label.to_dict()}


class Basis(Struct, frozen=True):
    """What a report was computed from: a hash of shapes and agreement, and the version of the program."""

    rules: str
    version: str

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {"rules": self.rules, "version": self.version}


class Verdict(Struct, frozen=True):
    """What is asserted of one centre under one agreement as one kind: that of a report which is stored."""

    outcome: Outcome
    plan: Outcome | None
    centre: CentreRef
    agreement: str
    kind: str | None
    date: str
    profiles: tuple[tuple[str, Outcome], ...]
    findings: tuple[Finding, ...]


class Report(Struct, frozen=True):
    """The assessment of one centre against one agreement as one kind (design: the JSON report)."""

    outcome: Outcome
    conforms: bool
    mode: Mode
    plan: Outcome | None
    centre: CentreRef
    agreement: str
    agreement_title: Text
    coverage: str
    in_force: bool | None
    kind: str | None
    claimed_kind: str | None
    derived_kind: str | None
    status: str | None
    date: str
    description_date: str | None
    profiles: tuple[tuple[str, Outcome], ...]
    claims: tuple[Claim, ...]
    notes: tuple[Text, ...]
    findings: tuple[Finding, ...]
    description_conforms: bool
    description_results: tuple[Result, ...]
    results: tuple[Result, ...]
    basis: Basis
    made_up: bool = False
    flaws: tuple[Flaw, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many findings have each outcome."""
        return counted(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "outcome": self.outcome,
            "conforms": self.conforms,
            "mode": self.mode,
            "plan": self.plan,
            "centre": self.centre.to_dict(),
            "agreement": self.agreement,
            "agreement_title": self.agreement_title.to_dict(),
            "coverage": self.coverage,
            "in_force": self.in_force,
            "kind": self.kind,
            "claimed_kind": self.claimed_kind,
            "derived_kind": self.derived_kind,
            "status": self.status,
            "date": self.date,
            "description_date": self.description_date,
            "made_up": self.made_up,
            "counts": self.counts,
            "profiles": [{"name": name, "outcome": outcome} for name, outcome in self.profiles],
            "claims": [claim.to_dict() for claim in self.claims],
            "notes": [note.to_dict() for note in self.notes],
            "findings": [finding.to_dict() for finding in self.findings],
            "description": {
                "conforms": self.description_conforms,
                "results": [flaw.to_dict() for flaw in self.flaws],
            },
            "basis": self.basis.to_dict(),
        }


class Validation(Struct, frozen=True):
    """What `samsyn.validate` gives: the worst outcome and one report per centre, agreement and kind."""

    reports: tuple[Report, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The worst outcome over all reports."""
        return worst([report.outcome for report in self.reports])

    def to_dict(self) -> dict[str, Any]:
        """The JSON report."""
        return {"outcome": self.outcome, "reports": [report.to_dict() for report in self.reports]}
