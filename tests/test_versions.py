"""In what two versions differ: laws over made-up graphs, and a description that is changed in one place."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from samsyn.model import Triple
from samsyn.store import parse
from samsyn.store.formats import rdf_format
from samsyn.versions import aligned, difference

CENTRES = sorted((Path(__file__).parents[1] / "data/centres").glob("*.ttl"))
_NODES = st.sampled_from(["<urn:a>", "<urn:b>", *(f"_:x{number}" for number in range(5))])
_VALUES = _NODES | st.sampled_from(['"one"', '"två"@sv'])
_TRIPLES = st.lists(st.tuples(_NODES, st.sampled_from(["<urn:p>", "<urn:q>"]), _VALUES), max_size=12)


def _graph(triples: set[Triple] | list[Triple]) -> Graph:
    return Graph().parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")


def _renamed(triples: list[Triple], seed: int) -> list[Triple]:
    """The same with other names of blank nodes, in another order."""
    names = sorted({term for triple in triples for term in triple if term.startswith("_:")})
    mixed = list(names)
    random.Random(seed).shuffle(mixed)
    new = {old: f"_:z{mixed.index(old)}" for old in names}
    found = [(new.get(s, s), p, new.get(o, o)) for s, p, o in triples]
    random.Random(seed + 1).shuffle(found)
    return found


@given(_TRIPLES, _TRIPLES)
def test_a_difference_makes_the_one_the_other(before: list[Triple], after: list[Triple]) -> None:
    """What goes was there, what comes was not, and with both made the one is the other."""
    left, right = aligned(before, after)
    found = difference(before, after)
    assert (left - set(found.removed)) | set(found.added) == right
    assert set(found.removed) <= left
    assert not set(found.added) & left
    assert isomorphic(_graph(left), _graph(before))
    assert isomorphic(_graph(right), _graph(after))


@pytest.mark.parametrize("file", CENTRES[::8], ids=lambda file: file.stem)
def test_names_of_blank_nodes_are_no_difference(file: Path) -> None:
    """A description differs in nothing from itself with other names."""
    found = parse.triples(file.read_bytes(), rdf_format("turtle"))
    assert difference(found, _renamed(found, 7)).to_dict() == {"removed": [], "added": []}


def test_a_changed_text_is_told_as_a_changed_text() -> None:
    """Not as a whole new thing in the place of an old one."""
    text = next(file.read_text() for file in CENTRES if file.stem == "alingsas-sollebrunn")
    before = parse.triples(text.encode(), rdf_format("turtle"))
    after = parse.triples(text.replace('"barnmorska"', '"barnmorskor"').encode(), rdf_format("turtle"))
    found = difference(before, _renamed(after, 3))
    assert [[re.sub("^_:.*", "_:", term) for term in each] for each in (*found.removed, *found.added)] == [
        ["_:", "<https://w3id.org/samsyn/ns#term>", '"barnmorska"@sv'],
        ["_:", "<https://w3id.org/samsyn/ns#term>", '"barnmorskor"@sv'],
    ]
