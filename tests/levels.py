"""Minimum levels made of single shapes, to be held against each other."""

from samsyn.engine import Rules
from samsyn.fulfilment import Level
from samsyn.library import Library
from samsyn.model import NO_TEXT, Agreement, Requirement, Text
from samsyn.terms import Term

KIND = "familjecentral"


def level(lib: Library, rules: Rules, *shapes: Term, name: str, coverage: str = "part") -> Level:
    """The level of an agreement that asks for some shapes, each a requirement of its own."""
    requirements = tuple(
        Requirement(
            id=f"{name}-{number}",
            iri=f"urn:{name}:{number}",
            theme="definition",
            topic="x",
            subject="centre",
            applies_to=(KIND,),
            modality="shall",
            layer="own-text",
            statement=Text(f"krav {number}", f"requirement {number}"),
            responsible=("region",),
            checkable="centre",
            confidence="high",
            evidence="read",
            citations=(),
            shape=shape[1:-1],
        )
        for number, shape in enumerate(shapes)
    )
    agreement = Agreement(
        id=name,
        iri=f"urn:{name}",
        title=Text(name, name),
        area=None,
        level="national",
        valid_from=None,
        valid_to=None,
        kinds=(KIND,),
        revision_of=None,
        document_kind="definition",
        coverage=coverage,
        coverage_note=NO_TEXT,
        status_note=NO_TEXT,
        profiles=(),
        sources=(),
        requirements=requirements,
    )
    return Level(agreement, rules, lib.openness, {}, (), name, requirements)
