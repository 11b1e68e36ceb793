"""The full table of which minimum level holds which, of all agreements that have one."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any

from msgspec import Struct

from samsyn.model import NO_TEXT, Text, Triple
from samsyn.reach.answer import Containment
from samsyn.reach.linked import containment

#: an agreement, another one, the kind that they are compared as, and whether who reaches the one reaches the other
Answer = tuple[str, str, str, Containment]


class LevelTable(Struct, frozen=True, dict=True):
    """The answers for every ordered pair, those that could be had; `note` tells where they are not there yet.

    `without` are the agreements of which nothing that counts is read for a kind, so that there is no level to reach.
    """

    kind: str | None
    answers: tuple[Answer, ...]
    without: tuple[tuple[str, str], ...]
    note: Text = NO_TEXT

    @classmethod
    def of(
        cls, answers: Iterable[Answer], without: Iterable[tuple[str, str]], kind: str | None, note: Text = NO_TEXT
    ) -> "LevelTable":
        """The table of some answers, for a kind or for all."""
        chosen = tuple(each for each in answers if kind in (None, each[2]) and each[0] != each[1])
        return cls(kind, chosen, tuple(each for each in without if kind in (None, each[1])), note)

    def among(self, known: Collection[str]) -> "LevelTable":
        """The same of some agreements alone."""
        answers = tuple(each for each in self.answers if each[0] in known and each[1] in known)
        return LevelTable(self.kind, answers, tuple(each for each in self.without if each[0] in known), self.note)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that there are answers for."""
        return tuple(dict.fromkeys(each[2] for each in self.answers))

    def documents(self, kind: str) -> tuple[str, ...]:
        """The agreements that have a level for a kind."""
        return tuple(dict.fromkeys(left for left, _, each, _ in self.answers if each == kind))

    def between(self, left: str, right: str, kind: str) -> Containment | None:
        """The answer for a pair, one way."""
        return self._by_pair.get((left, right, kind))

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str, str], Containment]:
        return {(left, right, kind): found for left, right, kind, found in self.answers}

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs come out how."""
        found = [each.outcome for *_, each in self.answers]
        return {outcome: found.count(outcome) for outcome in ("contained", "notContained", "undecided")}

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why some pairs are undecided, each reason once."""
        return tuple(dict.fromkeys(found.why for *_, found in self.answers if found.outcome == "undecided"))

    def to_dict(self) -> dict[str, Any]:
        """As JSON; what a witness looks like is told of one pair at a time."""
        return {
            "kind": self.kind,
            "note": self.note.to_dict() if self.note else None,
            "counts": self.counts,
            "without_level": [{"agreement": name, "kind": kind} for name, kind in self.without],
            "items": [_item(*each) for each in self.answers],
        }

    def rows(self, lang: str) -> list[dict[str, str]]:
        """A row for each ordered pair."""
        return [row(*each, lang) for each in self.answers]

    def triples(self) -> Iterator[Triple]:
        """The sam:LevelContainments, without what the witnesses look like."""
        return level_triples(self.answers)


def level_triples(answers: Iterable[Answer]) -> Iterator[Triple]:
    """Some answers as linked data."""
    for left, right, kind, found in answers:
        yield from containment(left, right, kind, found, text=False)


def _item(left: str, right: str, kind: str, found: Containment) -> dict[str, Any]:
    return {
        "left": left,
        "right": right,
        "kind": kind,
        "outcome": found.outcome,
        "holds": found.holds,
        "reasoner": found.reasoner,
        "lacks": [each.requirement for each in found.witness.lacks] if found.witness else [],
        "readings": [
            {"left": each.left, "right": each.right, "outcome": each.outcome, "reasoner": each.reasoner}
            for each in found.readings
        ],
        "why": found.why.to_dict(),
    }


def row(left: str, right: str, kind: str, found: Containment, lang: str) -> dict[str, str]:
    """A pair as a row."""
    return {
        "left": left,
        "right": right,
        "kind": kind,
        "outcome": found.outcome,
        "holds": found.holds,
        "reasoner": found.reasoner,
        "readings": " ".join(f"{each.left or '-'}/{each.right or '-'}={each.outcome}" for each in found.readings),
        "lacks": " ".join(each.requirement for each in found.witness.lacks) if found.witness else "",
        "why": found.why.of(lang),
    }
