"""Who has decided what on an agreement, how far each party has come in adopting it, and how it came about."""

from typing import Any, Literal, TypeVar

from msgspec import Struct

from samsyn.model.basic import NO_TEXT, Citation, Text

#: whether something is on an agreement or belongs to its context alone
Relation = Literal["on", "context"]
#: the outcome of what no source tells; never a no
UNKNOWN = "unknown"
_Told = TypeVar("_Told", "Decision", "Adoption", "Step", "Contradiction")


class Named(Struct, frozen=True):
    """Something with an id, an IRI and a name."""

    id: str
    iri: str
    label: Text

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"id": self.id, "iri": self.iri, "label": self.label.to_dict()}


class Decision(Struct, frozen=True):
    """A decision or position of a body, or that it is not known. `part_of` is the party or body that the body is of.

    `date` is None where it is not known. `municipality` is the code of the municipality whose body it is.
    """

    id: str
    iri: str
    agreement: str
    relation: Relation
    body: Named
    part_of: Named
    municipality: str | None
    outcome: Named
    date: str | None
    paragraphs: tuple[str, ...]
    item: str | None
    case_number: str | None
    what: Text
    note: Text
    citations: tuple[Citation, ...]
    see_also: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "type": "decision",
            "id": self.id,
            "iri": self.iri,
            "agreement": self.agreement,
            "relation": self.relation,
            "body": self.body.id,
            "body_label": self.body.label.to_dict(),
            "municipality": self.municipality,
            "outcome": self.outcome.id,
            "outcome_label": self.outcome.label.to_dict(),
            "date": self.date,
            "paragraphs": list(self.paragraphs),
            "item": self.item,
            "case_number": self.case_number,
            "what": self.what.to_dict(),
            "note": self.note.to_dict(),
            "sources": [source.to_dict() for source in self.citations],
            "see_also": list(self.see_also),
        }


class Adoption(Struct, frozen=True):
    """How far a party is known to have come in adopting an agreement.

    `municipality` is None for a region. `association` is the association of municipalities that it is a member of,
    `decision` the decision that shows how far it has come.
    """

    iri: str
    agreement: str
    party: Named
    municipality: str | None
    association: Named | None
    outcome: Named
    decision: Decision | None
    note: Text = NO_TEXT

    @property
    def known(self) -> bool:
        """Whether any source tells."""
        return self.outcome.id != UNKNOWN

    def to_dict(self) -> dict[str, Any]:
        """As JSON; date and sources are those of the decision."""
        decision = self.decision
        return {
            "type": "adoption",
            "iri": self.iri,
            "agreement": self.agreement,
            "party": self.party.id,
            "party_label": self.party.label.to_dict(),
            "municipality": self.municipality,
            "association": self.association.id if self.association else None,
            "association_label": (self.association.label if self.association else NO_TEXT).to_dict(),
            "outcome": self.outcome.id,
            "outcome_label": self.outcome.label.to_dict(),
            "date": decision.date if decision else None,
            "decision": decision.id if decision else None,
            "note": self.note.to_dict(),
            "sources": [source.to_dict() for source in decision.citations] if decision else [],
        }


class Step(Struct, frozen=True):
    """A step in the history of an agreement; `kind` tells how it is known. Dates are as exact as the source."""

    id: str
    iri: str
    agreement: str
    relation: Relation
    kind: Named
    begin: str | None
    end: str | None
    what: Text
    note: Text
    citations: tuple[Citation, ...]
    see_also: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "iri": self.iri,
            "agreement": self.agreement,
            "relation": self.relation,
            "kind": self.kind.id,
            "kind_label": self.kind.label.to_dict(),
            "from": self.begin,
            "to": self.end,
            "what": self.what.to_dict(),
            "note": self.note.to_dict(),
            "sources": [source.to_dict() for source in self.citations],
            "see_also": list(self.see_also),
        }


class SourcedClaim(Struct, frozen=True):
    """What a source says, with the place in it."""

    text: Text
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {**self.text.to_dict(), "sources": [source.to_dict() for source in self.citations]}


class Contradiction(Struct, frozen=True):
    """A question that sources answer differently: every answer, and how it is held here. `agreement` may be none."""

    id: str
    iri: str
    agreement: str | None
    scope: str
    topic: str
    question: Text
    claims: tuple[SourcedClaim, ...]
    how_to_hold: Text

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "iri": self.iri,
            "agreement": self.agreement,
            "scope": self.scope,
            "topic": self.topic,
            "question": self.question.to_dict(),
            "claims": [claim.to_dict() for claim in self.claims],
            "how_to_hold": self.how_to_hold.to_dict(),
        }


