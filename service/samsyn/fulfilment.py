"""Whether a centre reaches an agreement's minimum level: an outcome for each requirement, reading and profile.

How outcomes count and merge stands in `outcomes`. Nothing here reads a file or a clock; the date comes in.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct

from samsyn import explain, ways
from samsyn.engine import Graph, Openness, OpenWorld, Rules, World
from samsyn.engine.ground import Grounds, Outlines, planned
from samsyn.engine.paths import short
from samsyn.model import (
    Agreement,
    Finding,
    Ground,
    Mode,
    Outcome,
    ReadingOutcome,
    Remedy,
    Requirement,
    Result,
    Text,
)  # fmt: skip
from samsyn.outcomes import Judged, merged, overall, severity, shared
from samsyn.terms import ID, SAM, Term, iri
from samsyn.ways import Way, Ways

_DEGREE: Final = iri(SAM + "coLocationDegree")
_UNSPECIFIED: Final = iri(ID + "degree/unspecified")
_NOT_THIS_KIND: Final = Text("Kravet gäller inte den här formen.", "The requirement does not apply to this kind.")
#: what a requirement comes to under a profile in which it does not hold
_UNREAD: Final = Judged("inapplicable", None, counts=False, permission=False)
_NOT_USED: Final = Text("En möjlighet som inte beskrivs; den måste inte användas.", "A permission that is not used.")


class Level(Struct, frozen=True, dict=True):
    """An agreement with its shapes compiled, ready to assess against.

    `answered_by` maps a service to the principal that answers for it; `defining` gives, the most demanding kind first,
    the requirement that defines each kind; `hash` is that of the files that agreement and shapes stand in; `checked`
    are the requirements that the shapes state.
    """

    agreement: Agreement
    rules: Rules
    openness: Openness
    answered_by: Mapping[Term, str]
    defining: tuple[tuple[str, str], ...]
    hash: str
    checked: tuple[Requirement, ...]

    @cached_property
    def single(self) -> frozenset[str]:
        """The properties with one value at most, as they are written in a ground."""
        return frozenset(short(predicate) for predicate in self.openness.single)

    def profiles(self, kind: str | None) -> tuple[str, ...]:
        """The profiles under which some requirement of a kind is read or holds."""
        return self._as_kind(kind)[0]

    def ways(self, kind: str | None) -> Mapping[str, Ways]:
        """Each requirement that is checked on a centre of a kind, as each profile reads it."""
        return self._as_kind(kind)[1]

    def _as_kind(self, kind: str | None) -> tuple[tuple[str, ...], Mapping[str, Ways]]:
        """Both, worked out once for all centres of a kind."""
        if kind not in self._kinds:
            known = ways.profiles(self.agreement, self.checked, kind)
            self._kinds[kind] = known, {each.id: ways.read(each, kind, known) for each in self.checked}
        return self._kinds[kind]

    @cached_property
    def _kinds(self) -> dict[str | None, tuple[tuple[str, ...], Mapping[str, Ways]]]:
        return {}


def open_world(graph: Graph, level: Level) -> OpenWorld:
    """What is stated, open; a degree of co-location that is said to be unspecified counts as left out."""
    kept = graph
    if any(_UNSPECIFIED in said.get(_DEGREE, ()) for said in graph.out.values()):
        kept = Graph(
            (node, predicate, value)
            for node, said in graph.out.items()
            for predicate, values in said.items()
            for value in values
            if (predicate, value) != (_DEGREE, _UNSPECIFIED)
        )
    return OpenWorld(kept, level.openness)


class Assessed(Struct, frozen=True):
    """What came out for one centre and one kind: findings, the whole, and each profile that reads all that counts."""

    outcome: Outcome
    profiles: tuple[tuple[str, Outcome], ...]
    findings: tuple[Finding, ...]


class Assessor:
    """Assesses one centre in one graph against one agreement as one kind; as None where the kind does not matter."""

    def __init__(self, level: Level, graph: Graph, centre: Term, kind: str | None, mode: Mode) -> None:
        self.level, self.graph, self.centre, self.kind = level, graph, centre, kind
        self.world = open_world(graph, level) if mode == "open" else World(graph)
        self.profiles, self.ways = level.profiles(kind), level.ways(kind)
        self.grounds = self._grounds()

    def assessed(self) -> Assessed:
        """The whole assessment."""
        judged = {each.id: self._by_profile(each, self._judge) for each in self.level.checked}
        findings = tuple(self._finding(each, judged[each.id]) for each in self.level.checked)
        outcome, profiles = self._whole(judged)
        return Assessed(outcome, profiles, findings)

    def results(self) -> tuple[Result, ...]:
        """Standard mode's results of all shapes that apply to the kind, every reading included."""
        world = World(self.graph)
        shapes = sorted(
            shape
            for each in self.level.checked
            if ways.applies(each, self.kind)
            for shape in (each.shape, *(reading.shape for reading in each.readings))
            if shape
        )
        return tuple(
            result for shape in shapes for result in self.level.rules.results_at(world, iri(shape), self.centre)
        )

    def planned_outcome(self) -> Outcome | None:
        """The outcome as if all plans were carried out; None where nothing is planned."""
        if not isinstance(self.world, OpenWorld):
            return None
        graph = planned(self.graph, self.world)
        if graph is None:
            return None
        return Assessor(self.level, graph, self.centre, self.kind, "open").outcome()

    def outcome(self) -> Outcome:
        """The outcome of the whole, without what it rests on."""
        outcome, _ = self._whole({each.id: self._by_profile(each, self._judge_alone) for each in self.level.checked})
        return outcome

    def _grounds(self) -> Grounds:
        return Grounds(self.level.rules, self.world, self.level.answered_by)

    def _by_profile(self, requirement: Requirement, judge: Callable[[Way], Judged]) -> dict[str, Judged]:
        """What a requirement comes to under each profile that reads it; under "" where no profile matters."""
        found = self.ways[requirement.id]
        judged = {id(way): judge(way) if way else _UNREAD for way in found.values()}
        return {name: judged[id(way)] for name, way in found.items()}

    def _judge(self, way: Way) -> Judged:
        ground = self.grounds.of(iri(way.shape), self.centre)
        return _judged(way, ground.outcome, ground)

    def _judge_alone(self, way: Way) -> Judged:
        return _judged(way, self.grounds.outcome(iri(way.shape), self.centre), None)

    def _whole(self, judged: Mapping[str, dict[str, Judged]]) -> tuple[Outcome, tuple[tuple[str, Outcome], ...]]:
        """The outcome of the whole, and of each profile that reads every requirement that counts and has readings."""
        if not self.profiles:
            return overall([each[""] for each in judged.values()]), ()
        outcomes = tuple(
            (name, overall([way for each in judged.values() if (way := each.get(name) or each.get(""))]))
            for name in ways.telling(self.ways, self.profiles)
        )
        return shared([outcome for _, outcome in outcomes]), outcomes

    def _finding(self, requirement: Requirement, ways: dict[str, Judged]) -> Finding:
        holding = {
            name: way
            for name, way in ways.items()
            if not requirement.holds_in_profiles or name in requirement.holds_in_profiles or name == ""
        }
        outcome = merged(list(holding.values()))
        telling = next((way for way in holding.values() if way.ground and way.outcome == outcome), None)
        telling = telling or next((way for way in holding.values() if way.ground and not way.permission), None)
        ground = telling.ground if telling else None
        return Finding(
            requirement=requirement.id,
            outcome=outcome,
            counts=any(way.counts for way in ways.values()),
            modality=requirement.modality,
            layer=requirement.layer,
            severity=severity(requirement.modality, requirement.layer),
            confidence=requirement.confidence,
            statement=requirement.statement,
            message=self._message(requirement, outcome, ground, holding),
            responsible=self._responsible(requirement, outcome, holding),
            remedy=self._remedy(requirement, outcome, holding),
            sources=requirement.citations,
            clause=requirement.clause,
            readings=tuple(self._readings(requirement, ways)),
            ground=ground,
        )

    def _responsible(
        self, requirement: Requirement, outcome: Outcome, holding: Mapping[str, Judged]
    ) -> tuple[str, ...]:
        """By the parts of every way of reading that is not passed."""
        if outcome not in ("failed", "cantTell"):
            return requirement.responsible
        grounds = [way.ground for way in holding.values() if way.outcome in ("failed", "cantTell")]
        found = [name for ground in grounds for name in explain.responsible(ground, requirement.responsible)]
        return explain.ranked(found) if grounds else requirement.responsible

    def _remedy(self, requirement: Requirement, outcome: Outcome, holding: Mapping[str, Judged]) -> tuple[Remedy, ...]:
        """The steps that make every way of reading pass."""
        if outcome not in ("failed", "cantTell"):
            return ()
        steps = {
            (step.add, step.remove, step.text): step
            for way in holding.values()
            if way.ground and not way.permission
            for step in explain.remedies(
                way.ground, self.level.rules.plan, self.graph, self.level.single, requirement.responsible
            )
        }
        return tuple(steps.values())

    def _message(
        self, requirement: Requirement, outcome: Outcome, ground: Ground | None, holding: Mapping[str, Judged]
    ) -> Text:
        outcomes = {way.outcome for way in holding.values()}
        if len(outcomes) > 1:
            said = [f"{name}: {explain.OUTCOME_NAMES[way.outcome].sv}" for name, way in holding.items()]
            told = [f"{name}: {explain.OUTCOME_NAMES[way.outcome].en}" for name, way in holding.items()]
            return Text(
                f"Utfallet beror på hur avtalet läses ({'; '.join(said)}).",
                f"The outcome depends on how the agreement is read ({'; '.join(told)}).",
            )
        if outcome == "inapplicable":
            return _NOT_USED if ways.applies(requirement, self.kind) else _NOT_THIS_KIND
        if ground is None:
            return Text()
        return explain.why(ground) if outcome == "passed" else ground.message

    def _readings(self, requirement: Requirement, ways: Mapping[str, Judged]) -> list[ReadingOutcome]:
        if requirement.readings:
            chosen = [(each.name, each.profiles, each.statement) for each in requirement.readings]
        else:
            labels = {each.name: each.label for each in self.level.agreement.profiles}
            chosen = [(name, (name,), labels[name]) for name in ways if requirement.holds_in_profiles and name]
        return [
            ReadingOutcome(name, way.outcome, _why(way), profiles, way.ground, statement)
            for name, profiles, statement in chosen
            if profiles and (way := ways.get(profiles[0])) is not None
        ]


