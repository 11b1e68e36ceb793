"""Made-up descriptions: the smallest that reaches a level, and the smallest that reaches one and fails another."""

from collections.abc import Callable
from functools import cached_property
from typing import Final

from msgspec import Struct

from samsyn.engine import Graph, Openness, Rules
from samsyn.knowledge import FAMILY_CENTRE
from samsyn.model import Finding, Outcome, Triple
from samsyn.reach.concept import Concept, Typed, conj
from samsyn.reach.frame import CENTRE, DESCRIPTION, LENIENT, Frame, background, hints
from samsyn.reach.invent import constants
from samsyn.reach.search import ROOM, Background, Search
from samsyn.reach.shapes import Concepts
from samsyn.reach.trial import Side, least, outcome, wellformed
from samsyn.terms import Term, is_literal

_CENTRE: Final = Typed(FAMILY_CENTRE)


class Made(Struct, frozen=True):
    """A made-up description that the validator has confirmed: its statements, and what it comes to on each side."""

    triples: tuple[Triple, ...]
    left: Outcome
    right: Outcome | None = None
    lacking: tuple[Finding, ...] = ()


class Maker:
    """Makes descriptions up, over the shapes of descriptions, what is known of terms, and a day to date them.

    `room` bounds how many choices a search looks at.
    """

    def __init__(self, descriptions: Rules, model: Graph, openness: Openness, date: str, room: int = ROOM) -> None:
        self._descriptions, self._model, self._openness = descriptions, model, openness
        self._frame = Frame(model, openness, date)
        self._room = room
        self._searches: dict[tuple[bool, str, str | None, tuple[Term, ...]], Search] = {}
        self._concepts: dict[int, tuple[Rules, Concepts]] = {}
        self._examples: dict[tuple[str, str, str | None], Made | None] = {}

    def concepts(self, side: Side) -> Concepts:
        """The concepts of the shapes of a side."""
        rules = side.level.rules
        return self._concepts.setdefault(id(rules), (rules, Concepts(rules.plan)))[1]

    def reached(self, side: Side, profile: str | None) -> Concept:
        """What is so of every centre that reaches a level."""
        return conj((_CENTRE, side.reached(self.concepts(side), profile)))

    def parted(self, left: Side, right: Side, profiles: tuple[str | None, str | None]) -> Concept:
        """What is so of every centre that reaches one level and fails another."""
        return conj((self.reached(left, profiles[0]), right.missed(self.concepts(right), profiles[1])))

    def example(self, side: Side, profile: str | None = None) -> Made | None:
        """The smallest description found that reaches a level, under one profile of readings or under every one."""
        key = (side.level.agreement.id, side.kind, profile)
        if key not in self._examples:
            self._examples[key] = self._made(
                side, self.reached(side, profile), lambda graph: side.holds(graph, profile), (side, profile), None
            )
        return self._examples[key]

    def witness(self, left: Side, right: Side, profiles: tuple[str | None, str | None]) -> Made | None:
        """The smallest description found that reaches the left level and fails the right one."""
        one, other = profiles

        def holds(graph: Graph) -> bool:
            return left.holds(graph, one) and right.fails(graph, other)

        known = self.example(left, one)
        if known is not None and holds(Graph(known.triples)):
            return self._confirmed(known.triples, (left, one), (right, other))
        return self._made(left, self.parted(left, right, profiles), holds, (left, one), (right, other))

    def _made(
        self,
        owner: Side,
        wanted: Concept,
        holds: Callable[[Graph], bool],
        left: tuple[Side, str | None],
        right: tuple[Side, str | None] | None,
    ) -> Made | None:
        """What a search finds: first without so much as a remark on the description, then as well-formed as need be."""
        for strict in (True, False):
            node = self._search(owner, wanted, strict=strict).smallest(wanted, CENTRE)
            if node is None:
                continue
            whole = self._frame.triples(node)

            def kept(graph: Graph, strict: bool = strict) -> bool:
                return self._stands(graph, strict=strict) and holds(graph)

            if kept(Graph(whole)):
                found = self._confirmed(least(whole, kept), left, right)
                if found is not None:
                    return found
        return None

    def _stands(self, graph: Graph, *, strict: bool) -> bool:
        """Whether a graph is a well-formed description of the made-up centre, complete about everything."""
        said = graph.out.get(DESCRIPTION, {})
        return (
            self._openness.everything in said.get(self._openness.complete_about, ())
            and CENTRE in graph.instances(FAMILY_CENTRE)
            and wellformed(graph, self._descriptions, strict=strict)
        )

    def _confirmed(
        self, triples: tuple[Triple, ...], left: tuple[Side, str | None], right: tuple[Side, str | None] | None
    ) -> Made | None:
        """The description, where the validator finds of it what the search did."""
        graph = Graph(triples)
        side, profile = left
        reached = outcome(side.assessed(graph), profile)
        if right is None:
            return Made(triples, reached) if reached == "passed" else None
        side, profile = right
        assessed = side.assessed(graph)
        missed = outcome(assessed, profile)
        if (reached, missed) != ("passed", "failed"):
            return None
        failing = side.failing(graph, profile)
        return Made(triples, reached, missed, tuple(each for each in assessed.findings if each.requirement in failing))

    def _search(self, side: Side, wanted: Concept, *, strict: bool) -> Search:
        area = side.level.agreement.area
        named = tuple(dict.fromkeys(term for term in constants(wanted) if is_literal(term)))
        key = (strict, side.kind, area, named)
        if key not in self._searches:
            told = self._strict if strict else self._lenient
            self._searches[key] = Search(told, hints(self._model, side.kind, area, named), self._room)
        return self._searches[key]

    @cached_property
    def _strict(self) -> Background:
        return background(self._descriptions.plan)

    @cached_property
    def _lenient(self) -> Background:
        return background(self._descriptions.plan, LENIENT)
