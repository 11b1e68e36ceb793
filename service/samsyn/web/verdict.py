"""A report arranged for reading: the answer first, then what is missing, what is not known, what is fulfilled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from samsyn import explain
from samsyn.model import OUTCOMES, Finding, Flaw, Ground, Outcome, Report
from samsyn.terms import address, is_blank, is_literal, lexical
from samsyn.web.voice import Voice

WORST_FIRST: Final = tuple(reversed(OUTCOMES))
_FEW: Final = 4


@dataclass(frozen=True)
class Part:
    """A smallest part that was looked at: how it came out, its name, and what is stated of it."""

    outcome: Outcome
    name: str
    said: str


@dataclass(frozen=True)
class Told:
    """A finding in words."""

    finding: Finding
    voice: Voice

    @cached_property
    def why(self) -> str:
        """Why it came out so, in a sentence or two."""
        ground = self.finding.ground
        if ground is None or len({each.outcome for each in self.finding.readings}) > 1:
            return self.voice.of(self.finding.message)
        return self.voice.of(explain.why(ground)) if ground.outcome == self.finding.outcome else ""

    @cached_property
    def who(self) -> str:
        """Whose job it is, as in a sentence."""
        return self.voice.who(self.finding.responsible)

    def shown(self, outcome: Outcome) -> str:
        """How an outcome is shown here."""
        return self.voice.shown(outcome, self.finding.requirement)

    @cached_property
    def steps(self) -> list[tuple[str, str]]:
        """What would mend or settle it: the step, and who would take it where that is another."""
        finding = self.finding
        if finding.outcome not in ("failed", "cantTell"):
            return []
        steps = [(self.voice.of(step.text), step.responsible) for step in finding.remedy]
        if not steps and finding.message:
            steps = [(self.voice.of(finding.message), finding.responsible)]
        return [(text, self.voice.who(who) if who and who != finding.responsible else "") for text, who in steps]

    @cached_property
    def parts(self) -> list[Part]:
        """The smallest parts that were looked at."""
        ground = self.finding.ground
        if ground is None:
            return []
        found = [Part(leaf.outcome, self.voice.of(leaf.name), self._said(leaf)) for leaf in _leaves(ground)]
        return sorted(dict.fromkeys(part for part in found if part.name), key=lambda part: _rank(part.outcome))

    @cached_property
    def to_add(self) -> str:
        """The statements to add, in Turtle."""
        return "\n".join(step.add for step in self.finding.remedy if step.add)

    @cached_property
    def to_remove(self) -> str:
        """The statements to remove, in Turtle."""
        return "\n".join(step.remove for step in self.finding.remedy if step.remove)

    def _said(self, leaf: Ground) -> str:
        voice = self.voice
        if leaf.contradicted:
            return voice("grounds.contradicted")
        if leaf.denied:
            return self._listed("grounds.denied", leaf.denied)
        if leaf.outcome == "cantTell" or not leaf.values:
            return voice("grounds.silent")
        return self._listed("grounds.stated", leaf.values)

    def _listed(self, key: str, terms: Sequence[str]) -> str:
        names = list(dict.fromkeys(name for term in terms if (name := self.voice.term(term))))
        quoted = "; ".join(f"”{name}”" for name in names[:_FEW])
        return f"{self.voice(key)}: {quoted}" if quoted else self.voice(key)


@dataclass(frozen=True)
class Verdict:
    """A report in words."""

    report: Report
    voice: Voice

    @property
    def headline(self) -> str:
        """The answer in a few words."""
        whole = ".whole" if self.report.outcome == "passed" and self.report.coverage == "whole" else ""
        return self.voice(f"verdict.{self.report.outcome}{whole}")

    @property
    def asked(self) -> str:
        """What was asked: the kind and the day."""
        day = self.voice.day(self.report.date)
        if not self.report.kind:
            return self.voice("verdict.on", date=day)
        return self.voice("verdict.as", kind=self.voice.name("kind", self.report.kind), date=day)

    @cached_property
    def reasons(self) -> list[str]:
        """The answer in a few sentences."""
        return list(self._reasons())

    def _reasons(self) -> Iterator[str]:
        voice, report = self.voice, self.report
        outcomes = [finding.outcome for finding in report.findings if finding.counts]
        judged = [(outcome, outcomes.count(outcome)) for outcome in WORST_FIRST if outcome != "inapplicable"]
        parts = [voice.count(f"n.{outcome}", n) for outcome, n in judged if n]
        if report.outcome == "cantTell" and "failed" not in outcomes:
            yield voice("why.cantTell")
        if parts:
            yield voice("counted", n=sum(n for _, n in judged), parts=voice.listed(parts))
        elif report.outcome == "inapplicable":
            yield from [voice.of(note) for note in report.notes] or [voice("why.none")]
        if self.readings_differ:
            told = [f"{name}: {voice(f'outcome.{outcome}')}" for name, outcome in report.profiles]
            yield voice("why.readings", outcomes="; ".join(told))
        if report.plan and report.plan != report.outcome:
            yield voice("plan", outcome=voice(f"outcome.{report.plan}"))

    @property
    def readings_differ(self) -> bool:
        """Whether the whole depends on how the agreement is read."""
        return len({outcome for _, outcome in self.report.profiles}) > 1

    def counted(self, outcome: Outcome) -> list[Told]:
        """The findings that count and came out so."""
        return [self._told(each) for each in self.report.findings if each.counts and each.outcome == outcome]

    def by_responsible(self, outcome: Outcome) -> list[tuple[str, list[Told]]]:
        """The same, under those who are responsible; what nobody is named for comes last."""
        found = self.counted(outcome)
        names = sorted(dict.fromkeys(each.who for each in found), key=lambda who: not who)
        return [(who, [each for each in found if each.who == who]) for who in names]

    @property
    def apart(self) -> list[Told]:
        """What does not count, the worst first."""
        found = [each for each in self.report.findings if not each.counts and each.outcome != "inapplicable"]
        return [self._told(each) for each in sorted(found, key=lambda each: _rank(each.outcome))]

    @property
    def outside(self) -> str:
        """That the agreement's stated period does not hold the date."""
        return self.voice.outside(self.voice.library.agreement(self.report.agreement), self.report.date)

    @property
    def faults(self) -> list[tuple[Flaw, str]]:
        """What is wrong with the description itself, with the wrong value."""
        found = [each for each in self.report.flaws if each.severity == "Violation" and not each.aside]
        return [(each, _plain(each.at[2]) if each.found else "") for each in found]

    @property
    def flaws(self) -> list[str]:
        """What could be better in a faulty description."""
        if self.report.description_conforms:
            return []
        return [self.voice.of(each.message) for each in self.report.flaws if each.severity != "Violation"]

    @cached_property
    def caveats(self) -> list[str]:
        """What to bear in mind."""
        return list(dict.fromkeys(self._caveats()))

    def _caveats(self) -> Iterator[str]:
        voice, report = self.voice, self.report
        if report.outcome != "inapplicable":
            yield from (voice.of(note) for note in report.notes)
        if report.coverage == "whole":
            yield voice("about.coverage.whole")
        if report.in_force is not None:
            yield voice(f"about.in_force.{'true' if report.in_force else 'false'}", date=voice.day(report.date))
        dated = report.description_date
        yield voice("about.description", date=voice.day(dated)) if dated else voice("about.undated")
        yield from self._about_kind()
        if report.made_up:
            yield voice("about.made_up")
        if report.mode == "standard":
            yield voice("about.standard")

    def _about_kind(self) -> Iterator[str]:
        voice, report = self.voice, self.report
        if not report.kind or report.claimed_kind == "not-a-centre":
            return
        kind = voice.name("kind", report.kind)
        if report.claimed_kind and report.claimed_kind != report.kind:
            yield voice("about.claimed", claimed=voice.name("kind", report.claimed_kind), kind=kind)
        elif not report.claimed_kind and report.derived_kind == report.kind:
            yield voice("about.derived", kind=kind)

    def _told(self, finding: Finding) -> Told:
        return Told(finding, self.voice)


def _leaves(ground: Ground) -> Iterator[Ground]:
    """The parts without parts."""
    if not ground.detail:
        yield ground
    for part in ground.detail:
        yield from _leaves(part)


def _plain(value: str | None) -> str:
    """A value as it was written; empty for a node without a name."""
    if not value or is_blank(value):
        return ""
    return lexical(value) if is_literal(value) else address(value)


def _rank(outcome: Outcome) -> int:
    return WORST_FIRST.index(outcome)
