"""In what one graph differs from another."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import Triple


class Difference(Struct, frozen=True):
    """The triples that go and those that come; blank nodes have the same names wherever they are the same."""

    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON: each triple as subject, predicate and object, in the syntax of N-Triples."""
        return {"removed": [list(each) for each in self.removed], "added": [list(each) for each in self.added]}
