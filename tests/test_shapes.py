"""The shapes themselves: each speaks, each is well formed, and each file is one document."""

from pathlib import Path

import pyshacl
import pytest
import rdflib

from samsyn.assets import Asset, assets
from samsyn.engine import Graph, Rules, compile_shapes
from samsyn.engine.ground import texts
from samsyn.graphs import as_written, to_rdflib
from samsyn.store.formats import rdf_format
from samsyn.store.parse import triples
from samsyn.terms import is_iri, language

SHAPES = assets("shapes")


def rules(asset: Asset) -> Rules:
    """A file of shapes, compiled."""
    return Rules(compile_shapes(Graph(triples(asset.data, rdf_format("turtle")))))


@pytest.mark.parametrize("asset", SHAPES, ids=lambda asset: Path(asset.path).stem)
def test_shapes_pass_shacl_shacl(asset: Asset) -> None:
    """The shapes are well formed by the shapes for shapes (SHACL, appendix C), as pySHACL holds them."""
    with as_written():
        shapes = to_rdflib(triples(asset.data, rdf_format("turtle")))
        conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


@pytest.mark.parametrize("asset", SHAPES, ids=lambda asset: Path(asset.path).stem)
def test_every_named_shape_speaks(asset: Asset) -> None:
    """A shape with an IRI has a name and a message, each in Swedish and English and each once."""
    for shape in rules(asset).plan.shapes.values():
        if is_iri(shape.id):
            for said in (shape.names, shape.messages):
                assert sorted(language(term) for term in said) == ["en", "sv"], shape.id
            assert texts(shape.messages).sv.endswith("."), shape.id


@pytest.mark.parametrize("asset", SHAPES, ids=lambda asset: Path(asset.path).stem)
def test_every_shape_that_has_a_target_is_named(asset: Asset) -> None:
    """What reports a result of its own has an IRI."""
    found = rules(asset)
    assert found.targeted
    assert all(is_iri(shape.id) for shape in found.targeted)


def test_a_part_is_worded_alike_everywhere() -> None:
    """What is asked for under one name has one name and one message, whichever document asks for it."""
    worded: dict[str, set[object]] = {}
    for asset in SHAPES:
        if "/minimum/" in asset.path:
            found = rules(asset)
            for shape in found.plan.shapes.values():
                if is_iri(shape.id) and shape not in found.targeted:
                    words = (frozenset(shape.names), frozenset(shape.messages))
                    worded.setdefault(shape.id.rpartition("#")[2], set()).add(words)
    assert len(worded) > 50
    assert {name: words for name, words in worded.items() if len(words) > 1} == {}


def test_a_requirement_shape_reports_once() -> None:
    """One result per requirement: each targeted shape of a minimum level is one sh:and or one sh:or."""
    for asset in SHAPES:
        if "/minimum/" in asset.path:
            for shape in rules(asset).targeted:
                assert [type(each).__name__ for each in shape.constraints] in (["And"], ["Or"]), shape.id
