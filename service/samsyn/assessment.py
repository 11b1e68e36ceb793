"""From a description's triples to its reports: what each centre comes to, with what it rests on."""

from collections.abc import Iterable, Iterator
from datetime import date as Date  # noqa: N812 - the word of the domain
from typing import Final

from msgspec import Struct

from samsyn import flaws
from samsyn.engine import Graph
from samsyn.engine.values import day
from samsyn.fulfilment import Assessed, Assessor, Level, Outliner, inapplicable
from samsyn.knowledge import Centre, centre, citation_of, sam, text_of
from samsyn.model import (
    Agreement,
    Basis,
    CentreRef,
    Claim,
    Flaw,
    Mode,
    Outcome,
    Report,
    Result,
    Text,
    Validation,
    Verdict,
)
from samsyn.selection import Knowledge, Wish, checked, derived_kind, described, in_force, kinds, levels, part_of
from samsyn.terms import DCTERMS, ID, Term, iri

_NO_OUTCOME: Final[Outcome] = "inapplicable"


def validate(knowledge: Knowledge, graph: Graph, wish: Wish, *, name: str | None = None) -> Validation:
    """A report for each centre, agreement and kind.

    Raises NoCentre where the graph describes no centre, UnknownChoice where the wish names what does not exist.
    """
    when = checked(knowledge, wish)
    centres = described(graph, name)
    reports = (
        report for one in centres for report in _reports(knowledge, part_of(graph, one, centres), one, wish, when)
    )
    return Validation(tuple(reports))


def verdicts(knowledge: Knowledge, graph: Graph, wish: Wish) -> Iterator[Verdict]:
    """What is asserted of each centre, agreement and kind: what the reports say of it, in a part of their time.

    Raises as `validate` does.
    """
    when = checked(knowledge, wish)
    centres = described(graph)
    for one in centres:
        for case in _cases(knowledge, part_of(graph, one, centres), one, wish, when):
            yield case.verdict()


def _reports(knowledge: Knowledge, graph: Graph, one: Term, wish: Wish, when: Date) -> Iterator[Report]:
    judged = knowledge.descriptions.results(graph)
    found = flaws.of(judged, graph, knowledge.descriptions, knowledge.labels)
    for case in _cases(knowledge, graph, one, wish, when):
        yield case.report(judged, found)


def _cases(knowledge: Knowledge, graph: Graph, one: Term, wish: Wish, when: Date) -> Iterator["_Case"]:
    about = centre(graph, one, ())
    for level in levels(knowledge, about, wish, when):
        derived = derived_kind(level, graph, one)
        for kind in kinds(level, about, derived, wish):
            yield _Case(knowledge, level, graph, one, about, kind, derived, wish.mode, when)


