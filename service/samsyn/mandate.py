"""What an agreement comes to under the demands on it: what its own text, or the agreement above it, is to say.

A demand is a requirement that is checked on the text of an agreement. Which agreements it runs over stands in `binds`.
"""

from collections.abc import Iterator, Mapping
from datetime import date as Date  # noqa: N812 - the word of the domain
from typing import Final

from msgspec.structs import asdict, replace

from samsyn import explain
from samsyn.assessment import period_note
from samsyn.engine import Graph
from samsyn.fulfilment import Assessor, Level
from samsyn.knowledge import sam, text_of
from samsyn.model import Agreement, Basis, Finding, Ground, Head, Remedy, Requirement, Text
from samsyn.model.mandate import AgreementAssessment, DemandFinding, DemandReport, Shown
from samsyn.selection import Knowledge, areas_holding, current, in_force
from samsyn.terms import ID, PREFIXES, SKOS, Term, address, iri, is_iri, is_literal, lexical

_LOCAL: Final = "local"
_COVERAGE: Final = "_:coverage"


def stated(found: Agreement, shapes: Graph) -> tuple[Requirement, ...]:
    """The demands of an agreement on texts that shapes state, each with its shape."""
    by_requirement = {
        address(value): address(shape)
        for shape, said in shapes.out.items()
        for value in said.get(sam("states"), ())
        if is_iri(shape)
    }
    return tuple(
        replace(each, shape=by_requirement[each.iri]) for each in _demands(found) if each.iri in by_requirement
    )


def demanding(knowledge: Knowledge, found: Head, when: Date) -> tuple[str, ...]:
    """The documents that may demand something of an agreement: itself, and for a local one those of its area."""
    if found.level != _LOCAL or found.area is None:
        return (found.id,)
    areas = areas_holding([found.area.rpartition("/")[2]], knowledge.counties) | {found.area}
    above = [each for each in knowledge.heads.values() if each.area in areas and each.level != _LOCAL]
    return (found.id, *(each.id for each in current(above, when)))


def binds(requirement: Requirement, document: Head, found: Head) -> bool:
    """Whether a demand of a document, itself or one of its area, is on an agreement.

    What speaks of local agreements, or is an example of another place, is on the local agreements of the area; the rest
    is on the document itself. A document that is local speaks of itself when it speaks of local agreements.
    """
    of_local = requirement.subject == "local-agreement" or requirement.layer == "local-precedent"
    if document.id == found.id:
        return not of_local or document.level == _LOCAL
    return of_local


def assess(
    knowledge: Knowledge, found: Agreement, levels: Mapping[str, Level | None], agreements: Mapping[str, Agreement],
    when: Date,
) -> AgreementAssessment:  # fmt: skip
    """An agreement under all demands on it.

    `levels` and `agreements` give each document of `demanding` with the shapes of its demands, None where it has none,
    and as it was read.
    """
    coverage = iri(f"{ID}coverage/{found.coverage}")
    reports = (_report(knowledge, found, agreements[name], levels[name], when) for name in levels)
    return AgreementAssessment(
        agreement=found.id,
        iri=found.iri,
        title=found.title,
        coverage=found.coverage,
        coverage_note=found.coverage_note,
        meaning=text_of(knowledge.labels, coverage, iri(SKOS + "definition")),
        date=when.isoformat(),
        reports=tuple(report for report in reports if report.findings or report.unstated),
    )


def complete(graph: Graph, agreement: Term, model: Graph) -> Graph:
    """What is said of an agreement, and what that is complete about: what the code list says of its coverage."""
    known = [
        (_COVERAGE, sam("completeAbout"), predicate)
        for coverage in graph.values(agreement, sam("coverage"))
        for predicate in model.values(coverage, sam("completeAbout"))
    ]
    return Graph([*graph.triples(), (_COVERAGE, sam("describes"), agreement), *known]) if known else graph


def _demands(found: Agreement) -> Iterator[Requirement]:
    return (each for each in found.requirements if each.checkable == "agreement")


