"""A cheap question is answered beside clients that ask for too much, and nothing runs on when they have hung up."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the benchmark is no part of the package

from bench import abuse, gen, servers, service  # noqa: E402
from bench.clients import Asking  # noqa: E402
from bench.servers import Server  # noqa: E402

DEADLINE = 3


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
