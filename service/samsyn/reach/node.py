"""A node of a made-up description, as a search finds it."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from samsyn.engine.paths import Inverse, Path, Predicate
from samsyn.model import Triple
from samsyn.reach.invent import FRESH
from samsyn.terms import Term


class Node(Struct, frozen=True):
    """A node of an example: its term, and what is stated of it and of what it points to. `size` counts statements."""

    term: Term
    edges: tuple[tuple[Path, "Node"], ...] = ()
    size: int = 0


def statements(node: Node, fresh: Callable[[], Term]) -> Iterator[tuple[Term, Path, Term]]:
    """The statements of an example, each by the step it was found on; blank nodes get names as they come."""
    yield from _said(node, fresh() if node.term == FRESH else node.term, fresh)


def _said(node: Node, own: Term, fresh: Callable[[], Term]) -> Iterator[tuple[Term, Path, Term]]:
    for path, value in node.edges:
        term = fresh() if value.term == FRESH else value.term
        yield own, path, term
        yield from _said(value, term, fresh)


def stated(subject: Term, path: Path, value: Term) -> Triple:
    """The statement by which a single step, forward or back, leads from a node to a value."""
    if isinstance(path, Inverse):
        assert isinstance(path.path, Predicate)
        return value, path.path.iri, subject
    assert isinstance(path, Predicate)
    return subject, path.iri, value