def _report(
    knowledge: Knowledge, found: Agreement, document: Agreement, level: Level | None, when: Date
) -> DemandReport:
    term = iri(found.iri)
    checked = tuple(each for each in level.checked if binds(each, document, found)) if level else ()
    known = {each.id for each in checked}
    unstated = tuple(each.id for each in _demands(document) if binds(each, document, found) and each.id not in known)
    basis = Basis(level.hash if level else "", knowledge.version)
    notes = tuple(_notes(found, document, when))
    if level is None or not checked:
        return DemandReport("inapplicable", document.id, document.title, None, (), notes, basis, unstated)
    graph = complete(knowledge.about(term), term, knowledge.labels)
    assessed = Assessor(replace(level, checked=checked), graph, term, None, "open").assessed()
    told = _Telling(knowledge, found)
    return DemandReport(
        outcome=assessed.outcome,
        demanded_by=document.id,
        demanded_by_title=document.title,
        in_force=in_force(document, when),
        findings=tuple(told.finding(each) for each in assessed.findings),
        notes=notes,
        basis=basis,
        unstated=unstated,
    )


def _notes(found: Agreement, document: Agreement, when: Date) -> Iterator[Text]:
    if in_force(document, when) is None:
        yield period_note(document, when)
    ended = found.valid_to and document.valid_from and found.valid_to < document.valid_from
    begins = found.valid_from and document.valid_to and found.valid_from > document.valid_to
    if ended or begins:
        yield Text(
            f"Avtalets egen period är {found.valid_from or '…'} till {found.valid_to or '…'}, alltså en annan. "
            "Om kraven gäller det är inte känt; bedömningen görs ändå.",
            f"The agreement's own period is {found.valid_from or '…'} to {found.valid_to or '…'}, and so another. "
            "Whether the demands hold for it is not known; the assessment is made all the same.",
        )


class _Telling:
    """Findings on one agreement, with what of it shows them."""

    def __init__(self, knowledge: Knowledge, found: Agreement) -> None:
        self._knowledge, self._found = knowledge, found
        self._requirements = {each.iri: each for each in found.requirements}

    def finding(self, plain: Finding) -> DemandFinding:
        """A finding with its evidence; what is merely not ruled out is no ground, and no remedy invents a statement."""
        ground = _showing(plain.ground) if plain.ground else None
        parts = list(_parts(ground)) if ground else []
        return DemandFinding(
            **{**asdict(plain), "ground": ground, "remedy": tuple(self._remedy(plain, parts))},
            shown=tuple(each for part in parts if part.outcome == "passed" for each in self._shown(part)),
            not_known=tuple(dict.fromkeys(part.name for part in parts if part.outcome == "cantTell")),
            lacking=tuple(dict.fromkeys(part.name for part in parts if part.outcome == "failed")),
        )

    def _remedy(self, plain: Finding, parts: list[Ground]) -> Iterator[Remedy]:
        """What to write where it is lacking, and what to find out where it is not known."""
        unknown = explain.joined(part.name for part in parts if part.outcome == "cantTell")
        if plain.outcome == "cantTell" and self._found.coverage == "whole":
            text = Text(
                f"vilken bestämmelse i avtalet som svarar mot detta: {unknown.sv}.",
                f"which provision of the agreement answers this: {unknown.en}.",
            )
            yield Remedy(text, plain.responsible)
        elif plain.outcome == "cantTell":
            text = Text(
                f"om detta står i avtalets text: {unknown.sv}.",
                f"whether this stands in the text of the agreement: {unknown.en}.",
            )
            yield Remedy(text, plain.responsible)
        else:
            yield from (Remedy(step.text, step.responsible) for step in plain.remedy)

    def _shown(self, part: Ground) -> Iterator[Shown]:
        for value in part.values:
            where = _address(value)
            requirement = self._requirements.get(where or "")
            if requirement:
                yield Shown(
                    part.name, requirement.statement, where, requirement.id, requirement.layer, requirement.citations
                )
            elif where:
                yield Shown(part.name, self._knowledge.label(iri(where)), where)
            else:
                yield Shown(part.name, Text(lexical(value), lexical(value)))


def _address(value: str) -> str | None:
    """The IRI of a value of a ground; None for a literal."""
    if is_literal(value):
        return None
    prefix, _, name = value.partition(":")
    return address(value) if is_iri(value) else PREFIXES[prefix] + name


def _showing(ground: Ground) -> Ground:
    """A ground with the values that make its parts pass, and no others."""
    detail = tuple(map(_showing, ground.detail))
    return replace(ground, detail=detail, values=ground.values if ground.outcome == "passed" else ())


def _parts(ground: Ground) -> Iterator[Ground]:
    """The parts without parts; of alternatives that are met, those that meet them."""
    if not ground.detail:
        yield ground
    for part in ground.detail:
        if not (ground.combine == "any" and ground.outcome == "passed" and part.outcome != "passed"):
            yield from _parts(part)
