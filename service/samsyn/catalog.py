"""The catalogue of what a service publishes, by DCAT-AP-SE 3.0.1 (https://docs.dataportal.se/dcat/3.0.1/en/).

What is written by hand about datasets and services is completed from the files: where they are, what they hold, who
publishes them, under which licence, and when they were changed, as far as the files say so.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from samsyn.engine import Graph
from samsyn.engine.graph import TYPE
from samsyn.knowledge import string_of, text_of
from samsyn.model import Head, Triple
from samsyn.model.catalog import Catalog, DataService, Dataset, Distribution
from samsyn.terms import DCAT, DCTERMS, FOAF, ID, OWL, XSD, Term, address, iri, lexical, literal

#: the file that is written by hand
CATALOG_FILE: Final = "data/catalog/catalog.ttl"
CATALOG: Final = ID + "catalog"
GRAPHS: Final = ID + "graph/"
#: what people call the formats
NAMES: Final = {"text/turtle": "Turtle", "application/ld+json": "JSON-LD"}
#: the form of a licence's address that dataportal.se wants, whichever a file gives
_LICENCE: Final = ("https://creativecommons.org/", "http://creativecommons.org/")
_PUBLIC: Final = iri("http://publications.europa.eu/resource/authority/access-right/PUBLIC")
_DISTRIBUTED: Final = (("turtle", ".ttl", "text/turtle"), ("json-ld", ".jsonld", "application/ld+json"))
_PAGES: Final = {
    "data/agreements": "/agreements",
    "data/centres": "/centres",
    "data/decisions": "/decisions",
    "assessments": "/fulfilment",
    "comparisons": "/compare",
}
_ENDPOINTS: Final = {"sparql": "/sparql", "validation": "/validate"}
#: what a document of a series has of it
_SHARED: Final = (iri(DCTERMS + "description"), iri(DCTERMS + "conformsTo"), iri(DCAT + "keyword"), iri(DCAT + "theme"))


class Published(Struct, frozen=True):
    """What the catalogue is completed from: the heads of the files by path, those of the agreements, and where it is.

    `base` is the address of the service, `publisher` the name of who publishes, `version` that of the service.
    """

    files: Mapping[str, Graph]
    agreements: Iterable[Head]
    base: str
    publisher: str
    version: str


def completed(written: Graph, known: Published) -> Graph:
    """The whole catalogue: what is written of it, and what follows from the files."""
    return _Completing(written, known).graph()


def within(files: Mapping[str, Graph], folder: str) -> list[Graph]:
    """The files that a dataset holds: one, or those below a folder."""
    return [head for name, head in files.items() if f"{name.removesuffix('.ttl')}/".startswith(f"{folder}/")]


def path(node: Term) -> str:
    """The path of a dataset: that of its file without suffix, or of its folder."""
    return address(node).removeprefix(GRAPHS)


class _Completing(Struct, frozen=True):
    written: Graph
    known: Published

    def graph(self) -> Graph:
        found = Graph((*self.written.triples(), *self._agreements()))
        return Graph((*found.triples(), *self._added(found)))

    def _agreements(self) -> Iterator[Triple]:
        """Each document as a dataset of the series: described as the series is, with title, area and period."""
        for series in self.written.instances(_dcat("DatasetSeries")):
            for head in self.known.agreements:
                node = iri(f"{address(series)}/{head.id}")
                yield node, TYPE, _dcat("Dataset")
                yield node, _dcat("inSeries"), series
                for tag in ("sv", "en"):
                    yield node, _dc("title"), literal(head.title.of(tag), language=tag)
                for name in _SHARED:
                    yield from ((node, name, value) for value in self.written.values(series, name))
                if head.area:
                    yield node, _dc("spatial"), iri(head.area)
                yield from _period(node, head)

    def _added(self, found: Graph) -> Iterator[Triple]:
        catalog = iri(CATALOG)
        datasets, services = found.instances(_dcat("Dataset")), found.instances(_dcat("DataService"))
        series = found.instances(_dcat("DatasetSeries"))
        yield from self._of_all(found, (catalog, *series, *datasets, *services))
        yield catalog, iri(FOAF + "homepage"), self._at("/catalog")
        yield self._at("/catalog"), TYPE, iri(FOAF + "Document")
        for node in (*series, *datasets):
            yield catalog, _dcat("dataset"), node
            yield from self._of_files(node)
        for node in datasets:
            yield node, _dc("accessRights"), _PUBLIC
            yield from self._distributions(node)
        for node in services:
            yield catalog, _dcat("service"), node
            yield node, _dcat("endpointURL"), self._at(_ENDPOINTS[address(node).rpartition("#")[2]])
            yield node, _dcat("endpointDescription"), self._at("/openapi.json")
        yield from ((iri(CATALOG + "#sparql"), _dcat("servesDataset"), node) for node in datasets)

    def _of_all(self, found: Graph, nodes: Iterable[Term]) -> Iterator[Triple]:
        """The publisher of some things, and what the standards and places are that they name."""
        publisher = iri(CATALOG + "#publisher")
        yield publisher, TYPE, iri(FOAF + "Agent")
        yield publisher, iri(FOAF + "name"), literal(self.known.publisher, language="en")
        for node in nodes:
            yield node, _dc("publisher"), publisher
            yield from ((each, TYPE, _dc("Standard")) for each in found.values(node, _dc("conformsTo")))
            yield from ((each, TYPE, _dc("Location")) for each in found.values(node, _dc("spatial")))

    def _of_files(self, node: Term) -> Iterator[Triple]:
        """The page of a dataset, and the version and date that its files give."""
        folder = path(node)
        parent, _, name = folder.rpartition("/")
        page = _PAGES.get(folder) or (f"{_PAGES[parent]}/{name}" if parent in _PAGES else None)
        if page:
            yield node, _dcat("landingPage"), self._at(page)
        said = [(head, subject) for head in within(self.known.files, folder) for subject in head.out]
        versions = {string_of(head, subject, iri(OWL + "versionInfo")) for head, subject in said} - {None}
        dates = {string_of(head, subject, _dc("modified")) for head, subject in said} - {None}
        if len(versions) == 1:
            yield node, _dcat("version"), literal(str(*versions))
        if dates:
            yield node, _dc("modified"), literal(max(map(str, dates)), datatype=XSD + "date")

    def _distributions(self, node: Term) -> Iterator[Triple]:
        for key, suffix, media_type in _DISTRIBUTED:
            made, where = iri(f"{address(node)}#{key}"), self._at(f"/id/graph/{path(node)}{suffix}")
            yield node, _dcat("distribution"), made
            yield made, TYPE, _dcat("Distribution")
            yield made, _dcat("accessURL"), where
            yield made, _dcat("downloadURL"), where
            yield made, _dc("format"), literal(media_type)
            yield made, _dc("license"), self._licence
            for tag, said in (("sv", "Hela datamängden som"), ("en", "The whole dataset as")):
                yield made, _dc("description"), literal(f"{said} {NAMES[media_type]}.", language=tag)

    @property
    def _licence(self) -> Term:
        """The licence that the ontology gives for itself, shapes and data."""
        heads = within(self.known.files, "ontology")
        (given,) = {each for head in heads for subject in head.out for each in head.values(subject, _dc("license"))}
        return iri(address(given).replace(*_LICENCE))

    def _at(self, where: str) -> Term:
        return iri(self.known.base + where)


def read(graph: Graph, known: Published) -> Catalog:
    """The catalogue as values."""
    node = iri(CATALOG)
    publisher = graph.value(node, _dc("publisher")) or ""
    licences = [graph.value(each, _dc("license")) for each in graph.instances(_dcat("Distribution"))]
    return Catalog(
        iri=CATALOG,
        title=text_of(graph, node, _dc("title")),
        description=text_of(graph, node, _dc("description")),
        publisher=string_of(graph, publisher, iri(FOAF + "name")) or "",
        licence=address(graph.value(node, _dc("license")) or ""),
        data_licence=address(next(each for each in licences if each)),
        version=known.version,
        datasets=tuple(_dataset(graph, each, known) for each in graph.values(node, _dcat("dataset"))),
        services=tuple(_service(graph, each) for each in graph.values(node, _dcat("service"))),
    )


def _dataset(graph: Graph, node: Term, known: Published) -> Dataset:
    period = graph.value(node, _dc("temporal")) or ""
    series, page = graph.value(node, _dcat("inSeries")), graph.value(node, _dcat("landingPage"))
    return Dataset(
        id=path(node),
        iri=address(node),
        series=path(series) if series else None,
        is_series=_dcat("DatasetSeries") in graph.values(node, TYPE),
        title=text_of(graph, node, _dc("title")),
        description=text_of(graph, node, _dc("description")),
        areas=tuple(map(address, graph.values(node, _dc("spatial")))),
        begin=string_of(graph, period, _dcat("startDate")),
        end=string_of(graph, period, _dcat("endDate")),
        modified=string_of(graph, node, _dc("modified")),
        version=string_of(graph, node, _dcat("version")),
        files=len(within(known.files, path(node))),
        page=address(page) if page else None,
        distributions=tuple(
            Distribution(
                url=address(graph.value(each, _dcat("downloadURL")) or ""),
                media_type=lexical(graph.value(each, _dc("format")) or '""'),
            )
            for each in graph.values(node, _dcat("distribution"))
        ),
    )


def _service(graph: Graph, node: Term) -> DataService:
    return DataService(
        iri=address(node),
        title=text_of(graph, node, _dc("title")),
        description=text_of(graph, node, _dc("description")),
        endpoint=address(graph.value(node, _dcat("endpointURL")) or ""),
        endpoint_description=address(graph.value(node, _dcat("endpointDescription")) or ""),
    )


def _period(node: Term, head: Head) -> Iterator[Triple]:
    """The stated period of a document, as far as it is a day or a year, which is what the profile knows."""
    period = f"_:period-{head.id}"
    said = [(name, _time(text)) for name, text in (("startDate", head.valid_from), ("endDate", head.valid_to))]
    if any(value for _, value in said):
        yield node, _dc("temporal"), period
        yield period, TYPE, _dc("PeriodOfTime")
        yield from ((period, _dcat(name), value) for name, value in said if value)


def _time(text: str | None) -> Term | None:
    kinds = {4: "gYear", 10: "date"}
    return literal(text, datatype=XSD + kinds[len(text)]) if text and len(text) in kinds else None


def _dcat(name: str) -> Term:
    return iri(DCAT + name)


def _dc(name: str) -> Term:
    return iri(DCTERMS + name)
