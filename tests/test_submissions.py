"""Descriptions that are sent: what becomes a version, who may send it, and what every face then shows."""

import io
import itertools
import json
import os
import re
import shutil
import subprocess
import threading
import urllib.request
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from starlette.testclient import TestClient

from samsyn.http import create_app, desk
from samsyn.http.problems import TYPES
from samsyn.library import Library
from samsyn.tokens import Tokens
from samsyn.workers.service import Place, Service
from samsyn.workers.stored import graph_of
from test_serving import serving

SENT = Path(__file__).parent / "submissions"
BUNDLED = (Path(__file__).parents[1] / "data/centres/alingsas-sollebrunn.ttl").read_text()
ID = "alingsas-sollebrunn"
NEW = (SENT / "good.ttl").read_text()


class Site:
    """A service over a folder of its own, and what may be sent to it."""

    def __init__(self, lib: Library, folder: Path) -> None:
        self.lib, self.folder = lib, folder
        self.open()
        tokens = Tokens(folder)
        self.tokens = {
            "admin": tokens.create("admin")[0],
            "1489": tokens.create("coordinator", municipalities=("1489",))[0],
            "1480": tokens.create("coordinator", municipalities=("1480",))[0],
            "14": tokens.create("region", region="14")[0],
        }

    def open(self) -> None:
        """Begins."""
        self.service = Service(self.lib, place=Place(self.folder), today=desk.today)
        self.service.start()
        assert self.service.wait_in_step(120)
        self.client = TestClient(create_app(self.lib, self.service, folder=self.folder), raise_server_exceptions=False)

    def again(self) -> None:
        """Ends and begins anew."""
        self.service.close()
        self.open()

    def send(self, method: str, path: str, text: str = "", who: str = "1489", **headers: str) -> Any:
        """An answer to a request with a token."""
        known = {"authorization": f"Bearer {self.tokens[who]}", "content-type": "text/turtle"}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, path, content=text.encode(), headers=known | given)

    def put(self, id: str, text: str, who: str = "1489", **headers: str) -> Any:
        """An answer to a description that is sent."""
        return self.send("PUT", f"/centres/{id}", text, who, **headers)

    def outcomes(self, id: str) -> set[str]:
        """The outcomes that the stored assessments of a centre have."""
        text = f"""PREFIX earl: <http://www.w3.org/ns/earl#>
            SELECT DISTINCT ?o {{ GRAPH <https://w3id.org/samsyn/id/graph/assessments/{id}> {{
              ?a earl:result/earl:outcome ?o }} }}"""
        found = self.client.get("/sparql", params={"query": text}, headers={"accept": "application/json"}).json()
        return {each["o"]["value"].rpartition("#")[2] for each in found["results"]["bindings"]}

    def versions(self, id: str) -> list[dict[str, Any]]:
        """The versions of a centre, the newest first."""
        return list(self.client.get(f"/centres/{id}/versions").json()["items"])