class _Case(Struct, frozen=True):
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

    def verdict(self) -> Verdict:
        """What is asserted of it."""
        found, plan = self._assessed(Outliner)
        return Verdict(
            found.outcome, plan, self._centre, self.level.agreement.id, self.kind or None, self.when.isoformat(),
            found.profiles, found.findings,
        )  # fmt: skip

    def report(self, judged: tuple[Result, ...], found_flaws: tuple[Flaw, ...]) -> Report:
        """The report on a description that was judged as one."""
        agreement = self.level.agreement
        found, plan = self._assessed(Assessor)
        results = self._assessor(Assessor).results() if self._applies else ()
        return Report(
            outcome=found.outcome,
            conforms=not results,
            mode=self.mode,
            plan=plan,
            centre=self._centre,
            agreement=agreement.id,
            agreement_title=agreement.title,
            coverage=agreement.coverage,
            in_force=in_force(agreement, self.when),
            kind=self.kind or None,
            claimed_kind=self.about.claimed_kind,
            derived_kind=self.derived,
            status=self.about.status,
            date=self.when.isoformat(),
            description_date=self.about.description_date,
            profiles=found.profiles,
            claims=tuple(self._claims()),
            notes=tuple(self._notes()),
            findings=found.findings,
            description_conforms=not any(flaw.severity == "Violation" for flaw in found_flaws),
            description_results=judged,
            results=results,
            basis=Basis(self.level.hash, self.knowledge.version),
            made_up=self.about.made_up,
            flaws=found_flaws,
        )

    def _assessed(self, sort: type[Assessor]) -> tuple[Assessed, Outcome | None]:
        """What an assessor of some sort finds, and the outcome as if all plans were carried out."""
        if self._applies:
            assessor = self._assessor(sort)
            return assessor.assessed(), assessor.planned_outcome()
        beyond = self._beyond() if self.kind in self.level.agreement.kinds else None
        return Assessed(_NO_OUTCOME, (), inapplicable(self.level.checked, beyond) if beyond else ()), None

    def _assessor(self, sort: type[Assessor]) -> Assessor:
        return sort(self.level, self.graph, self.centre, self.kind, self.mode)

    @property
    def _applies(self) -> bool:
        """Whether the requirements of the agreement are for what is described."""
        return self.kind in self.level.agreement.kinds and self._beyond() is None

    @property
    def _centre(self) -> CentreRef:
        return CentreRef(self.about.id, self.about.iri, self.about.label)

    def _beyond(self) -> Text | None:
        """Why no requirement applies to what is described; None where they do."""
        if self.about.claimed_kind == "not-a-centre":
            return _NOT_A_CENTRE
        return _CLOSED if self._is_closed() else None

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
                known = self.graph if source is None or source in self.graph.out else self.knowledge.about(source)
                yield Claim(
                    text_of(self.graph, node, sam("text")), citation_of(known, source).citation if source else ""
                )

    def _notes(self) -> Iterator[Text]:
        agreement = self.level.agreement
        if not agreement.kinds:
            yield _NOTHING_KNOWN
        elif self.kind not in agreement.kinds:
            names = [self.knowledge.label(iri(f"{ID}kind/{kind}")) for kind in agreement.kinds]
            yield Text(
                f"Avtalet har inga krav på den formen. Det gäller: {', '.join(name.sv for name in names)}.",
                f"The agreement has no requirements on that kind. It covers: {', '.join(name.en for name in names)}.",
            )
        elif not self.level.checked:
            yield _NONE_CHECKED if agreement.coverage == "whole" else _NONE_KNOWN
        if self.about.claimed_kind == "not-a-centre":
            yield _NOT_A_CENTRE
        if in_force(agreement, self.when) is None and self._beyond() is None:
            yield period_note(agreement, self.when)
        if agreement.coverage != "whole" and agreement.coverage_note:
            yield agreement.coverage_note
        status = _STATUS_NOTES.get(self.about.status or "")
        if status:
            yield status


def period_note(agreement: Agreement, when: Date) -> Text:
    """That it is not known whether an agreement is in force on a date."""
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


_NOTHING_KNOWN: Final = Text(
    "Avtalet är inte läst. Vilka former det omfattar och vilka krav det har är inte känt.",
    "The agreement has not been read. Which kinds it covers and what it requires is not known.",
)
_NONE_KNOWN: Final = Text(
    "Inget känt krav i avtalet prövas mot en familjecentral. Det kan ha fler krav: det är inte läst i sin helhet.",
    "No known requirement of the agreement is checked on a centre. It may have more: it has not been read as a whole.",
)
_NONE_CHECKED: Final = Text(
    "Inget krav i avtalet prövas mot en familjecentral.", "No requirement of the agreement is checked on a centre."
)
_CLOSED: Final = Text("Verksamheten är stängd.", "The centre is closed.")
_NOT_A_CENTRE: Final = Text(
    "Verksamheten är ingen familjecentral enligt beskrivningen, även om namnet låter så. Inga krav gäller den.",
    "According to the description this is no family centre, though its name sounds like one. No requirement applies.",
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
    "closed": _CLOSED,
}
