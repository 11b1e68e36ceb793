"""From a description's triples to its reports: which centres, which agreements, which kinds, and what each comes to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the word of the domain
from functools import cached_property
from typing import Final

from samsyn.engine import Graph, OpenWorld, Rules
from samsyn.engine.paths import short
from samsyn.engine.values import day
from samsyn.errors import NoCentre, Swedish, UnknownChoice, Where
from samsyn.fulfilment import Assessor, Level, closed
from samsyn.knowledge import FAMILY_CENTRE, Centre, centre, citation_of, label, near, sam, text_of
from samsyn.model import (
    MODES,
    Agreement,
    Basis,
    CentreRef,
    Claim,
    Finding,
    Mode,
    Outcome,
    Report,
    Result,
    Text,
    Triple,
    Validation,
)  # fmt: skip
from samsyn.terms import DCTERMS, ID, SH, Term, iri

_NATIONAL: Final = "national"
_NO_OUTCOME: Final[Outcome] = "inapplicable"
_AREA_LEVELS: Final = frozenset({"regional", "local"})


@dataclass(frozen=True)
class Wish:
    """What the asker wants assessed; None leaves the choice to the description and the agreements. Date is ISO 8601."""

    date: str
    agreement: str | None = None
    kind: str | None = None
    mode: Mode = "open"


@dataclass(frozen=True)
class Knowledge:
    """All that is known beforehand: agreements with their shapes, shapes of descriptions, code lists and places.

    `hashes` gives for each agreement the hash of its text and shapes; `counties` the county of each municipality code.
    """

    levels: Mapping[str, Level]
    descriptions: Rules
    labels: Graph
    counties: Mapping[str, str]
    hashes: Mapping[str, str]
    version: str

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that some agreement speaks of."""
        return tuple(dict.fromkeys(kind for level in self.levels.values() for kind in level.agreement.kinds))

    def label(self, term: Term) -> Text:
        """The label of anything known."""
        return label(self.labels, term)


def validate(knowledge: Knowledge, triples: Sequence[Triple], wish: Wish, *, name: str | None = None) -> Validation:
    """A report for each centre, agreement and kind.

    Raises NoCentre where the triples describe no centre, UnknownChoice where the wish names what does not exist.
    """
    when = day_of(wish.date)
    _known(wish.mode, MODES, "mode", "läge")
    if wish.kind is not None:
        _known(wish.kind, knowledge.kinds, "kind", "form")
    if wish.agreement not in (None, _NATIONAL):
        _known(wish.agreement or "", tuple(knowledge.levels), "agreement", "avtal")
    graph = Graph(triples)
    centres = described(graph, name)
    reports = [
        report for each in centres for report in _reports(knowledge, _part(graph, each, centres), each, wish, when)
    ]
    return Validation(tuple(reports))


def day_of(text: str) -> Date:
    """A date as YYYY-MM-DD. Raises UnknownChoice."""
    try:
        found = Date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) != len("2024-06-01"):
        raise UnknownChoice(
            f"'{text}' is no date.",
            advice="Write it as YYYY-MM-DD, for instance 2024-06-01.",
            sv=Swedish(f"'{text}' är inget datum.", "Skriv det som ÅÅÅÅ-MM-DD, till exempel 2024-06-01."),
        )
    return found


def _known(wanted: str, valid: tuple[str, ...], what: str, sv: str) -> None:
    if wanted not in valid:
        names = near(wanted, valid)
        raise UnknownChoice(
            f"There is no {what} '{wanted}'.",
            valid=valid,
            advice=f"Choose one of: {', '.join(names)}.",
            sv=Swedish(f"'{wanted}' finns inte ({sv}).", f"Välj bland: {', '.join(names)}."),
        )


def described(graph: Graph, name: str | None = None) -> tuple[Term, ...]:
    """The centres that a graph describes, in the order they come. Raises NoCentre, naming the types that there are."""
    found = tuple(graph.instances(FAMILY_CENTRE))
    if found:
        return found
    untyped = [term for said in graph.out.values() for term in said.get(sam("describes"), ())]
    types = sorted({short(cls) for said in graph.out.values() for cls in said.get(_TYPE, ()) if cls[0] == "<"})
    seen = f" The types in it are {', '.join(types)}." if types else " Nothing in it has a type."
    sett = f" Typerna i den är {', '.join(types)}." if types else " Inget i den har någon typ."
    target = short(untyped[0]) if untyped and untyped[0][0] == "<" else "the centre"
    raise NoCentre(
        f"No family centre is described.{seen}",
        advice=f"State that {target} is a sam:FamilyCentre (sam: is https://w3id.org/samsyn/ns#).",
        where=Where(name),
        sv=Swedish(
            f"Ingen familjecentral beskrivs.{sett}",
            "Ange att verksamheten är en sam:FamilyCentre (sam: är https://w3id.org/samsyn/ns#).",
        ),
    )


