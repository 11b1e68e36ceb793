"""The command line as people and scripts use it."""

import csv
import io
import json
import os
import pty
import re
import signal
import socket
import string
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

import samsyn.cli
from samsyn.cli import app, ink
from samsyn.cli.shelf import library
from samsyn.cli.streams import Screen, guess
from samsyn.cli.words import WORDS
from samsyn.library import Document
from samsyn.selection import Wish
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import RDF, SH, iri

validating = import_module("samsyn.cli.validate")
ROOT = Path(__file__).parents[1]
CENTRE = str(ROOT / "data" / "centres" / "alingsas-sollebrunn.ttl")
OTHER = str(ROOT / "data" / "centres" / "orust.ttl")
AGREEMENT = "se-o-vg-common-2024"
FAILED = ("validate", CENTRE, "--kind", "familjecentral", "--date", "2024-06-01")
UNKNOWN = ("validate", CENTRE, "--kind", "familjecentralsliknande", "--date", "2024-06-01")
CLOSED = """
@prefix sam: <https://w3id.org/samsyn/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://example.org/centre> a sam:FamilyCentre ;
    sam:claimedKind <https://w3id.org/samsyn/id/kind/familjecentral> ;
    sam:municipality <https://w3id.org/samsyn/id/municipality/1489> ;
    sam:status <https://w3id.org/samsyn/id/status/closed> ; sam:statusDate "2020-01-01"^^xsd:date .
"""
ESCAPE = "\x1b"


def run(*arguments: str, sent: str | bytes | None = None) -> Result:
    """What the command line says to some arguments, within this process."""
    return CliRunner().invoke(app, list(arguments), input=sent)


def process(*arguments: str, sent: bytes = b"", **more: str) -> "subprocess.CompletedProcess[bytes]":
    """What a real process says to some arguments."""
    asked, around = command(*arguments), environment(**more)
    return subprocess.run(asked, input=sent, capture_output=True, env=around, timeout=60, check=False)


