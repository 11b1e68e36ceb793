"""What the rules beside an agreement lack: those of its minimum level, and those of its demands on texts."""

from collections.abc import Iterator
from typing import Final

from samsyn.authoring.draft import Draft, Rulebook
from samsyn.authoring.naming import said
from samsyn.authoring.phrases import LANGUAGES, SAID, section
from samsyn.engine.plan import Shape
from samsyn.knowledge import FAMILY_CENTRE, key_of, sam
from samsyn.lexicon import written
from samsyn.model import Choice, Fault, Text
from samsyn.model.authoring import Statement
from samsyn.outcomes import severity
from samsyn.terms import SH, Term, iri, is_iri, language, local

_STATES: Final = sam("states")
_ABOUT: Final = sam("aboutAgreement")
_READING: Final = sam("reading")
_SEVERITY: Final = iri(SH + "severity")
#: what the rules of a file are checked on, and the class that they target
_CHECKED_ON: Final = {"minimum": "centre", "mandate": "agreement"}
_TARGETS: Final = {"minimum": FAMILY_CENTRE, "mandate": sam("Agreement")}
#: what is told in other words of demands on texts
_ON_TEXTS: Final = frozenset({"rule-missing", "rule-not-called-for", "rule-target", "rule-message"})
_RULE: Final = """rule:{id}
    a sh:NodeShape ;
    sam:states {stated} ;
    sh:targetClass {target} ;
    sh:name "…"@sv , "…"@en ;
    sh:message "…"@sv , "…"@en ;
    sh:severity sh:{severity} ;
    sh:and ( … ) ."""


def of_level(draft: Draft) -> Iterator[Fault]:
    """The faults of the rules: what none states, and what they state that they should not."""
    for part, book in (("minimum", draft.minimum), ("mandate", draft.mandate)):
        stated = {value for each in _rules(book) for value in _states(book, each.id)} if book else set()
        for requirement in draft.requirements:
            if key_of(draft.own, requirement, sam("checkable")) == _CHECKED_ON[part]:
                yield from _unstated(draft, requirement, stated, part)
        if book:
            yield from _of_book(draft, book)


def _of_book(draft: Draft, book: Rulebook) -> Iterator[Fault]:
    yield from _owner(draft, book)
    seen: set[Term] = set()
    for shape in _rules(book):
        yield from _spoken(book, shape)
        if shape.targets:
            yield from _stating(draft, book, shape, seen)


def _rules(book: Rulebook) -> tuple[Shape, ...]:
    return tuple(each for each in book.rules.plan.shapes.values() if is_iri(each.id))


def _states(book: Rulebook, shape: Term) -> tuple[Term, ...]:
    return tuple(book.said.values(shape, _STATES))


def _unstated(draft: Draft, requirement: Term, stated: set[Term], part: str) -> Iterator[Fault]:
    """A requirement that is checked, or a reading of one, that no rule states.

    Centres can be judged by an agreement whose demands on texts have no rules: that is only to be looked at.
    """
    readings = tuple(draft.own.values(requirement, _READING)) if part == "minimum" else ()
    for each in readings or (requirement,):
        if each not in stated:
            key = "rule-missing-for-reading" if readings else _key("rule-missing", part)
            write = _RULE.format(
                id=_rule_id(requirement, each), stated=written(each), target=written(_TARGETS[part]),
                severity=_right(draft, each),
            )  # fmt: skip
            yield Fault(key, said(key, id=local(each)), "requirement", draft.id_of(requirement), (each, None, None),
                        "Warning" if part == "mandate" else "Violation", write=write,
                        read=section(None, part))  # fmt: skip


def _key(key: str, part: str) -> str:
    """The key of what is told, of a demand on texts in words of its own."""
    return f"{key}-on-text" if part == "mandate" and key in _ON_TEXTS else key


def _rule_id(requirement: Term, each: Term) -> str:
    return local(requirement) if each == requirement else f"{local(requirement)}-{local(each)}"


def _owner(draft: Draft, book: Rulebook) -> Iterator[Fault]:
    """A file of rules that says that it is another agreement's."""
    for subject, predicate, value in book.said.triples():
        if predicate == _ABOUT and value != draft.agreement:
            message = said("rules-of-another", other=written(value), code=written(draft.agreement))
            write = f"sam:aboutAgreement {written(draft.agreement)}"
            yield _fault("rules-of-another", message, book, (subject, _ABOUT, value), write)


