"""Every example of docs/components.md comes to what stands beside it, and no constraint component is without one."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final, get_args

import pytest

import samsyn
from samsyn.engine import Graph, Openness, OpenWorld, Rules, World, plan
from samsyn.engine.ground import outcome_of
from samsyn.library import Library
from samsyn.model import Triple
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import SH, Term
from strategies import Described, ex

ROOT = Path(__file__).parents[1]
DOCUMENT: Final = (ROOT / "docs" / "components.md").read_text(encoding="utf-8")
RULE, IT = ex("Rule"), ex("it")
HEADER: Final = ("description", "open mode", "standard mode")
ROW: Final = re.compile(r"\| `(.+)` \| (passed|failed|cantTell) \| (conforms|does not conform) \|")
COMPLETE: Final = "ex:said sam:completeAbout sam:everything ."
#: what a component is called without these
ENDING: Final = re.compile(r"(?:Constraint|Shape)Component$")


def named(component: Term) -> str:
    """A component of SHACL as it is called in a shape, in lower case; nothing of any other."""
    return ENDING.sub("", component.removeprefix(SH)).lower() if component.startswith(SH) else ""


def blocks(text: str) -> list[str]:
    """The Turtle of a text."""
    return re.findall(r"^```turtle\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


HEAD: Final = blocks(DOCUMENT)[0]


@dataclass(frozen=True)
class Row:
    """A description of ex:it, and what is told of it in both modes."""

    description: str
    open: str
    conforms: bool


@dataclass(frozen=True)
class Section:
    """What stands of one component: its rule, its shape, its examples."""

    title: str
    text: str

    @property
    def rule(self) -> str:
        """The rule in words."""
        return self.text.partition("\n```")[0].strip()

    @property
    def shape(self) -> str:
        """The Turtle of the shape, below the head."""
        (found,) = blocks(self.text)
        return HEAD + found

    @property
    def rows(self) -> tuple[Row, ...]:
        """The examples of the table."""
        head, _, *lines = [line for line in self.text.splitlines() if line.startswith("|")]
        assert tuple(cell.strip() for cell in head.strip("|").split("|")) == HEADER
        found = [(line, ROW.fullmatch(line)) for line in lines]
        assert all(match for _, match in found), [line for line, match in found if not match]
        return tuple(Row(match[1], match[2], match[3] == "conforms") for _, match in found if match)

    @cached_property
    def rules(self) -> Rules:
        """The shape, compiled."""
        return samsyn.compile(self.shape.encode(), "turtle")

    @property
    def component(self) -> str:
        """The component of SHACL that the title names, in lower case; nothing where it is one of the author's own."""
        found = re.match(r"sh:(\w+)", self.title)
        return found[1].lower() if found else ""

    @property
    def constraints(self) -> list[plan.Constraint]:
        """Those constraints of the shapes that are of the component."""
        every = chain.from_iterable(shape.constraints for shape in self.rules.plan.shapes.values())
        return [constraint for constraint in every if named(constraint.component) == self.component]

    def file(self, row: Row, *more: str) -> bytes:
        """Head, shape and description as one file."""
        return "\n".join((self.shape, row.description, *more)).encode()


SECTIONS: Final = tuple(
    Section(title, text)
    for part in re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)
    for title, _, text in (each.partition("\n") for each in re.split(r"^### ", part, flags=re.MULTILINE)[1:])
)
ROWS: Final = [
    pytest.param(section, row, id=f"{section.title}: {number}")
    for section in SECTIONS
    for number, row in enumerate(section.rows, 1)
]


@pytest.fixture(scope="module")
def openness(lib: Library) -> Openness:
    """What the ontology and the code lists say of openness."""
    return lib.knowledge.levels["se-o-vg-common-2024"].openness


def read(file: bytes) -> list[Triple]:
    """What a file says."""
    return triples(file, rdf_format("turtle"))


def seen_open(rules: Rules, said: list[Triple], openness: Openness) -> str:
    """The outcome of the rule at ex:it in open mode."""
    return outcome_of(rules.conforms(OpenWorld(Graph(said), openness), RULE, IT))


@pytest.mark.parametrize(("section", "row"), ROWS)
def test_open_mode_says_what_the_row_says(section: Section, row: Row, openness: Openness) -> None:
    """Each description passes, fails or leaves open in open mode, as told."""
    assert seen_open(section.rules, read(section.file(row)), openness) == row.open, row.description


@pytest.mark.parametrize(("section", "row"), ROWS)
def test_standard_mode_says_what_the_row_says(section: Section, row: Row) -> None:
    """Each description conforms or not in standard mode, as told: by its results, and by its truth."""
    file = section.file(row)
    assert samsyn.shacl(file, section.rules, "turtle").conforms is row.conforms, row.description
    assert section.rules.conforms(World(Graph(read(file))), RULE, IT) is row.conforms, row.description


@pytest.mark.parametrize(("section", "row"), ROWS)
def test_both_modes_agree_once_all_is_told(section: Section, row: Row, openness: Openness) -> None:
    """Complete about everything, a description is judged alike in both modes, unless it contradicts itself."""
    said = read(section.file(row, COMPLETE))
    standard = "passed" if row.conforms else "failed"
    wanted = {"cantTell"} if Described(said, openness).contradictions() else {standard}
    assert {seen_open(section.rules, said, openness)} == wanted, row.description


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.title)
def test_a_section_is_whole(section: Section) -> None:
    """Each section tells its rule for both modes and shows all three outcomes; what is decided, both modes agree on."""
    rule = section.rule.replace("\n", " ").lower()
    assert all(word in rule for word in ("true", "false", "not known", "standard:")), rule
    assert {row.open for row in section.rows} == {"passed", "failed", "cantTell"}
    assert {row.conforms for row in section.rows} == {True, False}
    assert len({row.description for row in section.rows}) == len(section.rows)
    for row in section.rows:
        assert row.open == "cantTell" or row.conforms is (row.open == "passed"), row.description


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.title)
def test_a_section_shows_its_component(section: Section) -> None:
    """The shape of a section uses the component of its title, or one of the author's own where the title is words."""
    assert section.constraints


def test_every_component_has_a_section() -> None:
    """Each class of constraint of the engine has a section, and so has each component that a case breaks."""
    shown = {type(constraint) for section in SECTIONS for constraint in section.constraints}
    assert set(get_args(plan.Constraint)) <= shown
    cases = chain.from_iterable(
        re.findall(r"sh:([A-Z]\w*)ConstraintComponent\b", file.read_text(encoding="utf-8"))
        for file in (ROOT / "tests" / "cases" / "shacl").glob("*.ttl")
    )
    broken = {name.lower() for name in cases}
    assert len(broken) >= 28
    assert broken <= {section.component for section in SECTIONS}


def test_the_document_holds_nothing_else_to_play() -> None:
    """Each block of Turtle is the head or in a section, and each row of a table is in a section."""
    assert len(blocks(DOCUMENT)) == 1 + len(SECTIONS)
    rows = [line for line in DOCUMENT.splitlines() if ROW.fullmatch(line)]
    assert len(rows) == len(ROWS) > 120
