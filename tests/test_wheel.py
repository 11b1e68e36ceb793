"""The wheel is what users get: it holds everything and answers away from the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUNDLED = ("ontology", "shapes", "data")
CENTRE = "data/centres/alingsas-sollebrunn.ttl"


def _run(*command: str | Path, cwd: Path) -> None:
    """Run a command that has to succeed; what it said is shown if it does not."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, f"{command}\n{done.stdout.decode(errors='replace')}"


def _content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the tree."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("samsyn-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs folder of an environment that holds the wheel and what it needs.

    In CI the dependencies are installed from the lock into an empty environment. Elsewhere, to be quick, they are
    lent by the environment of this test. The wheel itself is always installed: a path file shows the folder that it
    names, but follows no path file in there, so the editable samsyn stays out of sight.
    """
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True, with_pip=False)
    programs = home / "bin"
    pip = (sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet", "--no-input")
    if os.environ.get("CI") == "true":
        _run(*pip, "--require-hashes", "-r", "requirements/run.txt", cwd=ROOT)
    else:
        lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        own = home / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
        (own / "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    _run(*pip, "--no-index", "--no-deps", wheel, cwd=home)
    return programs


def _answer(program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """What an installed program says, with nothing in the environment that leads back to the checkout."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        [str(program), *arguments], cwd=cwd, env=clean, check=False, capture_output=True, encoding="utf-8", timeout=120
    )


def test_it_holds_ontology_shapes_and_data(wheel: Path) -> None:
    """Every file of the three folders is in the wheel, byte for byte; the tests and the benchmarks are not."""
    content = _content(wheel)
    for folder in BUNDLED:
        files = [file for file in (ROOT / folder).rglob("*") if file.is_file() and not file.name.startswith(".")]
        assert files, f"{folder} is empty"
        for file in files:
            inside = f"samsyn/_bundled/{file.relative_to(ROOT).as_posix()}"
            assert inside in content, f"{inside} is missing: does .gitignore name it?"
            assert content[inside] == file.read_bytes(), f"{inside} differs"
    strangers = {name.split("/")[0] for name in content} - {"samsyn", "samsyn-0.1.0.dist-info"}
    assert not strangers
    assert {"samsyn/py.typed", "samsyn/__main__.py", "samsyn-0.1.0.dist-info/entry_points.txt"} <= content.keys()


def test_it_carries_both_licences(wheel: Path) -> None:
    """The code's licence and the data's go with them."""
    content = _content(wheel)
    for name in ("LICENSE", "LICENSE-DATA"):
        assert content[f"samsyn-0.1.0.dist-info/licenses/{name}"] == (ROOT / name).read_bytes()
    assert b"License-Expression: Apache-2.0 AND CC-BY-4.0" in content["samsyn-0.1.0.dist-info/METADATA"]


def test_the_source_archive_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """Whoever builds from the source archive gets what we publish."""
    _run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path, cwd=ROOT)
    with tarfile.open(tmp_path / "samsyn-0.1.0.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    tree = tmp_path / "samsyn-0.1.0"
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, cwd=tree)
    (rebuilt,) = tmp_path.glob("samsyn-*.whl")
    assert rebuilt.name == wheel.name
    assert _content(rebuilt) == _content(wheel)


def test_it_judges_a_description_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    """Sollebrunn lacks maternity care of its own, which is the region's to provide."""
    shutil.copy(ROOT / CENTRE, tmp_path / "centre.ttl")
    kind = ("--kind", "familjecentral", "--date", "2024-06-01", "--format", "json")
    done = _answer(
        installed / "samsyn", "validate", "centre.ttl", "--agreement", "se-o-vg-common-2024", *kind, cwd=tmp_path
    )
    assert done.returncode == 1, done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    (finding,) = (f for f in report["findings"] if f["requirement"] == "vg-fc-four-base-services")
    assert finding["outcome"] == "failed"
    assert finding["responsible"] == ["region"]


def test_it_is_the_wheel_that_answers(installed: Path, tmp_path: Path) -> None:
    """The package, its version and its data come from the installed files, by both ways of starting it."""
    where = "import samsyn; from importlib.metadata import version; print(samsyn.__file__, version('samsyn'))"
    file, version = _answer(installed / "python", "-c", where, cwd=tmp_path).stdout.split()
    assert Path(file).is_relative_to(installed.parent)
    assert version == "0.1.0"
    done = _answer(installed / "python", "-m", "samsyn", "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "validate" in done.stdout
