"""The HTTP interface: routes, content negotiation, uploads, headers."""

import csv
import io
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from samsyn.http import guard
from samsyn.store import negotiate

SOLLEBRUNN = Path(__file__).parents[1] / "data" / "centres" / "alingsas-sollebrunn.ttl"
ASKED = {"agreement": "se-o-vg-common-2024", "kind": "familjecentral", "date": "2023-11-07"}
TURTLE = {"content-type": "text/turtle"}
PAGES = [
    "/", "/?sample=alingsas-sollebrunn", "/agreements", "/agreements/se-o-vg-common-2024",
    "/agreements/se-o-vg-common-2024/responsibilities", "/requirements/vg-fc-four-base-services", "/centres",
    "/centres?municipality=1489", "/centres/alingsas-sollebrunn", "/centres/alingsas-sollebrunn/assessment",
    "/fulfilment", "/nowhere",
]  # fmt: skip


def _judged(client: TestClient, **more: Any) -> Any:
    return client.post("/validate", params=ASKED, content=SOLLEBRUNN.read_bytes(), headers=TURTLE, **more)


def test_sollebrunn_lacks_a_midwife_and_the_region_is_responsible(client: TestClient) -> None:
    """As a familjecentral it fails, by what is stated absent; the region alone is responsible."""
    answer = _judged(client)
    told = answer.json()
    (report,) = told["reports"]
    failed = [finding for finding in report["findings"] if finding["counts"] and finding["outcome"] == "failed"]
    assert (answer.status_code, told["outcome"]) == (200, "failed")
    assert [finding["responsible"] for finding in failed] == [["region"]]


def test_as_what_it_calls_itself_it_cannot_be_told(client: TestClient) -> None:
    """As familjecentralsliknande nothing is decided."""
    asked = ASKED | {"kind": "familjecentralsliknande"}
    answer = client.post("/validate", params=asked, content=SOLLEBRUNN.read_bytes(), headers=TURTLE)
    assert answer.json()["outcome"] == "cantTell"


@pytest.mark.parametrize(
    ("format", "media_type"),
    [
        ("json", "application/json"), ("turtle", "text/turtle"), ("json-ld", "application/ld+json"),
        ("csv", "text/csv"), ("earl", "text/turtle"), ("junit", "application/xml"), ("html", "text/html"),
    ],
)  # fmt: skip
def test_the_report_comes_in_the_format_that_is_named(client: TestClient, format: str, media_type: str) -> None:
    """`format=` chooses among all formats."""
    answer = client.post(
        "/validate", params=ASKED | {"format": format}, content=SOLLEBRUNN.read_bytes(), headers=TURTLE
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("text/html, application/json;q=0.5", "text/html"),
        ("application/json;q=0.1, application/ld+json", "application/ld+json"),
        ("*/*", "application/json"),
        ("image/png", "application/json"),
    ],
)
def test_the_report_comes_as_accepted(client: TestClient, accept: str, media_type: str) -> None:
    """Without `format=` the Accept header decides, and JSON where it decides nothing."""
    answer = client.post(
        "/validate", params=ASKED, content=SOLLEBRUNN.read_bytes(), headers=TURTLE | {"accept": accept}
    )
    assert answer.headers["content-type"].startswith(media_type)


@pytest.mark.parametrize("form", ["trig", "n-triples", "n-quads", "json-ld", "rdf-xml"])
def test_the_answer_does_not_depend_on_the_format_sent(client: TestClient, form: str) -> None:
    """One description in all six formats has one report."""
    engine = {
        "trig": ox.RdfFormat.TRIG, "n-triples": ox.RdfFormat.N_TRIPLES, "n-quads": ox.RdfFormat.N_QUADS,
        "json-ld": ox.RdfFormat.JSON_LD, "rdf-xml": ox.RdfFormat.RDF_XML,
    }[form]  # fmt: skip
    quads = list(ox.parse(SOLLEBRUNN.read_bytes(), format=ox.RdfFormat.TURTLE))
    statements: list[Any] = [quad.triple for quad in quads] if form in ("n-triples", "rdf-xml") else quads
    body = ox.serialize(statements, format=engine)
    answer = client.post("/validate", params=ASKED, content=body, headers={"content-type": engine.media_type})
    assert answer.json()["outcome"] == "failed"
    assert answer.json()["reports"][0]["counts"] == _judged(client).json()["reports"][0]["counts"]


