"""How far stored assessments are, for who is shown something that may rest on them."""

from typing import Any

from msgspec import Struct


class Assessed(Struct, frozen=True):
    """So many centres of all have assessments that are in step as of a day."""

    centres: int
    of: int
    as_of: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"assessed": {"centres": self.centres, "of": self.of}, "as_of": self.as_of}
