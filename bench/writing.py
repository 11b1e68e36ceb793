"""Terms as N-Triples and Turtle write them, for the generator."""

from collections.abc import Iterable
from typing import Final

Triple = tuple[str, str, str]

NS: Final = "https://example.org/fc#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_PREFIXES: Final = (("fc", NS), ("xsd", XSD), ("m", "https://example.org/municipality/"))
HEAD: Final = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in _PREFIXES)


def iri(address: str) -> str:
    """The term of an address."""
    return f"<{address}>"


def fc(name: str) -> str:
    """The term of a name in the generator's own namespace."""
    return f"<{NS}{name}>"


def text(said: str) -> str:
    """A plain literal; nothing that the generator says needs an escape."""
    return f'"{said}"'


def lang(said: str, tag: str) -> str:
    """A text in a language."""
    return f'"{said}"@{tag}'


def typed(said: str, datatype: str) -> str:
    """A literal of one of the XML Schema datatypes."""
    return f'"{said}"^^<{XSD}{datatype}>'


def integer(value: int) -> str:
    """A whole number."""
    return typed(str(value), "integer")


def turtle(triples: Iterable[Triple]) -> str:
    """The triples in Turtle, by subject; the prefixes are those of HEAD."""
    about: dict[str, list[str]] = {}
    for subject, predicate, value in triples:
        verb = "a" if predicate == _TYPE else _short(predicate)
        about.setdefault(subject, []).append(f"{verb} {_short(value)}")
    return "".join(f"{_short(subject)} " + " ;\n    ".join(said) + " .\n" for subject, said in about.items())


def _short(term: str) -> str:
    if term.startswith("<"):
        for prefix, namespace in _PREFIXES:
            name = term[len(namespace) + 1 : -1]
            if term.startswith(f"<{namespace}") and name.isalnum():
                return f"{prefix}:{name}"
    elif term.startswith('"') and term.endswith(">"):
        said, _, datatype = term.rpartition("^^<")
        return f"{said}^^xsd:{datatype[len(XSD) : -1]}"
    return term
