"""Workers: what a stranger sends can kill one, and nothing else."""

import os
import pickle
import socket
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from samsyn.errors import BadInput, LimitReached, NotRdf, Overloaded, SamsynError, TookTooLong, UnknownChoice, Where
from samsyn.library import Library
from samsyn.model import ShaclReport, Validation
from samsyn.store.port import Answer
from samsyn.workers import child, frames, lanes, seal
from samsyn.workers.forks import Worker
from samsyn.workers.jobs import AssessCentre, Fault, Query, Shacl, Validate
from samsyn.workers.lanes import Lane, Turn
from samsyn.workers.limits import Limits
from samsyn.workers.pool import Pool, Ticket
from samsyn.workers.service import Service
from samsyn.workers.troubles import WorkerFault

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CHEAP = Query("ASK { ?s a sam:FamilyCentre }", "json")
linux = pytest.mark.skipif(not seal.can_close_sockets(), reason="only Linux has the filter on sockets")


@pytest.fixture(scope="module")
def hasty(lib: Library) -> Iterator[Pool]:
    """Workers with a short deadline and few places."""
    limits = Limits(query_seconds=2, slow_places=1, query_workers=3, in_flight=8)
    service = Service(lib, limits, today=lambda: "2024-06-01")
    service.start()
    assert service.wait_in_step(120)
    yield service.pool
    service.close()


def _cheap(pool: Pool) -> bytes:
    answer = pool.run(CHEAP)
    assert isinstance(answer, Answer)
    return answer.body


def test_a_worker_validates_assesses_and_runs_shapes(pool: Pool) -> None:
    """Each job has its answer, as a plain value."""
    judged = pool.run(
        AssessCentre("alingsas-sollebrunn", "2023-11-07", "se-o-vg-common-2024", "familjecentral", "open")
    )
    report = pool.run(Shacl(b"<http://e/a> <http://e/b> 1 .", b"<http://e/S> <http://e/b> 1 .", "turtle", "turtle"))
    assert isinstance(judged, Validation)
    assert judged.outcome == "failed"
    assert isinstance(report, ShaclReport)
    assert report.conforms


def test_an_error_comes_back_as_it_was_raised(pool: Pool) -> None:
    """Its class, its words and its place cross the pipe."""
    with pytest.raises(NotRdf) as caught:
        pool.run(Validate(b"<http://a> oops", "turtle", "x.ttl", None, None, "2024-06-01", "open"))
    assert caught.value.where.name == "x.ttl"
    assert caught.value.where.line == 1
    assert caught.value.sv.message


def test_the_deadline_kills(hasty: Pool) -> None:
    """A query without end is ended, soon after its deadline."""
    begun = time.monotonic()
    with pytest.raises(TookTooLong):
        hasty.run(Query(ENDLESS, None))
    assert time.monotonic() - begun < 3
    assert b"true" in _cheap(hasty)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" + "{" * 3000 + "}" * 3000 + "}",
        "SELECT (" + "ABS(" * 6000 + "1" + ")" * 6000 + " AS ?x) {}",
        "SELECT * {" + "FILTER EXISTS {" * 2000 + "}" * 2000 + "}",
        "SELECT * { " + " ".join(f"BIND(CONCAT(?v{i},?v{i}) AS ?v{i + 1})" for i in range(40)).replace(
            "?v0,?v0", '"aaaaaaaa","a"'
        ) + "}",
    ],
    ids=["groups", "functions", "exists", "memory"],
)  # fmt: skip
def test_a_bomb_takes_its_own_request_alone(pool: Pool, query: str) -> None:
    """Deep nesting and endless memory end in an answer or a clear error, while others are answered."""
    results: list[object] = []
    others = threading.Thread(target=lambda: results.extend(_cheap(pool) for _ in range(20)))
    others.start()
    try:
        assert isinstance(pool.run(Query(query, None)), Answer)
    except SamsynError as error:
        assert isinstance(error, LimitReached | BadInput)  # noqa: PT017
    others.join()
    assert len(results) == 20
    assert b"true" in _cheap(pool)


@linux
def test_a_worker_that_dies_is_replaced(hasty: Pool) -> None:
    """What was asked of it gets a clear error; the next request has another worker."""
    ticket = Ticket()
    threading.Timer(0.1, ticket.cancel).start()
    with pytest.raises(LimitReached):
        hasty.run(Query(ENDLESS, None), ticket)
    assert b"true" in _cheap(hasty)


def test_a_worker_that_met_a_fault_of_ours_is_replaced(hasty: Pool) -> None:
    """Nobody else is given one of which nothing tells in what state it is."""
    assert _cheap(hasty)
    lane = hasty.lane(CHEAP)
    before = {each.process for each in lane.idle}
    with pytest.raises(WorkerFault, match="AttributeError"):
        hasty.run(Query(cast(Any, 5), None))
    assert _cheap(hasty)
    assert len(before - {each.process for each in lane.idle}) == 1


class Panic(BaseException):
    """What pyo3 raises where the engine panicked is of no other class either."""


class Panicking:
    """A job within which the engine panics."""

    def run(self, tools: object) -> object:
        """Raises Panic."""
        raise Panic


def test_a_panic_of_the_engine_is_told_and_ends_the_worker() -> None:
    """It is a fault of ours, not a lack of memory."""
    (jobs, sent), (answers, into) = os.pipe(), os.pipe()
    frames.write(sent, Panicking())
    frames.write(sent, Panicking())
    child._serve(jobs, into, cast(Any, None), Limits(), asks=False)
    answer = frames.read(answers, limit=100_000, deadline=time.monotonic() + 1)
    assert isinstance(answer, Fault)
    assert "Panic" in answer.trace
    assert not frames.waits(answers, 0)
    for each in (jobs, sent, answers, into):
        os.close(each)


