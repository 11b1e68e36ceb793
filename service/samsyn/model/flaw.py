"""What is wrong with a description itself, for whoever wrote it: what, where, and what could stand there."""

from typing import Any

from msgspec import Struct

from samsyn.model.authoring import Choice, Statement
from samsyn.model.basic import Text
from samsyn.model.result import Result
from samsyn.terms import SH


class Flaw(Struct, frozen=True):
    """One thing that is missing or wrong in a description: what a `result` of its shapes says, or a check of its words.

    `at` is the statement concerned, as far as there is one, `term` its property and `found` its value as they are
    written. `choices` are the values most like what stands there, or all that there are; `command` lists them all.
    `severity` is Violation, or Warning for what may be left as it is. `aside` says that another tells more of the same.
    """

    message: Text
    at: Statement
    severity: str = "Violation"
    term: str = ""
    found: str = ""
    choices: tuple[Choice, ...] = ()
    command: str = ""
    result: Result | None = None
    aside: bool = False
    file: str | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """File and line, as far as they are known."""
        return ":".join(str(part) for part in (self.file, self.line) if part is not None)

    def to_dict(self) -> dict[str, Any]:
        """As JSON: the result with its place and the choices; of a check of words, as much of a result as there is."""
        return {
            **(self.result.to_dict() if self.result else self._as_result()),
            "term": self.term or None,
            "found": self.found or None,
            "choices": [choice.to_dict() for choice in self.choices],
            "command": self.command or None,
            "file": self.file,
            "line": self.line,
        }

    def _as_result(self) -> dict[str, Any]:
        focus, path, value = self.at
        messages = [{"text": self.message.sv, "lang": "sv"}, {"text": self.message.en, "lang": "en"}]
        return {
            "focus": focus,
            "path": path,
            "value": value,
            "component": None,
            "shape": None,
            "severity": SH + self.severity,
            "messages": messages,
            "computed": "",
            "ground": {"values": [], "conforming": []},
            "detail": [],
        }
