"""From triples to values: decisions on agreements, adoption, steps and contradictions."""

from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from samsyn.engine import Graph
from samsyn.engine.graph import TYPE
from samsyn.knowledge import citation_of, key_of, keys_of, label, sam, string_of, text_of
from samsyn.model import Citation, Triple
from samsyn.model.decision import Adoption, Contradiction, Decision, Named, Process, Relation, SourcedClaim, Step
from samsyn.terms import DCAT, DCTERMS, PROV, RDFS, SKOS, Term, address, iri, is_blank, is_iri, lexical, local

_IDENTIFIER: Final = iri(DCTERMS + "identifier")
_DATE: Final = iri(DCTERMS + "date")
_DESCRIPTION: Final = iri(DCTERMS + "description")
_PART_OF: Final = iri(DCTERMS + "isPartOf")
_SOURCE: Final = iri(DCTERMS + "source")
_TEMPORAL: Final = iri(DCTERMS + "temporal")
_SEE_ALSO: Final = iri(RDFS + "seeAlso")
_NOTE: Final = iri(SKOS + "note")
_GENERATED_BY: Final = iri(PROV + "wasGeneratedBy")
_REGION: Final = "region"
#: what is told along with whatever names it
_CARDS: Final = (sam("Source"), sam("Body"))


def process(graph: Graph, about: Callable[[Term], Graph]) -> Process:
    """All that a graph tells of decisions; `about` gives the graph that says what a term is.

    Decisions come in order of date, those without a known date last.
    """
    return _Reading(graph, about).process()


def stated(graph: Graph, told: Iterable[str]) -> list[Triple]:
    """What a graph states of some things by their IRIs, with the sources and bodies that they name."""
    waiting = [iri(each) for each in told]
    seen = dict.fromkeys(waiting)
    while waiting:
        for values in graph.out.get(waiting.pop(), {}).values():
            new = [each for each in values if each not in seen and _goes_along(graph, each)]
            seen.update(dict.fromkeys(new))
            waiting.extend(new)
    return [
        (node, predicate, value)
        for node in seen
        for predicate, values in graph.out.get(node, {}).items()
        for value in values
    ]


def _goes_along(graph: Graph, term: Term) -> bool:
    return is_blank(term) or (is_iri(term) and any(kind in _CARDS for kind in graph.values(term, TYPE)))


