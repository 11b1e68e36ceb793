"""The bundled knowledge, loaded: what every face asks."""

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from samsyn import assessment, knowledge
from samsyn.assets import Asset, assets, author
from samsyn.documents import Documents, lines
from samsyn.engine import Graph, Openness, Rules, compile_shapes
from samsyn.engine.graph import TYPE
from samsyn.errors import EvaluationFailure, SamsynError, Swedish, UnknownChoice, UnknownThing, Where
from samsyn.knowledge import Described, Listed, near, sam
from samsyn.model import (
    Agreement,
    Centre,
    Flaw,
    Head,
    Mode,
    Question,
    Report,
    Requirement,
    ShaclReport,
    Text,
    Triple,
    Validation,
    Verdict,
)
from samsyn.model.authoring import Statement
from samsyn.selection import Knowledge, Wish, day_of, described
from samsyn.store import parse, places
from samsyn.store.formats import Format, rdf_format
from samsyn.store.haste import unhindered
from samsyn.terms import ID, iri, local

if TYPE_CHECKING:
    from samsyn.catalog import Published
    from samsyn.model.decision import Process
    from samsyn.model.mandate import AgreementAssessment

_TURTLE: Final = rdf_format("turtle")
_GRAPHS: Final = ID + "graph/"
_AGREEMENTS: Final = "data/agreements/"
#: what the terms that documents and descriptions use are; the rest is read when it is asked for
_MODEL: Final = ("data/vocabularies/", "data/places/")
_CENTRES: Final = "data/centres/"
#: among so many centres on either side the near ones of an unknown one are looked for: all are too many to compare
_AROUND: Final = 50


class Document(Struct, frozen=True):
    """RDF as it was sent: bytes, the format they are in, and what they are called in messages."""

    data: bytes
    format: str
    name: str | None = None

    def triples(self, blank: str = "b") -> list[Triple]:
        """What it says. Raises BadInput where it cannot be read."""
        return parse.triples(self.data, rdf_format(self.format), name=self.name, blank=blank)

    def rules(self) -> Rules:
        """It as shapes, compiled. Raises BadInput where it cannot be read or used, with the line."""
        from samsyn import sparql

        return sparql.read(self.data, rdf_format(self.format), name=self.name)

    def graph(self, blank: str = "b") -> Graph:
        """What it says, as a graph. Raises BadInput where it cannot be read."""
        return parse.graph(self.data, rdf_format(self.format), name=self.name, blank=blank)


def shacl(data: Document, shapes: Document, *, engine: str = "samsyn") -> ShaclReport:
    """A W3C validation report on any data by any shapes. Raises BadInput, EvaluationFailure."""
    if engine == "pyshacl":
        from samsyn.reference import validate as by_reference

        return by_reference(data.triples(), shapes.triples("s"))
    return shacl_by(shapes.rules(), data, shapes)


def shacl_by(rules: Rules, data: Document, shapes: Document) -> ShaclReport:
    """The same by rules that were made of a document, which says where a query stands that fails."""
    graph = data.graph()
    with unhindered(), lines_told(shapes.data, rdf_format(shapes.format), shapes.name):
        return ShaclReport(rules.results(graph))


@contextmanager
def lines_told(data: bytes, form: Format, name: str | None) -> Iterator[None]:
    """Failures of rules that `samsyn.sparql.read` made of a document say where in it they come about."""
    try:
        yield
    except EvaluationFailure as error:
        if error.shape:
            error.where = Where(name, places.line(data, form, error.source or error.shape, blank="s"))
        raise


def placed(found: Validation, document: Document) -> Validation:
    """The same with file and line of each flaw of the description."""
    if not any(report.flaws for report in found.reports):
        return found
    lines = places.lines(document.data, rdf_format(document.format))
    return Validation(tuple(_placed(report, document.name, lines) for report in found.reports))


def _placed(report: Report, name: str | None, lines: Mapping[Statement, int]) -> Report:
    def line(flaw: Flaw) -> int | None:
        stated = (number for statement, number in lines.items() if statement[2] == flaw.at[0])
        return places.nearest(lines, flaw.at) or next(stated, None)

    found = [replace(flaw, file=name, line=line(flaw)) for flaw in report.flaws]
    return replace(report, flaws=tuple(sorted(found, key=lambda flaw: flaw.line or 0)))