def test_an_upload_and_a_pasted_text_are_judged_alike(client: TestClient) -> None:
    """A form with a file, or with a text, brings its options along."""
    text = SOLLEBRUNN.read_text(encoding="utf-8")
    upload = client.post("/validate", data=ASKED, files={"file": ("sollebrunn.ttl", text)})
    pasted = client.post("/validate", data=ASKED | {"data": text}, files={"file": ("", b"")})
    assert (upload.json()["outcome"], pasted.json()["outcome"]) == ("failed", "failed")


def test_shacl_runs_any_shapes_on_any_data(client: TestClient) -> None:
    """Two uploads, one W3C report."""
    shapes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e/S> a sh:NodeShape ; sh:targetNode <http://e/a> ; "
        'sh:property [ sh:path <http://e/p> ; sh:minCount 1 ; sh:message "p is missing"@en ] .'
    )
    files = {"data": ("d.ttl", "<http://e/a> <http://e/q> 1 ."), "shapes": ("s.ttl", shapes)}
    told = client.post("/shacl", files=files)
    turtle = client.post("/shacl?format=turtle", files=files)
    assert told.json()["conforms"] is False
    assert "p is missing" in told.text
    assert "ValidationReport" in turtle.text


def test_lists_are_whole(client: TestClient) -> None:
    """A list is `items` and `next`."""
    told = client.get("/agreements").json()
    assert told["next"] is None
    assert "se-o-vg-common-2024" in [item["id"] for item in told["items"]]


def test_requirements_and_who_is_responsible(client: TestClient) -> None:
    """The requirements of an agreement, and those a principal is responsible for."""
    every = client.get("/agreements/se-o-vg-common-2024/requirements").json()["items"]
    region = client.get("/agreements/se-o-vg-common-2024/responsibilities?principal=region").json()["items"]
    wrong = client.get("/agreements/se-o-vg-common-2024/responsibilities?principal=king")
    assert len(every) == 70
    assert [item["principal"] for item in region] == ["region"]
    assert set(region[0]["requirements"]) <= {item["id"] for item in every}
    assert (wrong.status_code, "region" in wrong.json()["valid"]) == (422, True)


def test_a_requirement_names_who_fulfils_it(client: TestClient) -> None:
    """Text, clause, sources, shape, and the centres by outcome."""
    told = client.get("/requirements/vg-fc-four-base-services").json()
    assert told["shape"].endswith("#vg-fc-four-base-services")
    assert told["sources"]
    assert set(told["fulfilment"]) == {"passed", "failed", "cantTell", "inapplicable"}


def test_centres_are_chosen_by_place_service_and_outcome(client: TestClient) -> None:
    """Each filter narrows the list, by code or by name."""
    by_code = client.get("/centres?municipality=1489").json()["items"]
    by_name = client.get("/centres?municipality=Alings%C3%A5s").json()["items"]
    every = client.get("/centres").json()["items"]
    with_service = client.get("/centres?service=open-preschool").json()["items"]
    passed = client.get("/requirements/vg-meeting-place").json()["fulfilment"]["passed"]
    fulfilling = client.get("/centres?fulfils=vg-meeting-place").json()["items"]
    assert by_code == by_name
    assert by_code
    assert 0 < len(with_service) < len(every)
    assert "alingsas-sollebrunn" not in [item["id"] for item in with_service]
    assert {item["id"] for item in fulfilling} == set(passed)
    assert client.get("/centres?lacks=nothing").status_code == 422
    assert client.get("/centres?service=nothing").status_code == 422


def test_fulfilment_is_a_matrix(client: TestClient) -> None:
    """A row for each centre, a column for each requirement that any was judged by; also as CSV."""
    told = client.get("/fulfilment?agreement=se-o-vg-common-2024").json()
    (head, *rows) = csv.reader(io.StringIO(client.get("/fulfilment.csv?agreement=se-o-vg-common-2024").text))
    assert told["requirements"]
    assert all(set(row["outcomes"]) <= set(told["requirements"]) for row in told["rows"])
    assert head == ["centre", "kind", "outcome", *told["requirements"]]
    assert len(rows) == len(told["rows"])