_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _part(graph: Graph, one: Term, centres: tuple[Term, ...]) -> Graph:
    """What is said of one centre: all, where it is alone; else what can be reached from it and its descriptions."""
    if len(centres) == 1:
        return graph
    seen = {one, *graph.subjects(sam("describes"), one)}
    others = frozenset(centres) - {one}
    todo = list(seen)
    while todo:
        for values in graph.out.get(todo.pop(), {}).values():
            new = [value for value in values if value in graph.out and value not in seen and value not in others]
            seen.update(new)
            todo.extend(new)
    return Graph(triple for triple in graph.triples() if triple[0] in seen)


def _reports(knowledge: Knowledge, graph: Graph, one: Term, wish: Wish, when: Date) -> Iterator[Report]:
    about = centre(graph, one, ())
    judged = knowledge.descriptions.results(graph)
    for level in _levels(knowledge, about, wish, when):
        derived = _derived(level, graph, one)
        for kind in _kinds(level, about, derived, wish):
            yield _Case(knowledge, level, graph, one, about, kind, derived, wish.mode, when, judged).report()


def _levels(knowledge: Knowledge, about: Centre, wish: Wish, when: Date) -> list[Level]:
    """The agreements to assess against: the one wished for, else those whose area holds the centre's municipality."""
    if wish.agreement == _NATIONAL:
        found = [level for level in knowledge.levels.values() if level.agreement.level == _NATIONAL]
    elif wish.agreement is not None:
        return [knowledge.levels[wish.agreement]]
    else:
        areas = {f"{ID}municipality/{code}" for code in about.municipalities}
        areas |= {f"{ID}county/{knowledge.counties.get(code, '')}" for code in about.municipalities}
        found = [
            level
            for level in knowledge.levels.values()
            if level.agreement.area in areas and level.agreement.level in _AREA_LEVELS
        ]
    if not found:
        raise _no_agreement(knowledge, about, wish)
    return _current(found, when)


def _no_agreement(knowledge: Knowledge, about: Centre, wish: Wish) -> UnknownChoice:
    valid = tuple(knowledge.levels)
    where = ", ".join(about.municipalities)
    if wish.agreement == _NATIONAL:
        message, sv = "No national document is known here.", "Inget nationellt dokument finns inlagt."
    elif where:
        message = f"No known agreement covers municipality {where}."
        sv = f"Inget känt avtal omfattar kommunen {where}."
    else:
        message = "The description names no municipality, so no agreement can be chosen."
        sv = "Beskrivningen anger ingen kommun, så inget avtal kan väljas."
    names = ", ".join(valid)
    return UnknownChoice(
        message,
        valid=valid,
        advice=f"Name the agreement yourself: {names}.",
        sv=Swedish(sv, f"Välj avtal själv: {names}."),
    )


def _current(levels: list[Level], when: Date) -> list[Level]:
    """Of several versions of one agreement the one whose period holds the date, else the latest."""
    revised = {level.agreement.revision_of: level for level in levels if level.agreement.revision_of}
    chosen = []
    for level in levels:
        if level.agreement.revision_of in {each.agreement.iri for each in levels}:
            continue
        chain = [level]
        while chain[-1].agreement.iri in revised:
            chain.append(revised[chain[-1].agreement.iri])
        chosen.append(next((each for each in reversed(chain) if in_force(each.agreement, when)), chain[-1]))
    return chosen


def _kinds(level: Level, about: Centre, derived: str | None, wish: Wish) -> tuple[str, ...]:
    if wish.kind is not None:
        return (wish.kind,)
    for kind in (about.claimed_kind, derived):
        if kind in level.agreement.kinds:
            return (str(kind),)
    return level.agreement.kinds


def _derived(level: Level, graph: Graph, one: Term) -> str | None:
    """The first kind, the most demanding one first, whose defining requirement passes on what is stated."""
    world = OpenWorld(graph, level.openness)
    by_id = {each.id: each for each in level.checked}
    for kind, name in level.defining:
        requirement = by_id[name]
        shapes = [reading.shape for reading in requirement.readings] or [requirement.shape]
        if all(shape and level.rules.conforms(world, iri(shape), one) for shape in shapes):
            return kind
    return None


def in_force(agreement: Agreement, when: Date) -> bool | None:
    """Whether an agreement is in force on a date: True within its stated period, else None, since nothing is known."""
    start, end = agreement.valid_from, agreement.valid_to
    if start is None and end is None:
        return None
    within = (start is None or Date.fromisoformat(start) <= when) and (end is None or when <= Date.fromisoformat(end))
    return True if within else None


