"""Runs the notebooks of docs/ against a live service: `make notebooks` keeps what they give, a test compares it."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import nbformat
from nbclient import NotebookClient

FOLDER: Final = Path(__file__).parents[1] / "docs" / "notebooks"
NOTEBOOKS: Final = sorted(FOLDER.glob("*.ipynb"))
_PATIENCE: Final = 120


@contextmanager
def live() -> Iterator[str]:
    """The address of a service that is ready: the one that SAMSYN_URL names, else one of its own."""
    if os.environ.get("SAMSYN_URL"):
        yield os.environ["SAMSYN_URL"]
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "samsyn", "serve", "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        address = process.stderr.readline().split()[1].rstrip("/")
        end = time.monotonic() + _PATIENCE
        while not _ready(address):
            assert time.monotonic() < end, "the service does not get ready"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=_PATIENCE)


def executed(file: Path, address: str, folder: Path) -> Any:
    """A notebook with what its cells give, asked of a service; files that it writes go to a folder."""
    book = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    environment = os.environ | {"SAMSYN_URL": address, "TMPDIR": str(folder)}
    NotebookClient(book, timeout=_PATIENCE, kernel_name="python3").execute(cwd=str(folder), env=environment)
    for cell in book.cells:
        cell.metadata.pop("execution", None)  # when it ran is no part of it
    book.metadata.language_info = {"name": "python"}
    return book


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/ready", timeout=5) as answer:
            return bool(json.load(answer)["in_step"])
    except (urllib.error.URLError, OSError):
        return False


def main() -> None:
    """Runs each anew and keeps what it gives."""
    import tempfile

    with live() as address, tempfile.TemporaryDirectory() as folder:
        for file in NOTEBOOKS:
            nbformat.write(executed(file, address, Path(folder)), file)  # type: ignore[no-untyped-call]
            print(file.relative_to(FOLDER.parents[1]))  # noqa: T201


if __name__ == "__main__":
    main()
