"""What the author of an agreement is told: each fault with its line and what to write, and the guide's own example."""

import json
import re
import sys
from pathlib import Path

import pytest
import rdflib
from typer.testing import CliRunner, Result

import samsyn
from samsyn import api, drafts, web
from samsyn.authoring import phrases
from samsyn.cli import app, shelf
from samsyn.errors import BadInput, FileTrouble, NotAnAgreement, NotRdf
from samsyn.library import Document, Library
from samsyn.model import AgreementCheck

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "adding-an-agreement.md"
CASES = sorted((ROOT / "tests" / "cases" / "authoring").glob("*.ttl"))
BELOW = "\n# shapes/minimum/se-case.ttl\n"
ON_TEXTS = "\n# shapes/mandate/se-case.ttl\n"
AGREEMENTS = sorted((ROOT / "data" / "agreements").glob("*.ttl"))
CENTRE = ROOT / "data" / "centres" / "orust.ttl"
EXAMPLE = "se-example-2026"


def samsyn_ns(name: str) -> str:
    """A word of our namespace."""
    return f"https://w3id.org/samsyn/ns#{name}"


def blocks() -> list[str]:
    """The Turtle of the guide."""
    return re.findall(r"^```turtle\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE)


def example() -> tuple[str, str, str]:
    """The guide's agreement, its minimum level and its demands on texts."""
    agreement, minimum, mandate = (each for each in blocks() if each.startswith("@prefix"))
    return agreement, minimum, mandate


def parts(case: str) -> tuple[str, str | None, str | None]:
    """The three files of a case, those of rules only where there are some."""
    rest, _, mandate = case.partition(ON_TEXTS)
    agreement, _, minimum = rest.partition(BELOW)
    return agreement, minimum or None, mandate or None


def run(*arguments: str, sent: str | None = None) -> Result:
    """What the command line says, within this process."""
    return CliRunner().invoke(app, list(arguments), input=sent)


def checked(
    lib: Library, agreement: str, minimum: str | None = None, mandate: str | None = None, name: str | None = None
) -> AgreementCheck:
    """What some texts lack."""
    below = (
        Document(text.encode(), "turtle", f"{kind}.ttl") if text else None
        for kind, text in (("minimum", minimum), ("mandate", mandate))
    )
    return drafts.check(lib, Document(agreement.encode(), "turtle", name), *below)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An author's folder with the guide's example, and the place where commands run."""
    for below, text in zip(("data/agreements", "shapes/minimum", "shapes/mandate"), example(), strict=True):
        (tmp_path / below).mkdir(parents=True)
        (tmp_path / below / f"{EXAMPLE}.ttl").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same as the folder that SAMSYN_DATA names."""
    monkeypatch.setenv("SAMSYN_DATA", str(folder))
    for cached in (shelf.library, api.library):
        cached.cache_clear()
        monkeypatch.setattr(sys.modules[cached.__module__], "library", cached.__wrapped__)
    return folder


# Cases


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_case(file: Path, lib: Library) -> None:
    """Just the faults that the case names are found, in the line that holds the text, with the choice."""
    agreement, minimum, mandate = parts(file.read_text())
    found = checked(lib, agreement, minimum, mandate, "se-case.ttl").faults
    expected = [line.split(" | ") for line in re.findall(r"^# finds: (.*?)(?: \|)?$", agreement, re.MULTILINE)]
    assert [fault.code for fault in found] == [code for code, *_ in expected]
    for fault, (_, text, *choice) in zip(found, expected, strict=True):
        lines = ({"minimum": minimum, "mandate": mandate}.get(fault.part) or agreement).split("\n")
        assert fault.line
        assert text in "\n".join(lines[max(fault.line - 2, 0) : fault.line])
        assert [each.code for each in fault.choices][: len(choice)] == choice or choice[0] in {
            each.code for each in fault.choices
        }


def test_every_check_has_a_case() -> None:
    """Each fault that no shape tells of is found in a case, but for those of names of files and of readings."""
    found = {code for file in CASES for code in re.findall(r"^# finds: (\S+)", file.read_text(), re.MULTILINE)}
    others = {"file-name", "word-without-list", "not-described", "rule-missing-for-reading", "rule-for-all-readings"}
    assert set(phrases.SAID) - found == others


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_what_is_said_is_plain(file: Path, lib: Library) -> None:
    """Each fault speaks Swedish and English, without the jargon of graphs, and says where to read."""
    for fault in checked(lib, *parts(file.read_text())).faults:
        for text in (fault.message.sv, fault.message.en):
            assert text.endswith(".")
            assert not re.search(r"\b(IRI|node?|triple|trippel|graph|graf|RDF|SHACL|literal)\b", text), text
        assert fault.message.sv != fault.message.en
        assert fault.read.startswith("docs/adding-an-agreement.md#")


@pytest.mark.parametrize("file", AGREEMENTS, ids=lambda file: file.stem)
def test_bundled_agreements_lack_nothing(file: Path) -> None:
    """What comes with the package is what it asks of others."""
    assert samsyn.check_agreement(file).to_dict()["faults"] == []


def test_names_of_files_and_of_readings(lib: Library) -> None:
    """A file is called by its identifier; a requirement with readings has a rule for each, and none of its own."""
    agreement, minimum, mandate = example()
    named = checked(lib, agreement, minimum, mandate, "another.ttl").faults
    assert [each.code for each in named] == ["file-name"]
    reading = re.sub(r"^requirement:se-example-services\n.*?\n\n", "", blocks()[-3], flags=re.DOTALL)
    second = reading.replace("reading/A", "reading/B").replace('notation "A"', 'notation "B"').replace("e:A", "e:B")
    both = ",".join(f"<https://w3id.org/samsyn/id/requirement/se-example-child-health/reading/{name}>" for name in "AB")
    stated = "requirement:se-example-child-health sam:reading " + both + " .\n"
    stated += "agreement:se-example-2026 sam:profile profile:A , profile:B .\n"
    renamed = (reading + second).replace("se-example-services", "se-example-child-health")
    found = checked(lib, agreement + stated + renamed, minimum, mandate).faults
    assert [each.code for each in found] == ["rule-missing-for-reading"] * 2 + ["rule-for-all-readings"]


# The guide


def test_the_example_of_the_guide_lacks_nothing(lib: Library) -> None:
    """It can be copied as it stands: all that the summary counts is there, and nothing is lacking."""
    found = checked(lib, *example(), name=f"{EXAMPLE}.ttl")
    assert found.faults == ()
    assert found.checked == {"centre": 1, "agreement": 1, "decision": 1, "no": 0}
    assert found.coverage == "part"
    assert "inte läst" in found.meaning.sv


def by_title() -> str:
    """The guide's document that is known by its title alone, below the lines that begin the first example."""
    (title,) = (each for each in blocks() if "coverage:not-read" in each)
    return f"{example()[0].partition(chr(10) * 2)[0]}\n\n{title}"


def test_a_document_can_be_known_by_its_title_alone(lib: Library) -> None:
    """Nothing has to be made up of it; of one that was read in part, party, kind and requirement are asked for."""
    found = checked(lib, by_title(), name="se-c-example-guidelines.ttl")
    assert (found.faults, found.requirements, found.coverage) == ((), (), "not-read")
    read = checked(lib, by_title().replace("coverage:not-read", "coverage:part")).faults
    assert {each.code: each.write.split(" ")[0] for each in read} == {
        "Agreement-kind-stated": "sam:covers",
        "Agreement-party-stated": "sam:party",
        "Agreement-requirement-stated": "cv:hasRequirement",
    }
    assert [each.command for each in read if each.code == "Agreement-party-stated"] == ["samsyn words party"]


def test_what_is_known_by_its_title_alone_says_so(own: Path) -> None:
    """It is listed, and a report against it says that what it requires is not known, never that it requires nothing."""
    (own / "data" / "agreements" / "se-c-example-guidelines.ttl").write_text(by_title())
    assert "Endast titeln är känd" in run("agreements", "se-c-example-guidelines").stdout
    pages, found = web.Pages(drafts.load()), drafts.load().agreement("se-c-example-guidelines")
    page = pages.agreement(found, "sv")
    assert "Inga krav är kända." in page
    assert "Inte känt" in page
    for kind in (None, "familjecentralsliknande"):
        (report,) = samsyn.validate(CENTRE, agreement="se-c-example-guidelines", kind=kind).reports
        assert (report.outcome, report.findings, report.coverage) == ("inapplicable", (), "not-read")
        assert "vilka krav det har är inte känt" in report.notes[0].sv
        assert "what it requires is not known" in report.notes[0].en


def test_the_guide_shows_a_value_of_each_kind() -> None:
    """Those that the check tells an author to write."""
    shown = [each.strip() for each in blocks() if each.startswith("sam:value")]
    assert shown == list(phrases.VALUES.values())


@pytest.mark.parametrize("kind", phrases.VALUES)
def test_values_fit_their_topics(kind: str, lib: Library) -> None:
    """A value of each kind is what a topic that is compared so asks for."""
    known = lib.knowledge.labels
    comparison = kind.removesuffix("Value").lower()
    wanted = f"<https://w3id.org/samsyn/id/comparison/{comparison}>"
    topic = next(iter(known.subjects(f"<{samsyn_ns('comparison')}>", wanted)))
    theme = known.value(topic, f"<{samsyn_ns('theme')}>") or ""
    agreement, *rules = example()
    changed = agreement.replace("topic:service-required:child-health", topic, 1)
    changed = changed.replace("theme:services-commitments-competence", theme, 1)
    changed = re.sub(
        r"sam:value \[ a sam:ModalityValue ; sam:modality modality:shall \] ;", phrases.VALUES[kind], changed
    )
    assert checked(lib, changed, *rules).faults == ()


def test_the_guide_has_the_sections_that_faults_name() -> None:
    """Each place that an author is sent to is there."""
    heads = re.findall(r"^## (.*)$", GUIDE.read_text(), re.MULTILINE)
    anchors = {re.sub(r"[^a-z -]", "", head.lower()).replace(" ", "-") for head in heads}
    assert {*phrases.SECTIONS.values(), *phrases.OF_PARTS.values()} <= anchors


def test_the_commands_of_the_guide_run(own: Path) -> None:
    """Each command of the guide, in the author's folder, answers."""
    (own / "centre.ttl").write_bytes(CENTRE.read_bytes())
    for line in re.findall(r"^samsyn ([^#\n]*)", GUIDE.read_text(), re.MULTILINE):
        result = run(*line.split())
        assert result.exit_code in (0, 1, 3), (line, result.stderr)
        assert result.stdout


# The command line


def test_nothing_lacking_is_0(folder: Path) -> None:
    """The rules are found beside the agreement, and the summary says what is there."""
    result = run("agreements", "check", f"data/agreements/{EXAMPLE}.ttl")
    assert result.exit_code == 0
    assert all(f"shapes/{kind}/{EXAMPLE}.ttl" in result.stdout for kind in ("minimum", "mandate"))
    assert "Inget saknas." in result.stdout
    assert "3 krav: 1 prövas mot en familjecentral" in result.stdout


def test_something_lacking_is_1(folder: Path) -> None:
    """What is lacking stands under its requirement with line, choices, and where to read; in English where asked."""
    file = folder / "data" / "agreements" / f"{EXAMPLE}.ttl"
    file.write_text(file.read_text().replace("topic:annual-follow-up", "topic:anual-follow-up"))
    result = run("agreements", "check", str(file), "--lang", "en")
    assert result.exit_code == 1
    line = next(number for number, text in enumerate(file.read_text().split("\n"), 1) if "anual" in text)
    assert "Requirement se-example-follow-up: “The local agreement should" in result.stdout
    assert f"Line {line}: The topic topic:anual-follow-up is not in the list of topics." in result.stdout
    assert "topic:annual-follow-up (Follow-up)" in " ".join(result.stdout.split())
    assert "samsyn words topic" in result.stdout


def test_json_has_what_python_has(folder: Path) -> None:
    """One file is one object; several are items."""
    name = f"data/agreements/{EXAMPLE}.ttl"
    told = json.loads(run("agreements", "check", name, "--format", "json").stdout)
    assert told == {
        **samsyn.check_agreement(name).to_dict(),
        "file": name,
        **{kind: str(Path("shapes") / kind / Path(name).name) for kind in ("minimum", "mandate")},
    }
    both = json.loads(run("agreements", "check", name, name, "--format", "json").stdout)
    assert [each["agreement"] for each in both["items"]] == [EXAMPLE, EXAMPLE]


def test_standard_input_and_a_file_to_write(folder: Path) -> None:
    """`-` reads standard input, beside which no rules are looked for; `-o` writes."""
    agreement, *_ = example()
    rules = [word for kind in ("minimum", "mandate") for word in (f"--{kind}", f"shapes/{kind}/{EXAMPLE}.ttl")]
    result = run("agreements", "check", "-", *rules, "-o", "told.txt", sent=agreement)
    assert result.exit_code == 0
    assert "Inget saknas." in (folder / "told.txt").read_text()
    assert run("agreements", "check", "-", sent=agreement).exit_code == 1


def test_agreements_are_listed_as_before() -> None:
    """`check` alone is reserved: an id is still told, and the list still given."""
    assert "se-o-vg-common-2024" in run("agreements").stdout
    assert "vg-fc-four-base-services" in run("agreements", "se-o-vg-common-2024").stdout
    assert run("agreements", "chekc").exit_code == 2
    assert "agreements check" in run("--help").stdout
    assert "--minimum" in run("agreements", "check", "--help").stdout


X = "<https://example.org/x>"
BAD = {  # what is sent, and what is said of it
    f"{X} a sam:Agreement .": "@prefix sam: <https://w3id.org/samsyn/ns#> .",
    f"{X} a topik:y .": "topic:",
    f"{X} a {X}\n{X} a": ":2:",
    "": "fel: ",
    f"{X} {X} 1 .": "Inget avtal beskrivs",
    f"{X} a <{samsyn_ns('FamilyCentre')}> .": "samsyn validate",
    f"{X} a <http://www.w3.org/ns/shacl#NodeShape> .": "--minimum",
    f"{X} a <{samsyn_ns('Agreement')}> . [] a <{samsyn_ns('Agreement')}> .": "2 avtal",
}


@pytest.mark.parametrize(("text", "said"), BAD.items())
def test_bad_input_is_2(text: str, said: str) -> None:
    """What is no agreement is refused with what to do about it."""
    result = run("agreements", "check", "-", sent=text)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


def test_a_bad_minimum_level_is_2(folder: Path) -> None:
    """Rules that cannot be read are told with their file and line."""
    file = folder / "shapes" / "minimum" / f"{EXAMPLE}.ttl"
    file.write_text(file.read_text().replace("sh:qualifiedMinCount 1", 'sh:qualifiedMinCount "ett"'))
    result = run("agreements", "check", f"data/agreements/{EXAMPLE}.ttl")
    assert result.exit_code == 2
    assert re.search(rf"{EXAMPLE}\.ttl:\d+: ", result.stderr)


def test_words_are_listed() -> None:
    """The lists, the words of one with what they mean, topics with the kind of their values, those of one theme."""
    lists = {each["list"]: each["words"] for each in json.loads(run("words", "-f", "json").stdout)["items"]}
    assert lists["theme"] == 7
    assert "documentKind" in lists
    topics = json.loads(run("words", "topic", "-f", "json").stdout)["items"]
    assert len(topics) == lists["topic"]
    assert {"code": "topic:co-location", "value": "sam:OrderedValue"}.items() <= next(
        each for each in topics if each["code"] == "topic:co-location"
    ).items()
    some = json.loads(run("words", "topic", "--theme", "further-development", "-f", "json").stdout)["items"]
    assert {each["theme"] for each in some} == {"further-development"}
    assert "egen text" in run("words", "layer").stdout
    assert "topic" in run("words", "topik").stderr
    assert run("words", "topik").exit_code == 2


# An author's own folder


def test_an_own_agreement_is_used(own: Path) -> None:
    """Centres are judged by an agreement of the folder that SAMSYN_DATA names, as by the bundled ones."""
    result = samsyn.validate(CENTRE, agreement=EXAMPLE, kind="familjecentral", date="2026-06-01")
    assert [each.requirement for each in result.reports[0].findings] == ["se-example-child-health"]
    assert EXAMPLE in run("agreements").stdout


def test_an_own_agreement_that_lacks_something_is_refused(own: Path) -> None:
    """With the first thing that it lacks, its place, and how to see all."""
    (own / "shapes" / "minimum" / f"{EXAMPLE}.ttl").unlink()
    with pytest.raises(BadInput, match="samsyn agreements check") as caught:
        drafts.load()
    assert caught.value.where.line


def test_own_demands_on_texts_are_used(own: Path) -> None:
    """The demands of an own agreement run over the local agreements of its area; without rules they are named."""
    wanted = "se-o-goteborg-vhisingen-2021"
    reports = {each.demanded_by: each for each in samsyn.assess_agreement(wanted, "2026-06-01").reports}
    assert [(each.requirement, each.outcome) for each in reports[EXAMPLE].findings] == [
        ("se-example-follow-up", "passed")
    ]
    (own / "shapes" / "mandate" / f"{EXAMPLE}.ttl").unlink()
    reports = {each.demanded_by: each for each in samsyn.assess_agreement(wanted, "2026-06-01").reports}
    assert (reports[EXAMPLE].findings, reports[EXAMPLE].unstated) == ((), ("se-example-follow-up",))


def test_a_refused_agreement_tells_what_to_choose(own: Path) -> None:
    """File, line, the wrong word and the near ones, in both languages."""
    file = own / "data" / "agreements" / f"{EXAMPLE}.ttl"
    file.write_text(file.read_text().replace("topic:annual-follow-up", "topic:anual-follow-up"))
    line = file.read_text()[: file.read_text().index("topic:anual")].count("\n") + 1
    for lang in ("sv", "en"):
        result = run("agreements", EXAMPLE, "--lang", lang)
        assert result.exit_code == 2
        for part in (f"{EXAMPLE}.ttl:{line}: ", "topic:anual-follow-up", ": topic:annual-follow-up"):
            assert part in result.stderr


def test_a_value_of_another_kind_says_which_kind_it_is(lib: Library) -> None:
    """What stands there and what is to stand there are both told."""
    agreement, *rules = example()
    wrong = 'sam:value [ a sam:QuantityValue ; sam:max 12 ; sam:unit "months" ] ;'
    right = "sam:value [ a sam:ModalityValue ; sam:modality modality:shall ] ;"
    (fault,) = checked(lib, agreement.replace(right, wrong, 1), *rules).faults
    assert (fault.found, "sam:ModalityValue" in fault.write) == ("sam:QuantityValue", True)


def test_an_own_folder_without_agreements_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong name is not passed over in silence."""
    monkeypatch.setenv("SAMSYN_DATA", str(tmp_path / "nothing"))
    with pytest.raises(FileTrouble, match="SAMSYN_DATA"):
        drafts.load()


# Python


def test_python_takes_paths_bytes_and_graphs(folder: Path) -> None:
    """The same faults whatever the agreement is given as; lines where it is a text."""
    agreement, minimum, mandate = example()
    wrong = agreement.replace("layer:own-text", "layer:own", 1)
    of_bytes = samsyn.check_agreement(wrong.encode(), minimum.encode(), "turtle", mandate.encode())
    graph, rules, demands = (rdflib.Graph().parse(data=text, format="turtle") for text in (wrong, minimum, mandate))
    of_graphs = samsyn.check_agreement(graph, rules, mandate=demands)
    assert [each.code for each in of_bytes.faults] == [each.code for each in of_graphs.faults] == ["layer-known"]
    assert of_bytes.faults[0].line
    assert of_graphs.faults[0].line is None
    assert not of_bytes.complete
    assert not of_bytes.usable
    assert samsyn.check_agreement(f"data/agreements/{EXAMPLE}.ttl").complete


def test_python_refuses_what_is_no_agreement() -> None:
    """With errors of the tree."""
    with pytest.raises(NotAnAgreement):
        samsyn.check_agreement(CENTRE)
    with pytest.raises(NotRdf):
        samsyn.check_agreement(b"no turtle", format="turtle")
