"""What to assess: which centres a graph describes, against which agreements, as which kinds, and on which date."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date as Date  # noqa: N812 - the word of the domain
from functools import cached_property
from typing import Final

from msgspec import Struct

from samsyn.engine import Graph, Rules
from samsyn.engine.graph import TYPE
from samsyn.engine.paths import short
from samsyn.errors import BadDate, NoAgreement, NoCentre, Swedish, UnknownChoice, Where
from samsyn.fulfilment import Level, open_world
from samsyn.knowledge import FAMILY_CENTRE, Centre, label, near, sam
from samsyn.model import MODES, Head, Mode, Text
from samsyn.terms import ID, Term, iri

_NATIONAL: Final = "national"
_AREA_LEVELS: Final = frozenset({"regional", "local"})


class Wish(Struct, frozen=True):
    """What the asker wants assessed; None leaves the choice to the description and the agreements. Date is ISO 8601."""

    date: str
    agreement: str | None = None
    kind: str | None = None
    mode: Mode = "open"


class Knowledge(Struct, frozen=True, dict=True):
    """All that is known beforehand: agreements with their shapes, shapes of descriptions, code lists and places.

    `heads` says what the agreements are chosen by, `levels` need not be read before one is looked up; `about` gives the
    graph that says what a term is; `counties` the county of each municipality code.
    """

    heads: Mapping[str, Head]
    levels: Mapping[str, Level]
    descriptions: Rules
    labels: Graph
    about: Callable[[Term], Graph]
    counties: Mapping[str, str]
    version: str

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that some agreement speaks of."""
        return tuple(dict.fromkeys(kind for head in self.heads.values() for kind in head.kinds))

    def label(self, term: Term) -> Text:
        """The label of anything known."""
        return label(self.about(term), term)


def checked(knowledge: Knowledge, wish: Wish) -> Date:
    """The date of a wish in which all that is named exists. Raises UnknownChoice."""
    when = day_of(wish.date)
    _known(wish.mode, MODES, "mode", "läge")
    if wish.kind is not None:
        _known(wish.kind, knowledge.kinds, "kind", "form")
    if wish.agreement not in (None, _NATIONAL):
        _known(wish.agreement or "", tuple(knowledge.heads), "agreement", "avtal")
    return when


def day_of(text: str) -> Date:
    """A date as YYYY-MM-DD. Raises BadDate."""
    try:
        found = Date.fromisoformat(text)
    except (TypeError, ValueError):
        found = None
    if found is None or len(text) != len("2024-06-01"):
        raise BadDate(
            f"'{text}' is no date.",
            advice="Write it as YYYY-MM-DD, for instance 2024-06-01.",
            sv=Swedish(f"'{text}' är inget datum.", "Skriv det som ÅÅÅÅ-MM-DD, till exempel 2024-06-01."),
        )
    return found


def _known(wanted: str, valid: tuple[str, ...], what: str, sv: str) -> None:
    if wanted not in valid:
        names = near(str(wanted), valid)
        raise UnknownChoice(
            f"There is no {what} '{wanted}'.",
            valid=valid,
            advice=f"Choose one of: {', '.join(names)}.",
            sv=Swedish(f"'{wanted}' finns inte ({sv}).", f"Välj bland: {', '.join(names)}."),
        )


def described(graph: Graph, name: str | None = None) -> tuple[Term, ...]:
    """The centres that a graph describes, in the order they come. Raises NoCentre, naming the types that there are."""
    found = tuple(graph.instances(FAMILY_CENTRE))
    if found:
        return found
    untyped = [term for said in graph.out.values() for term in said.get(sam("describes"), ())]
    types = sorted({short(cls) for said in graph.out.values() for cls in said.get(TYPE, ()) if cls[0] == "<"})
    seen = f" The types in it are {', '.join(types)}." if types else " Nothing in it has a type."
    sett = f" Typerna i den är {', '.join(types)}." if types else " Inget i den har någon typ."
    target = short(untyped[0]) if untyped and untyped[0][0] == "<" else "the centre"
    raise NoCentre(
        f"No family centre is described.{seen}",
        advice=f"State that {target} is a sam:FamilyCentre (sam: is https://w3id.org/samsyn/ns#).",
        where=Where(name),
        sv=Swedish(
            f"Ingen familjecentral beskrivs.{sett}",
            "Ange att verksamheten är en sam:FamilyCentre (sam: är https://w3id.org/samsyn/ns#).",
        ),
    )


def part_of(graph: Graph, one: Term, centres: tuple[Term, ...]) -> Graph:
    """What is said of one centre: all, where it is alone; else what can be reached from it and its descriptions."""
    if len(centres) == 1:
        return graph
    others = frozenset(centres) - {one}
    seen = dict.fromkeys((one, *graph.subjects(sam("describes"), one)))
    todo = list(seen)
    while todo:
        for values in graph.out.get(todo.pop(), {}).values():
            new = [value for value in values if value in graph.out and value not in seen and value not in others]
            seen.update(dict.fromkeys(new))
            todo.extend(new)
    return Graph(
        (node, predicate, value)
        for node in seen
        for predicate, values in graph.out.get(node, {}).items()
        for value in values
    )


