"""What would it take: the smallest sets of changes under which a centre reaches an agreement's minimum level.

Every set is verified: the changes are made, and the validator finds that the centre passes, and nothing new that is
wrong with the description.
"""

from typing import Final

from samsyn import explain
from samsyn.engine import Graph, Rules
from samsyn.engine.order import bottom_up
from samsyn.fulfilment import Assessor, Level, open_world
from samsyn.model import Remedy, Repair, Repairs, Text
from samsyn.reach.changes import Change, Planner, applied, smaller, written
from samsyn.reach.concept import conj
from samsyn.reach.frame import LENIENT, background, hints
from samsyn.reach.mending import Parts, together, ways
from samsyn.reach.search import Search
from samsyn.reach.shapes import Concepts
from samsyn.reach.trial import Side
from samsyn.terms import SH, Term

#: how many sets of parts are tried, and how many repairs are told
_TRIED: Final = 40
_TOLD: Final = 12


class Mender:
    """Mends one description of one centre for one level."""

    def __init__(self, level: Level, kind: str, graph: Graph, centre: Term, descriptions: Rules, model: Graph) -> None:
        self._level, self._kind, self._graph, self._centre = level, kind, graph, centre
        self._descriptions, self._side = descriptions, Side.of(level, kind)
        self._concepts = Concepts(level.rules.plan)
        likely = hints(model, kind, level.agreement.area)
        self._search = Search(background(descriptions.plan, LENIENT), likely)
        self._wrong = self._violations(graph)
        self.assessor = Assessor(level, graph, centre, kind, "open")

    def repairs(self) -> tuple[tuple[Repair, ...], bool]:
        """The smallest sets of changes, and whether there are more; none where none was found."""
        found: dict[tuple[Change, ...], Parts] = {}
        tried = self._parts()
        for parts in tried[:_TRIED]:
            if found and len(parts) > min(map(len, found)) + 1:
                break
            changes = self._changes(parts)
            if changes is not None:
                found.setdefault(changes, parts)
        fewest = min(map(len, found), default=0)
        ranked = sorted((each for each in found if len(each) == fewest), key=self._rank)
        return tuple(self._told(each, found[each]) for each in ranked[:_TOLD]), len(ranked) > _TOLD or len(
            tried
        ) > _TRIED

    def _parts(self) -> tuple[Parts, ...]:
        """The sets of parts to mend, the smallest first."""
        world, rules = open_world(self._graph, self._level), self._level.rules
        return together(ways(rules, world, shape, self._centre) for shape in self._side.parts())

    def _changes(self, parts: Parts) -> tuple[Change, ...] | None:
        """Changes that mend some parts, as few as will do; None where they do not make the centre pass."""
        node = self._search.smallest(conj(self._concepts.of(each) for each in sorted(parts)), self._centre)
        planned = Planner(self._graph, self._level.openness, self._centre).changes(node) if node else None
        if planned is None or not self._passes(planned):
            return None
        return smaller(planned, self._passes)

    def _passes(self, changes: tuple[Change, ...]) -> bool:
        """Whether the validator lets the centre pass with some changes made, and finds nothing new to be wrong."""
        graph = applied(self._graph, changes)
        world = open_world(graph, self._level)
        if any(self._level.rules.conforms(world, shape, self._centre) is not True for shape in self._side.parts()):
            return False
        if not self._violations(graph) <= self._wrong:
            return False
        return Assessor(self._level, graph, self._centre, self._kind, "open").assessed().outcome == "passed"

    def _violations(self, graph: Graph) -> set[tuple[str, str]]:
        found = self._descriptions.results(graph)
        return {(each.shape, each.focus) for each in found if each.severity == SH + "Violation"}

    def _rank(self, changes: tuple[Change, ...]) -> tuple[int, int]:
        """What is easier first: what replaces less, then what states less."""
        return sum(len(each.gone) for each in changes), sum(len(each.come) for each in changes)

    def _told(self, changes: tuple[Change, ...], parts: Parts) -> Repair:
        after = applied(self._graph, changes)
        return Repair(tuple(self._remedy(change, changes, after, parts) for change in changes))

    def _remedy(self, change: Change, changes: tuple[Change, ...], after: Graph, parts: Parts) -> Remedy:
        """A change in words: the parts that it alone mends, and who answers for them."""
        without = open_world(applied(self._graph, (each for each in changes if each is not change)), self._level)
        rules = self._level.rules
        mended = [part for part in sorted(parts) if rules.conforms(without, part, self._centre) is not True]
        grounds = {part: self.assessor.grounds.of(part, self._centre) for part in mended}
        said = list(dict.fromkeys(explain.advice(explain.Step(ground)) for ground in grounds.values()))
        who = [name for part, ground in grounds.items() for name in ground.responsible or self._answering(part)]
        add, remove = written(change, self._graph, after, self._centre)
        return Remedy(
            Text(" ".join(each.sv for each in said), " ".join(each.en for each in said)),
            explain.ranked(who),
            add,
            remove,
        )

    def _answering(self, part: Term) -> tuple[str, ...]:
        """Who answers for the requirements that a part is of, where the part does not tell."""
        own = self._side.parts()
        return tuple(
            name
            for shape, way in own.items()
            if part in dict.fromkeys(bottom_up(self._level.rules.plan.shapes, (shape,)))
            for name in way.requirement.responsible
        )


_PASSED: Final = Text("Verksamheten når redan lägsta nivån.", "The centre already reaches the minimum level.")
_NOTHING_COUNTS: Final = Text(
    "Så långt avtalet är läst finns inget krav på den här formen som räknas.",
    "As far as the agreement is read, no requirement on this kind counts.",
)
_NONE_FOUND: Final = Text(
    "Ingen ändring hittades som räcker.",
    "No change was found that will do.",
)
_AS_READ: Final = Text(
    "Gäller det som är läst av avtalet. Ändra bara beskrivningen till sådant som stämmer i verksamheten.",
    "Holds for what is read of the agreement. Change the description only to what is so in the operation.",
)


def repairs(mender: Mender, centre: str, level: Level, kind: str) -> Repairs:
    """The repairs of a centre, with what is to be said where there are none."""
    outcome = mender.assessor.assessed().outcome
    if outcome not in ("failed", "cantTell"):
        note = _PASSED if outcome == "passed" else _NOTHING_COUNTS
        return Repairs(centre, level.agreement.id, kind, outcome, (), False, note)
    found, more = mender.repairs()
    return Repairs(centre, level.agreement.id, kind, outcome, found, more, _AS_READ if found else _NONE_FOUND)
