"""The processes that ask and write have the fast allocator where it is installed, and the usual one where it is not."""

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from samsyn.workers import allocator, forks
from samsyn.workers.jobs import Query
from samsyn.workers.pool import Pool

linux = pytest.mark.skipif(sys.platform != "linux", reason="what is preloaded is told by /proc")


@linux
def test_a_worker_has_it(pool: Pool) -> None:
    """The library is mapped into each, and the process that serves the web is left alone."""
    assert pool.run(Query("ASK {}", "json"))
    worker = pool.lane(Query("ASK {}", "json")).idle[0]
    assert "libmimalloc" in Path(f"/proc/{worker.process}/maps").read_text()
    assert "libmimalloc" not in Path("/proc/self/maps").read_text()


@linux
def test_it_is_an_allocator_that_starts() -> None:
    """What the loader cannot preload, it says and goes on without."""
    done = subprocess.run(
        [sys.executable, "-c", "print(1)"], env=forks.environment(), capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_another_one_comes_first() -> None:
    """Who preloads a library of their own keeps it."""
    assert allocator.preloaded({"LD_PRELOAD": "libjemalloc.so.2"}) == {}


def test_without_it_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra of the package."""

    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(allocator, "files", missing)
    assert allocator.preloaded({}) == {}
    monkeypatch.delenv("LD_PRELOAD", raising=False)
    assert "LD_PRELOAD" not in forks.environment()
    assert forks.environment()["PATH"] == os.environ["PATH"]
