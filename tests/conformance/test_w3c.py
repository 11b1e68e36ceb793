"""Our engine passes each test of the W3C test suite of SHACL, Core and SPARQL, with the whole report compared."""

import io
import os
import tarfile
from pathlib import Path

import pytest

from conformance.reports import answer, assert_report, read
from conformance.w3c import APPROVED, BESIDE, COPIED, FOLDER, NotHad, W3CTest, fetched, listed, unpack
from samsyn.errors import BadShapes, EvaluationFailure

# What a failure speaks of: a test that expects one is not passed by a failure of another kind.
REASONS = {
    "sparql/pre-binding/pre-binding-006": r"[?$]this\b",
    "sparql/pre-binding/unsupported-sparql-001": "MINUS",
    "sparql/pre-binding/unsupported-sparql-002": "VALUES",
    "sparql/pre-binding/unsupported-sparql-003": "SERVICE",
    "sparql/pre-binding/unsupported-sparql-004": r"[?$]this\b",
    "sparql/pre-binding/unsupported-sparql-005": r"[?$]this\b",
    "sparql/pre-binding/unsupported-sparql-006": r"[?$]value\b",
}


@pytest.fixture(scope="module")
def copy() -> dict[str, W3CTest]:
    """The suite as pySHACL carries it."""
    try:
        return listed(fetched())
    except NotHad as error:
        reason = f"the W3C test suite cannot be had: {error}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def unaltered() -> dict[str, W3CTest]:
    """The suite as the W3C published it."""
    if not BESIDE.is_dir():
        pytest.skip("the unaltered W3C test suite does not stand beside the project")
    return listed(BESIDE)


def play(name: str, test: W3CTest) -> None:
    """Fails unless the engine does what a test expects."""
    shapes = read(test.shapes, "s")
    data = shapes if test.data == test.shapes else read(test.data)
    if test.fails:
        with pytest.raises((BadShapes, EvaluationFailure), match=REASONS[name]):
            answer(data, shapes)
        return
    one_file = test.file == test.data == test.shapes
    if one_file:
        data = shapes = read(test.file)
    assert_report(answer(data, shapes), test.graph, test.report, one_file=one_file)


@pytest.mark.parametrize("name", COPIED)
def test_copy(name: str, copy: dict[str, W3CTest]) -> None:
    """The report on each test is the one expected, or the failure is."""
    play(name, copy[name])


@pytest.mark.parametrize("name", APPROVED)
def test_unaltered(name: str, unaltered: dict[str, W3CTest]) -> None:
    """The report on each approved test is the one expected, or the failure is."""
    play(name, unaltered[name])


def test_the_copy_is_whole(copy: dict[str, W3CTest]) -> None:
    """All tests of the copy are found: 98 on Core, 23 on SPARQL."""
    assert sorted(copy) == sorted(COPIED)
    assert [sum(name.startswith(part) for name in copy) for part in ("core/", "sparql/")] == [98, 23]


def test_the_unaltered_suite_is_whole(unaltered: dict[str, W3CTest]) -> None:
    """All approved tests are found: 98 on Core, 22 on SPARQL."""
    assert sorted(unaltered) == sorted(APPROVED)
    assert [sum(name.startswith(part) for name in unaltered) for part in ("core/", "sparql/")] == [98, 22]


def test_nothing_but_the_files_of_the_suite_is_unpacked(tmp_path: Path) -> None:
    """Of an archive the folder of the suite is written: no links, nothing beside it, nothing above it."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for name in (f"{FOLDER}/core/a.ttl", f"{FOLDER}/../b.ttl", f"{FOLDER}/core/../../c.ttl", "d.ttl", "/e.ttl"):
            tar.addfile(tarfile.TarInfo(name))
        link = tarfile.TarInfo(f"{FOLDER}/core/f.ttl")
        link.type, link.linkname = tarfile.SYMTYPE, "../../../../etc/passwd"
        tar.addfile(link)
    unpack(archive.getvalue(), tmp_path / "suite")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.ttl")] == ["suite/core/a.ttl"]