@pytest.fixture(scope="module")
def site(lib: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests here; each leaves its centres as it likes, under ids of its own."""
    found = Site(lib, tmp_path_factory.mktemp("store") / "store")
    yield found
    found.service.close()


def _of(id: str, text: str = NEW) -> str:
    return text.replace("alingsas-ny", id)


def _slug(answer: Any) -> str:
    return str(answer.json()["type"].removeprefix(TYPES))


def test_what_is_sent_is_shown_everywhere(site: Site) -> None:
    """A new centre: 201 with Location and ETag, and every face tells of it at once."""
    answer = site.put("test-shown", _of("test-shown"), who="1489")
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == "/centres/test-shown"
    assert answer.json()["role"] == "coordinator"
    assert site.client.get("/centres/test-shown").json()["municipality"] == ["1489"]
    assert "test-shown" in {each["id"] for each in site.client.get("/centres?municipality=1489").json()["items"]}
    report = site.client.get("/centres/test-shown/assessment", headers={"accept": "application/json"}).json()
    assert report["reports"][0]["centre"]["id"] == "test-shown"
    assert site.outcomes("test-shown") >= {"cantTell"}
    rows = site.client.get("/fulfilment?agreement=se-o-vg-common-2024", headers={"accept": "application/json"}).json()
    assert "test-shown" in {row["centre"] for row in rows["rows"]}
    page = site.client.get("/centres/test-shown", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "samordnare i kommunen" in page.text
    ask = "ASK { <https://w3id.org/samsyn/id/centre/test-shown> a <https://w3id.org/samsyn/ns#FamilyCentre> }"
    assert site.client.get("/sparql", params={"query": ask}, headers={"accept": "application/json"}).json()["boolean"]
    assert site.client.get("/centres/test-shown/versions/1/sent").content == _of("test-shown").encode()
    found = site.client.get("/centres/test-shown/repair?agreement=se-o-vg-common-2024")
    assert found.status_code == 200


def test_the_assessments_are_in_step_with_the_description(site: Site) -> None:
    """A version that denies what the agreement wants is assessed in the very write that brings it."""
    site.put("test-step", _of("test-step"))
    assert "failed" not in site.outcomes("test-step")
    denied = _of("test-step").replace("presence:on_site", "presence:absent")
    assert site.put("test-step", denied).status_code == 200
    assert "failed" in site.outcomes("test-step")
    assert site.send("DELETE", "/centres/test-step").status_code == 204
    assert site.outcomes("test-step") == set()


def test_a_bundled_centre_gets_a_next_version(site: Site) -> None:
    """The bundled description is the first version; a withdrawn one is gone until one is sent again."""
    assert [each["bundled"] for each in site.versions(ID)] == [True]
    before = site.client.get(f"/centres/{ID}/versions/1", headers={"accept": "application/n-triples, text/turtle"}).text
    changed = BUNDLED.replace('"Familjecentralsliknande verksamhet i Sollebrunn"', '"Sollebrunn"')
    assert site.put(ID, changed).status_code == 200
    assert site.client.get(f"/centres/{ID}").json()["label"]["sv"] == "Sollebrunn"
    found = site.client.get(f"/centres/{ID}/versions/1..2", headers={"accept": "application/json"}).json()
    assert [[each[2] for each in found[name]] for name in ("removed", "added")] == [
        ['"Familjecentralsliknande verksamhet i Sollebrunn"@sv'],
        ['"Sollebrunn"@sv'],
    ]
    assert site.send("DELETE", f"/centres/{ID}").status_code == 204
    gone = site.client.get(f"/centres/{ID}")
    assert (gone.status_code, _slug(gone)) == (410, "withdrawn")
    assert f"/centres/{ID}/versions" in gone.json()["advice"]
    assert ID not in {each["id"] for each in site.client.get("/centres").json()["items"]}
    restored = site.send("POST", f"/centres/{ID}/versions/1/restore")
    assert (restored.status_code, restored.json()["version"]) == (201, 4)
    after = site.client.get(f"/centres/{ID}/versions/4", headers={"accept": "application/n-triples, text/turtle"}).text
    assert _shape(after) == _shape(before)
    assert site.client.get(f"/centres/{ID}/versions/1..4").json()["added"] == []
    assert [each["withdrawn"] for each in site.versions(ID)] == [False, True, False, False]
    for path in ("versions", "versions/1", "versions/1..2"):
        for lang in ("sv", "en"):
            page = site.client.get(f"/centres/{ID}/{path}?lang={lang}", headers={"accept": "text/html"})
            assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


def _shape(turtle: str) -> list[str]:
    return sorted(re.sub(r"_:\w+", "_:", turtle).splitlines())


def test_the_version_of_a_day(site: Site) -> None:
    """By date the version current then; none before the first."""
    site.put("test-day", _of("test-day"))
    day = site.versions("test-day")[0]["when"][:10]
    assert site.client.get(f"/centres/test-day/versions/{day}").json()["version"] == 1
    assert site.client.get("/centres/test-day/versions/2020-01-01").status_code == 404


def test_a_centre_that_was_withdrawn_is_in_the_matrix_of_the_days_before(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every format, with its name and place as they were described then; not from the day of its withdrawal on."""
    site.put("test-was", _of("test-was").replace("Nya familje", "Forna familje"))
    assert site.send("DELETE", "/centres/test-was").status_code == 204
    day, gone = "2026-03-01", "2026-03-09"
    known = site.service.register.versions("test-was")
    dated = tuple(replace(each, when=f"{when}T12:00:00+00:00") for each, when in zip(known, (day, gone), strict=True))
    monkeypatch.setitem(site.service.register._history._versions, graph_of("test-was"), dated)

    def asked(form: str, date: str | None, **more: str) -> Any:
        given = {"agreement": "se-o-vg-common-2024", **({"date": date} if date else {}), **more}
        return site.client.get(f"/fulfilment.{form}", params=given)

    def centres(date: str | None, **more: str) -> set[str]:
        return {row["centre"] for row in asked("json", date, **more).json()["rows"]}

    assert "test-was" in centres(day)
    assert "test-was" in centres("2026-03-08", municipality="1489")
    assert "test-was" not in centres("2026-03-08", municipality="1480")
    assert "test-was" not in centres(gone)
    assert "test-was" not in centres(None)
    for form in ("csv", "ttl", "xlsx", "html"):
        found = asked(form, day) if form != "html" else site.client.get(
            "/fulfilment", params={"agreement": "se-o-vg-common-2024", "date": day}, headers={"accept": "text/html"}
        )  # fmt: skip
        assert found.status_code == 200, form
        told = found.content if form != "xlsx" else _unpacked(found.content)
        assert (b"Forna familje" if form in ("xlsx", "html") else b"test-was") in told, form
    judged = site.client.get(f"/centres/test-was/assessment?date={day}", headers={"accept": "text/html"})
    assert judged.status_code == 200


def _unpacked(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as found:
        return b"".join(found.read(name) for name in found.namelist())


def test_a_version_that_a_graph_write_brought_tells_the_role(site: Site) -> None:
    """Whoever writes by /graphs or /update is told of as whoever sends a description."""
    site.put("test-role", _of("test-role"))
    graph = graph_of("test-role")
    assert site.send("POST", f"/graphs?graph={graph}", "<urn:a> <urn:b> 1 .", "admin").status_code < 300
    update = f"DELETE DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> 1 }} }}"
    assert site.send("POST", "/update", update, "admin", content_type="application/sparql-update").status_code == 204
    found = site.versions("test-role")
    assert [each["role"] for each in found] == ["admin", "admin", "coordinator"]
    assert all(each["token"] for each in found)


@pytest.mark.parametrize(("who", "status"), [("1480", 403), ("1489", 201), ("14", 201), ("admin", 201)])
def test_only_who_answers_for_the_place_may_write(site: Site, who: str, status: int) -> None:
    """A coordinator of another municipality is refused, in both directions of a move."""
    assert site.put(f"test-scope-{who}", _of(f"test-scope-{who}"), who=who).status_code == status


def test_a_centre_does_not_move_without_both_places(site: Site) -> None:
    """The municipality before and the one after must both be the holder's; a withdrawn centre keeps its place."""
    moved = _of("test-moved").replace("municipality:1489", "municipality:1480")
    site.put("test-moved", _of("test-moved"))
    assert _slug(site.put("test-moved", moved)) == "out-of-scope"
    assert _slug(site.put("test-moved", moved, who="1480")) == "out-of-scope"
    site.send("DELETE", "/centres/test-moved")
    assert _slug(site.put("test-moved", moved, who="1480")) == "out-of-scope"
    assert site.put("test-moved", moved, who="14").status_code == 201


@pytest.mark.parametrize("file", sorted(SENT.glob("bad-*.ttl")), ids=lambda file: file.stem)
def test_what_is_no_description_of_this_centre_is_refused(site: Site, file: Path) -> None:
    """Each with the problem, and the words in both languages, that its first line names."""
    text = file.read_text()
    slug, sv, en = re.findall(r"[^#|]+", text.splitlines()[0])
    for lang, words in (("sv", sv), ("en", en)):
        answer = site.put(f"alingsas-ny?lang={lang}", text, who="admin")
        assert (answer.status_code, _slug(answer)) == (422, slug.strip()), answer.text
        assert words.strip() in json.dumps(answer.json(), ensure_ascii=False)
    assert site.client.get("/centres/alingsas-ny").status_code == 404


def test_conditions(site: Site) -> None:
    """If-None-Match: * makes only new ones; If-Match only the next of the one that was read, in whatever form."""
    path, text = "test-if", _of("test-if")
    first = site.put(path, text, if_none_match="*")
    assert first.status_code == 201
    assert _slug(site.put(path, text, if_none_match="*")) == "conflict"
    for accept in ("application/json", "text/turtle"):
        tag = site.client.get(f"/centres/{path}", headers={"accept": accept}).headers["etag"]
        assert site.put(path, text, if_match=tag).status_code == 200
        assert site.put(path, text, if_match=tag).status_code == 412
    assert site.put(path, text, if_match=first.headers["etag"]).status_code == 412
    assert site.put("test-if-none", _of("test-if-none"), if_match="*").status_code == 412
    assert site.put(path, text).status_code == 200


def test_no_update_is_lost(site: Site) -> None:
    """Of many who send with the same tag one gets through."""
    tag = site.put("test-race", _of("test-race")).headers["etag"]
    with ThreadPoolExecutor(6) as several:
        found = list(several.map(lambda _: site.put("test-race", _of("test-race"), if_match=tag).status_code, range(6)))
    assert sorted(found) == [200, *[412] * 5]
    assert len(site.versions("test-race")) == 2


def test_the_same_key_writes_once(site: Site) -> None:
    """The same answer again without a new version, also after a restart; with other content 422."""
    text = _of("test-key")
    first = site.put("test-key", text, idempotency_key='"k1"')
    for restart in (False, True):
        if restart:
            site.again()
        again = site.put("test-key", text, idempotency_key='"k1"')
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers["etag"] == first.headers["etag"]
    assert _slug(site.put("test-key", text + "\n", idempotency_key='"k1"')) == "key-used"
    assert _slug(site.send("DELETE", "/centres/test-key", idempotency_key='"k1"')) == "key-used"
    assert site.put("test-key", text + "\n", idempotency_key='"k2"').status_code == 200
    assert [site.send("DELETE", "/centres/test-key", idempotency_key='"k3"').status_code for _ in range(2)] == [204] * 2
    assert len(site.versions("test-key")) == 3


_STEP = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 3)),
    st.tuples(st.just("restore"), st.integers(1, 9)),
    st.tuples(st.just("delete"), st.just(0)),
)
_COUNT = itertools.count()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEP, min_size=2, max_size=7))
def test_versions_only_grow_and_a_restored_one_is_what_it_was(site: Site, steps: list[tuple[str, int]]) -> None:
    """Whatever is done in whatever order: each write adds one version, and none changes that was there."""
    id = f"test-law-{next(_COUNT)}"
    texts: list[list[str] | None] = []  # what each version holds, None for a withdrawal
    told: list[dict[str, Any]] = []

    def text_of(number: int) -> str:
        path = f"/centres/{id}/versions/{number}"
        return site.client.get(path, headers={"accept": "application/n-triples, text/turtle"}).text

    holds: list[str] | None
    for what, number in steps:
        if what == "put":
            wanted = _of(id).replace("Nya familje", f"{number}:e familje")
            answer = site.put(id, wanted)
            is_made, holds = True, _shape(text_of(len(texts) + 1))
            assert f"{number}:e familje" in "".join(holds)
        elif what == "restore":
            answer = site.send("POST", f"/centres/{id}/versions/{number}/restore")
            is_made = number <= len(texts) and texts[number - 1] is not None
            holds = texts[number - 1] if is_made else None
        else:
            answer = site.send("DELETE", f"/centres/{id}")
            is_made, holds = bool(texts) and texts[-1] is not None, None
        if not is_made:
            assert 400 <= answer.status_code < 500
        else:
            is_new = not texts or texts[-1] is None
            assert answer.status_code == (204 if what == "delete" else 201 if is_new else 200)
            texts.append(holds)
        now = site.versions(id)[::-1] if texts else []
        assert [each["version"] for each in now] == list(range(1, len(texts) + 1))
        assert now[: len(told)] == told
        told = now
    for number, held in enumerate(texts, 1):
        if held is not None:
            assert _shape(text_of(number)) == held
    if texts:
        assert [each["withdrawn"] for each in told] == [each is None for each in texts]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=8))