class _Reading(Struct, frozen=True):
    graph: Graph
    about: Callable[[Term], Graph]

    def process(self) -> Process:
        found = [self._decision(node) for node in self.graph.instances(sam("Decision"))]
        decisions = sorted(found, key=lambda each: (each.date is None, each.date or ""))
        contradictions = [self._contradiction(node) for node in self.graph.instances(sam("Contradiction"))]
        by_iri = {each.iri: each for each in decisions}
        adoption = [self._adoption(node, by_iri) for node in self.graph.instances(sam("Adoption"))]
        return Process(
            tuple(decisions),
            (*map(_own, filter(self._of_a_region, decisions)), *adoption),
            tuple(self._step(node) for node in self.graph.instances(sam("Step"))),
            tuple(sorted(contradictions, key=lambda each: each.agreement is None)),
        )

    def _decision(self, node: Term) -> Decision:
        body = self.graph.value(node, sam("body")) or ""
        whole = self.graph.value(body, _PART_OF) or body
        agreement, relation = self._agreement(node, sam("decides"))
        return Decision(
            id=self._id(node),
            iri=address(node),
            agreement=agreement,
            relation=relation,
            body=self._named(body),
            part_of=self._named(whole),
            municipality=self._municipality(whole),
            outcome=self._of_list(node, sam("outcome")),
            date=string_of(self.graph, node, _DATE),
            paragraphs=tuple(map(lexical, self.graph.values(node, sam("paragraph")))),
            item=string_of(self.graph, node, sam("item")),
            case_number=string_of(self.graph, node, sam("caseNumber")),
            what=text_of(self.graph, node, _DESCRIPTION),
            note=text_of(self.graph, node, _NOTE),
            citations=self._citations(node),
            see_also=keys_of(self.graph, node, _SEE_ALSO),
        )

    def _adoption(self, node: Term, decisions: dict[str, Decision]) -> Adoption:
        party = self.graph.value(node, sam("party")) or ""
        association = self.about(party).value(party, sam("municipalAssociation"))
        decision = self.graph.value(node, _GENERATED_BY)
        return Adoption(
            iri=address(node),
            agreement=key_of(self.graph, node, sam("aboutAgreement")),
            party=self._named(party),
            municipality=self._municipality(party),
            association=self._named(association) if association else None,
            outcome=self._of_list(node, sam("outcome")),
            decision=decisions[address(decision)] if decision else None,
            note=text_of(self.graph, node, _NOTE),
        )

    def _step(self, node: Term) -> Step:
        agreement, relation = self._agreement(node, sam("aboutAgreement"))
        period = self.graph.value(node, _TEMPORAL) or ""
        date = string_of(self.graph, node, _DATE)
        return Step(
            id=self._id(node),
            iri=address(node),
            agreement=agreement,
            relation=relation,
            kind=self._of_list(node, sam("stepKind")),
            begin=date or string_of(self.graph, period, iri(DCAT + "startDate")),
            end=date or string_of(self.graph, period, iri(DCAT + "endDate")),
            what=text_of(self.graph, node, _DESCRIPTION),
            note=text_of(self.graph, node, _NOTE),
            citations=self._citations(node),
            see_also=keys_of(self.graph, node, _SEE_ALSO),
        )

    def _contradiction(self, node: Term) -> Contradiction:
        return Contradiction(
            id=self._id(node),
            iri=address(node),
            agreement=key_of(self.graph, node, sam("aboutAgreement")) or None,
            scope=string_of(self.graph, node, sam("scope")) or "",
            topic=key_of(self.graph, node, sam("topic")),
            question=text_of(self.graph, node, sam("question")),
            claims=tuple(self._claim(each) for each in self.graph.values(node, sam("claim"))),
            how_to_hold=text_of(self.graph, node, sam("howToHold")),
        )

    def _claim(self, node: Term) -> SourcedClaim:
        return SourcedClaim(text_of(self.graph, node, sam("text")), self._citations(node))

    def _agreement(self, node: Term, on: Term) -> tuple[str, Relation]:
        """The agreement that something is on, or whose context it belongs to."""
        found = key_of(self.graph, node, on)
        return (found, "on") if found else (key_of(self.graph, node, sam("contextOf")), "context")

    def _citations(self, node: Term) -> tuple[Citation, ...]:
        """The sources of something with the places in them, those that confirm it last."""
        return tuple(
            citation_of(self._card(source), source, text_of(self.graph, each, sam("locator")))
            for each in (node, *self.graph.values(node, sam("furtherCitation")))
            for source in self.graph.values(each, _SOURCE)
        )

    def _named(self, term: Term) -> Named:
        return Named(local(term), address(term), label(self._card(term), term))

    def _card(self, term: Term) -> Graph:
        """The graph that says what a term is: this one, where it does."""
        return self.graph if self.graph.values(term, TYPE) else self.about(term)

    def _of_list(self, node: Term, predicate: Term) -> Named:
        """The concept of a code list that is the value of a property."""
        return self._named(self.graph.value(node, predicate) or "")

    def _id(self, node: Term) -> str:
        return string_of(self.graph, node, _IDENTIFIER) or local(node)

    def _municipality(self, party: Term) -> str | None:
        """The code of the municipality that a party governs."""
        area = self.about(party).value(party, sam("governs"))
        return local(area) if area and sam("Municipality") in self.about(area).values(area, TYPE) else None

    def _of_a_region(self, decision: Decision) -> bool:
        """Whether a decision on an agreement is that of a region, which adopts it by its own."""
        party = iri(decision.part_of.iri)
        return decision.relation == "on" and key_of(self.about(party), party, sam("principalType")) == _REGION


def _own(decision: Decision) -> Adoption:
    """How far a region has come, by its decision."""
    return Adoption(
        iri=decision.iri,
        agreement=decision.agreement,
        party=decision.part_of,
        municipality=None,
        association=None,
        outcome=decision.outcome,
        decision=decision,
        note=decision.note,
    )