def _stating(draft: Draft, book: Rulebook, shape: Shape, seen: set[Term]) -> Iterator[Fault]:
    """What a rule states, and whether it says it with the right severity of the right class."""
    code, stated, target = written(shape.id), _states(book, shape.id), _TARGETS[book.part]
    at = (shape.id, None, None)
    if not stated:
        yield _fault("rule-states-nothing", said("rule-states-nothing", code=code), book, at,
                     "sam:states requirement:… ;")  # fmt: skip
    if [(each.kind, each.term) for each in shape.targets] != [("class", target)]:
        key = _key("rule-target", book.part)
        yield _fault(key, said(key, code=code), book, at, f"sh:targetClass {written(target)} ;")
    for each in stated:
        yield from _stated(draft, book, shape, each, seen)
        seen.add(each)


def _stated(draft: Draft, book: Rulebook, shape: Shape, each: Term, seen: set[Term]) -> Iterator[Fault]:
    code, at = written(shape.id), (shape.id, _STATES, each)
    requirement = next(iter(draft.own.subjects(_READING, each)), each)
    if requirement not in draft.requirements:
        near = draft.near(each, draft.requirements)
        message = said("rule-states-other", code=code, other=written(each))
        yield _fault("rule-states-other", message, book, at, choices=near)
        return
    if key_of(draft.own, requirement, sam("checkable")) != _CHECKED_ON[book.part]:
        key = _key("rule-not-called-for", book.part)
        yield _fault(key, said(key, code=code, other=written(each)), book, at)
    if book.part == "minimum" and each == requirement and draft.own.values(requirement, _READING):
        yield _fault("rule-for-all-readings", said("rule-for-all-readings", other=written(each)), book, at)
    if each in seen:
        yield _fault("rule-twice", said("rule-twice", other=written(each)), book, at)
    right = _right(draft, each)
    if right and local(shape.severity) != right:
        yield _severity(draft, book, shape, each, right)


def _right(draft: Draft, stated: Term) -> str:
    """The severity that follows from modality and layer; empty where one of them is missing or unknown."""
    requirement = next(iter(draft.own.subjects(_READING, stated)), stated)
    modality = key_of(draft.own, stated, sam("modality"))
    try:
        return severity(modality, key_of(draft.own, requirement, sam("layer")))
    except KeyError:
        return ""


def _severity(draft: Draft, book: Rulebook, shape: Shape, stated: Term, right: str) -> Fault:
    requirement = next(iter(draft.own.subjects(_READING, stated)), stated)
    modality, layer = (
        key_of(draft.own, node, sam(name)) for node, name in ((stated, "modality"), (requirement, "layer"))
    )
    message = said("rule-severity", code=written(shape.id), right=f"sh:{right}", modality=modality, layer=layer)
    at = (shape.id, _SEVERITY, None)
    return _fault("rule-severity", message, book, at, f"sh:severity sh:{right} ;")


def _spoken(book: Rulebook, shape: Shape) -> Iterator[Fault]:
    """A rule with a name or a message that lacks a language."""
    if shape.id not in book.said.out:
        return
    for plain, there, word in (("rule-name", shape.names, "name"), ("rule-message", shape.messages, "message")):
        spoken, key = {language(text)[:2] for text in there}, _key(plain, book.part)
        lacking = [name for tag, name in LANGUAGES.items() if tag not in spoken]
        if lacking:
            message = Text(
                SAID[key].sv.format(code=written(shape.id), lacking=" och ".join(each.sv for each in lacking)),
                SAID[key].en.format(code=written(shape.id), lacking=" and ".join(each.en for each in lacking)),
            )
            yield _fault(key, message, book, (shape.id, iri(SH + word), None), f'sh:{word} "…"@sv , "…"@en ;')


def _fault(
    code: str,
    message: Text,
    book: Rulebook,
    at: Statement,
    write: str = "",
    choices: tuple[Choice, ...] = (),
) -> Fault:
    return Fault(code, message, book.part, "", at, write=write, choices=choices, read=section(None, book.part))
