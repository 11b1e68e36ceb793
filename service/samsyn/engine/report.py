"""A validation report as triples (SHACL 3.6)."""

from collections.abc import Iterable, Iterator
from itertools import count

from samsyn.model import Result, Triple
from samsyn.terms import RDF, SAM, SH, XSD, Term, iri, literal

_TYPE = iri(RDF + "type")


def _sh(name: str) -> Term:
    return iri(SH + name)


def report_triples(results: Iterable[Result], *, blank: str = "") -> Iterator[Triple]:
    """The sh:ValidationReport of some results; the labels of its blank nodes start with `blank`.

    A result that is a detail of several stands once.
    """
    found = tuple(results)
    every = tuple(_every(found))
    while any(term.startswith(f"_:{blank}re") for each in every for term in _named(each)):
        blank += "_"
    report, fresh = f"_:{blank}report", (f"_:{blank}result{number}" for number in count(1))
    yield report, _TYPE, _sh("ValidationReport")
    yield report, _sh("conforms"), literal("false" if found else "true", datatype=XSD + "boolean")
    top = [(next(fresh), result) for result in found]
    details = {id(result): next(fresh) for result in every[len(found) :]}
    for node, _ in top:
        yield report, _sh("result"), node
    for node, result in (*top, *((details[id(each)], each) for each in every[len(found) :])):
        yield from _result(node, result)
        for part in result.detail:
            yield node, _sh("detail"), details[id(part)]


def _every(found: tuple[Result, ...]) -> Iterator[Result]:
    """The results, then their details, all the way down, each once."""
    yield from found
    seen: set[int] = set()
    todo = list(found)
    for result in todo:
        for part in result.detail:
            if id(part) not in seen:
                seen.add(id(part))
                todo.append(part)
                yield part


def _named(result: Result) -> tuple[Term, ...]:
    """The nodes of data and shapes that a result names: a blank node of the report is none of them."""
    return result.focus, result.shape, result.value or "", result.source or ""


def _inner(result: Result) -> Iterator[Term]:
    """The blank nodes of a path: each result has a path of its own."""
    return (subject for subject, _, _ in result.path_triples)


def _result(node: Term, result: Result) -> Iterator[Triple]:
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
