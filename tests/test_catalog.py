"""The catalogue: what DCAT-AP-SE demands is there, and what it points at answers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

import samsyn
from samsyn import library
from samsyn.assets import Asset
from samsyn.catalog import read
from samsyn.errors import BadInput
from samsyn.http import create_app, server
from samsyn.library import Library
from samsyn.workers.service import Service

ROOT = Path(__file__).parents[1]
PROFILE = (ROOT / "tests" / "dcat-ap-se.ttl").read_bytes()
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
GRAPHS = "https://w3id.org/samsyn/id/graph/"
CATALOG = ox.NamedNode("https://w3id.org/samsyn/id/catalog")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
HERE = "http://testserver"
MANDATORY = [
    DCTERMS + "title", DCTERMS + "description", DCTERMS + "publisher", DCTERMS + "license", DCTERMS + "format",
    DCAT + "dataset", DCAT + "distribution", DCAT + "accessURL", DCAT + "endpointURL", FOAF + "name",
    DCTERMS + "language", DCAT + "theme", DCAT + "keyword", DCTERMS + "accessRights",
]  # fmt: skip


class Catalogue:
    """The statements of a catalogue."""

    def __init__(self, data: bytes, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> None:
        self.quads = list(ox.parse(data, format=form))

    def instances(self, name: str) -> list[ox.NamedNode]:
        """All that are of a class of DCAT."""
        kind = ox.NamedNode(DCAT + name)
        return [q.subject for q in self.quads if (q.predicate, q.object) == (TYPE, kind)]

    def values(self, node: ox.NamedNode, predicate: str) -> list[str]:
        """The values of a property."""
        return [q.object.value for q in self.quads if q.subject == node and q.predicate.value == predicate]

    def without(self, predicate: str) -> bytes:
        """What it says without a property, in N-Triples."""
        kept = (q for q in self.quads if q.predicate.value != predicate)
        return "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in kept).encode()

    def canonical(self) -> ox.Dataset:
        """The same, whatever its blank nodes are called."""
        found = ox.Dataset(self.quads)
        found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return found


@pytest.fixture(scope="module")
def found(client: TestClient) -> Catalogue:
    """The catalogue as the service gives it in Turtle."""
    return Catalogue(client.get("/catalog.ttl").content)


def test_it_has_all_that_the_profile_demands_or_recommends(client: TestClient) -> None:
    """No shape of the profile has a result, those of what is recommended included."""
    result = samsyn.shacl(client.get("/catalog.ttl").content, samsyn.compile(PROFILE, format="turtle"), format="turtle")
    assert [(each.focus, each.path, each.component) for each in result.results] == []


@pytest.mark.parametrize("predicate", MANDATORY)
def test_the_profile_misses_what_is_taken_away(found: Catalogue, predicate: str) -> None:
    """Without any one of the properties the shapes have a result."""
    result = samsyn.shacl(found.without(predicate), samsyn.compile(PROFILE, format="turtle"), format="n-triples")
    assert not result.conforms


@pytest.mark.parametrize(
    ("suffix", "form", "media_type"),
    [
        (".ttl", ox.RdfFormat.TURTLE, "text/turtle"),
        (".jsonld", ox.RdfFormat.JSON_LD, "application/ld+json"),
        (".rdf", ox.RdfFormat.RDF_XML, "application/rdf+xml"),
    ],
)
def test_it_says_the_same_in_every_format(
    client: TestClient, found: Catalogue, suffix: str, form: ox.RdfFormat, media_type: str
) -> None:
    """By suffix, by `format=` and by Accept; all addresses in it are absolute."""
    answer = client.get(f"/catalog{suffix}")
    accepted = client.get("/catalog", headers={"accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    assert accepted.headers["content-type"].startswith(media_type)
    assert Catalogue(answer.content, form).canonical() == found.canonical()


@pytest.mark.parametrize("accept", [None, "*/*", "application/xml;q=0.1, */*;q=0.5"])
def test_a_harvester_gets_what_it_harvests(client: TestClient, accept: str | None) -> None:
    """Without a wish it is RDF/XML; a browser gets the page."""
    harvester = TestClient(client.app)
    del harvester.headers["accept"]
    headers = {"accept": accept} if accept else {}
    assert harvester.get("/catalog", headers=headers).headers["content-type"].startswith("application/rdf+xml")
    page = client.get("/catalog", headers={"accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")


def test_every_file_answers_as_it_says(client: TestClient, found: Catalogue) -> None:
    """Each access and download address gives 200, the media type that is said, and something in it."""
    distributions = found.instances("Distribution")
    assert len(distributions) == 2 * len(found.instances("Dataset"))
    for each in distributions:
        (access,) = found.values(each, DCAT + "accessURL")
        (media_type,) = found.values(each, DCTERMS + "format")
        assert found.values(each, DCAT + "downloadURL") == [access]
        assert access.startswith(HERE + "/")
        answer = client.get(access)
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, media_type), access
        assert next(iter(ox.parse(answer.content, format=ox.RdfFormat.from_media_type(media_type))), None), access


def test_every_page_and_service_answers(client: TestClient, found: Catalogue) -> None:
    """Landing pages and the home page are pages; the services answer; both are described by /openapi.json."""
    pages = [page for each in found.instances("Dataset") for page in found.values(each, DCAT + "landingPage")]
    for page in (*pages, *found.values(CATALOG, FOAF + "homepage")):
        answer = client.get(page, headers={"accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/html"), page
    services = found.instances("DataService")
    endpoints = {address for each in services for address in found.values(each, DCAT + "endpointURL")}
    described = {address for each in services for address in found.values(each, DCAT + "endpointDescription")}
    assert endpoints == {f"{HERE}/sparql", f"{HERE}/validate"}
    assert described == {f"{HERE}/openapi.json"}
    paths = client.get("/openapi.json").json()["paths"]
    assert {address.removeprefix(HERE) for address in endpoints} <= set(paths)


def test_all_of_the_house_is_in_it(client: TestClient, found: Catalogue, lib: Library) -> None:
    """Each file but the catalogue itself belongs to exactly one dataset; each agreement is one of the series."""
    folders = [each.value.removeprefix(GRAPHS) for each in found.instances("Dataset")]
    for asset in lib.files:
        holding = [each for each in folders if f"{asset.path.removesuffix('.ttl')}/".startswith(f"{each}/")]
        assert len(holding) == (0 if asset.path.startswith("data/catalog/") else 1), asset.path
    assert len([each for each in found.instances("Dataset") if found.values(each, DCAT + "inSeries")]) == 28
    told = {item["id"]: item for item in client.get("/catalog.json").json()["items"]}
    assert (told["data/centres"]["files"], told["data/agreements"]["files"]) == (81, 28)
    assert told["data/agreements"]["type"] == "series"


def test_what_is_told_of_an_agreement_is_what_its_file_says(found: Catalogue, lib: Library) -> None:
    """Title, area and period are those of the document; what it does not state is not there."""
    node = ox.NamedNode(f"{GRAPHS}data/agreements/se-o-vg-common-2024")
    head = lib.knowledge.heads["se-o-vg-common-2024"]
    assert set(found.values(node, DCTERMS + "title")) == {head.title.sv, head.title.en}
    assert found.values(node, DCTERMS + "spatial") == [head.area]
    (period,) = [q.object for q in found.quads if q.subject == node and q.predicate.value == DCTERMS + "temporal"]
    dates = {q.predicate.value: q.object.value for q in found.quads if q.subject == period and q.predicate != TYPE}
    assert dates == {DCAT + "startDate": head.valid_from, DCAT + "endDate": head.valid_to}
    undated = [each for each in lib.knowledge.heads.values() if not (each.valid_from or each.valid_to)]
    assert undated
    for each in undated:
        assert not found.values(ox.NamedNode(f"{GRAPHS}data/agreements/{each.id}"), DCTERMS + "temporal")


def test_dates_and_licence_are_those_of_the_files(found: Catalogue) -> None:
    """The ontology is as new as its newest file; nothing is dated that no file dates; the licence is the files'."""
    files = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "ontology").glob("*.ttl"))
    dates = re.findall(r'dcterms:modified "([\d-]+)"', files)
    assert found.values(ox.NamedNode(GRAPHS + "ontology"), DCTERMS + "modified") == [max(dates)]
    assert found.values(ox.NamedNode(GRAPHS + "data/centres"), DCTERMS + "modified") == []
    licences = {value for each in found.instances("Distribution") for value in found.values(each, DCTERMS + "license")}
    assert licences == {"http://creativecommons.org/licenses/by/4.0/"}
    assert {f"http{rest}" for rest in re.findall(r"dcterms:license <https?(.*?)>", files)} == licences


