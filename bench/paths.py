"""Property paths as SPARQL writes them, for engines that tell them as RDF."""

from collections.abc import Callable, Iterator
from typing import Any, Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SH: Final = "http://www.w3.org/ns/shacl#"
_MODIFIERS: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}

#: the value that a graph states of a node by the address of a property, or None
Look = Callable[[Any, str], Any]


def written(node: Any, look: Look) -> str:
    """The path that a node stands for; nothing where there is none."""
    if node is None:
        return ""
    if (inverse := look(node, f"{SH}inversePath")) is not None:
        return f"^{written(inverse, look)}"
    if (alternatives := look(node, f"{SH}alternativePath")) is not None:
        return "|".join(written(each, look) for each in _items(alternatives, look))
    for name, mark in _MODIFIERS.items():
        if (inner := look(node, f"{SH}{name}")) is not None:
            return written(inner, look) + mark
    return "/".join(written(each, look) for each in _items(node, look)) or str(node)


def _items(node: Any, look: Look) -> Iterator[Any]:
    while (first := look(node, f"{RDF}first")) is not None:
        yield first
        node = look(node, f"{RDF}rest")
