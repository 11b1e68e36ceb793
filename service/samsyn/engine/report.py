"""A validation report as triples (SHACL 3.6)."""

from collections.abc import Iterable, Iterator
from itertools import count

from samsyn.model import Result, Triple
from samsyn.terms import RDF, SAM, SH, XSD, Term, iri, literal

_TYPE = iri(RDF + "type")


def _sh(name: str) -> Term:
    return iri(SH + name)


def report_triples(results: Iterable[Result], *, blank: str = "") -> Iterator[Triple]:
    """The sh:ValidationReport of some results; the labels of its blank nodes start with `blank`."""
    found = tuple(results)
    while any(term.startswith(f"_:{blank}re") for term in _named(found)):
        blank += "_"
    report, numbers = f"_:{blank}report", count(1)
    yield report, _TYPE, _sh("ValidationReport")
    yield report, _sh("conforms"), literal("false" if found else "true", datatype=XSD + "boolean")
    for result in found:
        node = f"_:{blank}result{next(numbers)}"
        yield report, _sh("result"), node
        yield from _result(node, result, numbers)


def _named(results: Iterable[Result]) -> Iterator[Term]:
    """The nodes of data and shapes that results name: a blank node of the report is none of them."""
    for result in results:
        yield from (result.focus, result.shape, result.value or "", result.source or "")
        yield from _named(result.detail)


def _inner(result: Result) -> Iterator[Term]:
    """The blank nodes of a path: each result has a path of its own."""
    return (subject for subject, _, _ in result.path_triples)


def _result(node: Term, result: Result, numbers: "count[int]") -> Iterator[Triple]:
    yield node, _TYPE, _sh("ValidationResult")
    yield node, _sh("focusNode"), result.focus
    if result.path is not None:
        copied = {term: f"{node}path{i}" for i, term in enumerate(dict.fromkeys(_inner(result)))}
        yield node, _sh("resultPath"), copied.get(result.path, result.path)
        for subject, predicate, value in result.path_triples:
            yield copied[subject], predicate, copied.get(value, value)
    if result.value is not None:
        yield node, _sh("value"), result.value
    yield node, _sh("resultSeverity"), iri(result.severity)
    yield node, _sh("sourceConstraintComponent"), iri(result.component)
    yield node, _sh("sourceShape"), result.shape
    if result.source is not None:
        yield node, _sh("sourceConstraint"), result.source
    for message in result.messages:
        yield node, _sh("resultMessage"), message
    if result.computed not in (*result.messages, '""'):
        yield node, iri(SAM + "computedMessage"), result.computed
    for part in result.detail:
        below = f"{node}x{next(numbers)}"
        yield node, _sh("detail"), below
        yield from _result(below, part, numbers)