def levels(knowledge: Knowledge, about: Centre, wish: Wish, when: Date) -> list[Level]:
    """The agreements to assess against: the one wished for, else those whose area holds the centre's municipality."""
    if wish.agreement == _NATIONAL:
        found = [head for head in knowledge.heads.values() if head.level == _NATIONAL]
    elif wish.agreement is not None:
        return [knowledge.levels[wish.agreement]]
    else:
        found = of_places(knowledge, about.municipalities)
    if not found:
        raise _no_agreement(knowledge, about, wish)
    return [knowledge.levels[head.id] for head in current(found, when)]


def of_places(knowledge: Knowledge, municipalities: Iterable[str]) -> list[Head]:
    """The regional and local agreements, in all versions, whose area holds one of some municipalities."""
    areas = areas_holding(municipalities, knowledge.counties)
    return [head for head in knowledge.heads.values() if head.area in areas and head.level in _AREA_LEVELS]


def areas_holding(municipalities: Iterable[str], counties: Mapping[str, str]) -> set[str]:
    """The IRIs of the areas that municipalities, by their codes, lie in: themselves and their counties."""
    codes = tuple(municipalities)
    return {f"{ID}municipality/{code}" for code in codes} | {f"{ID}county/{counties.get(code, '')}" for code in codes}


def _no_agreement(knowledge: Knowledge, about: Centre, wish: Wish) -> NoAgreement:
    valid = tuple(knowledge.heads)
    where, names = ", ".join(about.municipalities), ", ".join(valid)
    first, swedish = "Name", "Välj"
    if wish.agreement == _NATIONAL:
        message, sv = "No national document is known here.", "Inget nationellt dokument finns inlagt."
    elif where:
        message, sv = f"No known agreement covers {where}.", f"Inget känt avtal omfattar {where}."
    else:
        message = "The description names no municipality, so no agreement can be chosen."
        sv = "Beskrivningen anger ingen kommun, så inget avtal kan väljas."
        first, swedish = "State it (sam:municipality), or name", "Ange den (sam:municipality), eller välj"
    return NoAgreement(
        message,
        valid=valid,
        advice=f"{first} the agreement yourself: {names}.",
        sv=Swedish(sv, f"{swedish} avtal själv: {names}."),
    )


def current(heads: list[Head], when: Date) -> list[Head]:
    """Of several versions of one agreement the one whose period holds the date, else the latest."""
    revised = {head.revision_of: head for head in heads if head.revision_of}
    chosen = []
    for head in heads:
        if head.revision_of in {each.iri for each in heads}:
            continue
        chain = [head]
        while chain[-1].iri in revised:
            chain.append(revised[chain[-1].iri])
        chosen.append(next((each for each in reversed(chain) if in_force(each, when)), chain[-1]))
    return chosen


def version(heads: Mapping[str, Head], wanted: Head, when: Date | None) -> Head:
    """The version of an agreement whose stated period holds a date; the one wanted without a date.

    Where no version states a period nothing tells which holds, and it is the one wanted. Raises BadDate for a date
    outside every period that is stated.
    """
    chain = versions(heads, wanted)
    dated = [each for each in chain if each.valid_from or each.valid_to]
    if when is None or not dated:
        return wanted
    for each in reversed(dated):
        if in_force(each, when):
            return each
    if len(dated) < len(chain):
        return wanted if wanted not in dated else chain[-1]
    told = ", ".join(f"{each.valid_from or ''}–{each.valid_to or ''}" for each in dated)
    raise BadDate(
        f"No version of '{wanted.id}' states that it holds on {when}.",
        advice=f"Choose a date within {told}, or give none.",
        sv=Swedish(
            f"Ingen version av '{wanted.id}' anger att den gäller {when}.",
            f"Välj ett datum inom {told}, eller utelämna datumet.",
        ),
    )


def versions(heads: Mapping[str, Head], one: Head) -> list[Head]:
    """All versions of an agreement, the oldest first."""
    by_iri = {each.iri: each for each in heads.values()}
    revised = {each.revision_of: each for each in heads.values() if each.revision_of}
    chain = [one]
    while (older := by_iri.get(chain[0].revision_of or "")) and older not in chain:
        chain.insert(0, older)
    while (newer := revised.get(chain[-1].iri)) and newer not in chain:
        chain.append(newer)
    return chain


def kinds(level: Level, about: Centre, derived: str | None, wish: Wish) -> tuple[str, ...]:
    """The kinds to assess as: the one wished for, else the one claimed, else the one derived, else all there are.

    Of an agreement that is not known to cover any kind, the one claimed, or none, which is an empty word.
    """
    if wish.kind is not None:
        return (wish.kind,)
    for kind in (about.claimed_kind, derived):
        if kind in level.agreement.kinds:
            return (str(kind),)
    return level.agreement.kinds or (about.claimed_kind or "",)


def derived_kind(level: Level, graph: Graph, one: Term) -> str | None:
    """The first kind, the most demanding one first, whose defining requirement passes on what is stated."""
    world = open_world(graph, level)
    by_id = {each.id: each for each in level.checked}
    for kind, name in level.defining:
        requirement = by_id[name]
        shapes = [reading.shape for reading in requirement.readings] or [requirement.shape]
        if all(shape and level.rules.conforms(world, iri(shape), one) for shape in shapes):
            return kind
    return None


def in_force(agreement: Head, when: Date) -> bool | None:
    """Whether an agreement is in force on a date: True within its stated period, else None, since nothing is known."""
    start, end = agreement.valid_from, agreement.valid_to
    if start is None and end is None:
        return None
    within = (start is None or Date.fromisoformat(start) <= when) and (end is None or when <= Date.fromisoformat(end))
    return True if within else None
