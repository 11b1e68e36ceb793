"""What follows from reaching a minimum level, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from samsyn.comparing import Consequence
from samsyn.engine import Graph
from samsyn.knowledge import FAMILY_CENTRE
from samsyn.library import Library
from samsyn.model import Text, Triple
from samsyn.model.comparison import Comparison
from samsyn.reach.answer import Containment, Lack, ReadingPair
from samsyn.reach.frame import DESCRIPTION, LABEL
from samsyn.web.stated import Stated, stated
from samsyn.web.voice import Voice


@dataclass(frozen=True)
class Answered:
    """An answer, for all readings or for a pair of them, in one language."""

    found: Containment | ReadingPair
    voice: Voice

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What the made-up centre does not fulfil."""
        return self.found.witness.lacks if self.found.witness else ()

    @cached_property
    def centre(self) -> Stated:
        """The made-up centre in words; nothing where there is none."""
        return made_up(self.found.witness.triples, self.voice) if self.found.witness else ()


@dataclass(frozen=True)
class Way(Answered):
    """Whether who reaches the one of two agreements reaches the other."""

    found: Containment
    start: Text
    end: Text

    @property
    def readings(self) -> list[tuple[ReadingPair, Answered]]:
        """The same under each pair of readings."""
        return [(each, Answered(each, self.voice)) for each in self.found.readings]


def reached(found: Comparison, consequence: Consequence, voice: Voice) -> list[Way]:
    """Both ways of two agreements that are compared; none where there is no answer."""
    told = consequence.found
    if told is None:
        return []
    left, right = found.left.title, found.right.title
    ways = [Way(told.left_reaches_right, voice, left, right), Way(told.right_reaches_left, voice, right, left)]
    return ways[:1] if found.left.id == found.right.id else ways


def made_up(triples: Sequence[Triple], voice: Voice) -> Stated:
    """A made-up centre in words, without what its description says of itself, which is the same of all.

    The name of a part that stands beside its key says nothing and is left out.
    """
    named = _keyed(triples, voice.library)
    graph = Graph(each for each in triples if each[0] != DESCRIPTION and (each[0] not in named or each[1] != LABEL))
    return stated(graph, next(iter(graph.instances(FAMILY_CENTRE))), voice)


def _keyed(triples: Sequence[Triple], library: Library) -> set[str]:
    """The parts that are told by a concept of a code list."""
    keys = {key.name for key in library.openness.keys.values()}
    return {subject for subject, predicate, _ in triples if predicate in keys}
