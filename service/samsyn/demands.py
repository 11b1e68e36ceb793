"""An agreement under the demands on it, in the formats that machines read."""

from typing import Any

from samsyn import assertions
from samsyn.formats import sources
from samsyn.model.mandate import AgreementAssessment
from samsyn.store import write
from samsyn.store.formats import rdf_format


def linked(found: AgreementAssessment, format: str) -> bytes:
    """The earl:Assertions in a format of linked data, as UTF-8."""
    return write.graph(assertions.agreement_triples(found), rdf_format(format))


def rows(found: AgreementAssessment, lang: str) -> list[dict[str, Any]]:
    """A row for each finding, texts in one language."""
    return [
        {
            "agreement": found.agreement,
            "demanded_by": report.demanded_by,
            "coverage": found.coverage,
            "date": found.date,
            "requirement": finding.requirement,
            "outcome": finding.outcome,
            "counts": "true" if finding.counts else "false",
            "modality": finding.modality,
            "layer": finding.layer,
            "responsible": list(finding.responsible),
            "statement": finding.statement.of(lang),
            "message": finding.message.of(lang),
            "source": sources(finding, lang),
            "shown_by": list(dict.fromkeys(each.requirement or each.text.of(lang) for each in finding.shown)),
            "not_known": "; ".join(part.of(lang) for part in finding.not_known),
            "lacking": "; ".join(part.of(lang) for part in finding.lacking),
        }
        for report in found.reports
        for finding in report.findings
    ]
