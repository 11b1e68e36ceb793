"""From triples to values: what the requirements and readings of an agreement state that can be compared."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from samsyn.engine import Graph
from samsyn.engine.graph import TYPE
from samsyn.knowledge import key_of, sam, string_of, text_of
from samsyn.model import Text
from samsyn.model.value import (
    Assignment,
    AtLeast,
    Bound,
    ConditionValue,
    End,
    IntervalValue,
    Item,
    ModalityValue,
    OrderedValue,
    PresenceValue,
    QuantityValue,
    SetValue,
    TextValue,
    Value,
)  # fmt: skip
from samsyn.terms import XSD, Term, address, datatype, is_blank, is_iri, is_literal, language, lexical, local

Labels = Callable[[Term], Text]
_NUMBERS: Final = frozenset({XSD + "integer", XSD + "decimal", XSD + "nonNegativeInteger"})
_DATES: Final = frozenset({XSD + "date", XSD + "gYear"})
#: each number of a quantity: what it bounds, and its unit where the value states no other
_MEASURES: Final = {
    "min": ("least", ""),
    "max": ("most", ""),
    "amount": ("exactly", ""),
    "count": ("exactly", ""),
    "months": ("exactly", "months"),
    "percentMin": ("least", "percent"),
    "percentMax": ("most", "percent"),
    "from": ("from", "date"),
    "to": ("until", "date"),
}


def values(graph: Graph, labels: Labels) -> dict[str, Value]:
    """The value of each requirement and reading that a graph states, by IRI. The first where there are several."""
    return {
        address(node): value
        for node, said in graph.out.items()
        for stated in tuple(said.get(sam("value"), ()))[:1]
        if is_iri(node) and (value := _value(graph, stated, labels)) is not None
    }


def _value(graph: Graph, node: Term, labels: Labels) -> Value | None:
    kind = key_of(graph, node, TYPE)
    read = _READERS.get(kind)
    return read(graph, node, labels) if read else None


def _conditions(kind: type[ConditionValue]) -> Callable[[Graph, Term, Labels], Value]:
    def read(graph: Graph, node: Term, labels: Labels) -> Value:
        return kind(
            note=text_of(graph, node, sam("scopeNote")),
            text=text_of(graph, node, sam("text")),
            scope=string_of(graph, node, sam("scope")) or "",
            frequency=string_of(graph, node, sam("frequency")) or "",
            members=_items(graph, node, "member", labels),
            count=_number(graph, node, "count"),
            beside=_beside(graph, node),
        )

    return read


def _set(graph: Graph, node: Term, labels: Labels) -> SetValue:
    return SetValue(
        note=text_of(graph, node, sam("scopeNote")),
        text=text_of(graph, node, sam("text")),
        all_of=_items(graph, node, "allOf", labels),
        members=_items(graph, node, "member", labels),
        some_of=_items(graph, node, "someOf", labels),
        optional=_items(graph, node, "optional", labels),
        at_least=tuple(
            AtLeast(int(string_of(graph, each, sam("count")) or 1), _items(graph, each, "of", labels))
            for each in graph.values(node, sam("atLeast"))
        ),
        any_of=tuple(_alternatives(graph, node, labels)),
        assignments=tuple(
            Assignment(who, _items(graph, each, "of", labels))
            for each in graph.values(node, sam("assignment"))
            for who in _items(graph, each, "responsible", labels)
        ),
        degree=next(iter(_items(graph, node, "degree", labels)), None),
        social_services_scope=string_of(graph, node, sam("socialServicesScope")) or "",
        count=_number(graph, node, "count"),
    )


def _alternatives(graph: Graph, node: Term, labels: Labels) -> Iterator[Item | SetValue]:
    for each in graph.values(node, sam("anyOf")):
        if is_blank(each):
            yield _set(graph, each, labels)
    yield from _items(graph, node, "anyOf", labels)


def _ordered(graph: Graph, node: Term, labels: Labels) -> Value:
    return OrderedValue(
        note=text_of(graph, node, sam("scopeNote")),
        text=text_of(graph, node, sam("text")),
        degree=next(iter(_items(graph, node, "degree", labels)), None),
        cooperating=string_of(graph, node, sam("cooperating")) in ("true", "1"),
    )


def _interval(graph: Graph, node: Term, labels: Labels) -> Value:
    included = string_of(graph, node, sam("upperInclusive"))
    return IntervalValue(
        note=text_of(graph, node, sam("scopeNote")),
        text=text_of(graph, node, sam("text")),
        start=_end(graph, node, "from"),
        stop=_end(graph, node, "to"),
        unit=string_of(graph, node, sam("unit")) or "",
        upper_included=None if included is None else included in ("true", "1"),
    )


def _quantity(graph: Graph, node: Term, labels: Labels) -> Value:
    unit = string_of(graph, node, sam("unit")) or ""
    return QuantityValue(
        note=text_of(graph, node, sam("scopeNote")),
        text=text_of(graph, node, sam("text")),
        bounds=tuple(
            Bound(measure, _end(graph, node, name), own or unit)
            for name, (measure, own) in _MEASURES.items()
            if graph.values(node, sam(name))
        ),
        of=_items(graph, node, "of", labels),
        members=_items(graph, node, "member", labels),
        beside=_beside(graph, node),
    )


def _text(graph: Graph, node: Term, labels: Labels) -> Value:
    return TextValue(text_of(graph, node, sam("scopeNote")), text_of(graph, node, sam("text")))


_READERS: Final[dict[str, Callable[[Graph, Term, Labels], Value]]] = {
    "PresenceValue": _conditions(PresenceValue),
    "ModalityValue": _conditions(ModalityValue),
    "SetValue": _set,
    "OrderedValue": _ordered,
    "IntervalValue": _interval,
    "QuantityValue": _quantity,
    "TextValue": _text,
}


def _beside(graph: Graph, node: Term) -> tuple[Text, ...]:
    found = (text_of(graph, node, sam(name)) for name in ("per", "financing"))
    return tuple(text for text in found if text)


def _number(graph: Graph, node: Term, name: str) -> Decimal | None:
    return _end(graph, node, name).number


def _end(graph: Graph, node: Term, name: str) -> End:
    """The value of a property as a number or a date where it is one, else as words."""
    stated = graph.values(node, sam(name))
    for each in stated:
        if is_literal(each) and datatype(each) in _NUMBERS:
            return End(number=Decimal(lexical(each)))
        if is_literal(each) and datatype(each) in _DATES:
            return End(date=lexical(each))
    return End(words=text_of(graph, node, sam(name)))


def _items(graph: Graph, node: Term, name: str, labels: Labels) -> tuple[Item, ...]:
    """What a property names, concepts by their keys first: texts in Swedish and English go together as they come."""
    stated = [each for each in graph.values(node, sam(name)) if not is_blank(each)]
    named = [Item(address(each), labels(each)) for each in stated if is_iri(each)]
    codes = [lexical(each) for each in stated if is_literal(each) and not language(each)]
    swedish = [lexical(each) for each in stated if is_literal(each) and language(each)[:2] == "sv"]
    english = [lexical(each) for each in stated if is_literal(each) and language(each)[:2] == "en"]
    pairs = zip(swedish, english, strict=True) if len(swedish) == len(english) else ((w, w) for w in swedish + english)
    return (
        *named,
        *(Item(code, Text(code, code)) for code in codes),
        *(Item("", Text(sv, en)) for sv, en in pairs),
    )


def key(item: Item) -> str:
    """The last part of the key of a concept, or the code as it is."""
    return local(f"<{item.key}>") if "/" in item.key else item.key
