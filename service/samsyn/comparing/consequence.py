"""What follows from reaching the one of two agreements that are compared, or why that is not told."""

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from samsyn.model import NO_TEXT, Text
from samsyn.model.comparison import Comparison
from samsyn.reach.answer import Containments

#: the answers for two agreements and a kind, or why there are none yet
Ask = Callable[[str, str, str], Containments | Text]
_NO_KIND: Final = Text(
    "Avtalen gäller olika former av verksamhet, så ingen verksamhet kan nå båda.",
    "The agreements speak of different kinds of centre, so that no centre can reach both.",
)


class Consequence(Struct, frozen=True):
    """Which of two minimum levels holds the other; `why` tells why there is no answer, where there is none."""

    found: Containments | None
    why: Text = NO_TEXT

    def to_dict(self) -> dict[str, Any]:
        """As JSON: the keys that a comparison has more."""
        return {
            "containment": self.found.to_dict() if self.found else None,
            "containment_note": self.why.to_dict() if self.why else None,
        }


def consequence(found: Comparison, ask: Ask) -> Consequence:
    """What follows from reaching the left, and from reaching the right, of two agreements that were compared."""
    if found.kind is None:
        return Consequence(None, _NO_KIND)
    answer = ask(found.left.id, found.right.id, found.kind)
    return Consequence(None, answer) if isinstance(answer, Text) else Consequence(answer)
