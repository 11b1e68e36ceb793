"""Examples, containment and repairs over the bundled knowledge; what was answered once is kept."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from samsyn.engine import Graph
from samsyn.errors import BadInput, NoExample, Swedish, UnknownChoice
from samsyn.fulfilment import Level
from samsyn.knowledge import Described, key_of, near, sam
from samsyn.library import Library
from samsyn.model import Repairs, Triple
from samsyn.reach.answer import Containment, Containments
from samsyn.reach.asking import Asker, Pair, Prove, without_level
from samsyn.reach.dated import dated
from samsyn.reach.made import Maker
from samsyn.reach.repair import Mender
from samsyn.reach.repair import repairs as _repairs
from samsyn.reach.trial import Side
from samsyn.reaching.cache import Cache
from samsyn.selection import described
from samsyn.terms import Term, address, iri, is_iri

#: how long the reasoner may take for all questions of one run
SECONDS: Final = 120.0
#: what an answer rests on beside the agreements themselves
_SHARED: Final = ("ontology/", "data/vocabularies/", "data/places/", "shapes/description.ttl")


def _by_hermit(ontology: str, classes: Sequence[str]) -> frozenset[str]:
    from samsyn.reason import impossible

    return impossible(ontology, classes, seconds=SECONDS)


class Reaching:
    """What agreements demand, asked of a library on a day.

    Answers are kept as long as this is, and beyond that in a `folder` where one is given: an answer is found again by
    what it rests on, so that none is ever out of date. It does not rest on the day: only a witness is dated.
    """

    def __init__(self, library: Library, date: str, *, folder: Path | None = None, prove: Prove = _by_hermit) -> None:
        self._library, self._date, self.folder = library, date, folder
        knowledge = library.knowledge
        self._maker = Maker(knowledge.descriptions, knowledge.labels, library.openness, date)
        self._asker = Asker(self._maker, knowledge.descriptions.plan, prove)
        self._answers: dict[str, Containment] = {}
        self._cache = Cache(folder)

    def example(self, agreement: str, kind: str | None = None) -> tuple[Triple, ...]:
        """The smallest description found that reaches an agreement's minimum level.

        Raises UnknownChoice for an agreement or kind that does not exist, NoExample where nothing counts or reaches.
        """
        side = self._side(agreement, kind)
        title = side.level.agreement.title
        if not side.counts:
            raise NoExample(
                f"As far as “{title.en}” is read, no requirement on this kind counts: there is nothing to reach.",
                sv=Swedish(
                    f"Så långt ”{title.sv}” är läst finns inget krav på den här formen som räknas: det finns ingen "
                    "nivå att nå."
                ),
            )
        made = self._maker.example(side)
        if made is None:
            raise NoExample(
                f"No description was found that reaches the minimum level of “{title.en}”.",
                sv=Swedish(f"Ingen beskrivning hittades som når lägsta nivån i ”{title.sv}”."),
            )
        return made.triples

    def containment(self, left: str, right: str, kind: str | None = None) -> Containments:
        """Whether the one agreement's minimum level is contained in the other's, both ways.

        Without a kind: the first that both have. Raises UnknownChoice as `example` does, and where they share no kind.
        """
        self._library.agreement(left), self._library.agreement(right)
        chosen = kind or self._common(left, right)
        one, other = self._side(left, chosen), self._side(right, chosen)
        forth, back = self._answered([(one, other), (other, one)])
        return Containments(left, right, chosen, forth, back)

    def table(self, kind: str | None = None, *, own: bool = False) -> Iterator[tuple[str, str, str, Containment]]:
        """Who contains whom: each ordered pair of agreements that share a kind and have a level to reach.

        With `own` each beside itself too, which tells ways to read it apart.
        """
        pairs = self._pairs(kind, own=own)
        for (one, other), found in zip(pairs, self._answered(pairs), strict=True):
            yield one.level.agreement.id, other.level.agreement.id, one.kind, found

    @property
    def knows_all(self) -> bool:
        """Whether the whole table is at hand, so that no reasoner has to be asked."""
        return all(self._kept(self._key(*pair)) is not None for pair in self._pairs(None, own=False))

    def _pairs(self, kind: str | None, *, own: bool) -> list[Pair]:
        sides = [side for side in self._sides(kind) if side.counts]
        return [
            (one, other) for one in sides for other in sides if one.kind == other.kind and (own or one is not other)
        ]

    def without_levels(self, kind: str | None = None) -> Iterator[tuple[str, str]]:
        """The agreements, and the kinds they speak of, for which nothing that counts is read: there is no level."""
        for side in self._sides(kind):
            if not side.counts:
                yield side.level.agreement.id, side.kind

    def _sides(self, kind: str | None) -> Iterator[Side]:
        for wanted in self._library.documents:
            for each in self._library.documents.heads[wanted].kinds:
                if kind in (None, each):
                    yield Side.of(self._library.documents[wanted], each)

    def without_level(self, left: str, right: str, kind: str) -> Containments | None:
        """The answer where one of two agreements has no level to reach, which needs no proof; None where both have."""
        one, other = self._side(left, kind), self._side(right, kind)
        found = without_level(one, other)
        return Containments(left, right, kind, found, found) if found else None

    def repairs(self, graph: Graph, centre: Term, agreement: str, kind: str | None = None) -> Repairs:
        """The smallest sets of changes under which a described centre passes.

        Without a kind: the one that it claims to be, where the agreement has it, else the agreement's first. Raises
        UnknownChoice.
        """
        claimed = key_of(graph, centre, sam("claimedKind"))
        known = self._library.agreement(agreement).kinds
        side = self._side(agreement, kind or (claimed if claimed in known else None))
        knowledge = self._library.knowledge
        mender = Mender(side.level, side.kind, graph, centre, knowledge.descriptions, knowledge.labels)
        return _repairs(mender, address(centre) if is_iri(centre) else centre, side.level, side.kind)

    def mended(self, graph: Graph | None, known: Described | None, agreement: str, kind: str | None = None) -> Repairs:
        """The same for a bundled centre, or for the one that a graph describes. Raises BadInput for none or several."""
        if known is not None:
            return self.repairs(Graph(known.triples), iri(known.iri), agreement, kind)
        assert graph is not None
        centres = described(graph)
        if len(centres) > 1:
            raise BadInput(
                f"{len(centres)} centres are described.",
                advice="Describe one at a time.",
                sv=Swedish(f"{len(centres)} verksamheter beskrivs.", "Beskriv en i taget."),
            )
        return self.repairs(graph, centres[0], agreement, kind)

    def _side(self, agreement: str, kind: str | None) -> Side:
        self._library.agreement(agreement)
        level = self._library.documents[agreement]
        return Side.of(level, _kind(level, kind))

    def _common(self, left: str, right: str) -> str:
        """The first kind that two agreements share. Raises UnknownChoice."""
        ours, theirs = (self._library.agreement(each).kinds for each in (left, right))
        for kind in ours:
            if kind in theirs:
                return kind
        raise UnknownChoice(
            f"'{left}' and '{right}' have no kind in common.",
            valid=ours,
            advice=f"The one covers {', '.join(ours)}, the other {', '.join(theirs)}.",
            sv=Swedish(
                f"'{left}' och '{right}' har ingen form gemensam.",
                f"Det ena gäller {', '.join(ours)}, det andra {', '.join(theirs)}.",
            ),
        )

    def _answered(self, pairs: Sequence[Pair]) -> list[Containment]:
        """The answers for some pairs; those not known yet in one run."""
        keys = [self._key(*pair) for pair in pairs]
        known = {key: found for key in keys if (found := self._kept(key)) is not None}
        todo = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        for key, found in zip(todo, self._asker.answers(list(todo.values())), strict=True):
            known[key] = found
            if found.reasoner != "missing":
                self._answers[key] = found
                self._cache.put(key, found)
        return [known[key] for key in keys]

    def _key(self, left: Side, right: Side) -> str:
        parts = (self._basis, left.level.hash, right.level.hash, left.kind)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def _basis(self) -> str:
        """The hash of what every answer rests on: this version, the shapes of descriptions, ontology and code lists."""
        files = (each.data for each in self._library.files if each.path.startswith(_SHARED))
        version = self._library.knowledge.version.encode()
        return hashlib.sha256(b"".join((version, *files))).hexdigest()

    def _kept(self, key: str) -> Containment | None:
        if key not in self._answers and (found := self._cache.get(key)) is not None:
            self._answers[key] = dated(found, self._date)
        return self._answers.get(key)


def _kind(level: Level, wanted: str | None) -> str:
    """A kind that an agreement has; without a wish its first. Raises UnknownChoice naming those it has."""
    kinds = level.agreement.kinds
    if wanted is None:
        return kinds[0]
    if wanted not in kinds:
        names = ", ".join(near(wanted, kinds))
        raise UnknownChoice(
            f"'{level.agreement.id}' has no kind '{wanted}'.",
            valid=kinds,
            advice=f"Choose one of: {names}.",
            sv=Swedish(f"'{level.agreement.id}' har inte formen '{wanted}'.", f"Välj bland: {names}."),
        )
    return wanted
