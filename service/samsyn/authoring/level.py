"""What the shapes of a minimum level lack beside the agreement that they are the minimum level of."""

from collections.abc import Iterator
from typing import Final

from samsyn.authoring.draft import Draft, written
from samsyn.authoring.naming import said
from samsyn.authoring.phrases import LANGUAGES, SAID, section
from samsyn.engine.plan import Shape
from samsyn.knowledge import FAMILY_CENTRE, key_of, sam
from samsyn.model import Choice, Fault, Text
from samsyn.model.authoring import Statement
from samsyn.outcomes import severity
from samsyn.terms import ID, SH, Term, iri, is_iri, language, local

_STATES: Final = sam("states")
_ABOUT: Final = sam("aboutAgreement")
_READING: Final = sam("reading")
_SEVERITY: Final = iri(SH + "severity")
_CENTRE: Final = iri(ID + "checkable/centre")
_RULE: Final = """rule:{id}
    a sh:NodeShape ;
    sam:states {stated} ;
    sh:targetClass sam:FamilyCentre ;
    sh:name "…"@sv , "…"@en ;
    sh:message "…"@sv , "…"@en ;
    sh:severity sh:{severity} ;
    sh:and ( … ) ."""


def of_level(draft: Draft) -> Iterator[Fault]:
    """The faults of the minimum level: what no rule states, and what rules state that they should not."""
    stated = {value for each in _rules(draft) for value in _states(draft, each.id)}
    for requirement in draft.requirements:
        yield from _unstated(draft, requirement, stated)
    yield from _owner(draft)
    seen: set[Term] = set()
    for shape in _rules(draft):
        yield from _spoken(draft, shape)
        if shape.targets:
            yield from _stating(draft, shape, seen)


def _rules(draft: Draft) -> tuple[Shape, ...]:
    return tuple(each for each in draft.level.plan.shapes.values() if is_iri(each.id)) if draft.level else ()


def _states(draft: Draft, shape: Term) -> tuple[Term, ...]:
    return tuple(draft.minimum.values(shape, _STATES)) if draft.minimum else ()


def _unstated(draft: Draft, requirement: Term, stated: set[Term]) -> Iterator[Fault]:
    """A requirement checked on a centre, or a reading of one, that no rule states."""
    if key_of(draft.own, requirement, sam("checkable")) != "centre":
        return
    readings = tuple(draft.own.values(requirement, _READING))
    for each in readings or (requirement,):
        if each not in stated:
            key = "rule-missing-for-reading" if readings else "rule-missing"
            write = _RULE.format(id=_rule_id(requirement, each), stated=written(each), severity=_right(draft, each))
            yield Fault(key, said(key, id=local(each)), "requirement", draft.id_of(requirement), (each, None, None),
                        write=write, read=section(_STATES, "minimum"))  # fmt: skip


def _rule_id(requirement: Term, each: Term) -> str:
    return local(requirement) if each == requirement else f"{local(requirement)}-{local(each)}"


def _owner(draft: Draft) -> Iterator[Fault]:
    """A file of rules that says that it is another agreement's."""
    for subject, predicate, value in draft.minimum.triples() if draft.minimum else ():
        if predicate == _ABOUT and value != draft.agreement:
            message = said("rules-of-another", other=written(value), code=written(draft.agreement))
            write = f"sam:aboutAgreement {written(draft.agreement)}"
            yield _fault("rules-of-another", message, (subject, _ABOUT, value), write)


def _stating(draft: Draft, shape: Shape, seen: set[Term]) -> Iterator[Fault]:
    """What a rule states, and whether it says it with the right severity of a centre."""
    code, stated = written(shape.id), _states(draft, shape.id)
    if not stated:
        yield _fault("rule-states-nothing", said("rule-states-nothing", code=code), (shape.id, None, None),
                     "sam:states requirement:… ;")  # fmt: skip
    if [(target.kind, target.term) for target in shape.targets] != [("class", FAMILY_CENTRE)]:
        yield _fault("rule-target", said("rule-target", code=code), (shape.id, None, None),
                     "sh:targetClass sam:FamilyCentre ;")  # fmt: skip
    for each in stated:
        yield from _stated(draft, shape, each, seen)
        seen.add(each)


def _stated(draft: Draft, shape: Shape, each: Term, seen: set[Term]) -> Iterator[Fault]:
    code, at = written(shape.id), (shape.id, _STATES, each)
    requirement = next(iter(draft.own.subjects(_READING, each)), each)
    if requirement not in draft.requirements:
        near = draft.near(each, draft.requirements)
        yield _fault("rule-states-other", said("rule-states-other", code=code, other=written(each)), at, choices=near)
        return
    if _CENTRE not in draft.own.values(requirement, sam("checkable")):
        yield _fault("rule-not-called-for", said("rule-not-called-for", code=code, other=written(each)), at)
    if each == requirement and draft.own.values(requirement, _READING):
        yield _fault("rule-for-all-readings", said("rule-for-all-readings", other=written(each)), at)
    if each in seen:
        yield _fault("rule-twice", said("rule-twice", other=written(each)), at)
    right = _right(draft, each)
    if right and local(shape.severity) != right:
        yield _severity(draft, shape, each, right)


def _right(draft: Draft, stated: Term) -> str:
    """The severity that follows from modality and layer; empty where one of them is missing or unknown."""
    requirement = next(iter(draft.own.subjects(_READING, stated)), stated)
    modality = key_of(draft.own, stated, sam("modality"))
    try:
        return severity(modality, key_of(draft.own, requirement, sam("layer")))
    except KeyError:
        return ""


def _severity(draft: Draft, shape: Shape, stated: Term, right: str) -> Fault:
    requirement = next(iter(draft.own.subjects(_READING, stated)), stated)
    modality, layer = (
        key_of(draft.own, node, sam(name)) for node, name in ((stated, "modality"), (requirement, "layer"))
    )
    message = said("rule-severity", code=written(shape.id), right=f"sh:{right}", modality=modality, layer=layer)
    at = (shape.id, _SEVERITY, None)
    return _fault("rule-severity", message, at, f"sh:severity sh:{right} ;")


def _spoken(draft: Draft, shape: Shape) -> Iterator[Fault]:
    """A rule with a name or a message that lacks a language."""
    if draft.minimum is None or shape.id not in draft.minimum.out:
        return
    for key, there, word in (("rule-name", shape.names, "name"), ("rule-message", shape.messages, "message")):
        spoken = {language(text)[:2] for text in there}
        lacking = [name for tag, name in LANGUAGES.items() if tag not in spoken]
        if lacking:
            message = Text(
                SAID[key].sv.format(code=written(shape.id), lacking=" och ".join(each.sv for each in lacking)),
                SAID[key].en.format(code=written(shape.id), lacking=" and ".join(each.en for each in lacking)),
            )
            yield _fault(key, message, (shape.id, iri(SH + word), None), f'sh:{word} "…"@sv , "…"@en ;')


def _fault(
    code: str,
    message: Text,
    at: Statement,
    write: str = "",
    choices: tuple[Choice, ...] = (),
) -> Fault:
    return Fault(code, message, "minimum", "", at, write=write, choices=choices, read=section(None, "minimum"))