def test_a_key_brings_one_version_however_often_it_comes(site: Site, sent: list[tuple[int, int]]) -> None:
    """The same key and body: the first answer again, and no version; the same key with another body: refused."""
    id = f"test-keys-{next(_COUNT)}"
    first: dict[int, tuple[int, Any]] = {}
    for key, body in sent:
        text = _of(id).replace("Nya familje", f"{body}:e familje")
        answer = site.put(id, text, idempotency_key=f"{id}-{key}")
        if key not in first:
            first[key] = body, (answer.status_code, answer.json(), answer.headers["etag"])
            assert answer.status_code in (200, 201)
        elif first[key][0] == body:
            assert (answer.status_code, answer.json(), answer.headers["etag"]) == first[key][1]
        else:
            assert (answer.status_code, _slug(answer)) == (422, "key-used")
        assert len(site.versions(id)) == len(first)


def test_a_restart_shows_the_same(site: Site) -> None:
    """Centres, versions and assessments are those of before."""
    site.put("test-restart", _of("test-restart"))

    def seen() -> list[Any]:
        paths = ("/centres", "/centres/test-restart", "/centres/test-restart/versions")
        return [*(site.client.get(path).json() for path in paths), site.outcomes("test-restart")]

    before = seen()
    site.again()
    assert seen() == before