def command(*arguments: str) -> list[str]:
    """The command line of a process."""
    return [sys.executable, "-m", "samsyn", *arguments]


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds the package where this one does."""
    return {**os.environ, "PYTHONPATH": str(Path(samsyn.cli.__file__).parents[2]), **more}


def parsed(result: Result) -> Any:
    """Standard output as JSON."""
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the place where commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Exit codes


@pytest.mark.parametrize(("arguments", "code"), [(FAILED, 1), (UNKNOWN, 3), (("validate", "no.ttl"), 2)])
def test_a_process_ends_with_the_code_of_the_outcome(arguments: tuple[str, ...], code: int) -> None:
    """Failed is 1, cannot be told 3, bad input 2."""
    assert process(*arguments).returncode == code


def test_nothing_to_judge_is_0_with_a_word() -> None:
    """Inapplicable is 0, and standard error says that it is not the same as fulfilled."""
    done = process("validate", "-", sent=CLOSED.encode())
    assert done.returncode == 0
    assert "inte tillämpligt" in done.stderr.decode()


def test_doing_what_the_report_says_makes_a_centre_pass(folder: Path) -> None:
    """What is to be added, added, leads to 0."""
    asked = ("--date", "2024-06-01", "--format", "json")
    report = parsed(run("validate", OTHER, *asked))["reports"][0]
    steps = [step for finding in report["findings"] if finding["counts"] for step in finding["remedy"]]
    mended = folder / "mended.ttl"
    mended.write_text("\n".join([Path(OTHER).read_text(), *(step["add"] for step in steps)]))
    done = process("validate", str(mended), *asked)
    assert json.loads(done.stdout)["outcome"] == "passed"
    assert done.returncode == 0
    assert "uppfyllt" in done.stderr.decode()


def test_the_worst_report_decides() -> None:
    """One failed centre among others makes the whole failed."""
    assert run("validate", OTHER, CENTRE, "--kind", "familjecentral", "--date", "2024-06-01").exit_code == 1


def test_a_bad_file_does_not_keep_the_others_back(folder: Path) -> None:
    """What can be judged is; the bad file is told on standard error and decides the code."""
    (folder / "empty.ttl").touch()
    result = run("validate", "empty.ttl", CENTRE, "--format", "json")
    assert result.exit_code == 2
    assert len(parsed(result)["reports"]) == 1
    assert "empty.ttl" in result.stderr


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control-C ends with the code of an interrupt."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(validating, "judge", interrupted)
    assert run(*FAILED).exit_code == 130


def test_a_fault_of_ours_is_70_and_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error says what it is, without a traceback."""

    def broken(*_: object, **__: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr(validating, "judge", broken)
    result = run(*FAILED)
    assert result.exit_code == 70
    assert "KeyError" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_reader_that_stops_reading_gets_no_traceback() -> None:
    """A closed pipe ends the command quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    asked = command(*FAILED, "-f", "json")
    running = subprocess.Popen(asked, stdout=writing, stderr=subprocess.PIPE, env=environment())
    os.close(writing)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 141
    assert told == b""


# Bad input


BAD_FILES = {
    "broken.ttl": b"@prefix a: <http://a.example/> .\na:b a:c .\n",
    "empty.ttl": b"",
    "blank.ttl": b" \n\n",
    "latin-1.ttl": "<http://a.example/> <http://b.example/> 'å' .".encode("latin-1"),
    "no-centre.ttl": b"<http://a.example/> <http://b.example/> 'c' .",
    "centre.docx": Path(CENTRE).read_bytes(),
    "centre": Path(CENTRE).read_bytes(),
    "broken.jsonld": b'{"@id": ',
    "broken.rdf": b"<rdf:RDF",
}


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_line_with_its_name(folder: Path, name: str, lang: str) -> None:
    """The line names the file; nothing is on standard output."""
    (folder / name).write_bytes(BAD_FILES[name])
    result = run("validate", name, "--lang", lang)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(("fel: " if lang == "sv" else "error: ") + name)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(("name", "place"), [("broken.ttl", "broken.ttl:2:"), ("latin-1.ttl", "latin-1.ttl:1:")])
def test_the_place_of_an_error_is_told(folder: Path, name: str, place: str) -> None:
    """Line and column stand behind the name."""
    (folder / name).write_bytes(BAD_FILES[name])
    assert re.search(re.escape(place) + r"\d+: ", run("validate", name).stderr)


def test_a_missing_file_and_a_folder_are_told_apart(folder: Path) -> None:
    """Each says what is wrong with it."""
    (folder / "centres").mkdir()
    missing, directory = run("validate", "missing.ttl"), run("validate", "centres")
    assert (missing.exit_code, directory.exit_code) == (2, 2)
    assert "finns inte" in missing.stderr
    assert "centres/*.ttl" in directory.stderr


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [
        ("--agreement", "se-o-vg-comon-2024", AGREEMENT),
        ("--kind", "familjecentrall", "familjecentral"),
        ("--date", "idag", "2024"),
    ],
)
def test_an_unknown_choice_names_the_valid_ones(option: str, value: str, near: str) -> None:
    """The error holds what was sent and what could have been."""
    result = run("validate", CENTRE, option, value)
    assert result.exit_code == 2
    assert value in result.stderr
    assert near in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "html"), ("--mode", "closed"), ("--lang", "de"), ("--jobs", "0"), ("--jobs", "many"), ("--frob",),
    ],
)  # fmt: skip
def test_an_unknown_option_or_value_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    """It says which, and where help is to be had."""
    result = run("validate", CENTRE, *arguments)
    assert result.exit_code == 2
    assert arguments[0] in result.stderr
    assert "-h" in result.stderr


@pytest.mark.parametrize("arguments", [("frobnicate",), ("validate",), ("shacl", "data.ttl")])
def test_a_command_that_is_not_complete_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    """An unknown command, a missing file, missing shapes."""
    assert run(*arguments).exit_code == 2


def test_two_centres_are_two_reports() -> None:
    """A file may describe more than one centre."""
    sent = CLOSED + CLOSED.replace("example.org/centre", "example.org/other")
    assert len(parsed(run("validate", "-", "--format", "json", sent=sent))["reports"]) == 2


def test_standard_input_is_read_once() -> None:
    """The same stream cannot be two descriptions."""
    result = run("validate", "-", "-", sent=Path(CENTRE).read_bytes())
    assert result.exit_code == 2


def test_the_same_error_is_told_once() -> None:
    """A wrong agreement is one line, however many files there are."""
    assert run("validate", CENTRE, OTHER, "--agreement", "none").stderr.count("\n") == 1


def test_what_steers_a_terminal_does_not_reach_it(folder: Path) -> None:
    """Neither the name of a file nor a label can colour or clear the screen."""
    name = f"{ESCAPE}[31m.ttl"
    (folder / name).write_bytes(b"")
    assert ESCAPE not in run("validate", name).stderr
    label = CLOSED + '<https://example.org/centre> <http://www.w3.org/2000/01/rdf-schema#label> "\\u001B[2Jhej" .'
    result = run("validate", "-", sent=label)
    assert "hej" in result.stdout
    assert ESCAPE not in result.stdout


# What goes where


@pytest.mark.parametrize("format", ["json", "turtle", "json-ld", "csv", "earl", "junit"])
def test_a_machine_format_is_alone_on_standard_output(format: str) -> None:
    """Notes go to standard error; the bytes are those of the format."""
    from samsyn import formats

    done = process(*FAILED, "--format", format)
    found = library().validate(Document(Path(CENTRE).read_bytes(), "turtle"), Wish("2024-06-01", kind="familjecentral"))
    assert done.stdout.strip() == formats.render(found, format, "sv").strip()


def test_output_goes_to_a_file(folder: Path) -> None:
    """With -o standard output stays empty, and standard error says where it went."""
    result = run(*FAILED, "--format", "json", "-o", "out.json")
    assert result.stdout == ""
    assert json.loads((folder / "out.json").read_text())["outcome"] == "failed"
    assert "out.json" in result.stderr


def test_a_file_that_cannot_be_written_is_told(folder: Path) -> None:
    """A folder that is not there is bad usage."""
    result = run(*FAILED, "-o", "nowhere/out.txt")
    assert result.exit_code == 2
    assert "nowhere/out.txt" in result.stderr


@pytest.mark.parametrize("format", ["turtle", "trig", "n-triples", "json-ld", "rdf-xml"])
def test_standard_input_is_read_in_any_format(format: str) -> None:
    """The format of what comes without a name is guessed, or told."""
    from samsyn.store import write

    stated = triples(CLOSED.encode(), rdf_format("turtle"))
    sent = write.graph(stated, rdf_format(format))
    for told in ((), ("--input-format", format)):
        assert run("validate", "-", *told, sent=sent).exit_code == 0


def test_a_file_may_carry_another_suffix(folder: Path) -> None:
    """The format told goes before the suffix."""
    (folder / "centre.txt").write_text(CLOSED)
    assert run("validate", "centre.txt", "--input-format", "turtle").exit_code == 0


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "rdf-xml"), (b"<rdf:RDF>", "rdf-xml"),
        (b"<http://a> a <http://b> .", "turtle"),
        (b' {\n "@id": "a"}', "json-ld"), (b'[ {"@id": "a"} ]', "json-ld"), (b"[] a <http://b> .", "turtle"),
        (b"[ a <http://b> ] .", "turtle"), (b"{ <http://a> a <http://b> }", "trig"), (b"", "turtle"),
    ],
)  # fmt: skip
def test_formats_are_told_by_how_they_begin(text: bytes, format: str) -> None:
    """XML, JSON and the rest look different."""
    assert guess(text) == format


def test_more_processes_give_the_same_answer() -> None:
    """The reports come in the order of the files, whoever made them."""
    files = sorted(str(file) for file in (ROOT / "data" / "centres").glob("*.ttl"))[:6]
    asked = ("validate", *files, "--format", "json", "--date", "2024-06-01")
    assert process(*asked, "--jobs", "3").stdout == process(*asked).stdout


def test_standard_mode_counts_silence_as_missing() -> None:
    """What cannot be told in open mode is not fulfilled in standard mode."""
    report = parsed(run(*UNKNOWN, "--mode", "standard", "--format", "json"))
    assert report["outcome"] == "failed"
    assert report["reports"][0]["mode"] == "standard"


# The report for people


def test_a_report_tells_what_is_missing_and_whose_it_is() -> None:
    """The verdict, the missing midwife, the region that answers, and the source's own words, in Swedish."""
    told = " ".join(run(*FAILED).stdout.split())
    for part in (
        "✗ Når inte upp till miniminivån", "Saknas (1) Ansvar: regionen", "mödrahälsovård – saknas",
        "Källan säger själv: ”Verksamheten motsvarar inte det gemensamma avtalet.”", "Behöver anges", "Om bedömningen",
    ):  # fmt: skip
        assert part in told


def test_a_report_speaks_english_when_asked() -> None:
    """The same in English."""
    told = " ".join(run(*FAILED, "--lang", "en").stdout.split())
    for part in ("✗ Does not reach the minimum level", "Responsible: the region", "What needs stating"):
        assert part in told
    assert "Saknas" not in told


def test_what_cannot_be_told_says_how_readings_differ() -> None:
    """A centre that is judged differently by reading shows each reading with its outcome."""
    told = run(*UNKNOWN, "--verbose").stdout
    assert "? Går inte att avgöra" in told
    assert re.search(r"Läsningar +A \(”Utöver", told)


def test_what_is_permitted_is_found_not_fulfilled() -> None:
    """An older local agreement earns no sign of fulfilment."""
    told = " ".join(run(*FAILED).stdout.split())
    assert "· Ett eget äldre avtal med regionens primärvård" in told
    assert "✓ Ett eget äldre avtal" not in told
    assert "nya avtalet. (förekommer)" in told
    assert "(is described)" in " ".join(run(*FAILED, "--lang", "en").stdout.split())


def test_a_faulty_description_is_warned_of_under_the_verdict() -> None:
    """The message, the wrong value, and that the verdict rests on it come before the findings."""
    sent = CLOSED.replace("status/closed", "status/operating").replace("municipality/1489", "municipality/zoo")
    told = run("validate", "-", "--agreement", AGREEMENT, "--date", "2024-06-01", sent=sent).stdout
    first = " ".join(told.partition("Behöver anges")[0].split())
    assert "Beskrivningen har fel, och utfallet vilar på den:" in first
    assert "Fel värde: municipality:zoo." in first


def test_standard_mode_does_not_say_that_things_are_lacking() -> None:
    """The mode stands in the heading, and silence is to be mended by stating, not by arranging."""
    told = " ".join(run(*UNKNOWN, "--mode", "standard").stdout.split())
    assert "den 2024-06-01, i strikt läge" in told
    assert "Inte visat (" in told
    assert "Saknas (" not in told
    assert "Ange om alla familjer är välkomna." in told
    assert "Ordna det som saknas (öppen för alla)" not in told


def test_the_outcome_of_a_plan_is_told() -> None:
    """Whatever it is, where there is a plan; else nothing."""
    planned = parsed(run("centres", "--status", "planned", "--format", "json"))["items"]
    files = [str(ROOT / "data" / "centres" / f"{each['id']}.ttl") for each in planned]
    reports = parsed(run("validate", *files, "--date", "2024-06-01", "--format", "json"))["reports"]
    told = run("validate", *files, "--date", "2024-06-01").stdout
    assert told.count("Om planen genomförs:") == sum(each["plan"] is not None for each in reports) > 0


def test_an_unknown_period_is_told_in_the_heading() -> None:
    """Right under the title, where the day is outside what is known of the agreement, else nowhere."""
    outside = " ".join(run(*FAILED[:-1], "2030-01-01").stdout.split())
    assert "2024-2025 Det är inte känt om avtalet gäller den 2030-01-01. Bedömd som" in outside
    assert "Det är inte känt om avtalet gäller" not in run(*FAILED).stdout


def test_another_term_of_the_source_reads_right() -> None:
    """A centre that is called something else is not said to call itself 'another term'."""
    sent = CLOSED.replace("status/closed", "status/operating").replace("kind/familjecentral", "kind/other")
    told = run("validate", "-", "--kind", "familjecentral", "--date", "2024-06-01", sent=sent).stdout
    assert "Källan använder en annan benämning" in told
    assert "kallar sig" not in told


def test_nobody_named_comes_last() -> None:
    """The groups of those who answer come before the one of nobody."""
    told = run(*FAILED).stdout
    part = told.partition("Behöver anges")[2].partition("Uppfyllt (")[0]
    assert part.rindex("Ansvar:") < part.index("Ingen ansvarig är utpekad")


def test_english_has_english_quotes() -> None:
    """No Swedish quotation marks in an English report."""
    told = run(*FAILED, "--lang", "en", "--verbose").stdout
    assert "(“The memo says" in told
    assert "(”" not in told


def test_of_alternatives_one_is_asked_for() -> None:
    """No alternative is told as if it were required, but what every reading asks for is."""
    told = " ".join(run(*UNKNOWN).stdout.split())
    assert "Ange minst en av följande: mötesplats; öppen förskola; kafé." in told
    assert "Ange öppen förskola som en del av verksamheten" in told
    assert "Ange minst en av följande: öppen förskola; förebyggande" not in told


def test_addresses_are_shown_only_when_all_is_told() -> None:
    """A short report names things by their labels."""
    assert "http" not in run(*FAILED).stdout
    assert "https://w3id.org/samsyn/id/centre/alingsas-sollebrunn" in run(*FAILED, "--verbose").stdout


def test_several_reports_end_with_a_summary() -> None:
    """The worst comes first in it."""
    told = run("validate", OTHER, CENTRE, "--kind", "familjecentral", "--date", "2024-06-01").stdout
    summary = told.partition("Sammanfattning (2)")[2].splitlines()
    assert [line[0] for line in summary if line[:1] in "✗?" and line] == ["✗", "?"]


@pytest.mark.parametrize("columns", ["20", "60", "72", "300"])
def test_a_report_fits_the_width(columns: str) -> None:
    """Lines are broken at the width of the screen, at 60 at least and 100 at most."""
    told = process(*FAILED, COLUMNS=columns).stdout.decode()
    assert max(map(len, told.splitlines())) <= max(60, min(int(columns), 100))


def test_colours_are_for_terminals_alone() -> None:
    """A pipe gets none, a terminal does, and one that wants none gets none."""
    assert ESCAPE.encode() not in process(*FAILED, FORCE_COLOR="1").stdout
    assert f"{ESCAPE}[1;31m".encode() in on_terminal(*FAILED)
    assert ESCAPE.encode() not in on_terminal(*FAILED, NO_COLOR="1")


def on_terminal(*arguments: str, **more: str) -> bytes:
    """What a command writes on a terminal."""
    leader, follower = pty.openpty()
    wanted = {"NO_COLOR": "", "TERM": "xterm", **more}
    running = subprocess.Popen(command(*arguments), stdout=follower, stderr=follower, env=environment(**wanted))
    os.close(follower)
    told = b"".join(_pieces(leader))
    running.wait(timeout=60)
    os.close(leader)
    return told


def _pieces(leader: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # the other end is closed
            return
        if not piece:
            return
        yield piece


def test_a_screen_without_unicode_is_not_left_out() -> None:
    """Where the encoding has no signs, letters stand for them."""
    told = process(*FAILED, PYTHONIOENCODING="latin-1").stdout.decode("latin-1")
    assert "x Når inte upp till miniminivån" in told


def test_nothing_drawn_ends_in_spaces() -> None:
    """Lines can be compared and pasted."""
    table = ink.draw([ink.table(["a", "b"], [["1", "2"], ["3", ""]])], Screen(60, colour=False))
    assert table == "a b\n1 2\n3\n"


# Words


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same(key: str) -> None:
    """Each text has a Swedish and an English form with the same values in it."""
    text = WORDS[key]
    fields = [{name for _, name, _, _ in string.Formatter().parse(said) if name} for said in (text.sv, text.en)]
    assert text.sv
    assert text.en
    assert fields[0] == fields[1]


def test_every_word_is_used() -> None:
    """No text outlives its use."""
    code = "".join(
        file.read_text() for file in Path(samsyn.cli.__file__).parent.glob("*.py") if file.name != "words.py"
    )
    families = (
        "outcome.",
        "verdict.",
        "n.",
        "part.",
        "who.",
        "col.",
        "about.in_force.",
        "demands.",
        "draft.part.",
        "draft.checked.",
        "token.state.",
    )
    unused = [
        key
        for key in WORDS
        if f'"{key}"' not in code
        and f"'{key}'" not in code
        and not key.startswith(families)
        and not key.endswith(".one")
    ]
    assert unused == []


# Starting


def test_help_loads_nothing_heavy() -> None:
    """The command line starts fast: what reads, judges and draws is loaded when it is used."""
    heavy = "{'rdflib', 'pyshacl', 'fastapi', 'pyoxigraph', 'rich', 'samsyn.library'}"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, samsyn.cli; print({heavy} & set(sys.modules))"],
        capture_output=True,
        env=environment(),
        check=True,
    )
    assert done.stdout.decode().strip() == "set()"


@pytest.mark.parametrize("name", [(), *((command.__name__,) for command in samsyn.cli.COMMANDS)])
def test_every_command_has_help(name: tuple[str, ...]) -> None:
    """Help is on standard output, and its lines fit a narrow screen."""
    result = run(*name, "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.stdout


def test_the_version_is_told() -> None:
    """It is one line."""
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("samsyn")


# shacl


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ;
    sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:message "Ge den ett namn."@sv , "Name it."@en ] .
"""
THING = "@prefix ex: <http://example.org/> . ex:one a ex:Thing ."


@pytest.fixture
def things(folder: Path) -> Path:
    """A folder with shapes, data that breaks them and data that does not."""
    (folder / "shapes.ttl").write_text(SHAPES)
    (folder / "bad.ttl").write_text(THING)
    (folder / "good.ttl").write_text(THING + ' ex:one ex:name "One" .')
    return folder


@pytest.mark.parametrize("engine", ["samsyn", "pyshacl"])
@pytest.mark.parametrize(("name", "code"), [("good.ttl", 0), ("bad.ttl", 1)])
def test_shacl_ends_with_0_or_1(things: Path, name: str, code: int, engine: str) -> None:
    """Conforming data is 0, other data 1, by either engine."""
    assert run("shacl", name, "--shapes", "shapes.ttl", "--engine", engine).exit_code == code


def test_shacl_gives_the_report_of_the_standard(things: Path) -> None:
    """In Turtle, where nothing else is asked for and nobody is watching."""
    stated = triples(run("shacl", "bad.ttl", "-s", "shapes.ttl").stdout.encode(), rdf_format("turtle"))
    assert sum(value == iri(SH + "ValidationResult") for _, name, value in stated if name == iri(RDF + "type")) == 1


def test_shacl_speaks_to_people_and_programs(things: Path) -> None:
    """Text gives the message in the reader's language; JSON gives all."""
    assert "Ge den ett namn." in run("shacl", "bad.ttl", "-s", "shapes.ttl", "-f", "text").stdout
    assert "Name it." in run("shacl", "bad.ttl", "-s", "shapes.ttl", "-f", "text", "--lang", "en").stdout
    report = parsed(run("shacl", "bad.ttl", "-s", "shapes.ttl", "-f", "json"))
    assert report["conforms"] is False
    assert len(report["results"]) == 1


@pytest.mark.parametrize("which", ["data", "shapes"])
def test_shacl_says_which_file_is_broken(things: Path, which: str) -> None:
    """Data and shapes are told apart."""
    (things / "broken.ttl").write_text("<a")
    data, shapes = ("broken.ttl", "shapes.ttl") if which == "data" else ("good.ttl", "broken.ttl")
    result = run("shacl", data, "-s", shapes)
    assert result.exit_code == 2
    assert "broken.ttl:1:" in result.stderr


def test_shapes_that_are_no_shapes_are_refused(things: Path) -> None:
    """Ill-formed shapes are bad input, never conformance."""
    (things / "ill.ttl").write_text(SHAPES.replace("sh:minCount 1", 'sh:minCount "one"'))
    assert run("shacl", "good.ttl", "-s", "ill.ttl").exit_code == 2


@pytest.mark.parametrize("engine", ["samsyn", "pyshacl"])
def test_shapes_without_a_target_are_noted(things: Path, engine: str) -> None:
    """Nothing was checked: the code is 0, and standard error says why."""
    (things / "none.ttl").write_text(SHAPES.replace("sh:targetClass ex:Thing ;", ""))
    asked = ("shacl", "bad.ttl", "--engine", engine, "-s")
    result = run(*asked, "none.ttl")
    assert result.exit_code == 0
    assert "none.ttl: inga regler med mål hittades" in result.stderr
    assert "no shapes with a target" in run(*asked, "none.ttl", "--lang", "en").stderr
    assert "inga regler" not in run(*asked, "shapes.ttl").stderr


# query


CENTRES = "SELECT ?centre { ?centre a sam:FamilyCentre }"


def test_a_query_sees_the_bundled_data() -> None:
    """Every centre is found, in JSON where nobody is watching."""
    found = parsed(run("query", CENTRES))["results"]["bindings"]
    assert len(found) == len(library().centres)


def test_a_query_may_stand_in_a_file_or_on_standard_input(folder: Path) -> None:
    """All three ways give the same."""
    (folder / "centres.rq").write_text(CENTRES)
    answers = {run("query", CENTRES).stdout, run("query", "@centres.rq").stdout, run("query", "-", sent=CENTRES).stdout}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("format", "start"),
    [("json", '{"head"'), ("xml", "<?xml"), ("csv", "centre"), ("tsv", "?centre"), ("table", "centre")],
)
def test_a_table_comes_in_every_format(format: str, start: str) -> None:
    """Each begins as it should."""
    assert run("query", CENTRES, "--format", format).stdout.startswith(start)