def test_cheap_jobs_go_on_among_endless_ones(hasty: Pool) -> None:
    """However many endless queries come, cheap ones are answered, and the endless ones are turned away or ended."""
    stop, refused = time.monotonic() + 3, []

    def abuse() -> None:
        while time.monotonic() < stop:
            with pytest.raises(LimitReached) as caught:
                hasty.run(Query(ENDLESS, None))
            refused.append(caught.type)

    abusers = [threading.Thread(target=abuse) for _ in range(4)]
    for each in abusers:
        each.start()
    done = 0
    while time.monotonic() < stop:
        done += b"true" in _cheap(hasty)
    for each in abusers:
        each.join()
    assert done >= 3
    assert Overloaded in refused


def test_no_more_than_so_many_at_a_time(lib: Library, tmp_path: Path) -> None:
    """Who comes beyond the limit is told to come again."""
    pool = Pool(lib, Limits(in_flight=1, wait_seconds=0.5), store=tmp_path)  # never started: nobody is served

    def wait_in_vain() -> None:
        with pytest.raises(Overloaded):
            pool.run(CHEAP)

    first = threading.Thread(target=wait_in_vain)
    first.start()
    time.sleep(0.1)
    with pytest.raises(Overloaded):
        pool.run(CHEAP)
    first.join()


@linux
def test_nothing_is_fetched(pool: Pool) -> None:
    """SERVICE in its cleverest spelling reaches nobody: a worker has no sockets."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.5)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for query in (
            f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICESILENT<{address}>{{ ?s ?p ?o }} }}",
            f"PREFIX e: <{address}> SELECT * {{ VALUES ?x {{ 1 }} SERVICEe:20{{ ?s ?p ?o }} }}",
        ):
            try:
                pool.run(Query(query, None))
            except SamsynError:
                continue
        with pytest.raises(TimeoutError):
            listener.accept()


@linux
def test_the_filter_denies_every_socket_but_unix_ones() -> None:
    """In a process of its own, since it cannot be taken back: no network, no other program."""
    process = os.fork()
    if process == 0:
        os._exit(0 if _is_sealed() else 1)
    assert os.waitpid(process, 0)[1] == 0


def _is_sealed() -> bool:
    seal.close_sockets()
    socket.socket(socket.AF_UNIX).close()
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.socket(family)
        except PermissionError:
            continue
        return False
    try:
        os.execv(sys.executable, [sys.executable, "-c", "0"])
    except PermissionError:
        return True
    return False


def test_a_worker_can_hand_back_plain_values_alone() -> None:
    """What a worker that went wrong could send makes no object that acts."""

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, ("true",)

    for value in (Evil(), os.getcwd, frames.TooBig()):
        out, into = os.pipe()
        frames.write(into, value)
        with pytest.raises(pickle.UnpicklingError):
            frames.read(out, limit=10_000, deadline=time.monotonic() + 1)
        os.close(out)
        os.close(into)


class Cached:
    """Something with caches that other threads fill while it is sent, as often as is said."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __getstate__(self) -> dict[str, int]:
        self.times -= 1
        if self.times >= 0:
            raise RuntimeError("dictionary changed size during iteration")
        return {"times": self.times}


def test_what_others_look_at_meanwhile_can_be_sent() -> None:
    """A cache that they fill just then does not end it; a fault that stays is told."""
    assert isinstance(pickle.loads(frames.message(Cached(3))[8:]), Cached)
    with pytest.raises(RuntimeError, match="changed size"):
        frames.message(Cached(1000))


def test_jobs_begin_a_few_at_a_time_and_none_waits_for_long() -> None:
    """Idle workers are given out as far as the processors are free; who has waited a moment has one all the same."""
    lane, woken = Lane("query", Limits()), list[int]()
    count = lanes.AT_ONCE + 1
    for _ in range(count):
        lane.owned += 1
        lane.offer(cast(Worker, object()))
    turns = [Turn(partial(woken.append, number)) for number in range(count)]
    lane.waiting.extend(turns)
    lane.serve()
    assert woken == list(range(count - 1))
    assert not lane.lacks
    assert turns[-1].worker is None
    lane.hasten(turns[-1])
    assert turns[-1].worker is not None
    assert len({id(turn.worker) for turn in turns}) == count
    lane.waiting.append(Turn(lambda: None))
    assert lane.lacks


def test_the_next_job_goes_to_the_worker_that_was_last_at_work() -> None:
    """What it needs is in the caches still."""
    lane, first, last = Lane("query", Limits()), cast(Worker, object()), cast(Worker, object())
    lane.owned = 2
    lane.offer(first)
    lane.offer(last)
    turn = Turn(lambda: None)
    lane.waiting.append(turn)
    lane.serve()
    assert turn.worker is last


def test_errors_are_picklable() -> None:
    """Every part of an error survives the pipe."""
    error = UnknownChoice("no x", valid=("a",), advice="take a", where=Where("f", 1, 2))
    same = pickle.loads(pickle.dumps(error))
    assert (type(same), same.__dict__) == (UnknownChoice, error.__dict__)


def test_limits_are_settings() -> None:
    """Each is set by its name in the environment, and must be a positive number."""
    limits = Limits.of({"SAMSYN_QUERY_SECONDS": "2.5", "SAMSYN_QUERY_WORKERS": "7", "OTHER": "x"})
    assert (limits.query_seconds, limits.query_workers, limits.body_bytes) == (2.5, 7, 5_000_000)
    for wrong in ("0", "-1", "many", "1.5", "inf"):
        with pytest.raises(BadInput) as caught:
            Limits.of({"SAMSYN_QUERY_WORKERS": wrong})
        assert caught.value.where.name == "SAMSYN_QUERY_WORKERS"
