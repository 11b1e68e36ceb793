"""An agreement as far as it has been read."""

from dataclasses import dataclass

from samsyn.model.basic import NO_TEXT, Citation, Text


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
    check: Text = NO_TEXT
    note: Text = NO_TEXT
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
    note: Text = NO_TEXT