def test_its_terms_are_named_among_those_reused(found: Catalogue) -> None:
    """Every class and property in it stands in ontology/reused.ttl."""
    named = {quad.subject.value for quad in ox.parse(path=str(ROOT / "ontology" / "reused.ttl"))}
    used = {quad.predicate.value for quad in found.quads if quad.predicate != TYPE}
    used |= {quad.object.value for quad in found.quads if quad.predicate == TYPE}
    assert used - named == set()


def test_nothing_that_must_have_a_name_is_a_blank_node(found: Catalogue) -> None:
    """Only periods are without an IRI."""
    blank = {quad.subject for quad in found.quads if isinstance(quad.subject, ox.BlankNode)}
    period = ox.NamedNode(DCTERMS + "PeriodOfTime")
    periods = {quad.subject for quad in found.quads if (quad.predicate, quad.object) == (TYPE, period)}
    assert blank == periods


def _bases(answer: bytes) -> set[str]:
    """The beginnings of all addresses of files."""
    found = Catalogue(answer)
    urls = [url for each in found.instances("Distribution") for url in found.values(each, DCAT + "accessURL")]
    return {"/".join(url.split("/")[:3]) for url in urls}


def test_addresses_are_those_that_the_client_called(client: TestClient) -> None:
    """The Host header tells where the service is; forwarding headers of strangers do not."""
    assert _bases(client.get("/catalog.ttl", headers={"host": "data.example.org:8080"}).content) == {
        "http://data.example.org:8080"
    }
    forwarded = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil.example"}
    assert _bases(client.get("/catalog.ttl", headers=forwarded).content) == {HERE}


