"""Agreements compared by topic: which demands are equal, stricter, looser, and where that is not known.

Pure functions over values: `compare` for two documents, `distance`, `ordered` and `topic_rows` for all at once,
`triples` and `rows` to tell what came out.
"""

from samsyn.comparison.linked import triples
from samsyn.comparison.matrix import distance, ordered, topic_rows
from samsyn.comparison.order import Scales
from samsyn.comparison.pair import Choice, Read, chosen, compare, scales
from samsyn.comparison.rows import Names, rows

__all__ = [
    "Choice",
    "Names",
    "Read",
    "Scales",
    "chosen",
    "compare",
    "distance",
    "ordered",
    "rows",
    "scales",
    "topic_rows",
    "triples",
]
