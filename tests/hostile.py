"""What is made to break whoever reads it: documents, graphs, updates and words. Each is made when it is asked for."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

_XML: Final = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">'
_THING: Final = '<rdf:Description rdf:about="http://a"><e:p>{}</e:p></rdf:Description></rdf:RDF>'
TURTLE: Final = "text/turtle"
_JSON_LD: Final = "application/ld+json"
_RDF_XML: Final = "application/rdf+xml"
_N_TRIPLES: Final = "application/n-triples"


def _nested(start: str, opens: str, middle: str, closes: str, end: str, depth: int) -> str:
    return start + opens * depth + middle + closes * depth + end


def _laughs(levels: int) -> str:
    entities = "".join(f'<!ENTITY l{each} "{f"&l{each - 1};" * 10}">' for each in range(1, levels))
    return f'<!DOCTYPE r [<!ENTITY l0 "lol">{entities}]>{_XML}{_THING.format(f"&l{levels - 1};")}'


def _external(address: str) -> str:
    return f'<!DOCTYPE r [<!ENTITY x SYSTEM "{address}">]>{_XML}{_THING.format("&x;")}'


def _clique(size: int) -> str:
    pairs = ((one, other) for one in range(size) for other in range(size) if one != other)
    return "\n".join(f"_:b{one} <http://p> _:b{other} ." for one, other in pairs)


def _ring(size: int) -> str:
    return "\n".join(f"_:r{each} <http://p> _:r{(each + 1) % size} ." for each in range(size))


def _alike(size: int) -> str:
    return "\n".join(f"<http://a> <http://p> _:b{each} .\n_:b{each} <http://q> _:b{each} ." for each in range(size))


#: documents of which nothing is left to be stored
WITHOUT_STATEMENTS: Final = frozenset({"prefixes"})

#: by name, the media type and the text of a document
DOCUMENTS: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "lists": (TURTLE, lambda: _nested("<http://a> <http://b> ", "(", "", ")", " .", 20_000)),
    "nodes": (TURTLE, lambda: _nested("<http://a> <http://b> ", "[ <http://p> ", "1", " ]", " .", 20_000)),
    "open": (TURTLE, lambda: "<http://a> <http://b> " + "[ <http://b> " * 100_000),
    "triple-terms": (TURTLE, lambda: _nested("<u:a> <u:b> ", "<<( <u:a> <u:b> ", "1", " )>>", " .", 30_000)),
    "trig-lists": ("application/trig", lambda: _nested("<u:g> { <u:a> <u:b> ", "(", "", ")", " }", 20_000)),
    "json-nodes": (_JSON_LD, lambda: _nested('{"@context":{"p":"u:p"},"p":', '{"p":', "1", "}", "}", 6_000)),
    "json-lists": (_JSON_LD, lambda: _nested("", "[", "", "]", "", 100_000)),
    "json-contexts": (
        _JSON_LD,
        lambda: _nested('{"@context":', '{"p":{"@id":"u:p","@context":', "{}", "}}", ',"p":{}}', 2_500),
    ),
    "json-remote": (_JSON_LD, lambda: '{"@context":"http://127.0.0.1:9/c","name":"x"}'),
    "json-file": (_JSON_LD, lambda: '{"@context":"file:///etc/passwd","name":"x"}'),
    "xml-nodes": (
        _RDF_XML,
        lambda: _nested(_XML, "<rdf:Description><e:p>", "", "</e:p></rdf:Description>", "</rdf:RDF>", 60_000),
    ),
    "xml-laughs": (_RDF_XML, lambda: _laughs(10)),
    "xml-large-entity": (
        _RDF_XML,
        lambda: f'<!DOCTYPE r [<!ENTITY x "{"x" * 1000}">]>{_XML}{_THING.format("&x;" * 400_000)}',
    ),
    "xml-file": (_RDF_XML, lambda: _external("file:///etc/passwd")),
    "xml-fetch": (_RDF_XML, lambda: _external("http://127.0.0.1:9/x")),
    "long-text": (TURTLE, lambda: f'<http://a> <http://b> "{"x" * 4_000_000}" .'),
    "prefixes": (TURTLE, lambda: "\n".join(f"@prefix p{each}: <http://x/{each}> ." for each in range(60_000))),
    "clique": (_N_TRIPLES, lambda: _clique(40)),
    "address": (TURTLE, lambda: "http://127.0.0.1:9/description.ttl"),
    "surrogate": (TURTLE, lambda: r'<http://a> <http://b> "\uD800" .'),
    "nul": (TURTLE, lambda: '<http://a> <http://b> "\0" .'),
    "lines": (_N_TRIPLES, lambda: "\n".join(f'<http://s/{each}> <http://p> "{each}" .' for each in range(60_000))),
}

#: by name, what is put beside a good description: blank nodes that are hard to tell apart, and markup
BESIDE: Final[dict[str, Callable[[], str]]] = {
    "clique": lambda: _clique(12),
    "ring": lambda: _ring(3_000),
    "alike": lambda: _alike(1_000),
    "nested": lambda: _nested("<http://a> <http://b> ", "[ <http://p> ", "1", " ]", " .", 100),
    "list": lambda: "<http://a> <http://b> (" + " 1" * 3_000 + " ) .",
    "markup": lambda: (
        "<https://w3id.org/samsyn/id/centre/hostile> <http://www.w3.org/2000/01/rdf-schema#label> "
        '"<script>alert(1)</script>"@sv .'
    ),
}


def _rows(blocks: int, size: int) -> str:
    """A pattern with so many solutions that nobody waits for them, in any store."""
    values = " ".join(map(str, range(size)))
    return "".join(f"VALUES ?v{each} {{ {values} }} " for each in range(blocks))


def _doubled(times: int) -> str:
    return "BIND('0123456789' AS ?v0) " + " ".join(
        f"BIND(CONCAT(?v{each}, ?v{each}) AS ?v{each + 1})" for each in range(times)
    )


#: by name, an update
UPDATES: Final[dict[str, Callable[[], str]]] = {
    "rows": lambda: f"INSERT {{ GRAPH <u:g> {{ ?i <u:p> ?v0 }} }} WHERE {{ {_rows(4, 100)} BIND(UUID() AS ?i) }}",
    "doubled": lambda: f"INSERT {{ GRAPH <u:g> {{ <u:a> <u:p> ?v30 }} }} WHERE {{ {_doubled(30)} }}",
    "paths": lambda: (
        "INSERT { GRAPH <u:g> { <u:a> <u:b> 1 } } WHERE { ?s (!<u:x>|^!<u:x>)* ?o . ?o (!<u:x>|^!<u:x>)* ?z }"
    ),
    "operations": lambda: ";".join(["DELETE WHERE { GRAPH <u:x> { ?s ?p ?o } }"] * 60_000),
    "insertions": lambda: ";".join(["INSERT DATA { GRAPH <u:x> { <u:a> <u:b> 1 } }"] * 60_000),
    "groups": lambda: _nested("INSERT { <u:a> <u:b> 1 } WHERE {", "{", "", "}", "}", 30_000),
    "negations": lambda: f"INSERT {{ <u:a> <u:b> ?x }} WHERE {{ BIND({'!' * 30_000}true AS ?x) }}",
    "data-nodes": lambda: _nested("INSERT DATA { GRAPH <u:x> { <u:a> <u:b> ", "[ <u:b> ", "1", "]", " } }", 30_000),
    "data-lists": lambda: _nested("INSERT DATA { GRAPH <u:x> { <u:a> <u:b> ", "(", "", ")", " } }", 30_000),
    "data-terms": lambda: _nested(
        "INSERT DATA { GRAPH <u:x> { <u:a> <u:b> ", "<<( <u:a> <u:b> ", "1", " )>>", " } }", 30_000
    ),
    "load": lambda: "LOAD <http://127.0.0.1:9/x>",
    "load-file": lambda: "LOAD SILENT <file:///etc/passwd> INTO GRAPH <u:x>",
    "service": lambda: "INSERT { <u:a> <u:b> ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "comment": lambda: "#" + "x" * 4_000_000,
    "spaces": lambda: " " * 1_000_000,
    "prefixes": lambda: " ".join(f"PREFIX p{each}: <u:{each}>" for each in range(60_000)),
    "nul": lambda: 'INSERT DATA { GRAPH <u:x> { <u:a> <u:b> "\0" } }',
    "derived": lambda: "DROP GRAPH <https://w3id.org/samsyn/id/graph/assessments/alingsas-sollebrunn>",
}

#: by name, what stands in a path or a parameter, as it is sent
WORDS: Final[dict[str, str]] = {
    "long": "a" * 10_000,
    "nul": "%00",
    "header": "%0d%0aX-Evil:1",
    "percent": "%zz",
    "surrogate": "%ed%a0%80",
    "up": "..%2f..%2fetc%2fpasswd",
    "script": quote("<script>alert(1)</script>"),
    "iri": quote("https://w3id.org/samsyn/id/x> }"),
    "backwards": quote("\u202eåäö"),
    "negative": "-1",
    "digits": "9" * 5_000,
    "superscript": quote("²"),
    "arabic": quote("\u0662\u0660\u0662\u0663-\u0660\u0661-\u0660\u0661"),
    "empty": "",
    "range": "1.." + "9" * 5_000,
    "ranges": "1..2..3",
    "year-0": "0000-00-00",
    "year-9999": "9999-12-31",
    "no-leap": "2023-02-29",
    "week": "2023-W01-1",
}