@dataclass(frozen=True)
class _Case:
    """One centre against one agreement as one kind."""

    knowledge: Knowledge
    level: Level
    graph: Graph
    centre: Term
    about: Centre
    kind: str
    derived: str | None
    mode: Mode
    when: Date
    judged: tuple[Result, ...]

    def report(self) -> Report:
        """The report."""
        agreement = self.level.agreement
        assessor = Assessor(self.level, self.graph, self.centre, self.kind, self.mode)
        outcome, plan = _NO_OUTCOME, None
        profiles: tuple[tuple[str, Outcome], ...] = ()
        findings: tuple[Finding, ...] = ()
        results: tuple[Result, ...] = ()
        if self.kind in agreement.kinds and not self._is_closed():
            assessed = assessor.assessed()
            outcome, profiles, findings = assessed.outcome, assessed.profiles, assessed.findings
            results, plan = assessor.results(), assessor.planned_outcome()
        elif self.kind in agreement.kinds:
            findings = closed(self.level.checked)
        return Report(
            outcome=outcome,
            conforms=not results,
            mode=self.mode,
            plan=plan,
            centre=CentreRef(self.about.id, self.about.iri, self.about.label),
            agreement=agreement.id,
            agreement_title=agreement.title,
            coverage=agreement.coverage,
            in_force=in_force(agreement, self.when),
            kind=self.kind,
            claimed_kind=self.about.claimed_kind,
            derived_kind=self.derived,
            status=self.about.status,
            date=self.when.isoformat(),
            description_date=self.about.description_date,
            profiles=profiles,
            claims=tuple(self._claims()),
            notes=tuple(self._notes()),
            findings=findings,
            description_conforms=not any(result.severity == SH + "Violation" for result in self.judged),
            description_results=self.judged,
            results=results,
            basis=Basis(self.knowledge.hashes[agreement.id], self.knowledge.version),
            made_up=self.about.made_up,
        )

    def _is_closed(self) -> bool:
        """Whether the centre is closed on the date: after its closing date, or at any time where none is stated."""
        if self.about.status != "closed":
            return False
        stated = self.graph.value(self.centre, sam("statusDate"))
        stated = stated or next(iter(self._of_description(iri(DCTERMS + "date"))), None)
        period = day(stated)
        return period is None or self.when > period[1]

    def _of_description(self, predicate: Term) -> Iterable[Term]:
        for description in self.graph.subjects(sam("describes"), self.centre):
            yield from self.graph.values(description, predicate)

    def _claims(self) -> Iterator[Claim]:
        for node in self._of_description(sam("claim")):
            about = self.graph.value(node, sam("aboutAgreement"))
            if about is None or about == iri(self.level.agreement.iri):
                source = self.graph.value(node, iri(DCTERMS + "source"))
                known = self.graph if source in self.graph.out else self.knowledge.labels
                yield Claim(
                    text_of(self.graph, node, sam("text")), citation_of(known, source).citation if source else ""
                )

    def _notes(self) -> Iterator[Text]:
        agreement = self.level.agreement
        if self.kind not in agreement.kinds:
            names = [self.knowledge.label(iri(f"{ID}kind/{kind}")) for kind in agreement.kinds]
            yield Text(
                f"Avtalet har inga krav på den formen. Det gäller: {', '.join(name.sv for name in names)}.",
                f"The agreement has no requirements on that kind. It covers: {', '.join(name.en for name in names)}.",
            )
        if in_force(agreement, self.when) is None:
            yield _period(agreement, self.when)
        if agreement.coverage != "whole" and agreement.coverage_note:
            yield agreement.coverage_note
        status = _STATUS_NOTES.get(self.about.status or "")
        if status:
            yield status


def _period(agreement: Agreement, when: Date) -> Text:
    if agreement.valid_from is None and agreement.valid_to is None:
        return Text(
            "Avtalet anger ingen period; det är inte känt om det gäller.",
            "The agreement states no period; whether it is in force is not known.",
        )
    start, end = agreement.valid_from or "…", agreement.valid_to or "…"
    return Text(
        f"Avtalets angivna period är {start} till {end}. Om det gäller {when} är inte känt; bedömningen görs ändå.",
        f"The stated period is {start} to {end}. Whether it is in force on {when} is not known; "
        "the assessment is made all the same.",
    )


_STATUS_NOTES: Final = {
    "planned": Text(
        "Verksamheten är planerad. Planerade delar räknas bara i utfallet för planen.",
        "The centre is planned. Planned parts count in the outcome of the plan alone.",
    ),
    "temporarily_closed": Text(
        "Verksamheten är tillfälligt stängd. Den bedöms som om den vore öppen.",
        "The centre is temporarily closed. It is assessed as if it were open.",
    ),
    "closed": Text("Verksamheten är stängd.", "The centre is closed."),
}