def test_the_address_of_the_service_can_be_set(lib: Library, service: Service) -> None:
    """Behind a proxy the setting tells where the service is."""
    behind = TestClient(create_app(lib, service, "https://samsyn.example.org/"), raise_server_exceptions=False)
    assert _bases(behind.get("/catalog.ttl", headers={"host": "inside:8000"}).content) == {"https://samsyn.example.org"}


@pytest.mark.parametrize("address", ["https://samsyn.example.org", "http://[::1]:8000", "https://example.org/samsyn"])
def test_a_setting_that_is_an_address_is_taken(address: str) -> None:
    """SAMSYN_URL is an address of the web; without it there is none."""
    assert server.address({"SAMSYN_URL": address}) == address
    assert server.address({}) is None


@pytest.mark.parametrize(
    "address", ["samsyn.example.org", "ftp://example.org", 'https://a"b', "https://a b", "https://a/?q"]
)
def test_a_setting_that_is_no_address_is_refused(address: str) -> None:
    """Before the service starts, with what to write."""
    with pytest.raises(BadInput, match="SAMSYN_URL"):
        server.address({"SAMSYN_URL": address})


@pytest.mark.parametrize("host", ['a"b', "a<b>", "a b", "a/b", "a@b", "", "[::1", "a:99999999", "å"])
def test_a_host_that_is_none_is_refused(client: TestClient, host: str) -> None:
    """No statement is made of an address that is none."""
    answer = client.get("/catalog.ttl", headers={b"host": host.encode("latin-1")})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_lists_every_dataset_with_its_files(client: TestClient, found: Catalogue, lang: str) -> None:
    """Each title in the language of the page, and a link to each file."""
    page = client.get(f"/catalog.html?lang={lang}").text
    for item in client.get("/catalog.json").json()["items"]:
        assert item["title"][lang].replace("'", "&#39;") in page
    for each in found.instances("Distribution"):
        (address,) = found.values(each, DCAT + "downloadURL")
        assert f'href="{address}"' in page


def test_the_catalogue_can_be_read_as_a_table(client: TestClient, found: Catalogue) -> None:
    """A row for each file."""
    lines = client.get("/catalog.csv").text.splitlines()
    assert lines[0].startswith("type,id,iri,series,title,")
    assert len(lines) == 1 + len(found.instances("Distribution"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/catalog.xyz", 404), ("/catalog/centres", 404), ("/catalog?format=xlsx", 422), ("/catalog?dataset=x", 422),
        ("/catalog?lang=fi", 422), ("/id/graph/nothing", 404), ("/id/graph/", 404), ("/id/graph/data/centr", 404),
        ("/id/graph/data/centres.csv", 422),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(client: TestClient, path: str, status: int) -> None:
    """As elsewhere, with a stable type."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_head_is_get_without_a_body(client: TestClient) -> None:
    """HEAD tells the media type alone."""
    answer = client.head("/catalog.rdf")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("application/rdf+xml")


def _subjects(data: bytes) -> Iterator[str]:
    yield from (str(quad.subject) for quad in ox.parse(data, format=ox.RdfFormat.TURTLE))


def test_a_folder_is_all_that_lies_below_it(client: TestClient) -> None:
    """A named graph answers by its IRI, and so does a folder of them, with what all of them say."""
    one = set(_subjects(client.get("/id/graph/data/centres/tanum-eken.ttl").content))
    every = set(_subjects(client.get("/id/graph/data/centres.ttl").content))
    assert "<https://w3id.org/samsyn/id/centre/tanum-eken>" in one
    assert {each for each in one if each.startswith("<")} < every


def test_the_iri_of_the_catalogue_leads_to_it(client: TestClient) -> None:
    """What is said of the catalogue stands where its IRI leads."""
    answer = client.get("/id/catalog", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalog")


def test_an_author_s_own_agreement_is_not_published(lib: Library) -> None:
    """What lies in a folder of an author's own is under no licence of ours."""
    (file,) = (each for each in lib.files if each.path == "data/agreements/se-nat-ffff.ttl")
    text = file.data.replace(b"agreement:se-nat-ffff\n", b"agreement:se-own\n", 1).replace(
        b'"se-nat-ffff"', b'"se-own"', 1
    )
    with_own = library.load((Asset("data/agreements/se-own.ttl", text, "/somewhere/se-own.ttl"),))
    known = with_own.published(HERE)
    assert "se-own" in with_own.knowledge.heads
    assert "se-own" not in {each.id for each in known.agreements}
    assert len(read(with_own.catalog(known), known).datasets) == len(read(lib.catalog(known), known).datasets)
