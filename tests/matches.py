"""Us beside a peer: whether both find the same in examples drawn at random, and the smallest in which they do not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import assume

from any_shapes import Drawn, More, drawn
from departures import Departure
from meetings import Meetings
from peers import Found, Peer, findings
from samsyn import sparql
from samsyn.engine import Graph
from samsyn.errors import SamsynError
from test_laws import for_all


def ours(example: Drawn) -> Found:
    """What we find."""
    return findings(sparql.rules(Graph(example.shapes)).results(Graph(example.data)))


@dataclass(frozen=True)
class Match:
    """Us beside a peer, and what they are not compared on."""

    peer: Peer
    departures: tuple[Departure, ...]
    ours: Peer = ours

    def departs(self, example: Drawn) -> bool:
        """Whether the peer is known to answer otherwise."""
        meetings = Meetings(example)
        return any(each.meets(meetings) for each in self.departures)

    def apart(self, example: Drawn) -> tuple[Found, Found] | None:
        """What each finds alone, None where that is nothing."""
        found, theirs = self.ours(example), self.peer(example)
        return None if found == theirs else (found - theirs, theirs - found)

    def smallest(self, example: Drawn) -> Drawn:
        """The example without all that can be left out while the two still differ."""
        for smaller in _smaller(example):
            try:
                if not self.departs(smaller) and self.apart(smaller):
                    return self.smallest(smaller)
            except SamsynError:  # one of the two can make nothing of what is left
                continue
        return example

    def holds(self, count: int, *more: More) -> None:
        """Fails unless both find the same in so many examples, and shows the smallest where they do not."""
        failed: list[Drawn] = []

        def law(example: Drawn) -> None:
            assume(not self.departs(example))
            if self.apart(example):
                failed.append(example)
                raise AssertionError

        try:
            for_all(count, law, drawn(*more))
        except AssertionError as error:
            if not failed:
                raise
            small = self.smallest(failed[-1])
            raise AssertionError(f"We alone, they alone: {self.apart(small)} in {small}") from error


def _smaller(example: Drawn) -> Iterator[Drawn]:
    for at in range(len(example.data)):
        yield replace(example, data=example.data[:at] + example.data[at + 1 :])
    for at in range(len(example.shapes)):
        yield replace(example, shapes=example.shapes[:at] + example.shapes[at + 1 :])
