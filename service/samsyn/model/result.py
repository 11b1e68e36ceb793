"""SHACL validation results and the report that holds them."""

from dataclasses import dataclass
from typing import Any

from samsyn.model.basic import Triple
from samsyn.terms import language, lexical


@dataclass(frozen=True)
class Result:
    """One SHACL validation result (SHACL 3.6.2). Terms are in N-Triples syntax.

    `path` is the term that stands for the path, described by `path_triples`; `path_text` is it as SPARQL writes it.
    `source` is the constraint by query that it comes from (SHACL 5.3.2), if any.
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

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "focus": self.focus,
            "path": self.path_text if self.path_triples else self.path,
            "value": self.value,
            "component": self.component,
            "shape": self.shape,
            "severity": self.severity,
            "messages": [{"text": lexical(said), "lang": language(said) or None} for said in sorted(self.messages)],
            "detail": [part.to_dict() for part in self.detail],
        }


@dataclass(frozen=True)
class ShaclReport:
    """What `samsyn.shacl` gives: a W3C validation report (SHACL 3.6)."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of any severity (SHACL 3.6.1.1)."""
        return not self.results

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON."""
        return {"conforms": self.conforms, "results": [result.to_dict() for result in self.results]}
