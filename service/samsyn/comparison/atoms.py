"""Demands in one form: each value is some alternatives, each alternative a set of atoms that must all hold.

So demands of every kind, and several on one topic, are compared by one rule (`order`).
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice, product
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from samsyn.comparison import words
from samsyn.comparison.stated import key
from samsyn.model import NO_TEXT, Text
from samsyn.model.value import (
    ConditionValue,
    IntervalValue,
    Item,
    ModalityValue,
    OrderedValue,
    PresenceValue,
    QuantityValue,
    SetValue,
    Value,
)  # fmt: skip

#: the ways of comparing in which the topic itself is what is asked for
BARE: Final = frozenset({"presence", "modality"})
_TYPED: Final[dict[str, type[Value]]] = {
    "presence": PresenceValue,
    "modality": ModalityValue,
    "set": SetValue,
    "quantity": QuantityValue,
    "interval": IntervalValue,
    "ordered": OrderedValue,
}
#: units that are so many of another
_UNITS: Final = {"years": ("months", 12), "weeks": ("days", 7)}
_SOCIAL_SERVICES: Final = "social-services"
#: the key of what is known by its words alone
UNREAD: Final = ("unread",)
#: alternatives of one demand; more are not compared but shown
MOST: Final = 512


class Demand(Struct, frozen=True):
    """A requirement as it speaks of a topic under one reading: to whom, how binding, what, and where it stands.

    `compared_as` tells how the topic is compared, `named` what follows the colon in its key. A demand that stands under
    the topic as a further one is `aside`.
    """

    requirement: str
    subject: str
    modality: str
    statement: Text
    source: str
    value: Value | None
    compared_as: str
    named: str = ""
    aside: bool = False


class Atom(Struct, frozen=True):
    """One thing that is asked for: of whom, what, how binding.

    `sort` is `item`, `degree`, `start`, `stop`, `permission`, or the measure of a number; `context` are words that can
    change what it means; `open` says that no machine can tell what it means. A permission is one atom, with `parts`.
    """

    subject: str
    modality: str
    sort: str
    key: tuple[str, ...]
    label: Text
    number: Decimal | None = None
    context: str = ""
    origin: tuple[str, str] = ("", "")
    open: bool = False
    parts: "Terms" = ()


Term = frozenset[Atom]
Terms = tuple[Term, ...]


def joined(parts: Iterable[Terms]) -> Terms:
    """The alternatives of several demands together."""
    found = [*islice((frozenset().union(*chosen) for chosen in product(*parts)), MOST + 1)]
    return tuple(dict.fromkeys(found))


def together(demands: Sequence[Demand]) -> Terms:
    """The alternatives of all that one side asks for; what it permits beside a demand asks for nothing more."""
    binding = [each for each in demands if each.modality != "may"] or demands
    found = joined(terms(each) for each in binding)
    return found if len(found) <= MOST else joined(_unread(each) for each in binding)


def terms(demand: Demand) -> Terms:
    """The alternatives of a demand."""
    found = _content(demand)
    if demand.modality != "may":
        return found
    label = next(iter(_labels(found)), demand.statement)
    whole = Atom(demand.subject, "may", "permission", (), label, origin=_origin(demand), parts=found)
    return (frozenset({whole}),)


def _labels(found: Terms) -> Iterator[Text]:
    for term in found[:1]:
        labels = [each.label for each in _sorted(term) if each.label]
        if labels:
            yield Text(", ".join(each.sv for each in labels), ", ".join(each.en for each in labels))


def _sorted(term: Term) -> list[Atom]:
    return sorted(term, key=lambda each: (each.sort, each.key, each.label.sv))


def _content(demand: Demand) -> Terms:
    found = _aside(demand) if demand.aside else _typed(demand)
    return found if found and all(found) else _unread(demand)


def _typed(demand: Demand) -> Terms:
    """What the value says, where it is of the kind that its topic is compared by; else nothing."""
    value, kind = demand.value, _TYPED.get(demand.compared_as)
    if kind is None or (value is not None and not isinstance(value, kind)):
        return ()
    if isinstance(value, SetValue):
        return _of_set(demand, value)
    if isinstance(value, OrderedValue):
        return (frozenset(_of_degree(demand, value)),)
    if isinstance(value, IntervalValue):
        return (frozenset(_of_interval(demand, value)),)
    if isinstance(value, QuantityValue):
        return (frozenset(_of_quantity(demand, value)),)
    if demand.compared_as in BARE:
        return (frozenset(_of_conditions(demand, value if isinstance(value, ConditionValue) else None)),)
    return ()


def _atom(demand: Demand, sort: str, name: Sequence[str], label: Text, number: Decimal | None = None) -> Atom:
    return Atom(demand.subject, demand.modality, sort, tuple(name), label, number, origin=_origin(demand))


def _origin(demand: Demand) -> tuple[str, str]:
    """Where a demand stands: the same words of the same source are the same, whatever they mean."""
    return demand.source, demand.statement.sv


def _unread(demand: Demand) -> Terms:
    """A demand of which only the words are known."""
    return (frozenset({replace(_atom(demand, "item", UNREAD, demand.statement), open=True)}),)


def _aside(demand: Demand) -> Terms:
    """A demand on another topic: it speaks of this one if every alternative of its set holds what this one names."""
    value = demand.value if demand.compared_as in BARE else None
    sets = _of_set(demand, value) if isinstance(value, SetValue) else ()
    if sets and all(any(each.key == (demand.named,) for each in term) for term in sets):
        return (frozenset({_there(demand)}),)
    return ()


def _there(demand: Demand) -> Atom:
    return _atom(demand, "item", ("",), NO_TEXT)


def _of_item(demand: Demand, item: Item) -> Atom:
    name = ("words", item.label.sv.casefold()) if item.in_words else (key(item),)
    label = words.code(item.key) if item.label.sv == item.key else item.label
    made = _atom(demand, "item", name, label)
    return replace(made, open=item.in_words)


def _of_conditions(demand: Demand, value: ConditionValue | None) -> Iterator[Atom]:
    """That it is there, and each condition; words are the context of all of it: they can add to it or take from it."""
    if value is None:
        yield _there(demand)
        return
    context = " ".join(text.sv for text in (value.note, value.text, *value.beside) if text)
    found = [_there(demand), *(_of_item(demand, each) for each in value.members)]
    for name, word in (("scope", value.scope), ("frequency", value.frequency)):
        if word:
            found.append(_atom(demand, "item", (name, word), words.code(word)))
    if value.count is not None:
        found.append(_atom(demand, "exactly", ("",), words.measured(value.count, ""), value.count))
    yield from (replace(each, context=context) for each in found)


def _of_set(demand: Demand, value: SetValue) -> Terms:
    """The alternatives of a set. Those that are optional ask for nothing; nothing at all is no alternative."""
    required = (*value.all_of, *value.members)
    fixed = [_of_item(demand, each) for each in required]
    fixed += [_of_assignment(demand, who.responsible, each) for who in value.assignments for each in who.of]
    if value.degree:
        fixed.append(_degree(demand, value.degree))
    if value.count is not None:
        fixed.append(_atom(demand, "exactly", ("",), words.measured(value.count, ""), value.count))
    choices = [(each.count, each.of) for each in value.at_least] + ([(1, value.some_of)] if value.some_of else [])
    parts: list[Terms] = [(frozenset(fixed),)]
    parts += [_chosen(demand, count, of) for count, of in choices]
    if value.any_of:
        parts.append(tuple(_alternatives(demand, value.any_of)))
    found = joined(parts)
    if len(found) > MOST or not any(found):
        return ()
    return tuple(_scoped(demand, term, value.social_services_scope) for term in found)


def _chosen(demand: Demand, count: int, of: Sequence[Item]) -> Terms:
    """So many of some things: one alternative for each way to choose them."""
    found = islice(combinations(of, min(count, len(of))), MOST + 1)
    return tuple(frozenset(_of_item(demand, each) for each in chosen) for chosen in found)


def _alternatives(demand: Demand, any_of: Sequence[Item | SetValue]) -> Iterator[Term]:
    for each in any_of:
        if isinstance(each, SetValue):
            yield from _of_set(demand, each)
        else:
            yield frozenset({_of_item(demand, each)})


def _scoped(demand: Demand, term: Term, scope: str) -> Term:
    """What is said of the social services holds in the alternatives that have them."""
    if not scope or not any(each.key == (_SOCIAL_SERVICES,) for each in term):
        return term
    return term | {_atom(demand, "item", ("scope", scope), words.code(scope))}


def _of_assignment(demand: Demand, who: Item, what: Item) -> Atom:
    label = Text(f"{what.label.sv}: {who.label.sv}", f"{what.label.en}: {who.label.en}")
    made = _atom(demand, "item", (key(who), "answers-for", key(what)), label)
    return replace(made, open=who.in_words or what.in_words)


def _degree(demand: Demand, degree: Item) -> Atom:
    return _atom(demand, "degree", (key(degree),), degree.label)


def _of_degree(demand: Demand, value: OrderedValue) -> Iterator[Atom]:
    if value.degree:
        yield _degree(demand, value.degree)
    if value.cooperating:
        yield _atom(demand, "item", ("cooperating",), words.code("cooperating"))


def _of_interval(demand: Demand, value: IntervalValue) -> Iterator[Atom]:
    """Both ends. Where the upper one is not said to be included or not, two that are the same number may differ."""
    unit, times = _UNITS.get(value.unit, (value.unit, 1))
    included = {True: "included", False: "excluded", None: ""}[value.upper_included]
    for sort, end, how in (("start", value.start, "included"), ("stop", value.stop, included)):
        label = end.words if end.number is None else words.measured(end.number, value.unit)
        number = None if end.number is None else end.number * times
        name = (unit, how) if number is not None else (end.words.sv.casefold(), "")
        yield _atom(demand, sort, name, label, number)


def _of_quantity(demand: Demand, value: QuantityValue) -> Iterator[Atom]:
    """Each bound, counted of and by what the value says; words are the context of all of it."""
    context = " ".join(text.sv for text in (value.note, value.text, *value.beside) if text)
    of = tuple(sorted(key(each) for each in value.of))
    for bound in value.bounds:
        end = bound.end
        unit, times = _UNITS.get(bound.unit, (bound.unit, 1))
        if end.number is not None:
            label = words.bounded(bound.measure, words.measured(end.number, bound.unit))
            made = _atom(demand, bound.measure, (unit, *of), label, end.number * times)
        else:
            said = Text(end.date, end.date) if end.date else end.words
            label = words.bounded(bound.measure, said)
            made = replace(_atom(demand, "item", (bound.measure, said.sv.casefold()), label), open=not end.date)
        yield replace(made, context=context)
    for item in value.members:
        yield replace(_of_item(demand, item), context=context)
    if not value.bounds and not value.members:
        yield replace(_atom(demand, "item", UNREAD, demand.statement), context=context, open=True)
