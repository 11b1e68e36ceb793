"""SHACL validation results and the report that holds them."""

from typing import Any, Final

from msgspec import Struct

from samsyn.model.basic import Outcome, Triple
from samsyn.terms import language, lexical

#: so many details of one result are written out in JSON, each wherever it stands; where there are more, each once
MOST_DETAILS: Final = 1_000


def _as_tree(top: "Result | Reason") -> dict[str, Any]:
    """As JSON with all details below.

    Details may be shared, so that as a tree they would be without end. Where they are very many, one that has been told
    is told again without the details of its own, but with their number.
    """
    every, told = _few(top), set[int]()

    def tree(each: "Result | Reason") -> dict[str, Any]:
        again = not every and id(each) in told
        told.add(id(each))
        found = each.stated()
        found["detail"] = [] if again else [tree(part) for part in each.detail]
        if again and each.detail:
            found["details_left_out"] = len(each.detail)
        return found

    return tree(top)


def _few(top: "Result | Reason") -> bool:
    todo: list[Result | Reason] = [top]
    for count, each in enumerate(todo):
        if count > MOST_DETAILS:
            return False
        todo.extend(each.detail)
    return True


class Result(Struct, frozen=True):
    """One SHACL validation result (SHACL 3.6.2). Terms are in N-Triples syntax.

    `path` is the term that stands for the path, described by `path_triples`; `path_text` is it as SPARQL writes it.
    `source` is the constraint by query that it comes from (SHACL 5.3.2), if any. What stands beside the author's own
    messages is the ground: `computed` says in English what is wrong, `seen` are the values that the shape saw at the
    focus node, `conforming` the shapes that the value conforms to although it must not, or to one alone. A result that
    explains several is the same object in the `detail` of each.
    """

    focus: str
    component: str
    shape: str
    severity: str
    path: str | None = None
    value: str | None = None
    messages: tuple[str, ...] = ()
    path_triples: tuple[Triple, ...] = ()
    path_text: str | None = None
    detail: tuple["Result", ...] = ()
    source: str | None = None
    computed: str = '""'
    seen: tuple[str, ...] = ()
    conforming: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.focus, self.component, self.shape, self.path, self.value))

    def __repr__(self) -> str:
        return f"Result({self.stated()})"

    def stated(self) -> dict[str, Any]:
        """As JSON, without details."""
        return {
            "focus": self.focus,
            "path": self.path_text if self.path_triples else self.path,
            "value": self.value,
            "component": self.component,
            "shape": self.shape,
            "severity": self.severity,
            "messages": [{"text": lexical(said), "lang": language(said) or None} for said in sorted(self.messages)],
            "computed": lexical(self.computed),
            "ground": {"values": list(self.seen), "conforming": list(self.conforming)},
        }

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with the details below; `details_left_out` is the number of those that were told before."""
        return _as_tree(self)


class Reason(Struct, frozen=True):
    """Why a shape is broken or not known to hold at a node: one constraint, the values seen, what is missing.

    `closed` says whether all values of the path are known; `detail` holds the reasons below, for the values one by one.
    """

    shape: str
    focus: str
    outcome: Outcome
    component: str
    message: str
    path: str | None = None
    values: tuple[str, ...] = ()
    closed: bool = True
    detail: tuple["Reason", ...] = ()

    def __hash__(self) -> int:
        return hash((self.shape, self.focus, self.component, self.path))

    def __repr__(self) -> str:
        return f"Reason({self.stated()})"

    def stated(self) -> dict[str, Any]:
        """As JSON, without details."""
        return {
            "shape": self.shape,
            "focus": self.focus,
            "outcome": self.outcome,
            "component": self.component,
            "message": self.message,
            "path": self.path,
            "values": list(self.values),
            "all_known": self.closed,
        }

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with the details below; `details_left_out` is the number of those that were told before."""
        return _as_tree(self)


class ShaclReport(Struct, frozen=True):
    """What `samsyn.shacl` gives: a W3C validation report (SHACL 3.6)."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of any severity (SHACL 3.6.1.1)."""
        return not self.results

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return {"conforms": self.conforms, "results": [result.to_dict() for result in self.results]}
