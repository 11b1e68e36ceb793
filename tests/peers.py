"""Other SHACL engines, each as a function from shapes and data to what it finds, in the terms that ours are held to."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pyrudof
import pyshacl_turbo
import pytest

from any_shapes import BRANCHES, Drawn, sh
from meetings import Said
from samsyn import reference
from samsyn.errors import EvaluationFailure
from samsyn.graphs import as_written, from_rdflib, to_rdflib
from samsyn.model import Result, Triple
from samsyn.terms import Term, is_blank
from strategies import Triples, ex

#: results as focus, path, value, component, shape and severity, each as often as it is found
Found = Counter[tuple[object, ...]]
#: what raises EvaluationFailure or BadShapes where it gives no report
Peer = Callable[[Drawn], Found]


def findings(results: Iterable[Result]) -> Found:
    """What our engine finds, and pySHACL as it is called for by users."""
    return Counter(
        (each.focus, _path(Said(each.path_triples), each.path), each.value, f"<{each.component}>", each.shape,
         f"<{each.severity}>")
        for each in results
    )  # fmt: skip


def reported(said: Said, report: Term) -> Found:
    """What a report finds that stands in a graph; details are left out."""
    names = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape", "resultSeverity")
    rows = ([next(iter(said.step(each, sh(name))), None) for name in names] for each in said.step(report, sh("result")))
    return Counter((focus, _path(said, path), *more) for focus, path, *more in rows)


def _path(said: Said, path: Term | None) -> object:
    """A path, each blank node replaced by what is said of it."""
    if path is None or not is_blank(path) or not said.about_node(path):
        return path
    return tuple(sorted((name, _path(said, value)) for name, value in said.about_node(path)))


def _of_graph(triples: Iterable[Triple]) -> Found:
    said = Said(triples)
    return reported(said, next(subject for subject, _ in said.about(sh("conforms"))))


def pyshacl(drawn: Drawn) -> Found:
    """What pySHACL finds."""
    return findings(reference.validate(drawn.data, drawn.shapes, advanced=False).results)


def turbo(drawn: Drawn) -> Found:
    """What pyshacl-turbo finds."""
    with as_written():
        try:
            rules = pyshacl_turbo.compile_shapes(to_rdflib(drawn.shapes))  # type: ignore[no-untyped-call] # it has no types
            _, report, _ = rules.validate(to_rdflib(drawn.data))
        except Exception as error:  # it raises whatever its parts raise
            raise EvaluationFailure(f"pyshacl-turbo failed: {error}") from error
        return _of_graph(from_rdflib(report))


def rudof(drawn: Drawn) -> Found:
    """What rudof finds; it gives blank nodes labels of its own."""
    session = pyrudof.Rudof(pyrudof.RudofConfig())
    try:
        session.read_data(_lines(drawn.data), format=pyrudof.RDFFormat.NTriples, merge=False)
        session.read_shacl(_lines(drawn.shapes), format=pyrudof.ShaclFormat.NTriples)
        session.validate_shacl(mode=pyrudof.ShaclValidationMode.Native)
        text = session.serialize_shacl_validation_results(format=pyrudof.ResultShaclValidationFormat.NTriples)
    except pyrudof.RudofError as error:
        raise EvaluationFailure(f"rudof failed: {error}") from error
    parsed = pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_TRIPLES)
    return _of_graph((str(each.subject), str(each.predicate), str(each.object)) for each in parsed)


def _lines(triples: Triples) -> str:
    return "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples)


@pytest.fixture(scope="module")
def few_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterable[None]:
    """Spares rudof the certificates of the system, which it reads with every document."""
    empty: Path = tmp_path_factory.mktemp("certificates")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(empty / "none.pem"))
        patch.setenv("SSL_CERT_DIR", str(empty))
        yield


def named(drawn: Drawn) -> Drawn:
    """The same with an IRI for each shape; lists and paths stay blank."""
    branches = {sh(name) for name in BRANCHES}
    refers = {sh(name) for name in ("node", "not", "property", "qualifiedValueShape")}
    shapes = {s for s, p, _ in drawn.shapes if p.startswith(sh("")[:-1]) and p not in branches}
    shapes |= {o for _, p, o in drawn.shapes if p in refers}
    names = {term: ex(f"blank/{term[2:]}") for term in shapes if is_blank(term)}
    return replace(drawn, shapes=tuple((names.get(s, s), p, names.get(o, o)) for s, p, o in drawn.shapes))


def unlabelled(found: Found) -> Found:
    """The same, blank nodes without their labels."""
    out: Found = Counter()
    for row, times in found.items():
        out[tuple("_:" if isinstance(part, str) and is_blank(part) else part for part in row)] += times
    return out
