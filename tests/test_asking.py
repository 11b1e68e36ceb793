"""A query is answered alike by the store and by rdflib, and by the one of them that can be trusted with it."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st

from any_shapes import of_type
from samsyn.engine import Graph
from samsyn.engine.asks import Solution
from samsyn.engine.query import Query, query
from samsyn.graphs.asking import RdflibAsks
from samsyn.sparql import asking
from samsyn.terms import XSD, Term
from strategies import Triples, ex
from test_laws import examples, for_all

PREFIXES = f"PREFIX ex: <https://example.org/> PREFIX xsd: <{XSD}> "
NODES = (*map(ex, "abc"), '"x"', '""', *of_type("integer", "0", "00"), *of_type("boolean", "false", "0"))
PREDICATES = tuple(map(ex, "pqr"))
FILTERS = ("", "", "", "FILTER (str(?value) != '0')", "FILTER (?value = 0)", "FILTER sameTerm(?value, 0)")
NOWHERE = ex("nowhere")
SOLUTIONS = Counter[tuple[tuple[str, Term], ...]]


def read(text: str) -> Query:
    """A query of a shape."""
    return query(PREFIXES + text, "SELECT", frozenset())


def sorted_out(found: Sequence[Solution]) -> SOLUTIONS:
    """Solutions, each as often as it is found."""
    return Counter(tuple(sorted(each.items())) for each in found)


def path(chance: Random, depth: int = 3) -> str:
    """A path of any kind."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(PREDICATES)
    inner = [path(chance, depth - 1) for _ in range(2)]
    steps = [chance.choice(("", "^")) + chance.choice(PREDICATES) for _ in range(chance.randint(1, 3))]
    return chance.choice((
        *(f"({inner[0]}){mark}" for mark in "*+?*?"),
        f"^({inner[0]})", f"({inner[0]}/{inner[1]})", f"({inner[0]}|{inner[1]})",
        f"!({'|'.join(steps)})", f"!{steps[0]}",
    ))  # fmt: skip


def drawn(seed: int) -> tuple[Triples, str, dict[str, Term]]:
    """A small graph, a query by one path, and what is bound before it."""
    chance = Random(seed)
    subjects = NODES[:3]
    data = tuple(
        (chance.choice(subjects), chance.choice(PREDICATES), chance.choice(NODES)) for _ in range(chance.randint(0, 7))
    )
    start = chance.choice(("$this", "$this", "?from", *subjects, NOWHERE))
    end = chance.choice(("?value", "?value", "?other", "$this", *NODES, NOWHERE))
    bound = {"this": chance.choice((*NODES, NOWHERE))}
    asked = chance.choice(
        (
            "{0}",
            "{0}",
            "OPTIONAL {{ {0} }}",
            "FILTER EXISTS {{ {0} }}",
            "{{ {0} }} UNION {{ {0} }}",
            "BIND ($this AS ?value)",
        )
    )
    found = asked.format(f"{start} {path(chance)} {end}")
    shown = chance.choice(("DISTINCT $this ?other ?value", "$this ?other ?value", "$this ?from"))
    return data, f"SELECT {shown} {{ {found} {chance.choice(FILTERS)} }}", bound


@examples(300)
def test_a_query_is_answered_as_by_terms_as_they_are_written(count: int) -> None:
    """Whoever answers, the solutions are those of SPARQL 1.1, each as often; rdflib is given our paths for that."""

    def law(seed: int) -> None:
        data, text, bound = drawn(seed)
        graph, asked = Graph(data), read(text)
        assert sorted_out(asking(graph, ()).solutions(asked, bound)) == sorted_out(
            RdflibAsks(graph, ()).solutions(asked, bound)
        )

    for_all(count, law, st.integers(min_value=0, max_value=2**32))