class Library(Struct, frozen=True, dict=True):
    """Agreements, centres and code lists, and the knowledge to assess with. Immutable and picklable."""

    knowledge: Knowledge
    documents: Documents
    openness: Openness
    files: tuple[Asset, ...]

    def whole(self) -> "Library":
        """The same with every agreement read and compiled, for those who fork: what is read is then shared."""
        tuple(self.documents.values())
        tuple(map(self.documents.mandate, self.documents))
        tuple(asset.data for asset in self.files)
        tuple(self.described)
        _ = self.fingerprint
        return self

    @cached_property
    def fingerprint(self) -> str:
        """What tells one state of the bundled files from another."""
        found = hashlib.sha256()
        for name, data in self.turtle_sources():
            for part in (name.encode(), data):
                found.update(len(part).to_bytes(8, "big") + part)
        return found.hexdigest()

    @cached_property
    def described(self) -> tuple[Described, ...]:
        """The bundled centres with all that is stated of them, by id."""
        found = (_centre(asset) for asset in self.files if asset.path.startswith(_CENTRES))
        return tuple(sorted(found, key=_id))

    @cached_property
    def centres(self) -> tuple[Listed, ...]:
        """The centres, by id: those that are bundled, unless the library is `holding` others."""
        return tuple(knowledge.listed(each, self.openness) for each in self.described)

    @cached_property
    def places(self) -> Counter[tuple[str, ...]]:
        """How many centres lie in the same municipalities."""
        return Counter(each.municipalities for each in self.centres)

    def holding(self, centres: tuple[Listed, ...]) -> "Library":
        """The same with other centres, by id: those of a store."""
        found = Library(self.knowledge, self.documents, self.openness, self.files)
        known = {name: each for name, each in self.__dict__.items() if name != "places"}
        found.__dict__.update(known, centres=centres)
        return found

    @cached_property
    def wellformed(self) -> Rules:
        """The shapes of any agreement, compiled."""
        (asset,) = (asset for asset in self.files if asset.path == "shapes/agreement.ttl")
        return Rules(compile_shapes(Graph.of_lines(lines(asset), "d")))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The stored questions, by audience, in the order of their files; read when they are asked for."""
        from samsyn import questions

        return questions.load()

    def question(self, wanted: str, *, thing: bool = False) -> Question:
        """The stored question with an id. Raises UnknownChoice, or UnknownThing if asked for by its address."""
        for each in self.questions:
            if each.id == wanted:
                return each
        raise _unknown("question", "fråga", wanted, tuple(each.id for each in self.questions), thing)

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """The bundled agreements, by id."""
        return tuple(map(self.documents.agreement, self.documents))

    def agreement(self, wanted: str, *, thing: bool = False) -> Agreement:
        """The agreement with an id. Raises UnknownChoice, or UnknownThing where it was asked for by its address."""
        if wanted not in self.documents:
            raise _unknown("agreement", "avtal", wanted, tuple(self.documents), thing)
        return self.documents.agreement(wanted)

    def centre(self, wanted: str, *, thing: bool = True) -> Listed:
        """The centre with an id. Raises UnknownThing, or UnknownChoice where it was a parameter."""
        if found := self.find(wanted):
            return found
        at = bisect_left(self.centres, wanted, key=_id)
        around = self.centres[max(0, at - _AROUND) : at + _AROUND]
        raise _unknown("centre", "verksamhet", wanted, tuple(each.id for each in around), thing)

    def find(self, wanted: str) -> Listed | None:
        """The centre with an id; None where there is none."""
        at = bisect_left(self.centres, wanted, key=_id)
        return next((each for each in self.centres[at : at + 1] if each.id == wanted), None)

    def description(self, wanted: str, *, thing: bool = True) -> Described:
        """The bundled centre with an id, with all that is stated of it. Raises as `centre` does."""
        for each in self.described:
            if each.id == wanted:
                return each
        raise _unknown("centre", "verksamhet", wanted, tuple(each.id for each in self.described), thing)

    def requirement(self, wanted: str, *, thing: bool = True) -> tuple[Agreement, Requirement]:
        """The requirement with an id, with its shape, and its agreement. Raises UnknownThing, or UnknownChoice."""
        found = self._requirements.get(wanted)
        if found is None:
            raise _unknown("requirement", "krav", wanted, tuple(self._requirements), thing)
        agreement, plain = found
        mandate = self.documents.mandate(agreement.id) if plain.checkable == "agreement" else None
        return agreement, next((each for each in mandate.checked if each.id == wanted), plain) if mandate else plain

    @cached_property
    def _requirements(self) -> dict[str, tuple[Agreement, Requirement]]:
        return {each.id: (found, each) for found in self.agreements for each in found.requirements}

    @cached_property
    def decided(self) -> Graph:
        """What is told of decisions on agreements, and of how these came about."""
        files = (asset for asset in self.files if asset.path.startswith("data/decisions/"))
        return Graph.of_documents((lines(asset), f"d{number}x") for number, asset in enumerate(files))

    @cached_property
    def process(self) -> "Process":
        """Who has decided what on agreements, and how these came about."""
        from samsyn import decisions

        return decisions.process(self.decided, self.knowledge.about)

    def decisions(
        self,
        *,
        agreement: str | None = None,
        municipality: str | None = None,
        outcome: str | None = None,
        body: str | None = None,
    ) -> "Process":
        """The same, of what is asked for alone. Raises UnknownChoice naming the near ones."""
        found = self.process.of_agreement(self.agreement(agreement).id) if agreement else self.process
        if municipality:
            found = found.of_municipality(self.municipality(municipality))
        if outcome:
            found = found.of_outcome(_among(self.outcomes, outcome, "outcome", "utfall"))
        if body:
            found = found.of_body(_among(self.process.bodies, body, "body", "organ"))
        return found

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that a decision can have."""
        return tuple(map(local, self.knowledge.labels.instances(sam("AdoptionOutcome"))))

    def published(self, base: str) -> "Published":
        """What the catalogue of a service at an address is made of: all that is bundled, no author's own agreement."""
        from samsyn.catalog import Published

        names = (each.removeprefix(_AGREEMENTS).removesuffix(".ttl") for each in self._heads)
        agreements = tuple(self.knowledge.heads[name] for name in names if name in self.knowledge.heads)
        return Published(self._heads, agreements, base, author(), self.knowledge.version)

    def catalog(self, known: "Published") -> Graph:
        """The catalogue of what is published (DCAT-AP-SE 3.0.1)."""
        from samsyn import catalog

        (written,) = (asset for asset in self.files if asset.path == catalog.CATALOG_FILE)
        return catalog.completed(Graph.of_lines(lines(written), "c"), known)

    @cached_property
    def _heads(self) -> dict[str, Graph]:
        """What each bundled file says of what it begins with."""
        bundled = (asset for asset in self.files if not asset.place)
        return {asset.path: Graph(parse.head(asset.data, _TURTLE, name=asset.path)) for asset in bundled}

    def label(self, address: str) -> Text:
        """The label of anything known, by its IRI, in Swedish and English."""
        return self.knowledge.label(iri(address))

    def named(self, scheme: str, key: str) -> Text:
        """The label of a concept by its list and key, such as `presence` and `on_site`."""
        return self.label(f"{ID}{scheme}/{key}")

    @cached_property
    def municipalities(self) -> dict[str, Text]:
        """The names of the known municipalities by code."""
        return {code: self.named("municipality", code) for code in sorted(self.knowledge.counties)}

    def municipality(self, wanted: str) -> str:
        """The code of a municipality by its code or name. Raises UnknownChoice naming the near ones."""
        names = {name.sv.casefold(): code for code, name in self.municipalities.items()}
        code = wanted if wanted in self.municipalities else names.get(wanted.casefold())
        if code is None:
            valid = tuple(f"{code} {name.sv}" for code, name in self.municipalities.items())
            raise _unknown("municipality", "kommun", wanted, valid, thing=False)
        return code

    def county(self, wanted: str) -> str:
        """The code of a county by its code, its name, or the name or key of its region. Raises UnknownChoice."""
        codes = sorted(local(node) for node in self.knowledge.labels.instances(sam("County")))
        names = {code: (self.named("county", code), self.named("party", f"region-{code}")) for code in codes}
        for code, (county, region) in names.items():
            if wanted.casefold() in (code, f"region-{code}", county.sv.casefold(), region.sv.casefold()):
                return code
        valid = tuple(f"{code} {county.sv}" for code, (county, _) in names.items())
        raise _unknown("county", "län", wanted, valid, thing=False)

    def validate(self, document: Document, wish: Wish) -> Validation:
        """The reports on a description that was sent, its flaws with their lines. Raises BadInput of every sort."""
        return placed(assessment.validate(self.knowledge, document.graph(), wish, name=document.name), document)

    def validate_graph(self, found: Graph, wish: Wish) -> Validation:
        """The reports on a description that is a graph already."""
        return assessment.validate(self.knowledge, found, wish)

    def assess(
        self,
        centre: Described,
        *,
        date: str,
        agreement: str | None = None,
        kind: str | None = None,
        mode: Mode = "open",
    ) -> Validation:
        """The reports on a bundled centre."""
        return self.validate_graph(Graph(centre.triples), Wish(date, agreement, kind, mode))

    def assess_agreement(self, wanted: str, *, date: str, thing: bool = False) -> "AgreementAssessment":
        """A known agreement under all demands on it. Raises UnknownChoice, or UnknownThing, and BadDate."""
        from samsyn import mandate

        found, when = self.agreement(wanted, thing=thing), day_of(date)
        names = mandate.demanding(self.knowledge, found, when)
        levels = {name: self.documents.mandate(name) for name in names}
        agreements = {name: self.documents.agreement(name) for name in names}
        return mandate.assess(self.knowledge, found, levels, agreements, when)

    def reports(
        self, *, date: str, agreement: str | None = None, centres: Iterable[Described] | None = None
    ) -> Iterator[Report]:
        """Every report on every bundled centre, or on some, under the agreements of its area or under one."""
        for each in self.described if centres is None else centres:
            try:
                yield from self.assess(each, date=date, agreement=agreement).reports
            except UnknownChoice:
                continue

    def verdicts(self, centre: Described, *, date: str) -> Iterator[Verdict]:
        """What is asserted of a centre under the agreements of its area; nothing where there is none."""
        with suppress(UnknownChoice):
            yield from assessment.verdicts(self.knowledge, Graph(centre.triples), Wish(date))

    def head(self, wanted: str) -> Head:
        """What the agreement with an id is chosen by. Raises UnknownChoice naming the near ones."""
        return self.documents.heads[_among(tuple(self.documents), wanted, "agreement", "avtal")]

    def kind(self, wanted: str | None) -> str | None:
        """A kind that some agreement speaks of, or None. Raises UnknownChoice naming the near ones."""
        return None if wanted is None else _among(self.knowledge.kinds, wanted, "kind", "form")

    def turtle_sources(self) -> Iterator[tuple[str, bytes]]:
        """Each bundled file with the IRI of the graph that it fills."""
        from samsyn import questions

        for asset in self.files:
            yield _GRAPHS + asset.path.removesuffix(".ttl"), asset.data
        yield from questions.sources()


