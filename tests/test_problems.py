"""Errors over HTTP: one table, stable types, problem details with the place and what to do."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from samsyn import errors
from samsyn.errors import SamsynError, UnknownChoice, Where
from samsyn.http import problems

SOLLEBRUNN = "/centres/alingsas-sollebrunn/assessment"
TURTLE = {"content-type": "text/turtle"}


def _leaves(kind: type[SamsynError]) -> Iterator[type[SamsynError]]:
    below = kind.__subclasses__()
    if not below:
        yield kind
    for each in below:
        yield from _leaves(each)


def test_every_error_has_a_status() -> None:
    """The table lists every leaf of the tree of errors, and every class of it that is raised itself."""
    missing = {kind.__name__ for kind in _leaves(SamsynError)} - {kind.__name__ for kind in problems.TABLE}
    assert not missing
    assert {errors.UnknownChoice, errors.LimitReached} <= set(problems.TABLE)


def test_types_are_unique() -> None:
    """No two kinds of problem share a type."""
    slugs = [problem.slug for problem in (*problems.TABLE.values(), *problems.PLAIN.values())]
    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotRdf, 400), (errors.WrongEncoding, 400), (errors.EmptyInput, 400), (errors.BadQuery, 400),
        (errors.UnknownThing, 404), (errors.TooLarge, 413), (errors.UnknownFormat, 415), (errors.UnknownChoice, 422),
        (errors.NoCentre, 422), (errors.BadShapes, 422), (errors.Overloaded, 503), (errors.TookTooLong, 504),
    ],
)  # fmt: skip
def test_status_says_whose_fault_it_is(error: type[SamsynError], status: int) -> None:
    """What was sent is a 4xx of its own kind, a limit of ours a 503 or 504."""
    assert problems.of(error("x")).status == status


def test_a_document_leaves_out_what_it_does_not_know() -> None:
    """Members of a problem that say nothing are not there."""
    error = UnknownChoice("There is no x.", valid=("a", "b"), where=Where("f.ttl", 2, 3))
    assert problems.document(error, "en") == {
        "type": "https://w3id.org/samsyn/problem/unknown-choice",
        "title": "There is no such choice",
        "status": 422,
        "detail": "There is no x.",
        "name": "f.ttl",
        "line": 2,
        "column": 3,
        "valid": ["a", "b"],
    }


def test_broken_turtle_is_told_with_line_and_column(client: TestClient) -> None:
    """What cannot be parsed is a 400 that names the place and what to do."""
    answer = client.post("/validate", content="<http://a> <http://b> <http://c> .\n<http://a> oops", headers=TURTLE)
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert (told["line"], told["type"]) == (2, "https://w3id.org/samsyn/problem/not-rdf")
    assert told["column"] > 1
    assert told["advice"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "slug"),
    [
        (b"", TURTLE, 400, "empty-input"),
        (b"<http://a> <http://b> '\xff' .", TURTLE, 400, "wrong-encoding"),
        (b"x", {"content-type": "text/html"}, 415, "unknown-format"),
        (b"x", {}, 415, "unknown-format"),
        (b"x=1", {"content-type": "application/x-www-form-urlencoded"}, 415, "unknown-format"),
        (b"<http://a> <http://b> <http://c> .", TURTLE, 422, "no-centre"),
        (b"x", TURTLE | {"content-encoding": "gzip"}, 415, "content-encoding"),
        (b"<http://a> <http://b> " + b"(" * 300 + b")" * 300 + b" .", TURTLE, 413, "too-large"),
    ],
)
def test_what_cannot_be_used_is_refused(
    client: TestClient, body: bytes, headers: dict[str, str], status: int, slug: str
) -> None:
    """Each way in which a body cannot be used has its own type."""
    answer = client.post("/validate", content=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (status, problems.TYPES + slug)


def test_a_large_body_is_refused_whatever_it_says_of_itself(client: TestClient) -> None:
    """5 MB is the limit, announced or chunked."""
    announced = client.post("/validate", content=b"#" * 5_000_001, headers=TURTLE)
    chunked = client.post("/validate", content=iter([b"#" * 1_000_000] * 6), headers=TURTLE)
    assert (announced.status_code, chunked.status_code) == (413, 413)
    assert announced.json()["limit"] == "body_bytes"


@pytest.mark.parametrize(
    ("query", "valid"),
    [
        ("agreement=se-o-vg-common-2042", "se-o-vg-common-2024"),
        ("kind=familycenter", "familjecentral"),
        ("mode=half", "standard"),
        ("format=pdf", "junit"),
        ("lang=fi", "sv"),
    ],
)
def test_an_unknown_choice_names_the_valid_ones(client: TestClient, query: str, valid: str) -> None:
    """A parameter that names nothing is a 422 with what there is."""
    answer = client.get(f"{SOLLEBRUNN}?{query}")
    assert answer.status_code == 422
    assert valid in answer.json()["valid"]


@pytest.mark.parametrize(
    ("path", "valid"),
    [
        ("/agreements?plats=1489", "municipality"), ("/centres?kommun=1489", "municipality"),
        ("/fulfilment?dat=2024-06-01", "date"), ("/requirements/vg-meeting-place?x=1", "lang"),
        ("/agreements/se-o-vg-common-2024/responsibilities?who=region", "principal"), ("/?exempel=x", "sample"),
        (f"{SOLLEBRUNN}?agrement=x", "agreement"), ("/sparql?query=ASK%7B%7D&limit=1", "query"), ("/ns?x=1", "format"),
    ],
)  # fmt: skip
def test_an_unknown_parameter_is_refused(client: TestClient, path: str, valid: str) -> None:
    """No parameter is ignored: a misspelt one is a 422 that names those there are."""
    answer = client.get(path, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (422, problems.TYPES + "unknown-choice")
    assert valid in answer.json()["valid"]


def test_a_typo_does_not_change_the_verdict(client: TestClient) -> None:
    """What is sent to be judged is refused for an unknown parameter, in the address or in the form."""
    text = "<http://a> <http://b> <http://c> ."
    address = client.post("/validate?agrement=se-o-vg-common-2024", content=text, headers=TURTLE)
    form = client.post("/validate", data={"data": text, "agrement": "x"})
    shacl = client.post("/shacl?formt=json", files={"data": ("d.ttl", text), "shapes": ("s.ttl", text)})
    for answer in (address, form, shacl):
        assert (answer.status_code, "format" in answer.json()["valid"]) == (422, True)


def test_a_refused_form_stays_filled_in(client: TestClient) -> None:
    """Nothing sent, an unknown choice, a form without a description: the page holds the form with what was chosen."""
    html = {"accept": "text/html"}
    empty = client.post("/validate", data={"data": "", "kind": "familjecentral"}, headers=html)
    wrong = client.post("/validate", data={"data": "# min text", "date": "igår"}, headers=html)
    untyped = client.post("/validate?kind=familjecentral", content=b"x", headers=html)
    tongue = client.post("/validate", data={"data": "# min text", "lang": "fi"}, headers=html)
    assert (empty.status_code, wrong.status_code, untyped.status_code, tongue.status_code) == (400, 422, 415, 422)
    for answer in (empty, untyped):
        assert '<option value="familjecentral" selected>' in answer.text
    assert "# min text" in wrong.text
    assert all('<textarea id="data"' in answer.text for answer in (empty, wrong, untyped))


def test_too_many_centres_are_refused_at_once(client: TestClient) -> None:
    """A description of more centres than fit is refused before any is judged, with the number that fits."""
    most = client.app.state.desk.pool.limits.centres  # type: ignore[attr-defined]
    text = "".join(f"<http://e/{n}> a <https://w3id.org/samsyn/ns#FamilyCentre> .\n" for n in range(most + 1))
    answer = client.post("/validate", content=text, headers=TURTLE)
    assert (answer.status_code, answer.json()["limit"]) == (413, "centres")
    assert f"{most} fit" in answer.json()["detail"]


def test_a_date_that_is_none_is_refused(client: TestClient) -> None:
    """A date that is no date is a 422 that says how to write one."""
    answer = client.get(f"{SOLLEBRUNN}?date=1%20juni")
    assert answer.status_code == 422
    assert "YYYY-MM-DD" in answer.json()["advice"]


@pytest.mark.parametrize(
    "path", ["/agreements/x", "/requirements/x", "/centres/x", "/centres/x/assessment", "/id/centre/x", "/shapes/x"]
)
def test_an_unknown_thing_in_a_path_is_404(client: TestClient, path: str) -> None:
    """What is not there is a 404 of the type unknown-thing."""
    answer = client.get(path)
    assert (answer.status_code, answer.json()["type"]) == (404, problems.TYPES + "unknown-thing")


def test_an_unknown_address_and_method(client: TestClient) -> None:
    """What the framework refuses is a problem as well, and says which methods there are."""
    nowhere, wrong = client.get("/nowhere"), client.delete("/validate")
    assert nowhere.json()["type"] == problems.TYPES + "no-such-address"
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "OPTIONS, POST")


def test_problems_are_told_in_swedish_where_that_is_asked(client: TestClient) -> None:
    """`lang=sv` gives the words in Swedish; the type stays."""
    answer = client.get("/centres/x?lang=sv").json()
    assert answer["title"] == "Det finns inte"
    assert answer["type"] == problems.TYPES + "unknown-thing"


def test_a_browser_gets_a_page(client: TestClient) -> None:
    """Where HTML is liked best, a problem is a page with the same status."""
    answer = client.get("/centres/%3Cscript%3E", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]
    assert "<script>" not in answer.text


def test_overload_says_when_to_come_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 503 carries Retry-After."""
    monkeypatch.setattr(client.app.state.desk.pool._lanes["query"], "jobs", 10_000)  # type: ignore[attr-defined]
    answer = client.get("/sparql?query=ASK%7B%7D")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_a_fault_of_ours_tells_nothing_of_itself(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unforeseen error is a 500 without a word of the code."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(client.app.state.desk.pool, "queue", broken)  # type: ignore[attr-defined]
    answer = client.get("/sparql?query=ASK%7B%7D")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert json.loads(answer.text)["type"] == problems.TYPES + "internal"
