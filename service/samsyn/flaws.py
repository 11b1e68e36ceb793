"""What is wrong with a description itself: what its shapes say, and words that nobody knows."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from samsyn.engine import Graph, Rules
from samsyn.engine.graph import TYPE
from samsyn.engine.ground import texts
from samsyn.engine.paths import Predicate
from samsyn.engine.plan import In, Shape
from samsyn.knowledge import sam
from samsyn.lexicon import Lexicon, folder_of, prefix_of, written
from samsyn.model import Choice, Flaw, Result, Text, Triple
from samsyn.terms import RDF, RDFS, SAM, SH, SKOS, Term, address, iri, is_blank, is_iri, is_literal, language

Same = tuple[Term, Term | None, Term | None]
_OURS: Final = f"<{SAM}"
_CONCEPT: Final = iri(SKOS + "Concept")
_RANGE: Final = iri(RDFS + "range")
_TEXT: Final = iri(RDF + "langString")
#: what is told in both languages, besides what the ontology says so of
_TOLD: Final = frozenset(
    {iri(RDFS + "comment"), iri(SKOS + "note"), *map(sam, ("coLocationNote", "openingHours", "targetNote"))}
)
_LANGUAGES: Final = {"sv": Text("svenska", "Swedish"), "en": Text("engelska", "English")}
#: of several things that are wrong with one value, the first of these is told
_FIRST: Final = tuple(f"{SH}{kind}ConstraintComponent" for kind in ("NodeKind", "Datatype", "Or", "In"))
#: what is mended by choosing from a list
_CHOSEN: Final = (*_FIRST, *(f"{SH}{kind}ConstraintComponent" for kind in ("MinCount", "Pattern")))
#: properties whose values are known places, of which others can be right too
_PLACES: Final = {sam("municipality"): "municipality"}
_UNKNOWN: Final = Text(
    "Ordet {code} finns inte, så ingen läser vad det säger.", "There is no word {code}, so nobody reads what it says."
)
_NOT_LISTED: Final = Text("Ordet {code} finns inte i kodlistan.", "The word {code} is not in the code list.")
_ONE_LANGUAGE: Final = Text(
    "{code} finns på {there} men inte på {lacking}.", "{code} is there in {there} but not in {lacking}."
)


def of(judged: tuple[Result, ...], graph: Graph, shapes: Rules, known: Graph) -> tuple[Flaw, ...]:
    """The flaws of a description: one for each result of its shapes, then those of its words."""
    seen, best = _Description(Lexicon(graph, known), shapes), _best(judged)
    found = tuple(seen.told(result, aside=best.get(_same(result), result) is not result) for result in judged)
    return (*found, *seen.of_words({flaw.at for flaw in found}))


def _best(judged: Iterable[Result]) -> Mapping[Same, Result]:
    """Of the results on one value the one that tells most."""
    found: dict[Same, Result] = {}
    for result in judged:
        if result.value and _rank(result) < _rank(found.setdefault(_same(result), result)):
            found[_same(result)] = result
    return found


def _same(result: Result) -> Same:
    return result.focus, result.path, result.value


def _rank(result: Result) -> int:
    return _FIRST.index(result.component) if result.component in _FIRST else len(_FIRST)


class _Description:
    """A description beside what is known."""

    def __init__(self, lexicon: Lexicon, shapes: Rules) -> None:
        self._lexicon = lexicon
        self._shapes: Mapping[Term, Shape] = shapes.plan.shapes

    def told(self, result: Result, *, aside: bool) -> Flaw:
        """What a result says, with the values that could stand there."""
        choices, command = self._choices(result) if result.component in _CHOSEN else ((), "")
        predicate = result.path if result.path and is_iri(result.path) else None
        return Flaw(
            message=texts(result.messages),
            at=(result.focus, predicate, result.value),
            severity=result.severity.rpartition("#")[2],
            term=written(predicate) if predicate else "",
            found=written(result.value) if result.value and predicate else "",
            choices=choices,
            command=command,
            result=result,
            aside=aside,
        )

    def of_words(self, told: set[Same]) -> Iterator[Flaw]:
        """A flaw for each word of ours that is none, and each text in one language alone."""
        places = {(subject, predicate) for subject, predicate, _ in told}
        for subject, stated in self._lexicon.own.out.items():
            for predicate, values in stated.items():
                if predicate.startswith(_OURS) and predicate not in self._lexicon.known.out:
                    yield self._unknown((subject, predicate, next(iter(values))), predicate, self._properties, "")
                elif (subject, predicate) not in places:
                    yield from self._one_language(subject, predicate, values)
                for value in values:
                    if (subject, predicate, value) not in told:
                        yield from self._value((subject, predicate, value))

    def _value(self, at: Triple) -> Iterator[Flaw]:
        value, known = at[2], self._lexicon.known.out
        if not is_iri(value) or value in known or value in self._lexicon.own.out:
            return
        folder = folder_of(value)
        if value.startswith(_OURS):
            yield self._unknown(at, value, self._classes if at[1] == TYPE else self._properties, written(value))
        elif folder in self._listed_folders:
            yield Flaw(
                _said(_NOT_LISTED, code=written(value)), at, term=written(at[1]), found=written(value),
                choices=self._lexicon.near(value, self._lexicon.folders[folder]), command=_command(folder),
            )  # fmt: skip

    def _unknown(self, at: Triple, word: Term, among: tuple[Term, ...], found: str) -> Flaw:
        return Flaw(
            _said(_UNKNOWN, code=written(word)), at, term=written(at[1]), found=found,
            choices=self._lexicon.near(word, among),
        )  # fmt: skip

    def _one_language(self, subject: Term, predicate: Term, values: Iterable[Term]) -> Iterator[Flaw]:
        there = {language(value)[:2] for value in values if is_literal(value)} & set(_LANGUAGES)
        wanted = predicate in _TOLD or _TEXT in self._lexicon.known.values(predicate, _RANGE)
        if wanted and len(there) == 1:
            (has,), (lacks,) = there, set(_LANGUAGES) - there
            code = written(predicate)
            message = Text(
                _ONE_LANGUAGE.sv.format(code=code, there=_LANGUAGES[has].sv, lacking=_LANGUAGES[lacks].sv),
                _ONE_LANGUAGE.en.format(code=code, there=_LANGUAGES[has].en, lacking=_LANGUAGES[lacks].en),
            )
            yield Flaw(message, (subject, predicate, None), "Warning", code)

    def _choices(self, result: Result) -> tuple[tuple[Choice, ...], str]:
        """The values most like the one that stands there, else all that the shapes list; and what lists them."""
        places = _PLACES.get(result.path or "")
        members = self._lexicon.folders[places] if places else self._members(result)
        folder = folder_of(members[0]) if members else None
        if folder is None:
            return (), ""
        near = self._lexicon.near(result.value, members) if result.value and not is_blank(result.value) else ()
        every = () if places else tuple(map(self._lexicon.choice, members))
        return near or every, _command(folder)

    def _members(self, result: Result) -> tuple[Term, ...]:
        return max(
            (
                tuple(each.members)
                for shape in self._shapes.values()
                if isinstance(shape.path, Predicate) and shape.path.iri == result.path
                for each in shape.constraints
                if isinstance(each, In)
            ),
            key=len,
            default=(),
        )

    @cached_property
    def _listed_folders(self) -> frozenset[str]:
        known = self._lexicon.known
        return frozenset(folder for node in known.instances(_CONCEPT) if (folder := folder_of(node)))

    @cached_property
    def _properties(self) -> tuple[Term, ...]:
        return tuple(node for node in self._lexicon.known.out if _is_property(node))

    @cached_property
    def _classes(self) -> tuple[Term, ...]:
        return tuple(node for node in self._lexicon.known.out if node.startswith(_OURS) and not _is_property(node))


def _is_property(node: Term) -> bool:
    return node.startswith(_OURS) and address(node)[len(SAM)].islower()


def _command(folder: str) -> str:
    return f"samsyn words {prefix_of(folder)}"


def _said(text: Text, code: str) -> Text:
    return Text(text.sv.format(code=code), text.en.format(code=code))
