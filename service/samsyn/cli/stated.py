"""All that a description states of a centre, in words and under headings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from samsyn.cli.shelf import library
from samsyn.cli.voice import Voice, cited
from samsyn.engine import Graph
from samsyn.knowledge import citation_of, sam
from samsyn.terms import DCTERMS, RDF, RDFS, SKOS, Term, address, iri, is_blank, is_iri, is_literal, language, lexical

if TYPE_CHECKING:
    from samsyn.knowledge import Described

Sections = Iterator[tuple[str, list[str]]]
_COMMENT: Final = iri(RDFS + "comment")
_LABEL: Final = iri(RDFS + "label")
_TYPE: Final = iri(RDF + "type")
_SOURCE: Final = iri(DCTERMS + "source")
_NOTE: Final = iri(SKOS + "note")
#: the parts of a centre that have a heading of their own
_PARTS: Final = ("participation", "serviceDelivery", "feature", "post", "localAgreement")
#: what stands elsewhere in the report on a centre
_TOLD: Final = frozenset(
    {_TYPE, _LABEL, _NOTE, iri(DCTERMS + "identifier"), *map(sam, ("claimedKind", "municipality", "status", *_PARTS))}
)
#: what a part is, before what is said of it
_FIRST: Final = (_LABEL, *map(sam, ("service", "featureKind", "profession", "presence")))
_DEEPEST: Final = 4


def sections(found: "Described", voice: Voice) -> Sections:
    """What is stated, by the key of its heading; nothing empty."""
    graph = Graph(found.triples)
    centre: Term = iri(found.iri) if not is_blank(found.iri) else found.iri
    descriptions = list(graph.subjects(sam("describes"), centre))
    for key in _PARTS:
        yield key, [_part(graph, node, voice) for node in graph.values(centre, sam(key))]
    others = [predicate for predicate in graph.out.get(centre, {}) if predicate not in _TOLD]
    yield "other", [line for name in others for line in _property(graph, centre, name, voice)]
    claims = [claim for one in descriptions for claim in graph.values(one, sam("claim"))]
    yield "claim", [_claim(graph, claim, voice) for claim in claims]
    yield "note", list(filter(None, (_in_language(graph, node, _NOTE, voice) for node in (*descriptions, centre))))
    yield "sources", _sources(graph, voice)


def _part(graph: Graph, node: Term, voice: Voice, depth: int = 0) -> str:
    """A part of a centre: what it is, the word on the page, and what else is said of it."""
    if node not in graph.out or depth > _DEEPEST:
        return _value(node, voice)
    said = graph.out[node]
    first = [_some(graph, node, name, voice, depth) for name in _FIRST]
    last = {_TYPE, _SOURCE, _COMMENT, sam("term"), *_FIRST}
    more = [_more(graph, node, name, voice, depth) for name in said if name not in last]
    word = _in_language(graph, node, sam("term"), voice)
    named = ": ".join(filter(None, first)) + (f" ({voice.words('quoted', text=word)})" if word else "")
    told = [part for part in (*more, _in_language(graph, node, _COMMENT, voice)) if part and part != named]
    if depth:
        return f"{named} ({', '.join(told)})" if named and told else named or ", ".join(told)
    return " – ".join(filter(None, (named, *told)))


def _more(graph: Graph, node: Term, predicate: Term, voice: Voice, depth: int) -> str:
    """The values of a property of a part, behind its name where they are numbers or dates."""
    text = _some(graph, node, predicate, voice, depth)
    typed = any("^^" in each for each in graph.values(node, predicate) if is_literal(each))
    return f"{voice.words.of(voice.label(address(predicate)))} {text}" if typed else text


def _some(graph: Graph, node: Term, predicate: Term, voice: Voice, depth: int) -> str:
    """The values of a property of a part, with commas between."""
    values = graph.values(node, predicate)
    if values and all(not is_iri(each) and not is_blank(each) for each in values):
        return _in_language(graph, node, predicate, voice)
    return ", ".join(_part(graph, each, voice, depth + 1) if is_blank(each) else _value(each, voice) for each in values)


def _property(graph: Graph, centre: Term, predicate: Term, voice: Voice) -> Iterator[str]:
    """A property of the centre under its name."""
    text = _some(graph, centre, predicate, voice, 0)
    if text:
        yield f"{voice.words.of(voice.label(address(predicate)))}: {text}"


def _claim(graph: Graph, claim: Term, voice: Voice) -> str:
    """What a source claims, with the source."""
    sources = [_source(graph, each, voice) for each in graph.values(claim, _SOURCE)]
    quoted = voice.words("quoted", text=_in_language(graph, claim, sam("text"), voice))
    return quoted + (f" ({'; '.join(sources)})" if sources else "")


def _sources(graph: Graph, voice: Voice) -> list[str]:
    """Every source that is named anywhere in a description, once, with its address and what is noted of it."""
    notes: dict[str, dict[str, None]] = {}
    for _, predicate, source in graph.triples():
        if predicate == _SOURCE:
            noted = notes.setdefault(_source(graph, source, voice, verbose=True), {})
            noted[_in_language(graph, source, _NOTE, voice)] = None
    return [" – ".join(filter(None, (source, *noted))) for source, noted in notes.items()]


def _source(graph: Graph, source: Term, voice: Voice, *, verbose: bool = False) -> str:
    """A source as a citation; the bundled knowledge tells of those that the description only names."""
    known = graph if source in graph.out else library().knowledge.about(source)
    return cited(citation_of(known, source), voice.words.lang, verbose=verbose)


def _in_language(graph: Graph, node: Term, predicate: Term, voice: Voice) -> str:
    """The literals of a property in the reader's language, else all that there are."""
    values = graph.values(node, predicate)
    chosen = [each for each in values if language(each)[:2] in ("", voice.words.lang)] or list(values)
    return " ".join(map(lexical, chosen))


def _value(term: Term, voice: Voice) -> str:
    if is_iri(term):
        return voice.words.of(voice.label(address(term))) or address(term)
    return "" if is_blank(term) else lexical(term)
