"""An agreement under the demands on it, arranged for reading: the answer first, then what is lacking, then the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from samsyn.model import Text
from samsyn.model.mandate import AgreementAssessment, DemandFinding, DemandReport, Shown
from samsyn.web.verdict import WORST_FIRST, Told
from samsyn.web.voice import Voice

_COUNTED: Final = ("failed", "cantTell", "passed")


@dataclass(frozen=True)
class Demanded:
    """An assessment of an agreement in words."""

    found: AgreementAssessment
    voice: Voice

    @property
    def headline(self) -> str:
        """The answer in a few words."""
        whole = ".whole" if self.found.outcome == "passed" and self.found.coverage == "whole" else ""
        return self.voice(f"demands.{self.found.outcome}{whole}")

    @cached_property
    def reasons(self) -> list[str]:
        """The answer in a few sentences."""
        return list(self._reasons())

    def _reasons(self) -> Iterator[str]:
        outcomes = [each.outcome for report in self.found.reports for each in report.findings if each.counts]
        parts = [self.voice.count(f"n.{name}", n) for name in _COUNTED if (n := outcomes.count(name))]
        if parts:
            yield self.voice("counted", n=len(outcomes), parts=self.voice.listed(parts))
        elif not self.found.reports:
            yield self.voice("demands.none")
        if self.found.outcome == "cantTell":
            yield self.voice("demands.why.cantTell")

    @cached_property
    def reports(self) -> list[tuple[DemandReport, list[tuple[str, list[Told]]]]]:
        """Each report with its findings under the headings that they stand below."""
        return [(report, list(self._parts(report))) for report in self.found.reports]

    def shown(self, finding: DemandFinding) -> list[tuple[Text, list[Shown]]]:
        """What shows a demand, under the names of its parts."""
        names = dict.fromkeys(each.part for each in finding.shown)
        return [(name, [each for each in finding.shown if each.part == name]) for name in names]

    def _parts(self, report: DemandReport) -> Iterator[tuple[str, list[Told]]]:
        for outcome in _COUNTED:
            chosen = [each for each in report.findings if each.counts and each.outcome == outcome]
            yield f"demands.{outcome}.part", self._told(chosen)
        apart = [each for each in report.findings if not each.counts and each.outcome != "inapplicable"]
        yield "part.apart", self._told(sorted(apart, key=lambda each: WORST_FIRST.index(each.outcome)))

    def _told(self, findings: Sequence[DemandFinding]) -> list[Told]:
        return [Told(each, self.voice) for each in findings]
