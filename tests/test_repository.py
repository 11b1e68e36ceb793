"""What is committed speaks of no machine, leaves nothing undone, and says what is true of the rest."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Others' files, kept as they came.
GIVEN = ("tests/conformance/", "service/samsyn/web/static/vendor/")
# Written in pieces, so that this file does not find itself.
REFUSED = {
    "the path of one machine": r"(?<![\w.:/-])/(?:work|root|Users|home)" + r"/\w",
    "the host of a package registry": r"(?:pypi|pythonhosted|npmjs|yarnpkg)" + r"\.(?:org|com)",
    "something left undone": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every text file that is committed or about to be, by its path."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout")
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    found = {}
    for name in names:
        file = ROOT / name
        if name and file.is_file() and b"\0" not in (content := file.read_bytes()):
            found[name] = content.decode(errors="replace")
    return found


@pytest.mark.parametrize("what", REFUSED)
def test_no_file_holds(texts: dict[str, str], what: str) -> None:
    """Nobody who clones the repository finds the traces of a machine, nor a job half done."""
    pattern = re.compile(REFUSED[what])
    found = [
        f"{name}:{number}: {what}: {line.strip()[:100]}"
        for name, text in texts.items()
        if not name.startswith(GIVEN)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_git_does_not_ignore_what_the_wheel_needs() -> None:
    """The wheel silently leaves out what git ignores."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = {line.strip("/ ") for line in lines if not line.startswith("#")}
    assert not ignored & {"ontology", "shapes", "data", "service", "samsyn", "*.ttl", "*.rq"}


def test_every_command_of_the_documents_is_there() -> None:
    """Each `make` command that a document names is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        text = (ROOT / document).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^\$? *|`|&& )make(?: +[A-Z]+=\S+)* +([a-z]+)", text, re.MULTILINE))
        assert named, f"{document} names no make command"
        assert named <= targets, f"{document} names {sorted(named - targets)}, which the Makefile lacks"


def test_the_changelog_speaks_of_this_version() -> None:
    """The changelog has an entry under Unreleased or this version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    sections = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    current = [section for section in sections if section.startswith(("[Unreleased]", f"[{version}]"))]
    assert any(re.search(r"^- \S", section, re.MULTILINE) for section in current)


def test_every_decision_is_in_the_list() -> None:
    """Whoever opens docs/decisions finds every record by its title."""
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    for record in sorted(folder.glob("[0-9]*.md")):
        title = record.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"[{title}]({record.name})" in listed, f"{record.name} is missing from the list"


def test_every_lock_is_hashed_and_names_no_index() -> None:
    """What is installed is exactly what was locked, wherever it is fetched from."""
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text(encoding="utf-8")
        blocks = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\n(?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+", text, re.MULTILINE)
        assert len(blocks) == len(re.findall(r"^[^\s#]", text, re.MULTILINE)) > 0, lock.name
        assert "://" not in text, lock.name
