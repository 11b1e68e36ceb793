"""What every example shares: what well-formed descriptions keep to, likely terms, and words around what is found."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from samsyn.engine import Graph, Openness, Plan
from samsyn.engine.graph import TYPE
from samsyn.engine.paths import Inverse, Predicate
from samsyn.knowledge import FAMILY_CENTRE, label, sam
from samsyn.model import Text, Triple
from samsyn.reach.concept import Concept, conj
from samsyn.reach.invent import Hints
from samsyn.reach.node import Node, stated, statements
from samsyn.reach.search import Background
from samsyn.reach.shapes import Concepts
from samsyn.terms import DCTERMS, ID, RDFS, SH, XSD, Term, iri, is_blank, literal, local

CENTRE: Final = iri("https://example.org/centre/made-up")
DESCRIPTION: Final = iri("https://example.org/centre/made-up/description")
DESCRIBES: Final = sam("describes")
MADE_UP: Final = sam("madeUp")
MUNICIPALITY: Final = sam("municipality")
LABEL: Final = iri(RDFS + "label")
_DATE: Final = iri(DCTERMS + "date")
_SOURCE: Final = iri(DCTERMS + "source")
_CITED: Final = iri(DCTERMS + "bibliographicCitation")
_RANGE: Final = iri(RDFS + "range")
_DESCRIBED: Final = Inverse(Predicate(DESCRIBES))
_TRUE: Final = literal("true", datatype=XSD + "boolean")
_PLACEHOLDER: Final = literal("exempel", language="sv")
_NAME: Final = Text("Påhittad verksamhet", "Made-up centre")
_CITATION: Final = Text(
    "Påhittad: det minsta som avtalet, så långt det är läst, begär.",
    "Made up: the least that the agreement, as far as it is read, asks for.",
)
#: severities that a description may have and still be read
LENIENT: Final = frozenset({iri(SH + "Warning"), iri(SH + "Info")})


def background(descriptions: Plan, left_out: frozenset[Term] = frozenset()) -> Background:
    """What the shapes of descriptions ask of values, of subjects and of instances."""
    concepts = Concepts(descriptions, left_out)
    found: dict[str, dict[Term, Concept]] = {"objectsOf": {}, "subjectsOf": {}, "class": {}}
    for shape in descriptions.targeted():
        for target in shape.targets:
            if target.kind in found:
                known = found[target.kind]
                both = (known[target.term], concepts.of(shape.id)) if target.term in known else (concepts.of(shape.id),)
                known[target.term] = conj(both)
    return Background(found["objectsOf"], found["subjectsOf"], found["class"])


def hints(model: Graph, kind: str, area: str | None, named: tuple[Term, ...] = ()) -> Hints:
    """Likely terms: those of the code list that a property takes its values from, the usual ones first."""
    listed = {
        predicate: tuple(model.into(TYPE).get(said[_RANGE][0], ()))
        for predicate, said in model.out.items()
        if _RANGE in said
    }
    code = (area or "").rpartition("/")[2]
    places = sorted(listed[MUNICIPALITY], key=lambda place: (not local(place).startswith(code), place))
    preferred = {
        LABEL: (_PLACEHOLDER,),
        sam("status"): (f"<{ID}status/operating>",),
        sam("claimedKind"): (f"<{ID}kind/{kind}>",),
        MUNICIPALITY: tuple(places),
    }
    return Hints(preferred, {key: terms for key, terms in listed.items() if terms}, named)


class Frame(Struct, frozen=True):
    """What stands around an example: labels of terms, the keys of node-valued properties, the day it is written."""

    model: Graph
    openness: Openness
    date: str

    def triples(self, node: Node) -> tuple[Triple, ...]:
        """The description that holds an example of a centre, complete about everything, marked as made up."""
        return tuple(dict.fromkeys((*self._head(), *self._body(node))))

    def _head(self) -> Iterator[Triple]:
        source = "_:source"
        yield DESCRIPTION, DESCRIBES, CENTRE
        yield DESCRIPTION, MADE_UP, _TRUE
        yield DESCRIPTION, self.openness.complete_about, self.openness.everything
        yield DESCRIPTION, _DATE, literal(self.date, datatype=XSD + "date")
        yield DESCRIPTION, _SOURCE, source
        yield from ((source, _CITED, text) for text in _both(_CITATION))
        yield CENTRE, TYPE, FAMILY_CENTRE
        yield from ((CENTRE, LABEL, text) for text in _both(_NAME))

    def _body(self, node: Node) -> Iterator[Triple]:
        shown = Node(node.term, tuple(edge for edge in node.edges if edge[0] != _DESCRIBED))
        count = iter(range(10**6))
        said = [each for each in statements(shown, lambda: f"_:n{next(count)}") if each[2] != _PLACEHOLDER]
        out: dict[Term, dict[Term, Term]] = {}
        for subject, path, value in said:
            triple = stated(subject, path, value)
            out.setdefault(triple[0], {})[triple[1]] = triple[2]
            yield triple
        for _, path, value in said:
            if is_blank(value) and isinstance(path, Predicate):
                yield from ((value, LABEL, text) for text in _both(self._name(path.iri, out.get(value, {}))))

    def _name(self, predicate: Term, said: Mapping[Term, Term]) -> Text:
        """What a node is called: by its key in the code list, else by what it is to the node that has it."""
        key = self.openness.keys.get(predicate)
        for term in (said.get(key.name) if key else None, said.get(sam("principalType"))):
            if term is not None and term in self.model.out:
                return label(self.model, term)
        return label(self.model, predicate) if predicate in self.model.out else Text("exempel", "example")


def _both(text: Text) -> tuple[Term, Term]:
    return literal(text.sv, language="sv"), literal(text.en, language="en")


def is_provenance(triple: Triple) -> bool:
    """Whether a statement is a label, tells where a description comes from, or marks it as made up."""
    return triple[1] in (LABEL, _CITED, MADE_UP) or (triple[0] == DESCRIPTION and triple[1] in (_DATE, _SOURCE))