def test_health_tells_how_far_the_assessments_are(site: Site) -> None:
    """All of them, once the service is ready."""
    told = site.client.get("/health/ready").json()["assessed"]
    assert told["centres"] == told["of"] >= 81
    assert "samsyn_store_generation" in site.client.get("/metrics").text


def test_nothing_acknowledged_is_lost_when_the_service_is_killed(tmp_path: Path) -> None:
    """Killed between and within writes: all that was answered is there afterwards, whole and assessed."""
    folder, answered = tmp_path / "store", 0
    for round in range(2):
        with serving("--store", str(folder)) as running:
            token = Tokens(folder).create("admin")[0]
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}
            killer = threading.Timer(1.5, running.process.kill)
            killer.start()
            for number in range(1000):
                text = _of("test-killed").replace("Nya familje", f"{round}-{number} familje").encode()
                asked = urllib.request.Request(f"{running.address}/centres/test-killed", text, headers, method="PUT")
                try:
                    with urllib.request.urlopen(asked, timeout=20) as answer:
                        answered = json.load(answer)["version"]
                except OSError:
                    break
            killer.join()
    assert answered > 0
    with serving("--store", str(folder)) as running:
        status, body = running.get("/centres/test-killed/versions", accept="application/json")
        items = json.loads(body)["items"]
        assert status == 200
        assert len(items) in (answered, answered + 1)
        label = json.loads(running.get("/centres/test-killed", accept="application/json")[1])["label"]["sv"]
        last = running.get(f"/centres/test-killed/versions/{len(items)}/sent")[1].decode()
        assert f'"{label}"@sv' in last


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="curl is not installed")
def test_what_the_documentation_shows_is_done(tmp_path: Path) -> None:
    """Each request of docs/sending.md, in its order, with the tag that the service gave."""
    text = (Path(__file__).parents[1] / "docs/sending.md").read_text()
    send, change, look, back = re.findall(r"```sh\n(.*?)```", text, re.S)
    store = tmp_path / "store"
    store.mkdir()
    token = Tokens(store).create("coordinator", municipalities=("1489",))[0]
    (tmp_path / "description.ttl").write_text(NEW)
    quiet = "curl() { command curl -sS -o answer -D head -w '%{http_code}\\n' \"$@\"; }\n"
    with serving("--store", str(store)) as running:
        known = {"PATH": os.environ["PATH"], "SAMSYN": running.address, "TOKEN": token}

        def statuses(script: str) -> list[str]:
            run = subprocess.run(
                ["bash", "-ec", quiet + script], cwd=tmp_path, env=known, capture_output=True, text=True, timeout=120,
                check=False,
            )  # fmt: skip
            assert run.returncode == 0, run.stderr
            return run.stdout.split()

        assert statuses(send) == ["201"]
        (tag,) = re.findall(r"(?im)^etag: (\S+)", (tmp_path / "head").read_text())
        assert statuses(change) == ["412"]
        assert statuses(re.sub(r"'If-Match: .*?'", f"'If-Match: {tag}'", change)) == ["200"]
        today = re.sub(r"versions/\d{4}-\d{2}-\d{2}", f"versions/{desk.today()}", look)
        assert statuses(today) == ["200"] * 5
        assert (tmp_path / "answer").read_text() == NEW
        assert statuses(back) == ["200", "204"]
