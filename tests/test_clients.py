"""What one client may take, and who is one client."""

import asyncio
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from samsyn.errors import BadInput, TookTooMuch
from samsyn.http import app, desk, origin
from samsyn.http.clients import _CLIENTS, Clients
from samsyn.library import Library
from samsyn.workers.limits import Limits
from samsyn.workers.service import Service

PROXIES = (ipaddress.ip_network("10.0.0.0/24"), ipaddress.ip_network("192.0.2.7"), ipaddress.ip_network("::1"))
#: it counts without end
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def _request(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return Request({"type": "http", "headers": headers, "client": None if peer is None else (peer, 1)})


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("198.51.100.1", (), "198.51.100.1"),
        ("198.51.100.1", ("203.0.113.5",), "198.51.100.1"),  # who is no proxy is not believed
        ("10.0.0.9", ("203.0.113.5",), "203.0.113.5"),
        ("10.0.0.9", ("203.0.113.5, 192.0.2.7",), "203.0.113.5"),  # through two proxies
        ("10.0.0.9", ("203.0.113.5", "192.0.2.7"), "203.0.113.5"),  # told in two headers
        ("10.0.0.9", ("127.0.0.1, 203.0.113.5",), "203.0.113.5"),  # a stranger wrote what stands before
        ("10.0.0.9", ("nonsense",), "10.0.0.9"),
        ("10.0.0.9", ("203.0.113.5, nonsense",), "10.0.0.9"),
        ("10.0.0.9", (), "10.0.0.9"),
        ("::1", ("2001:db8:1:2::5",), "2001:db8:1:2::/64"),
        ("2001:db8:1:2::5", (), "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.5", (), "203.0.113.5"),
        ("127.0.0.1", (), None),
        ("::1", (), None),
        ("127.0.0.1", ("203.0.113.5",), None),
        (None, (), None),
        ("a socket", (), None),
    ],
)
def test_who_is_one_client(peer: str | None, forwarded: tuple[str, ...], client: str | None) -> None:
    """The address of the socket, or what the last proxy that is trusted says of it."""
    assert origin.client(_request(peer, *forwarded), PROXIES) == client


def test_proxies_are_named_by_the_environment() -> None:
    """Addresses and networks; what is neither stops the start."""
    named = {"SAMSYN_PROXIES": " 10.0.0.0/24 , 192.0.2.7,::1"}
    assert origin.proxies(named) == PROXIES
    assert origin.proxies({}) == ()
    with pytest.raises(BadInput, match=r"SAMSYN_PROXIES is '10\.0\.0\.1/24'"):
        origin.proxies({"SAMSYN_PROXIES": "10.0.0.1/24"})


def test_time_comes_back_slowly() -> None:
    """Of ten seconds that were used up one is back after five, and only the one who used them is held back."""
    now = [100.0]
    clients = Clients(Limits(), clock=lambda: now[0])

    async def play() -> None:
        async with clients.place("a") as account:
            account.charge(11)
        with pytest.raises(TookTooMuch) as caught:
            async with clients.place("a"):
                pass
        assert (caught.value.limit, caught.value.retry_after) == ("client_seconds", 5)
        async with clients.place("b"), clients.place(None) as free:
            free.charge(1_000)
        now[0] += 4.9
        with pytest.raises(TookTooMuch):
            async with clients.place("a"):
                pass
        now[0] += 0.2
        async with clients.place("a"), clients.place(None):
            pass

    asyncio.run(play())


def test_a_third_job_waits_for_its_turn() -> None:
    """It gets the place of the first that is done, and is turned away where none is in time."""
    clients = Clients(Limits(wait_seconds=0.05))

    async def play() -> None:
        async with clients.place("a"):
            async with clients.place("a"):
                with pytest.raises(TookTooMuch) as caught:
                    async with clients.place("a"):
                        pass
                assert caught.value.limit == "client_in_flight"
                async with clients.place("b"):
                    waits = asyncio.ensure_future(_enter(clients))
                    await asyncio.sleep(0)
            await waits
        assert [account.holders for account in clients._accounts.values()] == [0, 0]

    asyncio.run(play())


async def _enter(clients: Clients) -> None:
    async with clients.place("a"):
        pass


def test_what_is_remembered_of_clients_stays_small() -> None:
    """The idle are forgotten, oldest first; who has a job is not."""
    clients = Clients(Limits())

    async def play() -> None:
        async with clients.place("stays"):
            for number in range(_CLIENTS + 10):
                await asyncio.sleep(0)
                async with clients.place(f"host {number}"):
                    pass
            assert "stays" in clients._accounts
        assert len(clients._accounts) == _CLIENTS

    asyncio.run(play())


@contextmanager
def _serving(lib: Library, limits: Limits) -> Iterator[tuple[TestClient, TestClient]]:
    """Two clients of a service: one with an address of its own, and the machine itself."""
    service = Service(lib, limits, today=desk.today)
    service.start()
    assert service.wait_in_step(60)
    try:
        made = app.create_app(lib, service)
        yield TestClient(made, client=("198.51.100.1", 1)), TestClient(made, client=("127.0.0.1", 1))
    finally:
        service.close()


def test_who_takes_too_much_is_told_when_to_come_again(lib: Library) -> None:
    """Also what was stopped at its deadline counts; the machine itself is not held back."""
    with _serving(lib, Limits(query_seconds=1, client_seconds=0.05, client_refill=0.001)) as (far, near):
        assert far.get("/sparql", params={"query": SLOW}).status_code == 504
        refused = far.get("/sparql", params={"query": "ASK {}"})
        assert refused.status_code == 429
        assert refused.json()["type"].endswith("took-too-much")
        assert int(refused.headers["retry-after"]) > 10
        assert far.get("/agreements.json").status_code == 200
        assert near.get("/sparql", params={"query": SLOW}).status_code == 504
        assert near.get("/sparql", params={"query": "ASK {}"}).status_code == 200
