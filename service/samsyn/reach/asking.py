"""Many questions at once: which of some pairs of levels are contained, each by proof and by search."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from samsyn.engine import Plan
from samsyn.errors import ReasonerUnavailable
from samsyn.model import Finding, Text
from samsyn.reach import why
from samsyn.reach.answer import Containment, Lack, ReadingPair, Reasoner, Witness, decided, holds, shared, together
from samsyn.reach.concept import Concept, beyond
from samsyn.reach.made import Maker
from samsyn.reach.owl import ontology, singles
from samsyn.reach.trial import Side
from samsyn.reach.turtle import document

#: those of some classes of an ontology that can have no member; raises ReasonerUnavailable
Prove = Callable[[str, Sequence[str]], frozenset[str]]
Pair = tuple[Side, Side]
#: a profile of readings on each side, None where a side has none
Profiles = tuple[str | None, str | None]
_NAME: Final = "urn:samsyn:reach:question:"


class Proofs(Struct, frozen=True):
    """What the reasoner said: the concepts that nothing can be, or why it could not be asked."""

    impossible: frozenset[Concept]
    trouble: Text | None = None


class Asker:
    """Answers questions with what makes descriptions up and what proves."""

    def __init__(self, maker: Maker, descriptions: Plan, prove: Prove) -> None:
        self._maker, self._descriptions, self._prove = maker, descriptions, prove

    def answers(self, pairs: Sequence[Pair]) -> list[Containment]:
        """The answer for each of some pairs, with all proofs out of one run. Raises Contradiction."""
        proofs = self._proofs(self._questions(pairs))
        return [self._answer(left, right, proofs) for left, right in pairs]

    def _questions(self, pairs: Iterable[Pair]) -> Iterator[Concept]:
        """What nothing can be where a pair is contained, and where nothing reaches its left level."""
        for left, right in pairs:
            for one, other in _readings(left, right):
                yield self._maker.reached(left, one)
                yield self._maker.parted(left, right, (one, other))

    def _proofs(self, questions: Iterable[Concept]) -> Proofs:
        named = {f"{_NAME}{number}": each for number, each in enumerate(dict.fromkeys(questions))}
        if not named:
            return Proofs(frozenset())
        try:
            found = self._prove(ontology(named.items(), singles(self._descriptions)), tuple(named))
        except ReasonerUnavailable as error:
            return Proofs(frozenset(), Text(error.sv.message, error.message))
        return Proofs(frozenset(named[name] for name in found))

    def _answer(self, left: Side, right: Side, proofs: Proofs) -> Containment:
        one, other = left.level.agreement, right.level.agreement
        empty = without_level(left, right)
        if empty is not None:
            return empty
        pairs = [self._of_readings(left, right, profiles, proofs) for profiles in _readings(left, right)]
        outcomes = {(each.left, each.right): each.outcome for each in pairs}
        outcome = together(outcomes)
        told = next(each for each in pairs if outcome in (each.outcome, "undecided"))
        differ = len(set(outcomes.values())) > 1
        return Containment(
            outcome=outcome,
            holds=holds(outcome, one.coverage, other.coverage),
            reasoner=shared([each.reasoner for each in pairs]),
            witness=self._witness_of_all(left, right, pairs) if outcome == "notContained" else None,
            readings=tuple(pairs) if len(pairs) > 1 else (),
            why=why.by_reading(outcomes) if differ else told.why,
        )

    def _of_readings(self, left: Side, right: Side, profiles: Profiles, proofs: Proofs) -> ReadingPair:
        parted = self._maker.parted(left, right, profiles)
        unknown = beyond(parted)
        witness = self._witness(left, right, profiles)
        reasoner = _said(parted in proofs.impossible, bool(unknown), proofs)
        outcome = decided(reasoner, witness)
        one, other = left.level.agreement, right.level.agreement
        if witness is not None:
            reason = why.not_contained(one, other, (each.statement for each in witness.lacks))
        elif self._maker.reached(left, profiles[0]) in proofs.impossible:
            reason = why.unreachable(one)
        elif outcome == "contained":
            reason = why.contained(one, other)
        elif proofs.trouble is not None:
            reason = why.missing(proofs.trouble)
        else:
            reason = why.unsupported(unknown) if unknown else why.neither()
        return ReadingPair(profiles[0] or None, profiles[1] or None, outcome, reasoner, witness, reason)

    def _witness_of_all(self, left: Side, right: Side, pairs: list[ReadingPair]) -> Witness | None:
        """One witness for all readings, where there is one; else that of the first."""
        if len(pairs) == 1:
            return pairs[0].witness
        return self._witness(left, right, (None, None)) or pairs[0].witness

    def _witness(self, left: Side, right: Side, profiles: Profiles) -> Witness | None:
        made = self._maker.witness(left, right, profiles)
        if made is None or made.right is None:
            return None
        lacks = tuple(_lack(each, profiles[1]) for each in made.lacking)
        return Witness(made.triples, document(made.triples), made.left, made.right, lacks)


def without_level(left: Side, right: Side) -> Containment | None:
    """The answer where nothing that counts is read of a side: undecided; None where both have a level."""
    empty = next((side for side in (left, right) if not side.counts), None)
    if empty is None:
        return None
    reason = why.nothing_counts(empty.level.agreement)
    return Containment("undecided", "asRead", "unsupported", None, (), reason)


def _readings(left: Side, right: Side) -> list[Profiles]:
    return [(one, other) for one in left.profiles for other in right.profiles] if left.counts and right.counts else []


def _said(proved: bool, unknown: bool, proofs: Proofs) -> Reasoner:
    if proofs.trouble is not None:
        return "missing"
    if proved:
        return "contained"
    return "unsupported" if unknown else "notContained"


def _lack(finding: Finding, profile: str | None) -> Lack:
    statement = next((each.statement for each in finding.readings if profile and profile in each.profiles), None)
    sources = tuple(each.to_dict() for each in finding.sources)
    return Lack(finding.requirement, statement or finding.statement, finding.responsible, sources)
