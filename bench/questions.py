"""What the service is asked: questions of a known cost, and those that are asked in process beside rdflib."""

from collections.abc import Callable
from typing import Final

PREFIX: Final = "PREFIX fc: <https://example.org/fc#>\n"
TRIVIAL: Final = "ASK {}"
#: a negation as MINUS, which the engine answers a thousand times as fast as FILTER NOT EXISTS over a path
IN_PROCESS: Final = {
    "centres by municipality": """SELECT ?m (COUNT(?c) AS ?n) WHERE { ?c a fc:FamilyCentre ; fc:municipality ?m }
GROUP BY ?m ORDER BY DESC(?n)""",
    "a service that is missing": """SELECT ?c WHERE {
  ?c a fc:FamilyCentre . MINUS { ?c fc:hasService/a fc:OpenPreschool }
}""",
    "staff by competence": """SELECT ?k (SUM(?f) AS ?fte) WHERE {
  ?c fc:staff ?s . ?s fc:competence ?k ; fc:fte ?f
} GROUP BY ?k""",
    "a word in a name": """SELECT ?c ?n WHERE {
  ?c a fc:FamilyCentre ; fc:name ?n . FILTER(LANG(?n) = "sv" && CONTAINS(LCASE(STR(?n)), "luleå 7"))
}""",
    "all of one centre": "SELECT * WHERE { <https://example.org/centre/77> ?p ?o . OPTIONAL { ?o ?p2 ?o2 } }",
}


def of_cost(centres: int) -> str:
    """A question that costs as much as there are centres to look at."""
    return (
        f"{PREFIX}SELECT (COUNT(?l) AS ?n) WHERE {{ {{ SELECT ?c WHERE {{ ?c a fc:FamilyCentre }} LIMIT {centres} }} "
        "?c fc:hasService ?s . ?s fc:locatedAt ?l }"
    )


def calibrated(seconds: float, took: Callable[[str], float], most: int) -> str:
    """The question that takes about so long, of at most so many centres, by measuring a few."""
    centres = min(100, most)
    for _ in range(6):
        found = took(of_cost(centres))
        if abs(found - seconds) < seconds / 20:
            break
        centres = max(1, min(most, round(centres * min(20.0, max(0.05, seconds / found)))))
    return of_cost(centres)
