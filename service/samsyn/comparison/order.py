"""Which demands follow from which, in three values: True, False, and None where no machine can tell.

One side is at least as strict as another if each of its alternatives asks for all that some alternative of the other
asks for. So sets are ordered by inclusion, ranges by inclusion, degrees by their order, and value and modality together
as a product order (docs/comparing.md).
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from samsyn.comparison.atoms import UNREAD, Atom, Term, Terms
from samsyn.model import Text

Truth = bool | None


class Scales(Struct, frozen=True):
    """What the code lists say: topics with their way of comparing, and places on ordered scales, with labels.

    What has no place on its scale stands outside the order.
    """

    topics: Mapping[str, str]
    themes: Mapping[str, str]
    degrees: Mapping[str, int]
    modalities: Mapping[str, int]
    labels: Mapping[str, Text]


def at_least(scales: Scales, left: Terms, right: Terms) -> Truth:
    """Whether all that the right asks for is asked for by the left, at least as strictly."""
    return every(some(asks_all(scales, here, there) for there in right) for here in left)


def asks_all(scales: Scales, here: Term, there: Term) -> Truth:
    """Whether one alternative asks for all that another does."""
    return every(asks(scales, here, atom) for atom in there)


def asks(scales: Scales, here: Term, atom: Atom) -> Truth:
    """Whether an alternative asks for an atom, at least as strictly."""
    if atom in here:
        return True
    same = [each for each in here if each.subject == atom.subject]
    if atom.open and not same:
        return None if here else False
    demands = [each for each in same if each.sort != "permission"]
    if atom.sort != "permission":
        return some(both(follows(scales, each, atom), binds(scales, each.modality, atom.modality)) for each in demands)
    permits = (_alike(scales, each.parts, atom.parts) for each in same if each.sort == "permission")
    demanded = frozenset(demands)
    return either(some(permits), some(asks_all(scales, demanded, part) for part in atom.parts) if demands else False)


def _alike(scales: Scales, left: Terms, right: Terms) -> Truth:
    """Whether two permissions permit the same. One that permits more is neither stricter nor looser: none demands."""
    return both(at_least(scales, left, right), at_least(scales, right, left))


def follows(scales: Scales, given: Atom, wanted: Atom) -> Truth:
    """Whether what one atom asks for, however binding, is asked for by another."""
    if (given.origin, given.sort, given.key, given.context) == (
        wanted.origin,
        wanted.sort,
        wanted.key,
        wanted.context,
    ) and given.number == wanted.number:
        return True
    if given.context != wanted.context:
        return None
    if given.open or wanted.open:
        return True if (given.sort, given.key) == (wanted.sort, wanted.key) and wanted.key != UNREAD else None
    if wanted.number is not None or wanted.sort in ("start", "stop"):
        return _number_follows(given, wanted)
    if wanted.sort == "degree" and given.sort == "degree":
        return _degree_follows(scales, given.key[0], wanted.key[0])
    return given.sort == wanted.sort and given.key == wanted.key


def _degree_follows(scales: Scales, given: str, wanted: str) -> Truth:
    """By the order; a degree outside it is comparable with none, itself included: no source says how far it goes."""
    if given not in scales.degrees or wanted not in scales.degrees:
        return None
    return scales.degrees[given] >= scales.degrees[wanted]


def _number_follows(given: Atom, wanted: Atom) -> Truth:
    if given.sort in ("item", "degree"):
        return False
    if given.sort in ("start", "stop"):
        return _end_follows(given, wanted) if given.sort == wanted.sort else False
    if given.number is None or wanted.number is None or given.key != wanted.key:
        return None  # what is counted in other units, or of and by other things
    if wanted.sort == "exactly":
        return given.sort == "exactly" and given.number == wanted.number
    if given.sort not in (wanted.sort, "exactly"):
        return False
    return given.number >= wanted.number if wanted.sort == "least" else given.number <= wanted.number


def _end_follows(given: Atom, wanted: Atom) -> Truth:
    """A wider range asks for more. Two upper ends of one number are equal only if both say how they are meant."""
    if given.number is None or wanted.number is None:
        return True if given.key == wanted.key and given.key[0] else None
    if given.key[0] != wanted.key[0]:
        return None
    if given.number != wanted.number:
        return given.number < wanted.number if wanted.sort == "start" else given.number > wanted.number
    if "" in (given.key[1], wanted.key[1]):
        return None
    return given.key[1] == "included" or wanted.key[1] == "excluded"


def binds(scales: Scales, given: str, wanted: str) -> Truth:
    """Whether a modality binds at least as much as another: shall, should, may; a definition more than a permission.

    A definition counts as a requirement and cannot be a mere permission; between it and a duty there is no order.
    """
    if given == wanted:
        return True
    places = scales.modalities
    if given in places and wanted in places:
        return places[given] >= places[wanted]
    if "may" in (given, wanted):
        return wanted == "may"
    return None


def both(one: Truth, other: Truth) -> Truth:
    """Kleene's and."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def either(one: Truth, other: Truth) -> Truth:
    """Kleene's or."""
    if one or other:
        return True
    return None if one is None or other is None else False


def every(found: Iterable[Truth]) -> Truth:
    """Kleene's and of many."""
    truth: Truth = True
    for each in found:
        truth = both(truth, each)
        if truth is False:
            return False
    return truth


def some(found: Iterable[Truth]) -> Truth:
    """Kleene's or of many."""
    truth: Truth = False
    for each in found:
        truth = either(truth, each)
        if truth:
            return True
    return truth