@pytest.mark.parametrize(
    "path",
    [
        "/ns", "/shapes/description", "/id/centre/alingsas-sollebrunn", "/id/agreement/se-o-vg-common-2024",
        "/agreements/se-o-vg-common-2024", "/centres/alingsas-sollebrunn", "/requirements/vg-meeting-place",
    ],
)  # fmt: skip
def test_things_answer_as_linked_data(client: TestClient, path: str) -> None:
    """Turtle and JSON-LD by Accept and by suffix, saying the same."""
    turtle = client.get(path, headers={"accept": "text/turtle"})
    suffixed = client.get(f"{path}.ttl")
    json_ld = client.get(path, headers={"accept": "application/ld+json"})
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert suffixed.headers["content-type"].startswith("text/turtle")
    first = ox.Dataset(ox.parse(turtle.content, format=ox.RdfFormat.TURTLE))
    second = ox.Dataset(ox.parse(json_ld.content, format=ox.RdfFormat.JSON_LD))
    assert len(first) == len(second) > 0


def test_a_browser_is_sent_from_a_thing_to_its_page(client: TestClient) -> None:
    """A thing that has a page redirects a browser to it."""
    headers = {"accept": "text/html,*/*;q=0.8"}
    answer = client.get("/id/centre/alingsas-sollebrunn", headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/centres/alingsas-sollebrunn")


@pytest.mark.parametrize("path", [*PAGES, "/sparql?query=ASK%7B%7D", "/health/live", "/openapi.json"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    """No answer, not even an error, lacks them; nothing inline is allowed."""
    answer = client.get(path, headers={"accept": "text/html"})
    for name, value in guard.HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert " style=" not in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_in_both_languages(client: TestClient, path: str, lang: str) -> None:
    """Each page has its language, one first heading, a way past the menu, and a label for each field."""
    mark = "&" if "?" in path else "?"
    answer = client.get(f"{path}{mark}lang={lang}", headers={"accept": "text/html"})
    assert answer.status_code == (404 if path == "/nowhere" else 200)
    assert f'<html lang="{lang}">' in answer.text
    assert answer.text.count("<h1") == 1
    assert 'class="skip"' in answer.text
    for field in ("select", "textarea", 'input id="date"'):
        assert answer.text.count(f"<{field} ") <= answer.text.count("<label ")


def test_only_addresses_of_the_web_become_links(client: TestClient) -> None:
    """A source with another kind of address is told without a link."""
    text = SOLLEBRUNN.read_text(encoding="utf-8") + (
        "\n<https://w3id.org/samsyn/id/centre/alingsas-sollebrunn/description> sam:claim "
        '[ a sam:Claim ; sam:text "<b onclick=x>fet</b>"@sv ; dcterms:source <javascript:alert(1)> ] .'
    )
    answer = client.post("/validate", params=ASKED | {"format": "html"}, content=text.encode(), headers=TURTLE)
    assert answer.status_code == 200
    assert 'href="javascript' not in answer.text
    assert "<b onclick" not in answer.text


def test_head_is_get_without_a_body(client: TestClient) -> None:
    """HEAD has the headers of GET and nothing else."""
    answer = client.head("/agreements")
    assert (answer.status_code, answer.content) == (200, b"")


def test_health(client: TestClient) -> None:
    """The service says that it lives and that it can work."""
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_the_description_of_the_interface_names_every_route(client: TestClient) -> None:
    """OpenAPI lists what there is."""
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/validate", "/shacl", "/sparql", "/agreements", "/centres/{id}/assessment", "/fulfilment"} <= set(paths)


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (None, "a/b"), ("", "a/b"), ("nonsense", "a/b"), ("c/d", "c/d"), ("a/*;q=0.2, c/d;q=0.3", "c/d"),
        ("*/*;q=0.1, c/d;q=0", "a/b"), ("a/b;q=0, c/d;q=0", None), ("A/B;Q=0.5", "a/b"), ("x/y", None),
        ("a/b;q=oops, c/d;q=0.1", "c/d"), ("a/b;q=0.5, c/*", "c/d"), ("c/d;q=2, a/b;q=0.1", "a/b"),
    ],
)  # fmt: skip
def test_the_best_media_type(accept: str | None, best: str | None) -> None:
    """Quality decides, then the order in which we offer; the more specific range counts."""
    assert negotiate.best(accept, ("a/b", "c/d")) == best
