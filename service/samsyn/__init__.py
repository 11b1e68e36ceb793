"""Samsyn: what a cooperation agreement demands, and whether a family centre reaches it.

import samsyn

result = samsyn.validate("centre.ttl", agreement="se-o-vg-common-2024", kind="familjecentral")
result.outcome, result.reports[0].findings
samsyn.compare("se-o-vg-common-2024", "se-nat-ffff").topics
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samsyn.api import assess_agreement, check_agreement, compile, judge, shacl, shacl_stream, validate
    from samsyn.levels import compare, compare_all, containment, example, repair

__all__ = [
    "assess_agreement",
    "check_agreement",
    "compare",
    "compare_all",
    "compile",
    "containment",
    "example",
    "judge",
    "repair",
    "shacl",
    "shacl_stream",
    "validate",
]
_OF_LEVELS = frozenset({"compare", "compare_all", "containment", "example", "repair"})


def __getattr__(name: str) -> Any:
    """The public functions, imported when they are first asked for."""
    if name in _OF_LEVELS:
        from samsyn import levels

        return getattr(levels, name)
    if name in __all__:
        from samsyn import api

        return getattr(api, name)
    raise AttributeError(f"module 'samsyn' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
