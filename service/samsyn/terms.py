"""The IRIs that the code names, and the syntax of terms.

A term is a string in N-Triples syntax: `<iri>`, `"text"@sv`, `"1"^^<datatype>`, `_:label`. The first character tells
the kind, and two terms are equal when their strings are (RDF 1.1 Concepts, 3.3: a literal is its lexical form, its
datatype and its language tag).
"""

from typing import Final

Term = str

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
PROV: Final = "http://www.w3.org/ns/prov#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
EARL: Final = "http://www.w3.org/ns/earl#"
CV: Final = "http://data.europa.eu/m8g/"
ELI: Final = "http://data.europa.eu/eli/ontology#"
ORG: Final = "http://www.w3.org/ns/org#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
LOCN: Final = "http://www.w3.org/ns/locn#"
SAM: Final = "https://w3id.org/samsyn/ns#"
ID: Final = "https://w3id.org/samsyn/id/"
SHAPES: Final = "https://w3id.org/samsyn/shapes/"

PREFIXES: Final[dict[str, str]] = {
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "sh": SH,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "dcat": DCAT,
    "prov": PROV,
    "foaf": FOAF,
    "earl": EARL,
    "cv": CV,
    "eli": ELI,
    "org": ORG,
    "owl": OWL,
    "locn": LOCN,
    "sam": SAM,
    "agreement": ID + "agreement/",
    "requirement": ID + "requirement/",
    "centre": ID + "centre/",
    "service": ID + "service/",
    "presence": ID + "presence/",
    "feature": ID + "feature/",
    "profession": ID + "profession/",
    "principal": ID + "principal/",
    "party": ID + "party/",
    "degree": ID + "degree/",
    "kind": ID + "kind/",
    "status": ID + "status/",
    "target": ID + "target/",
    "municipality": ID + "municipality/",
}


def iri(address: str) -> Term:
    """The term of an IRI."""
    return f"<{address}>"


def address(term: Term) -> str:
    """The IRI inside an IRI term."""
    return term[1:-1]


def is_iri(term: Term) -> bool:
    """Whether a term is an IRI."""
    return term[0] == "<"


def is_blank(term: Term) -> bool:
    """Whether a term is a blank node."""
    return term[0] == "_"


def is_literal(term: Term) -> bool:
    """Whether a term is a literal."""
    return term[0] == '"'


def local(term: Term) -> str:
    """What follows the last `/` or `#` of an IRI term: the key of a thing of ours."""
    inner = term[1:-1]
    return inner[max(inner.rfind("/"), inner.rfind("#")) + 1 :]


#: what the parser escapes, so that a literal has one spelling whoever wrote it
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)} | {
    ord(char): f"\\{name}"
    for name, char in (("\\", "\\"), ('"', '"'), ("n", "\n"), ("r", "\r"), ("t", "\t"), ("b", "\b"), ("f", "\f"))
}
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "'": "'"}


def literal(text: str, *, language: str | None = None, datatype: str | None = None) -> Term:
    """The term of a literal; without language and datatype an xsd:string."""
    escaped = text.translate(_ESCAPES)
    if language:
        return f'"{escaped}"@{language.lower()}'
    if datatype and datatype != XSD + "string":
        return f'"{escaped}"^^<{datatype}>'
    return f'"{escaped}"'


def lexical(term: Term) -> str:
    """The lexical form of a literal term."""
    raw = term[1 : term.rindex('"')]
    if "\\" not in raw:
        return raw
    return _unescape(raw)


def _unescape(raw: str) -> str:
    out, i = [], 0
    while i < len(raw):
        if raw[i] != "\\":
            out.append(raw[i])
            i += 1
        elif raw[i + 1] in "uU":
            width = 4 if raw[i + 1] == "u" else 8
            out.append(chr(int(raw[i + 2 : i + 2 + width], 16)))
            i += 2 + width
        else:
            out.append(_UNESCAPES[raw[i + 1]])
            i += 2
    return "".join(out)


def language(term: Term) -> str:
    """The language tag of a literal term, in lower case; empty if it has none."""
    tail = term[term.rindex('"') + 1 :]
    return tail[1:].lower() if tail.startswith("@") else ""


def datatype(term: Term) -> str:
    """The datatype IRI of a literal term (RDF 1.1 Concepts, 3.3: langString with a tag, string without)."""
    tail = term[term.rindex('"') + 1 :]
    if tail.startswith("^^"):
        return tail[3:-1]
    return RDF + "langString" if tail else XSD + "string"
