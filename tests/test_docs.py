"""What the documents show is so."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

import samsyn
from samsyn.cli import app
from samsyn.library import Document, Library
from samsyn.selection import Wish
from samsyn.workers.limits import Limits

ROOT = Path(__file__).parents[1]
OPERATIONS = ROOT / "docs" / "operations.md"
GUIDE = ROOT / "docs" / "guide.md"


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks of a document in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE)


def test_the_description_of_the_guide_is_well_formed(lib: Library) -> None:
    """The guide's example is a description, says that it is made up, and lacks its midwife."""
    (text, *_) = blocks(GUIDE, "turtle")
    (report,) = lib.validate(Document(text.encode(), "turtle"), Wish("2026-03-01")).reports
    assert report.description_results == ()
    assert report.made_up
    assert (report.kind, report.outcome) == ("familjecentralsliknande", "cantTell")
    readings = next(each for each in report.findings if each.requirement == "vg-fclike-minimum-services").readings
    assert {each.outcome for each in readings} == {"passed"}


def test_the_python_of_the_readme_does_what_it_says() -> None:
    """Each line with a comment gives the value of the comment."""
    (code,) = blocks(ROOT / "README.md", "python")
    space: dict[str, object] = {}
    for line in code.splitlines():
        source, _, told = line.partition("  #")
        if told:
            assert repr(eval(source, space)) == told.strip(), line
        else:
            exec(line, space)


def test_readme_s_verdict_is_the_one_given(capsys: pytest.CaptureFixture[str]) -> None:
    """The report in the README is what the command prints, line by line."""
    (shown, *_) = blocks(ROOT / "README.md", "")
    report = samsyn.validate(
        ROOT / "data/centres/alingsas-sollebrunn.ttl", "se-o-vg-common-2024", "familjecentral", "2024-06-01"
    ).reports[0]
    (failed,) = [each for each in report.findings if each.outcome == "failed"]
    assert failed.statement.sv in shown
    assert report.claims[0].text.sv in shown
    counted = [each.outcome for each in report.findings if each.counts and each.outcome != "inapplicable"]
    told = "Av {} krav som räknas: {} inte uppfyllt, {} går inte att avgöra och {} uppfyllt."
    numbers = (len(counted), *(counted.count(name) for name in ("failed", "cantTell", "passed")))
    assert told.format(*numbers) in shown


def test_every_command_shown_is_a_command() -> None:
    """Each `samsyn COMMAND` in a document exists."""
    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    names |= {str(group.name) for group in app.registered_groups}
    for path in (ROOT / "README.md", GUIDE, OPERATIONS, ROOT / "docs" / "api.md", ROOT / "docs" / "comparing.md"):
        for line in re.findall(r"^samsyn .*$", path.read_text(), re.MULTILINE):
            assert shlex.split(line, comments=True)[1] in names, line


def outputs() -> list[tuple[str, str]]:
    """The commands of the page on comparing that are shown with their output."""
    found = blocks(ROOT / "docs" / "comparing.md", "text")
    return [(head.removeprefix("$ samsyn "), rest) for head, _, rest in (each.partition("\n") for each in found)]


@pytest.mark.parametrize(("command", "shown"), outputs())
def test_the_output_shown_is_the_output_given(command: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page shows is printed by the command, line by line in its order; `…` stands for what is left out."""
    monkeypatch.setenv("COLUMNS", "100")
    result = CliRunner().invoke(app, shlex.split(command))
    assert result.exit_code == 0, result.stderr
    rest = result.stdout
    parts = [part.strip("\n") for part in re.split(r"^…\n", shown, flags=re.MULTILINE) if part.strip()]
    assert parts
    for part in parts:
        before, found, rest = rest.partition(f"{part}\n")
        assert found, f"{part}\n\nis not in what follows:\n\n{before}"


def test_the_table_of_levels_is_so(lib: Library) -> None:
    """What the page on comparing says of Västra Götaland's level beside five others, and why none of theirs will do."""
    page = " ".join((ROOT / "docs" / "comparing.md").read_text().split())
    lacking = {
        "se-nat-sos-2008": {"co-location is part of the definition": "se-nat-sos-2008-r06"},
        "se-nat-ffff": {
            "a party's whole usual work need not be on site": "se-nat-ffff-r08",
            "nor both principals be named": "se-nat-ffff-r13",
        },
        "se-m-skane-2018": {"no local agreement signed by all parties is asked for": "se-m-skane-2018-r03"},
        "se-f-jonkoping-agreement": {
            "neither the four professions": "se-f-jonkoping-agreement-r12",
            "early notice of the need of support": "se-f-jonkoping-agreement-r14",
        },
        "se-ab-stockholm-fc": {"early notice of the need of support is not asked for": "se-ab-stockholm-fc-r08"},
    }
    for other, reasons in lacking.items():
        answer = samsyn.compare("se-o-vg-common-2024", other, "familjecentral").containment
        assert answer
        forth, back = answer.left_reaches_right.witness, answer.right_reaches_left.witness
        assert forth
        assert back
        assert {each.requirement for each in forth.lacks} >= set(reasons.values())
        assert {each.requirement for each in back.lacks} >= {"vg-easy-access", "vg-access-regardless-of-background"}
        assert all(said in page for said in reasons)


def commands_of_the_readme() -> list[str]:
    """The lines of the README that run samsyn."""
    return re.findall(r"^samsyn .*$", (ROOT / "README.md").read_text(), re.MULTILINE)


@pytest.mark.parametrize("line", commands_of_the_readme())
def test_every_command_of_the_readme_runs(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of the README, as it stands there, answers."""
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(app, shlex.split(line, comments=True)[1:])
    assert result.exit_code in (0, 1, 3), result.stderr
    assert result.stdout


def test_every_limit_is_in_the_table() -> None:
    """The page for operators lists each setting with its default, in the order of the code, and no other."""
    rows = re.findall(r"^\| `(SAMSYN_\w+)` \| ([\d.]+) \|", OPERATIONS.read_text(), re.MULTILINE)
    assert rows == [(f"SAMSYN_{each.name.upper()}", f"{each.default:.12g}") for each in fields(Limits)]


def test_every_figure_of_the_service_is_in_the_table(client: TestClient) -> None:
    """The page for operators lists each figure of ours that is exposed, with its labels."""
    client.get("/sparql?query=ASK%7B%7D")
    lines = re.findall(r"^(samsyn_\w+?)(?:_bucket|_sum|_count)?\{(.*)\} ", client.get("/metrics").text, re.MULTILINE)
    shown = {(name, frozenset(re.findall(r'(\w+)="', labels)) - {"le"}) for name, labels in lines}
    rows = re.findall(r"^\| `(samsyn_\w+)` \| (.*?) \|", OPERATIONS.read_text(), re.MULTILINE)
    listed = {(name, frozenset(re.findall(r"`(\w+)`", labels))) for name, labels in rows}
    assert {each for each in shown if not each[0].endswith("_created")} == listed


def test_every_decision_is_listed() -> None:
    """Each record of a decision has a line in the list."""
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    for record in (ROOT / "docs" / "decisions").glob("0*.md"):
        assert f"({record.name})" in listed
