"""What follows from the stored descriptions is written as it comes, and nothing of it is worked out twice."""

from pathlib import Path
from typing import Any

import pytest

from samsyn.library import Library
from samsyn.workers.assessing import Handing
from samsyn.workers.pool import Pool
from samsyn.workers.service import Place, Service
from samsyn.workers.submitting import Assess
from samsyn.workers.troubles import WorkerFault

DAY = "2024-06-01"


def test_a_start_that_is_broken_off_goes_on_where_it_was(
    lib: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two batches are written, and the workers end in the third: the next start assesses the rest alone."""
    monkeypatch.setattr(Handing, "lot", 16)
    run, tries = Pool.run, list[Assess]()

    def broken(pool: Pool, job: Any) -> object:
        if isinstance(job, Assess):
            tries.append(job)
            if len(tries) > 5:
                raise WorkerFault("broken off")
        return run(pool, job)

    of = len(lib.centres)
    with monkeypatch.context() as patched:
        patched.setattr(Pool, "run", broken)
        said = _started(lib, tmp_path, seconds=30, until=lambda told: any("broken off" in each for each in told))
    assert said.progress == (32, of)
    assert not said.done
    again = _started(lib, tmp_path, seconds=60)
    assert again.done
    assert again.progress == (of, of)
    assert f"Assessing {of - 32} of {of} centres as of {DAY}." in again.told


class _Said:
    """How a service stood before it ended."""

    def __init__(self, service: Service, told: list[str]) -> None:
        assert service.upkeep
        self.progress, self.done, self.told = service.upkeep.progress, service.upkeep.done, told


def _started(lib: Library, folder: Path, *, seconds: float, until: Any = lambda _: False) -> _Said:
    """A service that ran until it was in step, or until something else."""
    told = list[str]()
    service = Service(lib, place=Place(folder / "store"), today=lambda: DAY, tell=told.append)
    service.start()
    try:
        for _ in range(int(seconds * 10)):
            assert service.upkeep
            if service.upkeep.wait_done(0.1) or until(told):
                break
        return _Said(service, told)
    finally:
        service.close()
