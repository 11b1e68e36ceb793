"""What is made to break the service is answered, harms nobody else, and leaves nothing behind."""

import asyncio
import http.client
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import hostile
from samsyn.tokens import Tokens
from samsyn.workers.stored import GRAPHS
from test_serving import Service, serving

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the benchmark is no part of the package

from bench import abuse, gen, servers, service  # noqa: E402
from bench.clients import Asking  # noqa: E402
from bench.servers import Server  # noqa: E402

DEADLINE = 3
#: longest wait for an answer: a deadline, the wait for a worker, and what a busy machine adds
PATIENCE = 15.0
GOOD = (Path(__file__).parent / "submissions/good.ttl").read_text().replace("alingsas-ny", "hostile")
AGREEMENT = "se-o-vg-common-2024"
#: what no answer tells: where the service lies, and what it was doing
INSIDE = re.compile(rb'Traceback|site-packages|panicked at|\.py\\?", line|root:x:')
#: where a word is put
PLACES = (
    "/agreements/{}/example",
    f"/agreements/{AGREEMENT}/example?kind={{}}",
    f"/agreements/{AGREEMENT}/example?format={{}}",
    f"/agreements/{AGREEMENT}/example?date={{}}",
    "/centres/{}",
    "/centres/{}/versions",
    "/centres/hostile/versions/{}",
    "/centres/hostile/versions/{}/sent",
    "/centres/{}/repair?agreement=" + AGREEMENT,
    "/centres/hostile/repair?agreement={}",
    f"/centres/hostile/repair?agreement={AGREEMENT}&kind={{}}",
    f"/centres/hostile/repair?agreement={AGREEMENT}&date={{}}",
    "/centres/hostile/assessment?date={}",
    "/compare?left={}&right=" + AGREEMENT,
    f"/compare?left={AGREEMENT}&right={{}}",
    f"/compare?left={AGREEMENT}&right=se-nat-ffff&kind={{}}",
    f"/compare?left={AGREEMENT}&right=se-nat-ffff&date={{}}",
    "/compare/levels?kind={}",
    "/compare/levels?date={}",
    "/compare/levels?format={}",
    "/fulfilment?agreement={}",
    "/fulfilment?municipality={}",
    "/fulfilment?kind={}",
    "/fulfilment?date={}&agreement=se-nat-ffff",
    "/fulfilment?format={}",
    "/fulfilment?lang={}",
    "/questions/{}",
    "/questions?format={}",
    "/questions/centres-by-requirement?format={}",
    "/questions/centres-by-requirement?agreement={}&requirement={}&municipality={}&centre={}&date={}",
    "/graphs?graph={}",
    "/graphs/{}",
    "/id/graph/{}",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, with a short deadline."""
    folder = tmp_path_factory.mktemp("abuse")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAMSYN_QUERY_SECONDS", str(DEADLINE))
        with servers.ours(gen.write(folder, 300, "nt"), folder / "store") as found:
            yield found


def test_a_cheap_question_goes_on_beside_eight_that_ask_for_too_much(served: Server) -> None:
    """None is refused, hardly any waits, and nothing runs on when they have hung up; `make bench` has figures."""
    found = asyncio.run(abuse.press(served.url, 8, 6.0, service.asked_apart, served.used))
    assert found.refused <= found.answered / 100  # none where nothing else runs on the machine
    assert found.answered >= 10
    assert found.p50 < 0.5
    assert found.p99 < 2.0
    assert found.rests is not None
    assert found.rests <= DEADLINE + 2


def test_clients_count_what_they_are_answered(served: Server) -> None:
    """Eight clients share one process; each status is counted, and an answer of any size is taken whole."""
    found = service.asked_apart(Asking(served.url, "SELECT * { ?s ?p ?o } LIMIT 5000", 8, 0.5))
    wrong = service.asked_apart(Asking(served.url, "SELECT", 2, 0.2))
    assert set(found.statuses) == {200}
    assert sum(found.statuses.values()) == len(found.seconds) >= 8
    assert set(wrong.statuses) == {400}
    assert 0 < found.cpu < found.wall


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    media_type: str
    body: bytes


class Victim:
    """A service that takes writes, and what its processes take."""

    def __init__(self, service: Service, token: str) -> None:
        self.service, self.token = service, token
        self.host = service.address.removeprefix("http://")
        self.rests = self.processes()

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """A sound answer: in time, no fault of the service, a problem where it refuses, nothing from inside."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        begun = time.monotonic()
        line = http.client.HTTPConnection(self.host, timeout=60)
        line.request(method, path, body.encode() or None, {"authorization": f"Bearer {self.token}", **given})
        got = line.getresponse()
        found = Answer(got.status, got.headers.get("content-type", ""), got.read())
        line.close()
        told = (method, path[:100], found.status, found.body[:300])
        assert time.monotonic() - begun < PATIENCE, told
        assert found.status < 500 or found.status in (503, 504), told
        assert not INSIDE.search(found.body), told
        if found.status >= 400 and method != "HEAD" and "html" not in found.media_type:
            assert found.media_type == "application/problem+json", told
            assert json.loads(found.body)["title"], told
        assert b"<script>alert" not in found.body or "html" not in found.media_type, told
        return found

    def answers(self) -> None:
        """It still does, at once, and as it was."""
        begun = time.monotonic()
        assert self.ask("GET", "/health/live").status == 200
        assert time.monotonic() - begun < 10
        assert self.service.process.poll() is None
        assert not [line[:6000] for line in self.service.lines if "Traceback" in line]

    def processes(self) -> dict[int, int]:
        """The memory, in bytes, of it and of all that it has started."""
        parents, sizes = dict[int, int](), dict[int, int]()
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(path.parent.name)] = int(fields[1])
            sizes[int(path.parent.name)] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
        ours = {self.service.process.pid}
        while more := {each for each, parent in parents.items() if parent in ours} - ours:
            ours |= more
        return {each: sizes[each] for each in ours if each in sizes}


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    """A service with short deadlines; what one client may take is not what is tried here."""
    folder = tmp_path_factory.mktemp("victim") / "store"
    settings = {f"SAMSYN_{name}_SECONDS": str(DEADLINE) for name in ("QUERY", "VALIDATION", "UPDATE")}
    with serving("--store", str(folder), **settings, SAMSYN_CLIENT_SECONDS="1000000") as service:
        found = Victim(service, Tokens(folder).create("admin")[0])
        assert found.ask("PUT", "/centres/hostile", GOOD, content_type=hostile.TURTLE).status == 201
        yield found


