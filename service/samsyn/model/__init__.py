"""The values that pass between the floors: agreements as read, and reports as answered.

All are frozen; sequences are tuples in a fixed order, so the same input gives the same answer. `to_dict()` of a report
is the JSON of the command line, of HTTP and of the Python API alike. What few commands need, `model.decision` and
`model.catalog`, is imported from there.
"""

from samsyn.model.agreement import Agreement, Head, Profile, Reading, Requirement
from samsyn.model.authoring import AgreementCheck, Choice, Fault
from samsyn.model.basic import MODES, NO_TEXT, OUTCOMES, Citation, Claim, Mode, Outcome, Text, Triple, worst
from samsyn.model.centre import Centre, Described, Listed
from samsyn.model.finding import Finding, Ground, ReadingOutcome, Remedy
from samsyn.model.flaw import Flaw
from samsyn.model.question import Question
from samsyn.model.repair import Repair, Repairs
from samsyn.model.report import Basis, CentreRef, Report, Validation, Verdict
from samsyn.model.result import Reason, Result, ShaclReport

__all__ = [
    "MODES",
    "NO_TEXT",
    "OUTCOMES",
    "Agreement",
    "AgreementCheck",
    "Basis",
    "Centre",
    "CentreRef",
    "Choice",
    "Citation",
    "Claim",
    "Described",
    "Fault",
    "Finding",
    "Flaw",
    "Ground",
    "Head",
    "Listed",
    "Mode",
    "Outcome",
    "Profile",
    "Question",
    "Reading",
    "ReadingOutcome",
    "Reason",
    "Remedy",
    "Repair",
    "Repairs",
    "Report",
    "Requirement",
    "Result",
    "ShaclReport",
    "Text",
    "Triple",
    "Validation",
    "Verdict",
    "worst",
]
