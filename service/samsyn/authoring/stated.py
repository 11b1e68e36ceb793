"""What the shapes of any agreement say of one, with what can be written instead."""

from collections.abc import Iterator
from typing import Final

from samsyn.authoring.draft import Draft
from samsyn.authoring.phrases import VALUES, WRITE, section
from samsyn.engine import Graph
from samsyn.engine.graph import TYPE
from samsyn.engine.ground import texts
from samsyn.engine.paths import Alternative, Path, Predicate, Sequence
from samsyn.engine.plan import Class, In, MinCount, Or, Property, Shape
from samsyn.knowledge import sam
from samsyn.lexicon import folder_of, prefix_of, written
from samsyn.model import NO_TEXT, Choice, Fault, Result, Text
from samsyn.model.authoring import Statement
from samsyn.terms import SKOS, Term, iri, is_blank, is_iri, is_literal, local

_TOPIC: Final = sam("topic")
_VALUE: Final = sam("value")
_THEME: Final = sam("theme")
#: what the shapes read of the list of topics
_OF_TOPICS: Final = (TYPE, sam("comparison"), sam("theme"))
#: the lists that places and parties are chosen from
_FOLDERS: Final = {sam("topic"): "topic", sam("alsoTopic"): "topic", sam("area"): "county", sam("party"): "party"}
_MANY: Final = 12


def of_shapes(draft: Draft) -> Iterator[Fault]:
    """A fault for each thing that a shape says; nothing of what is named but not described, which is told once."""
    told: set[tuple[str, Term, Term | None]] = set()
    results = draft.wellformed.results(_with_topics(draft))
    wrong = {result.value for result in results}
    for result in results:
        said = (result.shape, result.focus, result.value)
        if is_literal(result.focus) and result.focus in wrong:  # a text in place of something described is told once
            continue
        undescribed = is_iri(result.focus) and result.focus not in draft.own.out and result.focus not in draft.known.out
        if said not in told and not undescribed:
            told.add(said)
            yield _fault(draft, result)


def _with_topics(draft: Draft) -> Graph:
    """The agreement beside what the list of topics says of how they are compared."""
    topics = (
        (topic, predicate, value)
        for topic in draft.known.instances(sam("Topic"))
        for predicate in _OF_TOPICS
        for value in draft.known.values(topic, predicate)
    )
    return Graph((*draft.own.triples(), *topics))


def _fault(draft: Draft, result: Result) -> Fault:
    shape = draft.wellformed.plan.shapes[result.shape]
    at = _place(draft, result, shape.path)
    part, about = draft.owner(at[0])
    write, choices = _write(draft, result, at)
    asked = at[1] or next(_alternatives(draft, shape), None)
    return Fault(
        code=local(shape.id),
        message=texts(shape.messages),
        part=part,
        about=about,
        at=at,
        severity=local(shape.severity),
        found=_found(draft, at),
        write=write,
        choices=choices,
        explained=_explained(draft, result, asked),
        command=_command(asked, choices),
        read=section(asked, part),
    )


def _found(draft: Draft, at: Statement) -> str:
    """What stands there: the value as it is written; of a value in brackets, of which kind it is."""
    _, predicate, value = at
    if value and is_blank(value) and predicate == _VALUE:
        return ", ".join(map(written, draft.own.values(value, TYPE)))
    return written(value) if value else ""


def _place(draft: Draft, result: Result, path: Path | None) -> Statement:
    """The statement that a result is about."""
    if result.focus not in draft.own.out and result.value:
        holder = next(iter(draft.own.subjects(_VALUE, result.value)), result.focus)
        return holder, _VALUE, result.value
    if local(result.shape) == "Requirement-theme-of-topic":
        return result.focus, _THEME, None
    if isinstance(path, Predicate):
        return result.focus, path.iri, result.value
    stated = draft.holder(result.value) if path and result.value else None
    return stated or (result.focus, None, None)


