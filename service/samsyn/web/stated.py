"""All that is stated of a centre, as nested lists of words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from samsyn.engine import Graph
from samsyn.engine.graph import TYPE
from samsyn.knowledge import sam
from samsyn.terms import DCTERMS, FOAF, ID, RDFS, Term, address, iri, is_blank, is_literal, language, lexical
from samsyn.web.voice import Voice, capital

_LABEL: Final = iri(RDFS + "label")
_CITED: Final = iri(DCTERMS + "bibliographicCitation")
_PAGE: Final = iri(FOAF + "page")
_PRESENCE: Final = sam("presence")
_HEADS: Final = (sam("service"), sam("featureKind"), sam("profession"), sam("text"), _LABEL, _CITED, _PAGE)
_TOLD_ABOVE: Final = frozenset(
    {TYPE, _LABEL, iri(DCTERMS + "identifier"), sam("municipality"), sam("claimedKind"), sam("status")}
)
_OF_DESCRIPTION: Final = frozenset(
    {TYPE, iri(DCTERMS + "date"), sam("describes"), sam("oddity"), sam("confidence"), sam("madeUp")}
)
_FIRST: Final = ("serviceDelivery", "feature", "post", "participation", "localAgreement")


@dataclass(frozen=True)
class Said:
    """A value in words, the address of its page, and what is stated of it in turn: a name and values each."""

    text: str
    url: str = ""
    more: tuple[tuple[str, tuple["Said", ...]], ...] = ()


Stated = tuple[tuple[str, tuple[Said, ...]], ...]


def stated(graph: Graph, centre: Term, voice: Voice) -> Stated:
    """What is stated of a centre, the parts of the operation first, and then what its description says of itself."""
    telling = _Telling(graph, voice)
    found = telling.of(centre, _TOLD_ABOVE)
    for description in graph.subjects(sam("describes"), centre):
        found += telling.of(description, _OF_DESCRIPTION)
    return found


@dataclass(frozen=True)
class _Telling:
    graph: Graph
    voice: Voice

    def of(self, node: Term, without: frozenset[Term]) -> Stated:
        """What is stated of a node, without some properties."""
        names = sorted((name for name in self.graph.out.get(node, {}) if name not in without), key=_rank)
        return tuple((self._name(name), tuple(self._values(node, name))) for name in names)

    def _name(self, predicate: Term) -> str:
        return capital(self.voice.label(address(predicate)))

    def _values(self, node: Term, predicate: Term) -> Iterator[Said]:
        values = list(self.graph.values(node, predicate))
        own = [each for each in values if is_literal(each) and language(each)[:2] == self.voice.lang]
        for each in own or values:
            yield self._said(each)

    def _said(self, term: Term) -> Said:
        if is_literal(term):
            return Said(self.voice.day(lexical(term)))
        if not is_blank(term) and term not in self.graph.out:
            ours = address(term).startswith(ID)
            return Said(self.voice.label(address(term)) if ours else address(term), "" if ours else address(term))
        head = next((name for name in _HEADS if self.graph.value(term, name)), None)
        told = [each.text for name in (head, _PRESENCE) if name for each in self._values(term, name)]
        page = self.graph.value(term, _PAGE) if head in (_CITED, _PAGE) else None
        without = frozenset({TYPE, _PRESENCE, head or TYPE, _PAGE if page else TYPE})
        return Said(capital(": ".join(told)), address(page) if page else "", self.of(term, without))


def _rank(predicate: Term) -> int:
    name = address(predicate).rpartition("#")[2]
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)
