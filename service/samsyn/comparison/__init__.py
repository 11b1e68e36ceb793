"""Agreements compared by topic: which demands are equal, stricter, looser, and where that is not known.

Pure functions over values: `compare` for two documents, `distance`, `joins`, `ordered` and `topic_rows` for all at
once, `stances` for one topic, `triples` and `rows` to tell what came out.
"""

from samsyn.comparison.linked import address, triples
from samsyn.comparison.matrix import distance, joins, ordered, topic_rows
from samsyn.comparison.order import Scales
from samsyn.comparison.pair import Choice, Read, chosen, compare, scales
from samsyn.comparison.rows import Names, rows
from samsyn.comparison.stances import stances

__all__ = [
    "Choice",
    "Names",
    "Read",
    "Scales",
    "address",
    "chosen",
    "compare",
    "distance",
    "joins",
    "ordered",
    "rows",
    "scales",
    "stances",
    "topic_rows",
    "triples",
]
