"""Made-up centres in our own vocabulary: the bundled descriptions, varied; nothing in them is said of anybody.

Each takes the shape of a bundled description (kind, services, presences) and leaves out one service in four.
All words, addresses and sources in it are replaced by what says that they are made up. A centre depends on its number
and the seed alone.

python -m bench.own FILE CENTRES writes N-Quads, a graph for each centre.
"""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pyoxigraph as ox

from bench.loads import ROOT
from samsyn.knowledge import sam
from samsyn.terms import ID
from samsyn.workers.stored import graph_of

SEED: Final = 7
PREFIX: Final = "made-up-"
_MADE_UP: Final = {"sv": "Påhittat", "en": "Made up"}
_NAME: Final = {"sv": "Påhittad familjecentral", "en": "Made-up family centre"}
_PAGE: Final = "https://example.org/made-up/"
_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_LEFT_OUT: Final = 0.25
_OURS: Final = ("https://w3id.org/samsyn/", "http://www.w3.org/", "http://purl.org/", "http://xmlns.com/")


def write(file: Path, centres: int, seed: int = SEED) -> Path:
    """A file of the first centres of all."""
    with file.open("wb") as out:
        for number in range(centres):
            out.write(quads(number, seed))
    return file


def quads(number: int, seed: int = SEED) -> bytes:
    """A centre as N-Quads."""
    graph = ox.NamedNode(graph_of(name(number)))
    found = (ox.Quad(each.subject, each.predicate, each.object, graph) for each in _made(number, seed))
    return ox.serialize(found, format=ox.RdfFormat.N_QUADS) or b""


def turtle(number: int, seed: int = SEED) -> bytes:
    """The same as Turtle, as somebody would send it."""
    return ox.serialize(_made(number, seed), format=ox.RdfFormat.TURTLE) or b""


def name(number: int) -> str:
    """The id of the centre of a number."""
    return f"{PREFIX}{number}"


def _made(number: int, seed: int) -> Iterator[ox.Triple]:
    """What is stated of a centre."""
    random = Random(f"{seed} {number}")
    pattern, own = random.choice(_patterns())
    place = random.choice(_municipalities())
    left_out = {each for each in _deliveries(pattern) if random.random() < _LEFT_OUT}
    for subject, predicate, value in pattern:
        if subject in left_out or value in left_out:
            continue
        there: Any = place if predicate.value == sam("municipality")[1:-1] else _value(value, predicate.value, number)
        yield ox.Triple(_named(subject, own, number), predicate, _named(there, own, number))


def _value(value: Any, predicate: str, number: int) -> Any:
    """A value, or what says that it is made up where it says something of somebody."""
    if isinstance(value, ox.NamedNode):
        return value if value.value.startswith(_OURS) else ox.NamedNode(f"{_PAGE}{number}")
    if not isinstance(value, ox.Literal):
        return value
    if predicate == _IDENTIFIER:
        return ox.Literal(name(number))
    if value.language:
        words = _NAME if predicate == _LABEL else _MADE_UP
        return ox.Literal(f"{words.get(value.language, 'Made up')} {number}", language=value.language)
    return ox.Literal(f"Made up {number}") if value.datatype.value == _STRING else value


def _named(node: Any, own: str, number: int) -> Any:
    """A node under the name of the new centre; blank nodes of each centre have names of their own."""
    if isinstance(node, ox.BlankNode):
        return ox.BlankNode(f"m{number}x{node.value}")
    if isinstance(node, ox.NamedNode) and (node.value == own or node.value.startswith((f"{own}/", f"{own}#"))):
        return ox.NamedNode(f"{ID}centre/{name(number)}{node.value[len(own) :]}")
    return node


def _deliveries(pattern: list[ox.Triple]) -> list[Any]:
    return [value for _, predicate, value in pattern if predicate.value == sam("serviceDelivery")[1:-1]]


@cache
def _patterns() -> list[tuple[list[ox.Triple], str]]:
    """The bundled descriptions, each with the IRI of its centre."""
    files = sorted((ROOT / "data" / "centres").glob("*.ttl"))
    return [(list(_triples(file)), f"{ID}centre/{file.stem}") for file in files]


@cache
def _municipalities() -> list[Any]:
    found = _triples(ROOT / "data" / "places" / "municipalities.ttl")
    kind = sam("Municipality")[1:-1]
    return sorted((each.subject for each in found if getattr(each.object, "value", "") == kind), key=str)


def _triples(file: Path) -> Iterator[ox.Triple]:
    """What a file states; its blank nodes are named as they come, since each reading names them otherwise."""
    names: dict[Any, Any] = {}
    for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE):
        subject, value = (
            names.setdefault(node, ox.BlankNode(f"b{len(names)}")) if isinstance(node, ox.BlankNode) else node
            for node in (quad.subject, quad.object)
        )
        yield ox.Triple(subject, quad.predicate, value)


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2])))
