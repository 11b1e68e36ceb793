"""What no shape can say of names: words that nothing defines, identifiers, and texts in one language alone."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from samsyn.authoring.draft import IDENTIFIER, OWN, Draft, both
from samsyn.authoring.phrases import LANGUAGES, SAID, WRITE, section
from samsyn.engine import Graph
from samsyn.knowledge import label, sam
from samsyn.lexicon import folder_of, prefix_of, written
from samsyn.model import Fault, Text
from samsyn.model.authoring import Part, Statement
from samsyn.terms import (
    DCTERMS,
    OWL,
    RDF,
    RDFS,
    SAM,
    SH,
    SHAPES,
    SKOS,
    Term,
    iri,
    is_blank,
    is_iri,
    is_literal,
    language,
    lexical,
    local,
)

_KINDS_OF_PROPERTY: Final = tuple(
    iri(OWL + kind) for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)
_STATES: Final = sam("states")
_ANSWERS: Final = sam("answers")
_RULES: Final = ("minimum", "mandate")
_RANGE: Final = iri(RDFS + "range")
_TEXT: Final = iri(RDF + "langString")
_NOTE: Final = iri(SKOS + "note")
#: what is written in one language where it is the source's own
_AS_THE_SOURCE: Final = frozenset({iri(DCTERMS + "title")})
_PARTY: Final = '{code} a sam:Party ; rdfs:label "…"@sv , "…"@en .'
#: whose properties are not ours to know: those of lists, classes, shapes and the head of a file
_OTHERS: Final = tuple(f"<{start}" for start in (RDF, RDFS, OWL, SH))
#: what shapes have told of: part, what of it, and value; and how it is known to which part a thing belongs
Told = set[tuple[Part, str, Term | None]]
Owner = Callable[[Term], tuple[Part, str]]


def said(key: str, **values: str) -> Text:
    """What is said under a key, with values put in."""
    return both(SAID[key].sv, SAID[key].en, **values)


def of_names(draft: Draft, told: Told) -> Iterator[Fault]:
    """The faults of names; of a statement that a shape has told of, nothing more."""
    yield from _identifiers(draft)
    yield from _texts(draft)
    yield from _within(draft, draft.own, draft.owner, told)
    for book in draft.books:
        yield from _within(draft, book.said, partial(_of_book, book.part), set())


def _of_book(part: Part, _: Term) -> tuple[Part, str]:
    return part, ""


def _within(draft: Draft, graph: Graph, owner: Owner, told: Told) -> Iterator[Fault]:
    """The faults of the words of one of the files."""
    known = _known_properties(draft)
    for subject, predicate, value in graph.triples():
        part, about = owner(subject)
        if (part, about, value) not in told:
            yield from _named(draft, (subject, predicate, value), graph, part, about)
        if predicate not in known and not predicate.startswith(_OTHERS):
            yield Fault(
                "property-unknown", said("property-unknown", code=written(predicate)), part, about,
                (subject, predicate, value), choices=draft.near(predicate, known), read=section(None, part),
            )  # fmt: skip


def _identifiers(draft: Draft) -> Iterator[Fault]:
    """Identifiers that are not the name of what they identify, or are those of something else."""
    if draft.name is not None and draft.name != draft.id_of(draft.agreement):
        yield _of(
            draft, "file-name", (draft.agreement, IDENTIFIER, None), name=draft.name, id=draft.id_of(draft.agreement)
        )
    for node, stated in draft.own.out.items():
        for value in stated.get(IDENTIFIER, ()):
            if is_iri(node) and lexical(value) != local(node):
                write = f'dcterms:identifier "{local(node)}" ;'
                at = (node, IDENTIFIER, value)
                yield _of(draft, "identifier-other", at, write, id=lexical(value), code=written(node))
        if node in draft.taken:
            yield _of(draft, "identifier-taken", (node, None, None), code=written(node), file=draft.taken[node])


def _texts(draft: Draft) -> Iterator[Fault]:
    """Texts that the ontology wants in languages, and that are there in Swedish or English alone."""
    told_by_shapes = _languages_asked_for(draft)
    for node, stated in draft.own.out.items():
        for predicate, values in stated.items():
            wanted = _TEXT in draft.known.values(predicate, _RANGE) or predicate == _NOTE
            there = {language(value)[:2] for value in values if is_literal(value)} & set(LANGUAGES)
            if not wanted or len(there) != 1 or predicate in _AS_THE_SOURCE or predicate in told_by_shapes:
                continue
            (has,) = there
            (lacks,) = set(LANGUAGES) - there
            message = Text(
                SAID["text-in-one-language"].sv.format(
                    code=written(predicate), there=LANGUAGES[has].sv, lacking=LANGUAGES[lacks].sv
                ),
                SAID["text-in-one-language"].en.format(
                    code=written(predicate), there=LANGUAGES[has].en, lacking=LANGUAGES[lacks].en
                ),
            )
            part, about = draft.owner(node)
            yield Fault(
                "text-in-one-language", message, part, about, (node, predicate, None), "Warning",
                WRITE.get(predicate, f'{written(predicate)} "…"@sv , "…"@en ;'), read=section(predicate, part),
            )  # fmt: skip


def _languages_asked_for(draft: Draft) -> frozenset[Term]:
    """The properties of which a shape asks for each language."""
    return frozenset(
        shape.path_term
        for shape in draft.wellformed.plan.shapes.values()
        if shape.path_term and shape.id.endswith(("-in-Swedish>", "-in-English>"))
    )


def _named(draft: Draft, at: tuple[Term, Term, Term], graph: Graph, part: Part, about: str) -> Iterator[Fault]:
    """A value that is a name of ours and stands for nothing."""
    _, predicate, value = at
    folder = folder_of(value)
    elsewhere = folder == "agreement" or predicate == _ANSWERS or (part in _RULES and predicate == _STATES)
    if not is_iri(value) or value in draft.own.out or value in graph.out or elsewhere:
        return
    if value in draft.known.out and (folder not in OWN or folder == "party"):
        return
    rule = value.startswith(f"<{SHAPES}")
    if folder in OWN and folder != "party":
        near = draft.near(value, [node for node in graph.out if folder_of(node) == folder])
        yield Fault("not-described", said("not-described", code=written(value)), part, about, at,
                    choices=near, read=section(predicate, part))  # fmt: skip
    elif folder:
        yield _unknown(draft, at, folder, part, about)
    elif rule and part in _RULES and predicate != iri(OWL + "versionIRI"):
        near = draft.near(value, [node for node in graph.out if node.startswith(f"<{SHAPES}") and "#" in node])
        yield Fault("rule-unknown", said("rule-unknown", code=written(value)), part, about, at,
                    choices=near, read=section(None, part))  # fmt: skip
    elif value.startswith(f"<{SAM}"):
        near = draft.near(value, _words(draft))
        yield Fault("word-unknown", said("word-without-list", code=written(value)), part, about, at,
                    choices=near, read=section(predicate, part))  # fmt: skip


def _unknown(draft: Draft, at: tuple[Term, Term, Term], folder: str, part: Part, about: str) -> Fault:
    """A word of a list that the list does not have."""
    _, predicate, value = at
    near = draft.near(value, draft.folders.get(folder, ()))
    message = said("topic-unknown", code=written(value)) if folder == "topic" else _not_listed(draft, value, folder)
    code = "topic-unknown" if folder == "topic" else "word-unknown"
    command = f"samsyn words {prefix_of(folder)}" if folder in draft.folders else "samsyn words"
    write = _PARTY.format(code=written(value)) if folder == "party" else ""
    return Fault(
        code, message, part, about, at, write=write, choices=near, command=command, read=section(predicate, part)
    )


def _not_listed(draft: Draft, value: Term, folder: str) -> Text:
    schemes = (
        scheme for node in draft.folders.get(folder, ()) for scheme in draft.known.values(node, iri(SKOS + "inScheme"))
    )
    scheme = next(schemes, None)
    if scheme is None:
        return said("word-without-list", code=written(value))
    title = label(draft.known, scheme)
    return Text(
        SAID["word-unknown"].sv.format(code=written(value), list=title.sv),
        SAID["word-unknown"].en.format(code=written(value), list=title.en),
    )


def _known_properties(draft: Draft) -> frozenset[Term]:
    return frozenset(node for kind in _KINDS_OF_PROPERTY for node in draft.known.instances(kind))


def _words(draft: Draft) -> tuple[Term, ...]:
    return tuple(node for node in draft.known.out if not is_blank(node) and node.startswith(f"<{SAM}"))


def _of(draft: Draft, key: str, at: Statement, write: str = "", **values: str) -> Fault:
    part, about = draft.owner(at[0])
    return Fault(key, said(key, **values), part, about, at, write=write, read=section(at[1], part))
