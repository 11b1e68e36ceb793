"""What requirements say that can be compared: values, typed by the way in which their topic is compared.

They are read when agreements are compared, and only then: nothing else needs them.
"""

from decimal import Decimal

from msgspec import Struct

from samsyn.model.basic import NO_TEXT, Text


class Item(Struct, frozen=True):
    """A thing that a value names: a concept or a code by its key, or words, which have none."""

    key: str
    label: Text

    @property
    def in_words(self) -> bool:
        """Whether it is words, of which no machine can tell what they mean."""
        return not self.key


class AtLeast(Struct, frozen=True):
    """At least so many of some things."""

    count: int
    of: tuple[Item, ...]


class Assignment(Struct, frozen=True):
    """That a principal answers for some services."""

    responsible: Item
    of: tuple[Item, ...]


class End(Struct, frozen=True):
    """A number, a date or words."""

    number: Decimal | None = None
    date: str = ""
    words: Text = NO_TEXT


class Bound(Struct, frozen=True):
    """An end with what it bounds: `least`, `most`, `exactly`, `from` or `until`, and its unit."""

    measure: str
    end: End
    unit: str


class Value(Struct, frozen=True):
    """What every value can say beside the rest, in words."""

    note: Text = NO_TEXT
    text: Text = NO_TEXT


class ConditionValue(Value, frozen=True):
    """That something is there, or how binding it is, with the conditions that go with it."""

    scope: str = ""
    frequency: str = ""
    members: tuple[Item, ...] = ()
    count: Decimal | None = None
    beside: tuple[Text, ...] = ()


class PresenceValue(ConditionValue, frozen=True):
    """That something is there."""


class ModalityValue(ConditionValue, frozen=True):
    """How binding something is."""


class SetValue(Value, frozen=True):
    """Which things are included. `any_of` are alternatives; `optional` asks for nothing."""

    all_of: tuple[Item, ...] = ()
    members: tuple[Item, ...] = ()
    some_of: tuple[Item, ...] = ()
    optional: tuple[Item, ...] = ()
    at_least: tuple[AtLeast, ...] = ()
    any_of: tuple["Item | SetValue", ...] = ()
    assignments: tuple[Assignment, ...] = ()
    degree: Item | None = None
    social_services_scope: str = ""
    count: Decimal | None = None


class OrderedValue(Value, frozen=True):
    """A degree on an ordered scale: the lowest that is enough."""

    degree: Item | None = None
    cooperating: bool = False


class IntervalValue(Value, frozen=True):
    """A range; `upper_included` is None where no source says it."""

    start: End = End()
    stop: End = End()
    unit: str = ""
    upper_included: bool | None = None


class QuantityValue(Value, frozen=True):
    """Numbers with their units, what they are counted of and by."""

    bounds: tuple[Bound, ...] = ()
    of: tuple[Item, ...] = ()
    members: tuple[Item, ...] = ()
    beside: tuple[Text, ...] = ()


class TextValue(Value, frozen=True):
    """Words that can only be read."""
