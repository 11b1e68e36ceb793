"""From triples to values: what the ontology, the code lists, the agreements and the descriptions say."""

import difflib
from collections.abc import Iterable
from typing import Final

from msgspec.structs import asdict

from samsyn.engine import Graph, Openness, Rules
from samsyn.engine.ground import texts
from samsyn.engine.paths import Predicate
from samsyn.engine.plan import MaxCount
from samsyn.engine.world import Key
from samsyn.errors import BundledDataBroken
from samsyn.model import NO_TEXT, Agreement, Citation, Head, Profile, Reading, Requirement, Text, Triple
from samsyn.model import centre as value
from samsyn.terms import (
    CV,
    DCAT,
    DCTERMS,
    FOAF,
    PROV,
    RDFS,
    SAM,
    SH,
    SKOS,
    Term,
    address,
    iri,
    is_blank,
    lexical,
    local,
)  # fmt: skip

_CITED: Final = iri(DCTERMS + "bibliographicCitation")
_NAMES: Final = (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title", SH + "name", SAM + "statement")
_TRUE: Final = frozenset({"true", "1"})


def sam(name: str) -> Term:
    """The term of a name in our namespace."""
    return iri(SAM + name)


_DC_IDENTIFIER: Final = iri(DCTERMS + "identifier")
_DC_SOURCE: Final = iri(DCTERMS + "source")
_PAGE: Final = iri(FOAF + "page")
_NOTE: Final = iri(SKOS + "note")
FAMILY_CENTRE: Final = sam("FamilyCentre")
Centre = value.Centre
Described = value.Described
Listed = value.Listed


def label(graph: Graph, term: Term) -> Text:
    """The label of a thing in Swedish and English; its last name where it has none."""
    for predicate in (*map(iri, _NAMES), _CITED):
        found = graph.values(term, predicate)
        if found:
            return texts(tuple(found))
    return Text(local(term), local(term)) if term[0] == "<" else Text()


def text_of(graph: Graph, node: Term, predicate: Term) -> Text:
    """The texts of a property in Swedish and English."""
    return texts(tuple(graph.values(node, predicate)))


def key_of(graph: Graph, node: Term, predicate: Term) -> str:
    """The last name of the value of a property; empty where it has none."""
    value = graph.value(node, predicate)
    return local(value) if value else ""


def keys_of(graph: Graph, node: Term, predicate: Term) -> tuple[str, ...]:
    """The last names of the values of a property, in the order stated."""
    return tuple(local(value) for value in graph.values(node, predicate))


def string_of(graph: Graph, node: Term, predicate: Term) -> str | None:
    """The lexical form of the value of a property."""
    value = graph.value(node, predicate)
    return lexical(value) if value else None


def citation_of(graph: Graph, source: Term, locator: Text = NO_TEXT) -> Citation:
    """A source as a citation; only addresses of the web are kept as such."""
    page = graph.value(source, _PAGE)
    url = address(page) if page and page.startswith(("<http://", "<https://")) else None
    cited = string_of(graph, source, _CITED)
    return Citation(cited or label(graph, source).sv or url or "", locator, url)


def _citations(graph: Graph, node: Term) -> tuple[Citation, ...]:
    found = []
    for predicate in (sam("citation"), sam("furtherCitation")):
        for citation in graph.values(node, predicate):
            source = graph.value(citation, _DC_SOURCE)
            if source:
                found.append(citation_of(graph, source, text_of(graph, citation, sam("locator"))))
    return tuple(found)


def head(graph: Graph, term: Term) -> Head:
    """What an agreement is chosen by, out of a graph that holds what is said of the agreement itself."""
    period = graph.value(term, iri(DCTERMS + "temporal")) or ""
    kinds = graph.members(graph.value(term, sam("covers")) or "") or ()
    area = graph.value(term, sam("area"))
    revision = graph.value(term, iri(PROV + "wasRevisionOf"))
    return Head(
        id=string_of(graph, term, _DC_IDENTIFIER) or local(term),
        iri=address(term),
        title=label(graph, term),
        area=address(area) if area else None,
        level=key_of(graph, term, sam("level")),
        valid_from=string_of(graph, period, iri(DCAT + "startDate")),
        valid_to=string_of(graph, period, iri(DCAT + "endDate")),
        kinds=tuple(local(kind) for kind in kinds),
        revision_of=address(revision) if revision else None,
    )


def agreement(graph: Graph, term: Term) -> Agreement:
    """An agreement out of a graph that holds it and the shapes of its minimum level."""
    return Agreement(
        **asdict(head(graph, term)),
        document_kind=key_of(graph, term, sam("documentKind")),
        coverage=key_of(graph, term, sam("coverage")),
        coverage_note=text_of(graph, term, sam("coverageNote")),
        status_note=text_of(graph, term, sam("statusNote")),
        profiles=tuple(_profile(graph, each) for each in graph.values(term, sam("profile"))),
        sources=tuple(citation_of(graph, each) for each in graph.values(term, _DC_SOURCE)),
        requirements=tuple(_requirement(graph, each) for each in graph.values(term, iri(CV + "hasRequirement"))),
        not_known=tuple(text_of(graph, each, sam("text")) for each in graph.values(term, sam("notKnown"))),
        note=text_of(graph, term, _NOTE),
    )


def _profile(graph: Graph, term: Term) -> Profile:
    name = string_of(graph, term, iri(SKOS + "notation")) or local(term)
    return Profile(name, label(graph, term), key_of(graph, term, sam("confidence")))


def _shape(graph: Graph, term: Term) -> str | None:
    """The shape that states a requirement or a reading."""
    shape = next(iter(graph.subjects(sam("states"), term)), None)
    return address(shape) if shape else None


def _requirement(graph: Graph, term: Term) -> Requirement:
    clause = graph.value(term, sam("clause"))
    found = Requirement(
        id=string_of(graph, term, _DC_IDENTIFIER) or local(term),
        iri=address(term),
        theme=key_of(graph, term, sam("theme")),
        topic=key_of(graph, term, sam("topic")),
        subject=key_of(graph, term, sam("subject")),
        applies_to=keys_of(graph, term, sam("appliesTo")),
        modality=key_of(graph, term, sam("modality")),
        layer=key_of(graph, term, sam("layer")),
        statement=text_of(graph, term, sam("statement")),
        responsible=keys_of(graph, term, sam("responsible")),
        checkable=key_of(graph, term, sam("checkable")),
        confidence=key_of(graph, term, sam("confidence")),
        evidence=key_of(graph, term, sam("evidence")),
        citations=_citations(graph, term),
        judged_as=key_of(graph, term, sam("judgedAs")) or None,
        clause=address(clause) if clause else None,
        check=text_of(graph, term, sam("check")),
        note=text_of(graph, term, _NOTE),
        readings=tuple(_reading(graph, each) for each in graph.values(term, sam("reading"))),
        holds_in_profiles=keys_of(graph, term, sam("holdsInProfile")),
        also_topics=keys_of(graph, term, sam("alsoTopic")),
        shape=_shape(graph, term),
    )
    if found.checkable == "centre" and not (found.shape or found.readings):
        raise BundledDataBroken(f"{found.id} is checked on a centre but no shape states it.")
    return found


def _reading(graph: Graph, term: Term) -> Reading:
    shape = _shape(graph, term)
    return Reading(
        name=string_of(graph, term, iri(SKOS + "notation")) or local(term),
        iri=address(term),
        profiles=keys_of(graph, term, sam("profile")),
        modality=key_of(graph, term, sam("modality")),
        layer=key_of(graph, term, sam("layer")),
        statement=text_of(graph, term, sam("statement")),
        confidence=key_of(graph, term, sam("confidence")),
        citations=_citations(graph, term),
        responsible=keys_of(graph, term, sam("responsible")),
        shape=shape,
    )


def defining(graph: Graph, found: Agreement) -> tuple[tuple[str, str], ...]:
    """Kind and the requirement that defines it, the most demanding kind first."""
    by_kind = {
        kind: each.id
        for each in found.requirements
        for kind in keys_of(graph, iri(f"https://w3id.org/samsyn/id/topic/{each.topic}"), sam("definesKind"))
        if kind in each.applies_to and each.checkable == "centre"
    }
    return tuple((kind, by_kind[kind]) for kind in found.kinds if kind in by_kind)


def answered_by(graph: Graph) -> dict[Term, str]:
    """Each service with the principal that answers for it."""
    return {
        service: local(principal)
        for service, said in graph.out.items()
        for principal in said.get(sam("answeredBy"), ())
    }


def openness(graph: Graph, description: Rules) -> Openness:
    """What ontology, code lists and the shapes of a description say of openness."""
    carried = sam("carriedOutAs")
    return Openness(
        keys={
            node: Key(name, graph.value(node, sam("refinedKey")))
            for node, said in graph.out.items()
            for name in said.get(sam("key"), ())
        },
        presence=sam("presence"),
        shows=_marked(graph, "shows"),
        denies=_marked(graph, "denies"),
        carried_out_as={node: value for node, said in graph.out.items() for value in said.get(carried, ())},
        single=frozenset(
            shape.path.iri
            for shape in description.plan.shapes.values()
            if isinstance(shape.path, Predicate) and MaxCount(1) in shape.constraints
        ),
        vocabulary=frozenset(node for node in graph.out if not is_blank(node)),
        complete_about=sam("completeAbout"),
        everything=sam("everything"),
        describes=sam("describes"),
    )


def _marked(graph: Graph, name: str) -> frozenset[Term]:
    return frozenset(
        node
        for node, said in graph.out.items()
        if any(value[0] == '"' and lexical(value) in _TRUE for value in said.get(sam(name), ()))
    )


def centre(graph: Graph, term: Term, triples: Iterable[Triple]) -> Described:
    """A centre out of the graph of its description."""
    described = next(iter(graph.subjects(sam("describes"), term)), "")
    source = graph.value(described, _DC_SOURCE) or ""
    made_up = string_of(graph, described, sam("madeUp"))
    return Described(
        id=string_of(graph, term, _DC_IDENTIFIER) or (local(term) if term[0] == "<" else term[2:]),
        iri=address(term) if term[0] == "<" else term,
        label=label(graph, term),
        municipalities=keys_of(graph, term, sam("municipality")),
        claimed_kind=key_of(graph, term, sam("claimedKind")) or None,
        status=key_of(graph, term, sam("status")) or None,
        description_date=string_of(graph, described, iri(DCTERMS + "date")),
        source=citation_of(graph, source) if source else Citation(""),
        confidence=key_of(graph, described, sam("confidence")),
        made_up=made_up in _TRUE,
        triples=tuple(triples),
    )


def listed(found: Described, openness: Openness) -> Listed:
    """A centre as it stands in lists: with the services whose stated presence shows them."""
    graph = Graph(found.triples)
    services = {
        key_of(graph, node, sam("service"))
        for node in graph.instances(sam("ServiceDelivery"))
        if graph.value(node, sam("presence")) in openness.shows
    }
    told = {name: getattr(found, name) for name in Centre.__struct_fields__}
    return Listed(**told, services=tuple(sorted(services)))


def near(wanted: str, valid: Iterable[str]) -> tuple[str, ...]:
    """The valid names most like a wanted one; all of them where none is like it."""
    names = tuple(valid)
    return tuple(difflib.get_close_matches(wanted, names, n=3, cutoff=0.5)) or names
