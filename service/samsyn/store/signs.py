"""What the text of a query shows of where a store of pyoxigraph may answer otherwise than SPARQL 1.1 has it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from samsyn.engine.tokens import Token, tokens

_NUMBER: Final = re.compile(r"[+-]?\.?[0-9][0-9.]*+(?:[eE][+-]?[0-9]++)?+")
_AS_A_STORE_WRITES: Final = re.compile(r"0|-?[1-9][0-9]*")
#: words by which it matters how often a solution is found
_COUNTING: Final = frozenset({"COUNT", "SUM", "AVG", "GROUP_CONCAT", "LIMIT", "OFFSET"})


class Signs(NamedTuple):
    """What a query may hold.

    `literals`: numbers, or texts with a datatype; `odd` ones the store may write otherwise. `still`: a path of no
    steps. `twice`: alternatives in a path that may lead to the same, where it matters how often they do.
    """

    literals: bool
    odd: bool
    still: bool
    twice: bool


@lru_cache(maxsize=1024)
def signs(text: str) -> Signs:
    """What a query may hold."""
    found = [token for token in tokens(text) if token.kind != "skip"]
    numbers = list(_numbers(text, found))
    typed = any(token.text == "^^" for token in found)
    alternatives = any(token.text == "|" for token in found)
    return Signs(
        literals=typed or bool(numbers),
        odd=typed or not all(map(_AS_A_STORE_WRITES.fullmatch, numbers)),
        still=any(after.text in ("*", "?") and _ends_a_path(token) for token, after in pairwise(found)),
        twice=alternatives and (not _once(found) or any(token.word in _COUNTING for token in found)),
    )


def _numbers(text: str, found: Sequence[Token]) -> Iterator[str]:
    """The numbers in a query; a sign that stands before one is taken for a part of it."""
    end = 0
    for token in found:
        if token.kind == "sign" and token.start >= end and (number := _NUMBER.match(text, token.start)):
            end = number.end()
            yield number[0]


def _ends_a_path(token: Token) -> bool:
    return token.kind in ("iri", "name") or token.word == "A" or token.text == ")"


def _once(found: Sequence[Token]) -> bool:
    """Whether each solution of a query counts once."""
    forms = (place for place, token in enumerate(found) if token.word in ("ASK", "SELECT"))
    first = next(forms, 0)
    return found[first].word == "ASK" or found[first + 1].word == "DISTINCT"