def test_a_table_for_people_is_short_and_counted() -> None:
    """Addresses are written with prefixes, and the number of rows stands below."""
    told = run("query", f"{CENTRES} LIMIT 2", "--format", "table").stdout.splitlines()
    assert told[1].startswith("centre:")
    assert told[-1] == "2 rader"
    assert run("query", "ASK { ?s ?p ?o }", "--format", "table").stdout == "ja\n"


def test_a_graph_comes_in_turtle() -> None:
    """A query that gives triples gives Turtle, whatever is said of tables."""
    asked = "CONSTRUCT { ?c a sam:FamilyCentre } { ?c a sam:FamilyCentre }"
    for format in ((), ("--format", "turtle"), ("--format", "table")):
        stated = triples(run("query", asked, *format).stdout.encode(), rdf_format("turtle"))
        assert len(stated) == len(library().centres)


@pytest.mark.parametrize(
    "arguments",
    [
        ("SELECT * { ?s",), ("",), ("DELETE WHERE { ?s ?p ?o }",), ("@missing.rq",), (CENTRES, "-f", "turtle"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",), ("DESCRIBE <http://a.example/>", "-f", "csv"),
    ],
)  # fmt: skip
def test_a_bad_query_is_bad_input(folder: Path, arguments: tuple[str, ...]) -> None:
    """It is refused with a line that says why."""
    result = run("query", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("fel: ")


def test_a_query_in_a_file_is_mended_at_its_place(folder: Path) -> None:
    """The file, the line and the column are told."""
    (folder / "bad.rq").write_text("SELECT *\n{ ?s ?p }")
    assert re.match(r"fel: bad\.rq:2:\d+: ", run("query", "@bad.rq").stderr)


# Lists


@pytest.mark.parametrize("command", ["agreements", "centres", "requirements"])
def test_a_list_is_a_table_json_or_csv(command: str) -> None:
    """All three hold the same things."""
    items = parsed(run(command, "--format", "json"))
    table = run(command, "--format", "table").stdout
    rows = list(csv.DictReader(io.StringIO(run(command, "--format", "csv").stdout, newline="")))
    assert items["next"] is None
    assert [row["id"] for row in rows] == [item["id"] for item in items["items"]]
    assert len(items["items"]) == len({item["id"] for item in items["items"]}) > 0
    assert items["items"][0]["id"][:20] in table


@pytest.mark.parametrize("command", ["agreements", "centres", "requirements"])
def test_all_about_one(command: str) -> None:
    """An id gives that thing alone, to people and programs."""
    first = parsed(run(command, "--format", "json"))["items"][0]
    assert parsed(run(command, first["id"], "--format", "json"))["id"] == first["id"]
    told = run(command, first["id"])
    assert told.exit_code == 0
    assert first["id"] in told.stdout


@pytest.mark.parametrize("command", ["agreements", "centres", "requirements"])
def test_an_unknown_id_is_bad_input(command: str) -> None:
    """The error names what there is, in a line that is not endless."""
    result = run(command, "no-such-thing")
    assert result.exit_code == 2
    assert "no-such-thing" in result.stderr
    assert len(result.stderr) < 600


def test_lists_are_narrowed() -> None:
    """Options leave what they ask for."""
    centres = parsed(run("centres", "--municipality", "Alingsås", "--format", "json"))["items"]
    assert [centre["id"] for centre in centres] == ["alingsas-sollebrunn"]
    assert parsed(run("agreements", "--municipality", "1489", "--format", "json"))["items"][0]["id"] == AGREEMENT
    narrowed = (
        "requirements",
        "--agreement",
        AGREEMENT,
        "--checkable",
        "centre",
        "--modality",
        "shall",
        "--format",
        "json",
    )
    for item in parsed(run(*narrowed))["items"]:
        assert (item["agreement"], item["checkable"], item["modality"]) == (AGREEMENT, "centre", "shall")


def test_an_empty_list_says_so() -> None:
    """Standard error has a word, and JSON is still JSON."""
    result = run("centres", "--municipality", "1489", "--status", "closed", "--format", "json")
    assert parsed(result) == {"items": [], "next": None}
    assert "Inget finns" in result.stderr
    assert run("centres", "--municipality", "Atlantis").exit_code == 2


@pytest.mark.parametrize(
    ("command", "option", "near"),
    [
        ("centres", "kind", "familjecentral"), ("centres", "status", "planned"),
        ("requirements", "kind", "familjecentral"), ("requirements", "theme", "goals-and-follow-up"),
        ("requirements", "checkable", "decision"), ("requirements", "modality", "should"),
        ("requirements", "layer", "mandate"), ("requirements", "responsible", "region"),
    ],
)  # fmt: skip
def test_a_list_is_not_narrowed_to_what_there_is_not(command: str, option: str, near: str) -> None:
    """A value of no code list is bad input, and the valid ones are named."""
    result = run(command, f"--{option}", "zoo")
    assert result.exit_code == 2
    assert "zoo" in result.stderr
    assert near in result.stderr


def test_all_that_is_stated_of_a_centre_is_told() -> None:
    """Parties, comments, the local agreement, the claim and the notes, and each source once."""
    told = " ".join(run("centres", "alingsas-sollebrunn").stdout.split())
    for part in (
        "Parter · Alingsås kommun – kommun", "mödrahälsovård: saknas (”barnmorska”) – Enligt tjänsteskrivelsen",
        "Lokalt avtal", "Källan säger själv · ”Verksamheten motsvarar inte det gemensamma avtalet.” (Alingsås",
        "Anmärkning",
    ):  # fmt: skip
        assert part in told
    assert told.partition("Källor")[2].count("tjänsteskrivelse 2023-11-07") == 1
    assert "(“barnmorska”)" in run("centres", "alingsas-sollebrunn", "--lang", "en").stdout


def test_readings_name_their_shapes_and_themselves_once() -> None:
    """JSON has the shape of each reading, and a reading of the profile of its own name is called that alone."""
    readings = parsed(run("requirements", "vg-fclike-minimum-services", "--format", "json"))["readings"]
    assert all(each["shape"].startswith("https://w3id.org/samsyn/shapes/") for each in readings)
    told = run("requirements", "vg-fclike-minimum-services").stdout
    assert "· A: " in told
    assert "A (A)" not in told


# fulfilment


def test_what_is_permitted_is_not_fulfilled_in_the_matrix() -> None:
    """A permission that is found has a neutral sign; where it is asked for, it is fulfilled."""
    signs = import_module("samsyn.cli.fulfilment")._sign
    assert [signs("passed", True).plain, signs("passed", False).plain, signs("failed", True).plain] == ["·", "✓", "✗"]
    assert "· förekommer" in run("fulfilment", "--municipality", "1489", "--date", "2024-06-01").stdout


def test_the_matrix_has_every_centre_of_the_area() -> None:
    """Rows are centres, columns requirements, and each cell is an outcome."""
    found = parsed(run("fulfilment", "--agreement", AGREEMENT, "--date", "2024-06-01", "--format", "json"))
    assert found["agreement"] == AGREEMENT
    assert len({row["centre"] for row in found["rows"]}) > 20
    for row in found["rows"]:
        assert set(row) == {"centre", "kind", "outcome", "outcomes"}
        assert set(row["outcomes"]) <= set(found["requirements"])


def test_the_matrix_is_narrowed_to_a_municipality() -> None:
    """By code or by name."""
    asked = ("fulfilment", "--date", "2024-06-01", "--format", "json", "--municipality")
    by_code, by_name = parsed(run(*asked, "1489")), parsed(run(*asked, "Alingsås"))
    assert by_code == by_name
    assert [row["centre"] for row in by_code["rows"]] == ["alingsas-sollebrunn"]
    assert by_code["agreement"] == AGREEMENT


def test_the_matrix_comes_in_every_format() -> None:
    """A table for people, CSV with a column for each requirement, Turtle with the assertions."""
    asked = ("fulfilment", "--agreement", AGREEMENT, "--municipality", "1489", "--date", "2024-06-01", "--format")
    assert "Familjecentralsliknande verksamhet i Sollebrunn" in run(*asked, "table").stdout
    (row,) = csv.DictReader(io.StringIO(run(*asked, "csv").stdout, newline=""))
    assert row["vg-meeting-place"] == "cantTell"
    assert triples(run(*asked, "turtle").stdout.encode(), rdf_format("turtle"))


def test_the_matrix_is_written_as_a_workbook(tmp_path: Path) -> None:
    """With the same answers, in words."""
    file = tmp_path / "matrix.xlsx"
    asked = ("fulfilment", "--agreement", AGREEMENT, "--municipality", "1489", "--date", "2024-06-01")
    assert run(*asked, "--format", "xlsx", "--output", str(file)).exit_code == 0
    answers, requirements, _ = load_workbook(file).worksheets
    told = parsed(run(*asked, "--format", "json"))
    assert requirements.max_row == len(told["requirements"]) + 1
    assert answers.max_row == len(told["rows"]) + 1
    assert "går inte att avgöra" in {cell.value for cell in answers[2]}


def test_an_unknown_agreement_or_municipality_is_bad_input() -> None:
    """As everywhere."""
    assert run("fulfilment", "--agreement", "none").exit_code == 2
    assert run("fulfilment", "--municipality", "Atlantis").exit_code == 2
    assert run("fulfilment", "--date", "soon").exit_code == 2


# serve


def test_a_taken_port_is_told() -> None:
    """The port is named, and the option that chooses another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", port)
    assert result.exit_code == 2
    assert port in result.stderr
    assert "--port" in result.stderr


def processor(process: int) -> float:
    """The processor time of a process so far, in ticks."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return float(fields[11]) + float(fields[12])


def test_an_interrupted_command_dies_quietly() -> None:
    """A real interrupt of a process that waits for input leaves no traceback."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what is ignored here is ignored there
    running = subprocess.Popen(
        command("validate", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    signal.signal(signal.SIGINT, before)
    used = -1.0
    while used != (used := processor(running.pid)) or used == 0:  # it still starts
        time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in told
