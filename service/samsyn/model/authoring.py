"""What the author of an agreement is told: what is missing or wrong, where, and what to write."""

from typing import Any, Final, Literal

from msgspec import Struct

from samsyn.model.basic import NO_TEXT, Text
from samsyn.terms import Term

Part = Literal["agreement", "requirement", "source", "minimum", "mandate"]
#: subject, property and value, or as many of them as matter
Statement = tuple[Term, Term | None, Term | None]
#: the parts of a draft in the order they are told
PARTS: Final[tuple[Part, ...]] = ("agreement", "requirement", "source", "minimum", "mandate")


class Choice(Struct, frozen=True):
    """Something that can be written: the code as it stands in a file, and what it is called."""

    code: str
    label: Text = NO_TEXT

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"code": self.code, "label": self.label.to_dict()}


class Fault(Struct, frozen=True):
    """One thing that is missing or wrong: what, how to mend it, and where it stands.

    `code` is the shape that says so, or the name of a check. `at` is subject, property and value of the statement
    concerned, as far as there is one; `found` is its value as it stands there. `severity` is Violation, or Warning for
    what may be left as it is.
    """

    code: str
    message: Text
    part: Part
    about: str
    at: Statement
    severity: str = "Violation"
    found: str = ""
    write: str = ""
    choices: tuple[Choice, ...] = ()
    explained: Text = NO_TEXT
    command: str = ""
    read: str = ""
    file: str | None = None
    line: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "part": self.part,
            "about": self.about,
            "message": self.message.to_dict(),
            "explained": self.explained.to_dict(),
            "found": self.found or None,
            "write": self.write or None,
            "choices": [choice.to_dict() for choice in self.choices],
            "command": self.command or None,
            "read": self.read or None,
            "file": self.file,
            "line": self.line,
        }


class AgreementCheck(Struct, frozen=True):
    """What an agreement lacks that an author has written, and what it holds.

    `checked` counts the requirements that are checked on a centre, an agreement, a decision, and not at all (`no`).
    `meaning` says what the coverage means, for comparisons too. `file`, `minimum` and `mandate` are what the agreement,
    the shapes of its minimum level, and those of its demands on texts are called; None where there are none.
    """

    agreement: str
    title: Text
    faults: tuple[Fault, ...]
    requirements: tuple[tuple[str, Text], ...]
    checked: dict[str, int]
    coverage: str
    meaning: Text = NO_TEXT
    file: str | None = None
    minimum: str | None = None
    mandate: str | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing, wrong or to be looked at."""
        return not self.faults

    @property
    def usable(self) -> bool:
        """Whether centres can be judged by it: nothing is wrong, though something may be to be looked at."""
        return all(fault.severity != "Violation" for fault in self.faults)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "agreement": self.agreement,
            "title": self.title.to_dict(),
            "file": self.file,
            "minimum": self.minimum,
            "mandate": self.mandate,
            "complete": self.complete,
            "usable": self.usable,
            "faults": [fault.to_dict() for fault in self.faults],
            "requirements": len(self.requirements),
            "checked": self.checked,
            "coverage": self.coverage or None,
            "meaning": self.meaning.to_dict(),
        }
