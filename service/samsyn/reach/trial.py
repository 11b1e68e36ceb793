"""What the validator says of a made-up description, and what of it can be left out."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from samsyn.engine import Graph, Rules
from samsyn.fulfilment import Assessed, Assessor, Level
from samsyn.model import Outcome, Triple
from samsyn.reach.concept import Concept, conj, disj, negated
from samsyn.reach.frame import CENTRE, is_provenance
from samsyn.reach.shapes import Concepts
from samsyn.terms import SH, Term, iri, is_blank
from samsyn.ways import Way, counted

#: what counts, by profile of readings; under "" where there are none
Profiles = dict[str, tuple[Way, ...]]


class Side(Struct, frozen=True, dict=True):
    """The minimum level of an agreement for a kind, as far as it counts, under each profile of readings."""

    level: Level
    kind: str
    profiles: Profiles

    @classmethod
    def of(cls, level: Level, kind: str) -> "Side":
        """The side of an agreement."""
        return cls(level, kind, counted(level.agreement, level.checked, kind))

    @property
    def counts(self) -> bool:
        """Whether there is a level to reach: whether some requirement counts, under every profile."""
        return bool(self.profiles) and all(self.profiles.values())

    def parts(self, profile: str | None = None) -> dict[Term, Way]:
        """The shapes that count under one profile, or under every one; each with the way of reading that it states."""
        chosen = self.profiles.values() if profile is None else (self.profiles[profile],)
        return {iri(way.shape): way for every in chosen for way in every}

    def reached(self, concepts: Concepts, profile: str | None = None) -> Concept:
        """What is so of every centre that reaches the level, under one profile or under every one."""
        return conj(concepts.of(shape) for shape in self.parts(profile))

    def missed(self, concepts: Concepts, profile: str | None = None) -> Concept:
        """What is so of every centre that fails the level, under one profile or under every one."""
        chosen = [profile] if profile is not None else list(self.profiles)
        return conj(disj(negated(concepts.of(shape)) for shape in self.parts(name)) for name in chosen)

    def holds(self, graph: Graph, profile: str | None = None) -> bool:
        """Whether the made-up centre conforms to every shape that counts, under one profile or under every one."""
        return all(self.level.rules.conforms_closed(graph, shape, CENTRE) for shape in self.parts(profile))

    def fails(self, graph: Graph, profile: str | None = None) -> bool:
        """Whether it fails a shape that counts, under one profile or under every one."""
        chosen = [profile] if profile is not None else list(self.profiles)
        return all(not self.holds(graph, name) for name in chosen)

    def failing(self, graph: Graph, profile: str | None = None) -> tuple[str, ...]:
        """The ids of the requirements that count and that the made-up centre fails under one profile, or under any."""
        failed = (
            way.requirement.id
            for shape, way in self.parts(profile).items()
            if not self.level.rules.conforms_closed(graph, shape, CENTRE)
        )
        return tuple(dict.fromkeys(failed))

    def assessed(self, graph: Graph) -> Assessed:
        """The validator's assessment of the made-up centre, in open mode."""
        return Assessor(self.level, graph, CENTRE, self.kind, "open").assessed()


def outcome(assessed: Assessed, profile: str | None) -> Outcome:
    """What an assessment comes to, under one profile or for the whole."""
    return dict(assessed.profiles)[profile] if profile else assessed.outcome


def wellformed(graph: Graph, descriptions: Rules, *, strict: bool) -> bool:
    """Whether a graph is a well-formed description of one centre; strictly, without so much as a remark."""
    results = descriptions.results(graph)
    return not results if strict else not any(each.severity == SH + "Violation" for each in results)


def least(triples: tuple[Triple, ...], holds: Callable[[Graph], bool]) -> tuple[Triple, ...]:
    """As few of some statements as will do: what can be left out, one by one, is.

    Labels, what tells where a description comes from, and the mark that it is made up stay with what they are said of.
    """
    kept = list(triples)
    while True:
        smaller = next((some for some in _smaller(kept) if holds(Graph(some))), None)
        if smaller is None:
            return tuple(kept)
        kept = smaller


def _smaller(triples: list[Triple]) -> Iterator[list[Triple]]:
    """The same statements without one of them, and without what is then said of nothing."""
    for triple in triples:
        if not is_provenance(triple):
            yield without(triples, triple)


def without(triples: Iterable[Triple], gone: Triple) -> list[Triple]:
    """Statements without one, and without what is then said of blank nodes that nothing points to."""
    kept = [each for each in triples if each != gone]
    while True:
        pointed = {value for _, _, value in kept}
        left = [each for each in kept if not is_blank(each[0]) or each[0] in pointed]
        if len(left) == len(kept):
            return kept
        kept = left