def _write(draft: Draft, result: Result, at: Statement) -> tuple[str, tuple[Choice, ...]]:
    """What can be written instead, and the choices there are."""
    shape = draft.wellformed.plan.shapes[result.shape]
    subject, predicate, value = at
    asked = next((each.cls for each in shape.constraints if isinstance(each, Class)), None)
    if asked:
        return (VALUES[local(asked)], ()) if predicate == _VALUE else ("", draft.near(value or "<>", _of(draft, asked)))
    if predicate == _THEME and shape.path is None:
        themes = (theme for topic in draft.own.values(subject, _TOPIC) for theme in draft.known.values(topic, _THEME))
        chosen = tuple(map(draft.choice, themes))
        return "".join(f"sam:theme {each.code} ;" for each in chosen[:1]), chosen
    listed = _members(shape) or _listed(draft, predicate)
    if listed:
        choices = tuple(map(draft.choice, listed))
        written_so = isinstance(shape.path, Predicate)
        return (f"{written(at[1] or '')} {prefix_of(folder_of(listed[0]) or '')}:… ;" if written_so else ""), choices
    folder = _FOLDERS.get(predicate or "")
    near = draft.near(value, draft.folders.get(folder, ())) if folder and value else ()
    asked_for = predicate or next(_alternatives(draft, shape), "")
    return WRITE.get(asked_for, ""), near


def _of(draft: Draft, cls: Term) -> tuple[Term, ...]:
    return tuple(draft.own.instances(cls))


def _alternatives(draft: Draft, shape: Shape) -> Iterator[Term]:
    """The properties that would do, where one of several shapes must hold: those of which a value is asked for."""
    for several in shape.constraints:
        for term in several.shapes if isinstance(several, Or) else ():
            for each in draft.wellformed.plan.shapes[term].constraints:
                if isinstance(each, Property):
                    part = draft.wellformed.plan.shapes[each.shape]
                    if any(isinstance(constraint, MinCount) for constraint in part.constraints):
                        yield from _predicates(part.path)


def _members(shape: Shape) -> tuple[Term, ...]:
    """The words of a code list that a shape lists."""
    found = next((tuple(each.members) for each in shape.constraints if isinstance(each, In)), ())
    return found if found and folder_of(found[0]) else ()


def _listed(draft: Draft, predicate: Term | None) -> tuple[Term, ...]:
    """The words that some shape lists for a property, the longest list there is."""
    shapes = draft.wellformed.plan.shapes.values()
    return max((_members(shape) for shape in shapes if predicate in _predicates(shape.path)), key=len, default=())


def _predicates(path: Path | None) -> tuple[Term, ...]:
    match path:
        case Predicate(predicate):
            return (predicate,)
        case Alternative(parts):
            return tuple(each.iri for each in parts if isinstance(each, Predicate))
        case Sequence((Predicate(first), *_)):
            return (first,)
        case _:
            return ()


def _explained(draft: Draft, result: Result, predicate: Term | None) -> Text:
    """What the ontology says of the property that is missing, or of the kind of value that is asked for."""
    shape = draft.wellformed.plan.shapes[result.shape]
    asked = next((each.cls for each in shape.constraints if isinstance(each, Class)), None)
    about = asked if predicate == _VALUE and asked else predicate
    if about is None or (result.value not in (None, result.focus) and about == predicate):
        return NO_TEXT
    return explained(draft.known, about)


def explained(known: Graph, term: Term) -> Text:
    """Definition and example of a word of the ontology."""
    said = [texts(tuple(known.values(term, iri(SKOS + name)))) for name in ("definition", "example")]
    if not said[0]:
        return NO_TEXT
    if not said[1]:
        return said[0]
    return Text(f"{said[0].sv} Till exempel: {said[1].sv}", f"{said[0].en} For instance: {said[1].en}")


def _command(predicate: Term | None, choices: tuple[Choice, ...]) -> str:
    folder = _FOLDERS.get(predicate or "")
    return f"samsyn words {folder}" if folder and len(choices) < _MANY else ""
