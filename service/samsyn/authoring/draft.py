"""An agreement as its author wrote it, beside what is known; how its things are called, and to whom they belong."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final, Literal

from msgspec import Struct, field

from samsyn.engine import Graph, Rules
from samsyn.knowledge import sam, string_of
from samsyn.lexicon import Lexicon
from samsyn.model import Text
from samsyn.model.authoring import Part
from samsyn.terms import CV, DCTERMS, Term, iri, is_iri, local

IDENTIFIER: Final = iri(DCTERMS + "identifier")
REQUIRES: Final = iri(CV + "hasRequirement")
#: what an agreement's own file describes; all else is chosen from what is known
OWN: Final = frozenset({"agreement", "requirement", "clause", "profile", "source", "party"})


class Rulebook(Struct, frozen=True):
    """A file of rules beside an agreement, as it stands and compiled: `minimum` for centres, `mandate` for texts."""

    part: Literal["minimum", "mandate"]
    said: Graph
    rules: Rules


class Draft(Lexicon, frozen=True, dict=True):
    """An agreement, the rules beside it, and what they are checked against.

    `own` is the agreement's file, `known` is the ontology with the code lists and places, `wellformed` the shapes of
    any agreement, `minimum` the rules of the minimum level, `mandate` those of the demands on texts. `name` is that of
    the agreement's file without folder and suffix; `taken` tells of each thing of the file that another document
    describes, which.
    """

    agreement: Term
    wellformed: Rules
    minimum: Rulebook | None = None
    mandate: Rulebook | None = None
    name: str | None = None
    taken: Mapping[Term, str] = field(default_factory=dict)

    @property
    def books(self) -> tuple[Rulebook, ...]:
        """The files of rules that there are."""
        return tuple(each for each in (self.minimum, self.mandate) if each)

    @cached_property
    def requirements(self) -> tuple[Term, ...]:
        """The requirements that are described, in the order they come."""
        return tuple(self.own.instances(sam("Requirement")))

    @cached_property
    def _above(self) -> Mapping[Term, tuple[Term, Term, Term]]:
        """Of each thing the first statement that refers to it."""
        above: dict[Term, tuple[Term, Term, Term]] = {}
        for statement in self.own.triples():
            above.setdefault(statement[2], statement)
        return above

    def holder(self, node: Term) -> tuple[Term, Term, Term] | None:
        """The first statement that refers to a thing."""
        return self._above.get(node)

    def owner(self, node: Term) -> tuple[Part, str]:
        """The part that something belongs to, and the identifier of the requirement or source; else the agreement."""
        seen: set[Term] = set()
        while node not in seen:
            seen.add(node)
            if self.own.is_instance(node, sam("Requirement")) or self.own.subjects(REQUIRES, node):
                return "requirement", self.id_of(node)
            if self.own.is_instance(node, sam("Source")):
                return "source", self.id_of(node)
            above = self._above.get(node, (node, "", node))[0]
            node = next(iter(self.own.subjects(sam("reading"), node)), above)
        return "agreement", self.id_of(self.agreement)

    def id_of(self, node: Term) -> str:
        """The identifier of a thing; without one, the end of its address."""
        return string_of(self.own, node, IDENTIFIER) or (local(node) if is_iri(node) else "")


def both(sv: str, en: str, **values: str) -> Text:
    """A text in both languages with the same values put in."""
    return Text(sv.format(**values), en.format(**values))
