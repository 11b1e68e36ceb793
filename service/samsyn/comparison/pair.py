"""Two documents of those known, chosen by id, kind and date, and compared."""

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 - the word of the domain

from msgspec import Struct

from samsyn.comparison.order import Scales
from samsyn.comparison.topics import Document, relations
from samsyn.engine import Graph
from samsyn.engine.graph import TYPE
from samsyn.errors import Swedish, UnknownChoice
from samsyn.knowledge import key_of, label, sam, string_of
from samsyn.model import Agreement, Head
from samsyn.model.comparison import Comparison, Party
from samsyn.model.value import Value
from samsyn.selection import in_force, version, versions
from samsyn.terms import ID, iri, local

_LABELLED = ("modality", "subject")


def scales(model: Graph) -> Scales:
    """The orders and topics of the code lists."""
    topics = [node for node, said in model.out.items() if sam("Topic") in said.get(TYPE, ())]
    named = {name: iri(f"{ID}{name}/") for name in _LABELLED}
    return Scales(
        topics={local(node): key_of(model, node, sam("comparison")) for node in topics},
        themes={local(node): key_of(model, node, sam("theme")) for node in topics},
        degrees=_places(model, "CoLocationDegree"),
        modalities=_places(model, "Modality"),
        labels={
            f"{name}/{local(node)}": label(model, node)
            for node in model.out
            for name, start in named.items()
            if node.startswith(start[:-1])
        },
    )


def _places(model: Graph, kind: str) -> dict[str, int]:
    """The concepts of a class that have a place on their scale."""
    placed = {node: string_of(model, node, sam("strictness")) for node in model.instances(sam(kind))}
    return {local(node): int(place) for node, place in placed.items() if place is not None}


class Choice(Struct, frozen=True):
    """What is to be compared: the versions chosen, the kinds, and the day if one was named."""

    left: Head
    right: Head
    kinds: tuple[str, str]
    kind: str | None
    when: Date | None


def chosen(heads: Mapping[str, Head], wanted: tuple[Head, Head], kind: str | None, when: Date | None) -> Choice:
    """The versions that hold on a date and the kinds that they are compared as.

    Without a kind it is the first of the left that the right has too; where they share none, each its own first.
    Raises UnknownChoice for a kind that a document lacks, BadDate for a date outside every version.
    """
    left, right = (version(heads, each, when) for each in wanted)
    if kind is not None:
        for each in (left, right):
            if kind not in each.kinds:
                raise _lacks(each, kind)
        return Choice(left, right, (kind, kind), kind, when)
    shared = next((each for each in left.kinds if each in right.kinds), None)
    first = (shared or left.kinds[0], shared or right.kinds[0])
    return Choice(left, right, first, shared, when)


def _lacks(found: Head, kind: str) -> UnknownChoice:
    names = ", ".join(found.kinds)
    return UnknownChoice(
        f"'{found.id}' says nothing of the kind '{kind}'.",
        valid=found.kinds,
        advice=f"It speaks of: {names}.",
        sv=Swedish(f"'{found.id}' säger inget om formen '{kind}'.", f"Dokumentet gäller: {names}."),
    )


class Read(Struct, frozen=True):
    """A document with its values, and the id that was asked for."""

    agreement: Agreement
    values: Mapping[str, Value]
    asked: str


def compare(scales: Scales, heads: Mapping[str, Head], choice: Choice, left: Read, right: Read) -> Comparison:
    """Two documents that were read, compared as chosen."""
    documents = tuple(
        Document(each.agreement, each.values, kind) for each, kind in zip((left, right), choice.kinds, strict=True)
    )
    return Comparison(
        left=_party(left, choice.kinds[0], choice.when),
        right=_party(right, choice.kinds[1], choice.when),
        kind=choice.kind,
        date=choice.when.isoformat() if choice.when else None,
        topics=relations(scales, *documents),
        revision=_revision(heads, choice),
    )


def _party(found: Read, kind: str, when: Date | None) -> Party:
    one = found.agreement
    return Party(
        id=one.id,
        iri=one.iri,
        title=one.title,
        kind=kind,
        coverage=one.coverage,
        coverage_note=one.coverage_note,
        in_force=in_force(one, when) if when else None,
        asked=found.asked,
        requirements=one.requirements,
    )


def _revision(heads: Mapping[str, Head], choice: Choice) -> str:
    """Which of two versions of one document is the later; empty where they are not versions of one."""
    chain = [each.id for each in versions(heads, choice.left)]
    if choice.right.id not in chain or choice.left.id == choice.right.id:
        return ""
    return "left" if chain.index(choice.left.id) > chain.index(choice.right.id) else "right"