class Outliner(Assessor):
    """Assesses likewise, and finds no more than what is asserted: no remedies, and grounds in outline."""

    def _grounds(self) -> Grounds:
        return Outlines(self.level.rules, self.world, self.level.answered_by)

    def _remedy(self, requirement: Requirement, outcome: Outcome, holding: Mapping[str, Judged]) -> tuple[Remedy, ...]:
        return ()


def _judged(way: Way, outcome: Outcome, ground: Ground | None) -> Judged:
    """What a way of reading comes to; a permission that is not used is not failed."""
    told = "inapplicable" if way.permission and outcome != "passed" else outcome
    return Judged(told, ground, way.counts, way.permission)


def _why(way: Judged) -> Text:
    if way.ground is None:
        return Text("Kravet gäller inte i den här läsningen.", "The requirement does not hold in this reading.")
    if way.outcome == "inapplicable":
        return _NOT_USED
    return explain.why(way.ground)


def inapplicable(requirements: tuple[Requirement, ...], why: Text) -> tuple[Finding, ...]:
    """The findings for what no requirement applies to, such as a centre that is closed."""
    return tuple(
        Finding(
            each.id, "inapplicable", False, each.modality, each.layer, severity(each.modality, each.layer),
            each.confidence, each.statement, why, each.responsible, (), each.citations, each.clause, (), None,
        )
        for each in requirements
    )  # fmt: skip
