"""Whether the engines find the same: their results compared with ours by focus node, path and component."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final

from bench import gen
from bench.peers import PEERS, Key
from bench.record import BLOCKS, OURS, SHACL_RS, TWO, Agreement, Run

#: who must find exactly what we find; of all others the differences are counted
BOUND: Final = frozenset({OURS, TWO, SHACL_RS, BLOCKS, "pyshacl-turbo", "pySHACL"})
_SHOWN: Final = 4


def compare(run: Run, ours: Iterable[Key], theirs: Iterable[Key]) -> Agreement:
    """How far the results of a run are ours."""
    mine, other = Counter(ours), Counter(theirs)
    peer = PEERS.get(run.peer)
    if peer is not None and not peer.names_components:
        mine, other = _focus_nodes(mine), _focus_nodes(other)
    missing, extra = mine - other, other - mine
    excepted = sum(count for key, count in missing.items() if EXCEPTIONS.get(run.peer, _never)(key))
    return Agreement(
        run=run,
        results=other.total(),
        missing=missing.total(),
        extra=extra.total(),
        excepted=excepted,
        bound=run.peer in BOUND,
        told=_told(missing, extra),
    )


def read(file: Path) -> list[Key]:
    """The keys that a process wrote down."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [(focus, path, component) for focus, path, component in (line.split("\t") for line in lines)]


def not_comparable(key: Key) -> bool:
    """Whether a result is of sh:lessThan or its like on a number that is none: pySHACL gives no result for it."""
    focus, _, component = key
    return component.startswith("LessThan") and "/centre/" in focus and _defect(gen.number(focus)) == "ill_formed"


#: what is known to be missing from an engine's results
EXCEPTIONS: Final[dict[str, Callable[[Key], bool]]] = {"pySHACL": not_comparable}


def _never(key: Key) -> bool:
    return False


@cache
def _defect(number: int) -> str | None:
    return gen.centre(number).defect


def _focus_nodes(found: Counter[Key]) -> Counter[Key]:
    """Each focus node once: all that can be compared where an engine names constraints in its own way."""
    return Counter({(focus, "", "any") for focus, _, _ in found})


def _told(missing: Counter[Key], extra: Counter[Key]) -> str:
    """The differences that there are most of, by path and component."""
    said = []
    for word, found in (("lacks", missing), ("adds", extra)):
        kinds: Counter[str] = Counter()
        for (_, path, component), count in found.items():
            kinds[f"{path.rpartition('#')[2]} {component.removesuffix('ConstraintComponent')}".strip()] += count
        said += [f"{word} {count} {kind}" for kind, count in kinds.most_common(_SHOWN)]
    return "; ".join(said)