def load(more: tuple[Asset, ...] = ()) -> Library:
    """The bundled knowledge, and agreements beside it. Raises BundledDataBroken where the files cannot be used."""
    ontology, shapes = assets("ontology"), (*assets("shapes"), *more)
    data = (*assets("data", without="data/queries"), *(asset for asset in more if asset.path.startswith("data/")))
    by_name = {asset.path: asset for asset in (*ontology, *data, *shapes)}
    model = [*ontology, *(asset for asset in data if asset.path.startswith(_MODEL))]
    graph = Graph.of_documents((lines(asset), f"a{number}x") for number, asset in enumerate(model))
    descriptions = Rules(compile_shapes(Graph.of_lines(lines(by_name["shapes/description.ttl"]), "d")))
    openness = knowledge.openness(graph, descriptions)
    documents = Documents(by_name.values(), graph, openness)
    return Library(
        Knowledge(documents.heads, documents, descriptions, graph, documents.about, _counties(graph), _version()),
        documents,
        openness,
        tuple(by_name.values()),
    )


def _id(centre: Centre) -> str:
    return centre.id


def _centre(asset: Asset) -> Described:
    found = parse.triples(asset.data, _TURTLE, name=asset.path)
    graph = Graph(found)
    return knowledge.centre(graph, described(graph, asset.path)[0], found)


def _counties(graph: Graph) -> dict[str, str]:
    return {
        local(node): local(county)
        for node, said in graph.out.items()
        if sam("Municipality") in said.get(TYPE, ())
        for county in said.get(sam("inCounty"), ())
    }


def _version() -> str:
    try:
        return version("samsyn")
    except PackageNotFoundError:
        return "0"


def _unknown(what: str, sv: str, wanted: str, valid: tuple[str, ...], thing: bool) -> SamsynError:
    names = ", ".join(near(wanted, valid))
    return (UnknownThing if thing else UnknownChoice)(
        f"There is no {what} '{wanted}'.",
        valid=valid,
        advice=f"Choose one of: {names}.",
        sv=Swedish(f"'{wanted}' finns inte ({sv}).", f"Välj bland: {names}."),
    )


def _among(valid: tuple[str, ...], wanted: str, what: str, sv: str) -> str:
    if wanted not in valid:
        raise _unknown(what, sv, wanted, valid, thing=False)
    return wanted
