"""The notebooks of docs/ run against a live service, and what is kept of them is what it gives."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notebooks import FOLDER, NOTEBOOKS, executed, live

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """That of a live service."""
    with live() as found:
        yield found


def _heads(book: Any) -> list[list[tuple[str, str]]]:
    """Of each cell the kinds of its outputs and their first lines, which hold the columns of a table and no day."""
    return [
        [
            (kind, "".join(text).split("\n", 1)[0].split(" at 0x")[0])
            for output in cell["outputs"]
            for kind, text in sorted(output.get("data", {"text/plain": output.get("text", "")}).items())
        ]
        for cell in book["cells"]
        if cell["cell_type"] == "code"
    ]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.name)
def test_a_notebook_gives_what_is_kept_of_it(file: Path, address: str, tmp_path: Path) -> None:
    """No cell fails; each has outputs of the same kinds, and tables of the same columns: see `make notebooks`."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert _heads(executed(file, address, tmp_path)) == _heads(kept)


def test_a_researcher_asks_ten_stored_questions() -> None:
    """In the notebook of the questions, each explained in words before it is asked."""
    cells = json.loads((FOLDER / "questions.ipynb").read_text(encoding="utf-8"))["cells"]
    texts = {
        kind: ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind] for kind in ("code", "markdown")
    }
    asked = {name for text in texts["code"] for name in re.findall(r'stored\("([\w-]+)"\)', text)}
    assert len(asked) == 10
    assert sum(text.startswith("## ") for text in texts["markdown"]) >= 10
