"""The values that pass between the floors: agreements as read, and reports as answered.

All are frozen; sequences are tuples in a fixed order, so the same input gives the same answer. `to_dict()` of a report
is the JSON of the command line, of HTTP and of the Python API alike.
"""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

Outcome = Literal["passed", "failed", "cantTell", "inapplicable"]
Mode = Literal["open", "standard"]
Triple = tuple[str, str, str]

#: from best to worst, as exit codes and overall outcomes rank them
OUTCOMES: Final[tuple[Outcome, ...]] = ("inapplicable", "passed", "cantTell", "failed")
MODES: Final[tuple[Mode, ...]] = ("open", "standard")


def worst(outcomes: "list[Outcome] | tuple[Outcome, ...]") -> Outcome:
    """The worst of some outcomes: failed, else cantTell, else passed, else inapplicable."""
    return max(outcomes, key=OUTCOMES.index, default="inapplicable")


@dataclass(frozen=True)
class Text:
    """A text in Swedish and English; where one is missing it is the other."""

    sv: str = ""
    en: str = ""

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {"sv": self.sv, "en": self.en}

    def of(self, lang: str) -> str:
        """The text in a language, `sv` or `en`."""
        return self.en if lang == "en" else self.sv

    def __bool__(self) -> bool:
        return bool(self.sv or self.en)


@dataclass(frozen=True)
class Citation:
    """Where something stands: the source, the place in it, its public address."""

    citation: str
    locator: Text = Text()
    url: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """As JSON; `locator` in English, or in the source's own words, `locator_sv` in Swedish."""
        return {
            "citation": self.citation,
            "locator": self.locator.en or None,
            "locator_sv": self.locator.sv or None,
            "url": self.url,
        }


@dataclass(frozen=True)
class Claim:
    """What a source itself says of a centre's conformity; shown, never counted."""

    text: Text
    source: str

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {**self.text.to_dict(), "source": self.source}


@dataclass(frozen=True)
class Profile:
    """A way of reading an agreement whose sources can be read in more than one way."""

    name: str
    label: Text
    confidence: str = ""


@dataclass(frozen=True)
class Reading:
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


@dataclass(frozen=True)
class Requirement:
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
    check: Text = Text()
    note: Text = Text()
    readings: tuple[Reading, ...] = ()
    holds_in_profiles: tuple[str, ...] = ()
    also_topics: tuple[str, ...] = ()
    shape: str | None = None


@dataclass(frozen=True)
class Agreement:
    """An agreement as far as it has been read. `area` is the IRI of the place whose centres it speaks of."""

    id: str
    iri: str
    title: Text
    area: str | None
    level: str
    document_kind: str
    valid_from: str | None
    valid_to: str | None
    coverage: str
    coverage_note: Text
    status_note: Text
    kinds: tuple[str, ...]
    profiles: tuple[Profile, ...]
    sources: tuple[Citation, ...]
    requirements: tuple[Requirement, ...]
    revision_of: str | None = None
    not_known: tuple[Text, ...] = ()
    note: Text = Text()


@dataclass(frozen=True)
class Ground:
    """Why a shape came out as it did at a node: the statements seen, the paths that are silent, what is denied.

    Values and denials are Turtle, a blank node written out as `[ … ]`; paths are SPARQL property paths with prefixes.
    `detail` holds the grounds of the parts, of which `combine` says whether `all` or `any` is asked for.
    """

    shape: str
    outcome: Outcome
    focus: str
    name: Text = Text()
    message: Text = Text()
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


@dataclass(frozen=True)
class Remedy:
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


@dataclass(frozen=True)
class ReadingOutcome:
    """The outcome of a requirement under one reading, and the profiles that choose it."""

    reading: str
    outcome: Outcome
    why: Text
    profiles: tuple[str, ...] = ()
    ground: Ground | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "reading": self.reading,
            "profiles": list(self.profiles),
            "outcome": self.outcome,
            "why": self.why.to_dict(),
        }


@dataclass(frozen=True)
class Finding:
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


@dataclass(frozen=True)
class Result:
    """One SHACL validation result (SHACL 3.6.2). Terms are in N-Triples syntax, the path too where it is an IRI."""

    focus: str
    component: str
    shape: str
    severity: str
    path: str | None = None
    value: str | None = None
    messages: tuple[str, ...] = ()
    path_triples: tuple[Triple, ...] = ()
    detail: tuple["Result", ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "focus": self.focus,
            "path": self.path,
            "value": self.value,
            "component": self.component,
            "shape": self.shape,
            "severity": self.severity,
            "messages": list(self.messages),
            "detail": [part.to_dict() for part in self.detail],
        }


@dataclass(frozen=True)
class CentreRef:
    """The centre a report speaks of."""

    id: str
    iri: str
    label: Text

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"id": self.id, "iri": self.iri, "label": self.label.to_dict()}


@dataclass(frozen=True)
class Basis:
    """What a report was computed from: a hash of shapes and agreement, and the version of the program."""

    rules: str
    version: str

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {"rules": self.rules, "version": self.version}


@dataclass(frozen=True)
class Report:
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

    @property
    def counts(self) -> dict[str, int]:
        """How many findings have each outcome."""
        found = [finding.outcome for finding in self.findings]
        return {name: found.count(name) for name in ("passed", "failed", "cantTell", "inapplicable")}

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
                "results": [result.to_dict() for result in self.description_results],
            },
            "basis": self.basis.to_dict(),
        }


@dataclass(frozen=True)
class Validation:
    """What `samsyn.validate` gives: the worst outcome and one report per centre, agreement and kind."""

    reports: tuple[Report, ...] = field(default_factory=tuple)

    @property
    def outcome(self) -> Outcome:
        """The worst outcome over all reports."""
        return worst([report.outcome for report in self.reports])

    def to_dict(self) -> dict[str, Any]:
        """The JSON report."""
        return {"outcome": self.outcome, "reports": [report.to_dict() for report in self.reports]}


@dataclass(frozen=True)
class ShaclReport:
    """What `samsyn.shacl` gives: a W3C validation report (SHACL 3.6)."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of any severity (SHACL 3.6.1.1)."""
        return not self.results

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return {"conforms": self.conforms, "results": [result.to_dict() for result in self.results]}
