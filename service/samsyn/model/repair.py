"""What would make a centre reach an agreement's minimum level."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import Outcome, Text
from samsyn.model.finding import Remedy


class Repair(Struct, frozen=True):
    """One set of changes under which the centre passes, each with who answers for it."""

    changes: tuple[Remedy, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"changes": [each.to_dict() for each in self.changes]}


class Repairs(Struct, frozen=True):
    """The smallest sets of changes, any one of which will do; `more` is whether not all of them are told."""

    centre: str
    agreement: str
    kind: str
    outcome: Outcome
    repairs: tuple[Repair, ...]
    more: bool
    note: Text

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "centre": self.centre,
            "agreement": self.agreement,
            "kind": self.kind,
            "outcome": self.outcome,
            "repairs": [each.to_dict() for each in self.repairs],
            "more": self.more,
            "note": self.note.to_dict(),
        }
