"""The RDF formats: their names, media types and file suffixes."""

from typing import Final

import pyoxigraph as ox
from msgspec import Struct

from samsyn.errors import Swedish, UnknownFormat


class Format(Struct, frozen=True):
    """An RDF format; `quads` tells whether it can name graphs."""

    key: str
    media_type: str
    suffixes: tuple[str, ...]
    names: tuple[str, ...]
    quads: bool = False

    @property
    def engine(self) -> ox.RdfFormat:
        """The parser's and serialiser's own name for it."""
        return _ENGINE[self.key]


FORMATS: Final[tuple[Format, ...]] = (
    Format("turtle", "text/turtle", ("ttl", "turtle"), ("application/x-turtle",)),
    Format("trig", "application/trig", ("trig",), (), quads=True),
    Format("n-triples", "application/n-triples", ("nt",), ("ntriples", "nt", "text/plain")),
    Format("n-quads", "application/n-quads", ("nq",), ("nquads", "nq"), quads=True),
    Format("json-ld", "application/ld+json", ("jsonld", "json"), ("jsonld", "application/json"), quads=True),
    Format("rdf-xml", "application/rdf+xml", ("rdf", "xml", "owl"), ("rdfxml", "xml", "application/xml", "text/xml")),
)

_ENGINE: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "n-triples": ox.RdfFormat.N_TRIPLES,
    "n-quads": ox.RdfFormat.N_QUADS,
    "json-ld": ox.RdfFormat.JSON_LD,
    "rdf-xml": ox.RdfFormat.RDF_XML,
}

_BY_NAME: Final[dict[str, Format]] = {
    name: form for form in FORMATS for name in (*form.names, *form.suffixes, form.key, form.media_type)
}


def rdf_format(name: str) -> Format:
    """The format of a name, file suffix or media type (parameters such as charset are ignored).

    Raises UnknownFormat, naming the formats there are.
    """
    key = name.split(";", maxsplit=1)[0].strip().lower().lstrip(".")
    if key in _BY_NAME:
        return _BY_NAME[key]
    known = ", ".join(f"{form.key} (.{form.suffixes[0]}, {form.media_type})" for form in FORMATS)
    raise UnknownFormat(
        f"'{name}' is no RDF format that is known here.",
        advice=f"Known: {known}.",
        sv=Swedish(f"'{name}' är inget RDF-format som är känt här.", f"Kända: {known}."),
    )


def format_of_file(name: str) -> Format:
    """The format that a file's name tells by its suffix. Raises UnknownFormat."""
    _, dot, suffix = name.rpartition(".")
    if not dot:
        raise UnknownFormat(
            f"'{name}' has no suffix that tells its format.",
            advice="Name the format, or add .ttl.",
            sv=Swedish(f"'{name}' har ingen filändelse som visar formatet.", "Ange formatet, eller lägg till .ttl."),
        )
    return rdf_format(suffix)