class Process(Struct, frozen=True):
    """Decisions, adoption, steps and contradictions: all that is told, or of what is asked for alone."""

    decisions: tuple[Decision, ...]
    adoption: tuple[Adoption, ...]
    steps: tuple[Step, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def associations(self) -> dict[str, tuple[Named, tuple[Adoption, ...]]]:
        """The municipalities by the association that they are members of, by its id."""
        names = {each.association.id: each.association for each in self.adoption if each.association}
        return {
            key: (name, tuple(each for each in self.adoption if each.association == name))
            for key, name in names.items()
        }

    @property
    def agreements(self) -> tuple[str, ...]:
        """The agreements that are decided on or adopted."""
        decided = (each.agreement for each in self.decisions)
        return tuple(dict.fromkeys((*decided, *(each.agreement for each in self.adoption))))

    @property
    def outcomes(self) -> tuple[Named, ...]:
        """The outcomes that decisions and adoptions have."""
        decided = (each.outcome for each in self.decisions)
        return tuple(dict.fromkeys((*decided, *(each.outcome for each in self.adoption))))

    @property
    def bodies(self) -> tuple[str, ...]:
        """The ids of those who decide or adopt: bodies, what they are part of, and parties."""
        deciding = (name for each in self.decisions for name in (each.body.id, each.part_of.id))
        return tuple(dict.fromkeys((*deciding, *(each.party.id for each in self.adoption))))

    def of_agreement(self, wanted: str) -> "Process":
        """What is on an agreement or belongs to its context."""

        def on(found: tuple[_Told, ...]) -> tuple[_Told, ...]:
            return tuple(each for each in found if each.agreement == wanted)

        return Process(on(self.decisions), on(self.adoption), on(self.steps), on(self.contradictions))

    def of_outcome(self, wanted: str) -> "Process":
        """The decisions and adoptions that have an outcome; the rest as it is."""
        return Process(
            tuple(each for each in self.decisions if each.outcome.id == wanted),
            tuple(each for each in self.adoption if each.outcome.id == wanted),
            self.steps,
            self.contradictions,
        )

    def of_body(self, wanted: str) -> "Process":
        """The decisions of a body, or of what is part of it, and its own adoption; the rest as it is."""
        return Process(
            tuple(each for each in self.decisions if wanted in (each.body.id, each.part_of.id)),
            tuple(each for each in self.adoption if each.party.id == wanted),
            self.steps,
            self.contradictions,
        )

    def of_municipality(self, code: str) -> "Process":
        """How far a municipality has come, and the decisions of it and of the association that it is a member of."""
        adoption = tuple(each for each in self.adoption if each.municipality == code)
        associations = {each.association.id for each in adoption if each.association}
        decisions = tuple(
            each for each in self.decisions if each.municipality == code or each.part_of.id in associations
        )
        return Process(decisions, adoption, self.steps, self.contradictions)

    def iris(self) -> list[str]:
        """The IRI of each decision, adoption, step and contradiction."""
        told = (self.decisions, self.adoption, self.steps, self.contradictions)
        return [each.iri for found in told for each in found]

    def rows(self) -> list[dict[str, Any]]:
        """The decisions and then the adoptions as rows of one table, a party as the body that it is."""
        return [*map(_row, self.decisions), *map(_row, self.adoption)]

    def to_dict(self) -> dict[str, Any]:
        """As JSON: a list of the decisions, and the rest beside it."""
        return {
            "items": [each.to_dict() for each in self.decisions],
            "next": None,
            "adoption": [each.to_dict() for each in self.adoption],
            "timeline": [each.to_dict() for each in self.steps],
            "contradictions": [each.to_dict() for each in self.contradictions],
        }


def _row(found: Decision | Adoption) -> dict[str, Any]:
    told = found.to_dict()
    if isinstance(found, Adoption):
        told |= {"id": None, "body": told.pop("party"), "body_label": told.pop("party_label")}
    del told["sources"]
    cited = found.citations if isinstance(found, Decision) else found.decision.citations if found.decision else ()
    sources = [Text(_cited(each, each.locator.sv), _cited(each, each.locator.en)) for each in cited]
    said = Text("; ".join(each.sv for each in sources), "; ".join(each.en for each in sources))
    return {**told, "source": said.to_dict(), "url": [each.url for each in cited if each.url]}


def _cited(source: Citation, locator: str) -> str:
    return ", ".join(part for part in (source.citation, locator) if part)