@pytest.mark.parametrize("name", hostile.DOCUMENTS)
def test_a_hostile_document_is_refused_or_stored_whole(victim: Victim, name: str) -> None:
    """As a description, as a graph, and added to one; what was stored is read again and removed."""
    media_type, made = hostile.DOCUMENTS[name]
    text = made()
    refused = victim.ask("PUT", "/centres/hostile", text, content_type=media_type)
    assert refused.status >= 400
    graph = f"/graphs?graph=https://hostile.example/{name}"
    stored = [victim.ask(method, graph, text, content_type=media_type).status for method in ("PUT", "POST")]
    there = victim.ask("GET", graph, accept="application/n-triples")
    says = any(status < 300 for status in stored) and name not in hostile.WITHOUT_STATEMENTS
    assert (there.status == 200) == says
    assert victim.ask("HEAD", graph).status == there.status
    assert victim.ask("DELETE", graph).status == (204 if there.status == 200 else 404)
    victim.answers()


@pytest.mark.parametrize("name", hostile.BESIDE)
def test_a_description_with_hostile_things_in_it_is_shown_compared_and_put_back(victim: Victim, name: str) -> None:
    """Every page and file of it, whether it came as a description or into its graph."""
    id = f"hostile-{name}"
    text = GOOD.replace("hostile", id)
    beside = hostile.BESIDE[name]().replace("centre/hostile", f"centre/{id}")
    assert victim.ask("PUT", f"/centres/{id}", text, content_type=hostile.TURTLE).status == 201
    victim.ask("PUT", f"/centres/{id}", f"{text}\n{beside}", content_type=hostile.TURTLE)
    assert victim.ask("POST", f"/graphs?graph={GRAPHS}{id}", beside, content_type=hostile.TURTLE).status == 204
    versions = json.loads(victim.ask("GET", f"/centres/{id}/versions", accept="application/json").body)["items"]
    last = versions[0]["version"]
    pages = ("", "/assessment", f"/repair?agreement={AGREEMENT}", "/versions", f"/versions/{last}")
    compared = (f"/versions/1..{last}", f"/versions/{last}..1", f"/versions/{last - 1}..{last}")
    for accept in ("text/html", "application/json"):
        for path in (*pages, *compared):
            victim.ask("GET", f"/centres/{id}{path}", accept=accept)
    for form in ("json", "csv", "ttl", "xlsx"):
        assert victim.ask("GET", f"/fulfilment.{form}?agreement={AGREEMENT}").status == 200
    victim.ask("POST", f"/centres/{id}/versions/{last}/restore")
    assert victim.ask("POST", f"/centres/{id}/versions/1/restore").status == 200
    assert victim.ask("DELETE", f"/centres/{id}").status == 204
    victim.answers()


@pytest.mark.parametrize("name", hostile.UPDATES)
def test_a_hostile_update_is_refused_ended_or_made(victim: Victim, name: str) -> None:
    """Within its deadline; the next one is made."""
    victim.ask("POST", "/update", hostile.UPDATES[name](), content_type="application/sparql-update")
    cheap = "INSERT DATA { GRAPH <u:next> { <u:a> <u:b> 1 } } ; DROP GRAPH <u:next>"
    assert victim.ask("POST", "/update", cheap, content_type="application/sparql-update").status == 204
    victim.answers()


@pytest.mark.parametrize("name", hostile.WORDS)
def test_a_hostile_word_in_an_address_is_told_as_what_it_is(victim: Victim, name: str) -> None:
    """In each place of each route, as a page and as data."""
    word = hostile.WORDS[name]
    for place in PLACES:
        for accept in ("text/html", "application/json"):
            victim.ask("GET", place.replace("{}", word), accept=accept)
    graphs = ("/graphs?graph={}", "/graphs/{}", "/graphs?graph=http://e/{}", "/graphs?graph=http://%5B{}")
    for path in graphs:
        victim.ask("GET", path.replace("{}", word))
    for method, path in (("PUT", "/centres/{}"), ("DELETE", "/centres/{}"), *(("PUT", path) for path in graphs)):
        body = GOOD if method == "PUT" else ""
        victim.ask(method, path.replace("{}", word), body, content_type=hostile.TURTLE)
    victim.ask("POST", f"/centres/hostile/versions/{word}/restore")
    victim.answers()


def test_nothing_of_all_that_is_left(victim: Victim) -> None:
    """No more processes than before, nor much more memory; the log holds no fault."""
    for _ in range(100):
        if len(victim.processes()) <= len(victim.rests):
            break
        time.sleep(0.1)
    now = victim.processes()
    assert len(now) <= len(victim.rests)
    assert sum(now.values()) < 2 * sum(victim.rests.values()) + 2**29
    assert [each for each in victim.service.events() if each.get("level") in ("error", "critical")] == []
