"""The HTTP interface: routes, content negotiation, uploads, headers."""

import csv
import html
import io
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from samsyn import sheets
from samsyn.http import guard
from samsyn.store import negotiate

SOLLEBRUNN = Path(__file__).parents[1] / "data" / "centres" / "alingsas-sollebrunn.ttl"
ASKED = {"agreement": "se-o-vg-common-2024", "kind": "familjecentral", "date": "2023-11-07"}
TURTLE = {"content-type": "text/turtle"}
PAGES = [
    "/", "/?sample=alingsas-sollebrunn", "/agreements", "/agreements/se-o-vg-common-2024",
    "/agreements/se-o-vg-common-2024/responsibilities", "/agreements/se-o-vg-common-2024/assessment",
    "/agreements/se-o-goteborg-vhisingen-2021/assessment", "/agreements/se-h-kalmar/assessment",
    "/requirements/vg-fc-four-base-services", "/centres",
    "/centres?municipality=1489", "/centres/alingsas-sollebrunn", "/centres/alingsas-sollebrunn/assessment",
    "/fulfilment", "/decisions", "/decisions?municipality=1489", "/catalog", "/beskriv", "/?sample=mall", "/nowhere",
    "/questions", "/questions/child-of-five", "/query", "/query?question=child-of-five&answer=1",
    "/query?query=ASK%7B%7D&answer=1", "/query?query=DESCRIBE+sam:FamilyCentre&answer=1",
    "/questions/vg-each-principal-decides", "/questions/is-any-description-complete",
    "/compare", "/compare?left=se-o-vg-common-2024&right=se-h-kalmar",
    "/agreements/se-o-vg-common-2024/example",
    "/centres/alingsas-sollebrunn/repair?agreement=se-o-vg-common-2024",
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


def test_lists_are_narrowed_by_what_the_command_line_knows(client: TestClient) -> None:
    """Centres by kind and status, agreements by municipality."""
    liknande = client.get("/centres?kind=familjecentralsliknande").json()["items"]
    operating = client.get("/centres?status=operating").json()["items"]
    every = client.get("/centres").json()["items"]
    here = [item["id"] for item in client.get("/agreements?municipality=Alings%C3%A5s").json()["items"]]
    assert {item["claimed_kind"] for item in liknande} == {"familjecentralsliknande"}
    assert {item["status"] for item in operating} == {"operating"}
    assert 0 < len(liknande) < len(every)
    assert here == ["se-o-vg-common-2024"]
    assert client.get("/centres?status=open").status_code == 422


def test_fulfilment_can_be_of_a_date_a_kind_and_a_place(client: TestClient) -> None:
    """The matrix is judged as of the date and as the kind, and holds the centres of the municipality."""
    asked = "/fulfilment?agreement=se-o-vg-common-2024&municipality=1489&kind=familjecentral&date=2023-11-07"
    rows = {row["centre"]: row for row in client.get(asked).json()["rows"]}
    assert {row["kind"] for row in rows.values()} == {"familjecentral"}
    assert rows["alingsas-sollebrunn"]["outcome"] == "failed"
    assert len(rows) < len(client.get("/fulfilment?agreement=se-o-vg-common-2024").json()["rows"])
    assert client.get("/fulfilment?date=igår").status_code == 422


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
    told = {"status": "ready", "assessed": {"centres": 81, "of": 81}, "as_of": "2024-06-01", "in_step": True}
    assert client.get("/health/ready").json() == told


def test_the_description_of_the_interface_names_every_route(client: TestClient) -> None:
    """OpenAPI lists what there is."""
    paths = client.get("/openapi.json").json()["paths"]
    lists = {"/agreements", "/centres/{id}/assessment", "/fulfilment", "/decisions", "/catalog"}
    assert {"/validate", "/shacl", "/sparql", *lists} <= set(paths)


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


def _page(client: TestClient, path: str) -> str:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200
    return str(answer.text)


def _verdict(client: TestClient, text: str, **more: str) -> str:
    answer = client.post("/validate", data={**ASKED, "format": "html", "data": text, **more})
    assert answer.status_code == 200
    return str(answer.text)


def test_what_is_only_permitted_is_described_and_not_fulfilled(client: TestClient) -> None:
    """An older agreement of one's own, which shows nothing, gets no tick: on verdict, requirement or fulfilment."""
    name = "vg-older-local-agreement-not-sufficient"
    requirement = _page(client, f"/requirements/{name}")
    verdict = _verdict(client, SOLLEBRUNN.read_text(encoding="utf-8"))
    article = next(each for each in verdict.split("<article") if f"/requirements/{name}" in each)
    assert "Förekommer (" in requirement
    assert "Uppfyllt (" not in requirement
    assert 'class="sign described"' in article
    assert "Förekommer:" in article
    assert "✓" not in article
    assert 'class="sign described"' in _page(client, "/fulfilment")


def test_an_error_of_the_description_stands_right_under_the_verdict(client: TestClient) -> None:
    """The message, the wrong value, and that the verdict rests on a faulty description."""
    text = SOLLEBRUNN.read_text(encoding="utf-8").replace("presence:absent", "presence:gone")
    page = _verdict(client, text)
    warning = page.index("Svaret vilar på en felaktig beskrivning")
    assert page.index('class="verdict') < warning < page.index("Det som inte är känt")
    assert "presence/gone</code>" in page


def test_a_date_outside_the_period_is_told_beside_the_agreement(client: TestClient) -> None:
    """On the verdict and on the matrix; within the period nothing is said."""
    told = "Avtalets angivna period 2024-01-01–2025-12-31 omfattar inte det här datumet"
    assessment = "/centres/alingsas-sollebrunn/assessment?agreement=se-o-vg-common-2024&date="
    matrix = "/fulfilment?agreement=se-o-vg-common-2024&date="
    for path in (assessment, matrix):
        assert told in _page(client, path + "2023-11-07")
        assert told not in _page(client, path + "2024-06-01")


def test_a_centre_shows_all_that_is_stated(client: TestClient) -> None:
    """Terms, comments, parties, the local agreement, and the source's own claim with its source."""
    page = _page(client, "/centres/alingsas-sollebrunn")
    for said in (
        "barnmorska", "Enligt tjänsteskrivelsen saknas barnmorska", "Alingsås kommun", "äldre än det gemensamma",
        "Verksamheten motsvarar inte det gemensamma avtalet.", "Ingen egen sida",
    ):  # fmt: skip
        assert said in page
    other = _page(client, "/centres/goteborg-angered-centrum")
    for said in ("Capio Läkarhus Angered", "Familjer med barn.", "hälsobuss", "Angered"):
        assert said in other


def test_responsibilities_tell_strength_and_who_is_not_named(client: TestClient) -> None:
    """Each requirement with modality and layer; local precedent apart; a last group without anybody."""
    page = _page(client, "/agreements/se-o-vg-common-2024/responsibilities")
    assert "Lokala exempel (" in page
    assert "Ska · " in page
    assert page.rindex("<h2>") == page.index("<h2>Ingen ansvarig är utpekad (")


def test_what_counts_comes_first_in_the_matrix(client: TestClient) -> None:
    """The columns that count have a table of their own, before the rest."""
    page = _page(client, "/fulfilment?agreement=se-o-vg-common-2024")
    first, rest = page.split("Råd och upplysningar, räknas inte</h2>")
    assert "vg-fc-four-base-services" in first.split("Krav som räknas</h2>")[1]
    assert "vg-older-local-agreement-not-sufficient" in rest
    assert "vg-older-local-agreement-not-sufficient" not in first


def test_nothing_that_was_pasted_is_lost(client: TestClient) -> None:
    """The buttons of a verdict carry the text and the options; the first page takes them up again."""
    text = SOLLEBRUNN.read_text(encoding="utf-8")
    page = _verdict(client, text)
    again = client.post("/?lang=en", data={**ASKED, "data": text})
    assert 'formaction="/validate?lang=en"' in page
    assert 'formaction="/"' in page
    assert "centre:alingsas-sollebrunn" in page
    assert "centre:alingsas-sollebrunn" in again.text
    assert f'value="{ASKED["date"]}"' in again.text
    assert '<option value="familjecentral" selected>' in again.text


@pytest.mark.parametrize("name", ["centre.txt", "centre.description", "centre", "centre.ttl"])
def test_an_upload_of_any_name_is_read(client: TestClient, name: str) -> None:
    """A suffix that tells no format is passed over, and the text is looked at instead."""
    answer = client.post("/validate", data=ASKED, files={"file": (name, SOLLEBRUNN.read_bytes(), "text/plain")})
    assert answer.json()["outcome"] == "failed"


def test_who_is_not_named_comes_last(client: TestClient) -> None:
    """Of the groups of what is not known, the one of nobody is the last, told in lower case."""
    page = _verdict(client, SOLLEBRUNN.read_text(encoding="utf-8"))
    assert "Ansvar: Ingen" not in page
    assert "Ansvar:</strong> Ingen" not in page
    groups = [line for line in page.splitlines() if line.strip().startswith("<h3>Ansvar:")]
    assert [("ingen ansvarig" in line) for line in groups] == sorted("ingen ansvarig" in line for line in groups)


def test_the_text_to_fill_in_is_that_of_the_guide(client: TestClient) -> None:
    """The page on how to write a description shows Linden as the guide does, and it is judged without a fault."""
    guide = (Path(__file__).parents[1] / "docs" / "guide.md").read_text(encoding="utf-8")
    text = guide.split("```turtle\n")[1].split("```")[0]
    shown = html.unescape(_page(client, "/beskriv"))
    filled = html.unescape(_page(client, "/?sample=mall"))
    assert text.strip() in shown
    assert text.strip() in filled
    assert 'href="/beskriv"' in _page(client, "/")
    assert "felaktig beskrivning" not in _verdict(client, text)


def test_what_is_hidden_stays_hidden(client: TestClient) -> None:
    """The style lets no rule show what is hidden."""
    assert "[hidden] { display: none !important; }" in client.get("/static/samsyn.css").text


def test_fulfilment_is_a_workbook_with_words_and_sources(client: TestClient) -> None:
    """By suffix and by the Accept header: each answer in words, each requirement in both languages with its ground."""
    asked = "agreement=se-o-vg-common-2024&municipality=1489&kind=familjecentral&date=2023-11-07"
    told = client.get(f"/fulfilment?{asked}", headers={"accept": sheets.MEDIA_TYPE})
    assert told.headers["content-type"] == sheets.MEDIA_TYPE
    answers, requirements, about = load_workbook(io.BytesIO(told.content)).worksheets
    (head, *rows) = answers.iter_rows(values_only=True)
    failed = [name for name, value in zip(head, rows[0], strict=True) if value == "inte uppfyllt"]
    assert answers.freeze_panes == "B2"
    assert rows[0][:2] == ("Familjecentralsliknande verksamhet i Sollebrunn", "Alingsås")
    assert head[3] in failed
    assert "går inte att avgöra" in rows[0]
    (names, *lines) = (dict(enumerate(line)) for line in requirements.iter_rows(values_only=True))
    assert len(lines) == len(head) - 4
    assert all(line[2] and line[3] and line[6] and line[9] for line in lines), names
    assert [f"{line[0]}. {line[1]}" for line in lines] == list(head[4:])
    assert any("betyder aldrig nej" in str(value) for line in about.iter_rows(values_only=True) for value in line)
    english = client.get(f"/fulfilment.xlsx?{asked}&lang=en")
    first = load_workbook(io.BytesIO(english.content)).worksheets[0]
    assert "cannot be told" in {cell.value for cell in first[2]}


def test_fulfilment_is_linked_data(client: TestClient) -> None:
    """The assertions of the centres that are shown, as of the date, as the kind."""
    asked = "agreement=se-o-vg-common-2024&municipality=1489&kind=familjecentral&date=2023-11-07"
    store = ox.Store()
    store.load(client.get(f"/fulfilment.ttl?{asked}").content, format=ox.RdfFormat.TURTLE)
    found = store.query(
        "PREFIX earl: <http://www.w3.org/ns/earl#> PREFIX dcterms: <http://purl.org/dc/terms/> "
        "SELECT ?subject ?test ?outcome ?date { ?a a earl:Assertion ; earl:subject ?subject ; earl:test ?test ; "
        "dcterms:date ?date ; earl:result/earl:outcome ?outcome }"
    )
    assert isinstance(found, ox.QuerySolutions)
    rows = {
        (subject.value, test.value.rpartition("/")[2], outcome.value.rpartition("#")[2], day.value)
        for subject, test, outcome, day in found
    }
    told = client.get(f"/fulfilment.json?{asked}").json()["rows"][0]["outcomes"]
    centre = "https://w3id.org/samsyn/id/centre/alingsas-sollebrunn"
    assert {each[0] for each in rows} == {centre}
    assert {each[3] for each in rows} == {"2023-11-07"}
    assert {(centre, name, outcome, "2023-11-07") for name, outcome in told.items()} <= rows
    assert client.get(f"/fulfilment?{asked}", headers={"accept": "application/ld+json"}).json()
