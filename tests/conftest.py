"""What tests share: the bundled knowledge, read once."""

import threading
from collections.abc import Iterator
from socketserver import BaseRequestHandler, TCPServer

import pytest
from starlette.testclient import TestClient

from samsyn import library
from samsyn.http import create_app
from samsyn.workers.pool import Pool

TODAY = "2024-06-01"


@pytest.fixture(scope="session")
def lib() -> library.Library:
    """The bundled knowledge."""
    return library.load()


@pytest.fixture(scope="session")
def pool(lib: library.Library) -> Iterator[Pool]:
    """Workers over the bundled knowledge."""
    workers = Pool(lib, today=TODAY)
    workers.start()
    assert workers.wait_ready(60)
    yield workers
    workers.close()


@pytest.fixture(scope="session")
def client(lib: library.Library, pool: Pool) -> TestClient:
    """A client of the whole application, without a network."""
    return TestClient(create_app(lib, pool), raise_server_exceptions=False)


@pytest.fixture
def there() -> Iterator[tuple[str, list[object]]]:
    """An address of this machine, and who called there."""
    callers: list[object] = []

    class Call(BaseRequestHandler):
        def handle(self) -> None:
            callers.append(self.client_address)

    with TCPServer(("127.0.0.1", 0), Call) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", callers
        server.shutdown()
