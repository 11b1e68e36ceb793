"""What tests share: the bundled knowledge, read once."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer

import pytest
from starlette.testclient import TestClient

from samsyn import library
from samsyn.http import create_app
from samsyn.workers.pool import Pool
from samsyn.workers.service import Service

TODAY = "2024-06-01"


@pytest.fixture(scope="session", autouse=True)
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which this session, and each process that it starts, keeps which level holds which."""
    folder = tmp_path_factory.mktemp("answers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAMSYN_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def lib() -> library.Library:
    """The bundled knowledge."""
    return library.load()


@pytest.fixture(scope="session")
def service(lib: library.Library) -> Iterator[Service]:
    """A store of the bundled knowledge, and workers over it."""
    found = Service(lib, today=lambda: TODAY)
    found.start()
    assert found.wait_in_step(120)
    yield found
    found.close()


@pytest.fixture(scope="session")
def pool(service: Service) -> Pool:
    """The workers."""
    return service.pool


@pytest.fixture(scope="session")
def client(lib: library.Library, service: Service) -> TestClient:
    """A client of the whole application, without a network."""
    return TestClient(create_app(lib, service), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def ready(client: TestClient, service: Service) -> TestClient:
    """The same, once it is known which level holds which."""
    assert service.containing.wait(120)
    return client


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the machine has one, so that syncing takes no time."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    found = Path(tempfile.mkdtemp(prefix="samsyn-", dir=memory))
    yield found
    shutil.rmtree(found)


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
