"""Why two sides relate as they do, in words."""

from collections.abc import Iterator
from typing import Final

from samsyn.comparison.atoms import UNREAD, Atom, Term, Terms
from samsyn.comparison.order import Scales, asks, at_least, binds, follows
from samsyn.comparison.words import listed
from samsyn.model import NO_TEXT, Text

_SAME: Final = Text("Samma på båda sidor", "The same on both sides")
_WORDS: Final = Text("det står i ord som bara kan läsas", "it stands in words that can only be read")
_DEGREE: Final = Text("graden av samlokalisering är inte angiven", "the degree of co-location is not stated")
_CONTEXT: Final = Text("villkoren står i ord som skiljer sig", "the conditions stand in words that differ")
_PERMITS: Final = Text(
    "Båda tillåter och inget av dem kräver; det som tillåts skiljer sig.",
    "Both permit and neither demands; what is permitted differs.",
)
_UNIT: Final = Text("talen räknas på olika sätt", "the numbers are counted in different ways")
_DEFINED: Final = Text(
    "det ena är en definition och det andra ett krav eller råd", "one is a definition and the other a duty or advice"
)
_SAME_BUT_DEFINED: Final = Text(
    "innehållet är detsamma, men det ena är en definition och det andra ett krav eller råd",
    "the content is the same, but one is a definition and the other a duty or advice",
)
_READ: Final = {
    "whole": Text(
        "{where} dokumentet är läst i sin helhet och säger inget om det här.",
        "The {where} document has been read as a whole and says nothing of this.",
    ),
    "part": Text(
        "{where} dokumentet är läst i delar; vad resten säger om det här är inte känt.",
        "The {where} document has been read in part; what the rest says of this is not known.",
    ),
    "not-read": Text(
        "{where} dokumentets text är inte läst; vad den säger om det här är inte känt.",
        "The text of the {where} document has not been read; what it says of this is not known.",
    ),
}
_LEFT: Final = (Text("Vänster", "The left"), Text("vänster", "the left"))
_RIGHT: Final = (Text("Höger", "The right"), Text("höger", "the right"))


def silent(right: bool, coverage: str) -> Text:
    """That one side says nothing of a topic, or that it is not known whether it does."""
    found = _READ.get(coverage, _READ["not-read"])
    if right:
        return Text(found.sv.format(where="Det högra"), found.en.format(where="right"))
    return Text(found.sv.format(where="Det vänstra"), found.en.format(where="left"))


def why(scales: Scales, left: Terms, right: Terms, relation: str, decided: bool) -> Text:
    """The reason for a relation of two sides that both speak of a topic."""
    if relation == "equal":
        return _same(scales, left)
    if _permission(left) and _permission(right):
        return _PERMITS if decided else _ended(_with(_open_head(), [_WORDS]))
    here, there = _nearest(scales, left, right)
    contrasts = list(_contrasts(scales, here, there))
    ours, theirs = list(_more(scales, here, there)), list(_more(scales, there, here))
    wider = [_accepts(_LEFT[1], left, right), _accepts(_RIGHT[1], right, left)]
    parts = [*contrasts, _asks_also(_LEFT[1], ours), _asks_also(_RIGHT[1], theirs), *wider]
    found = [part for part in parts if part] or _conditional(scales, left, right)
    if relation == "stricter":
        return _ended(_with(_says(_LEFT[0], "är strängare", "is stricter"), found))
    if relation == "looser":
        return _ended(_with(_says(_RIGHT[0], "är strängare", "is stricter"), found))
    if decided:
        return _ended(_with(Text("Inget av dem är strängare", "Neither is stricter"), found))
    reasons = list(dict.fromkeys([*_reasons(scales, here, there), *_reasons(scales, there, here)]))
    if reasons == [_DEFINED] and not (ours or theirs):
        reasons = [_SAME_BUT_DEFINED]
    return _ended(_with(_open_head(), [*reasons, *found] or [_WORDS]))


def _conditional(scales: Scales, left: Terms, right: Terms) -> list[Text]:
    """What one side asks for in some of its alternatives alone."""
    ours = [each for term in left for other in right for each in _more(scales, term, other)]
    theirs = [each for term in right for other in left for each in _more(scales, term, other)]
    shared = set(ours) & set(theirs)
    found = (
        _asks_also(_LEFT[1], [each for each in ours if each not in shared]),
        _asks_also(_RIGHT[1], [each for each in theirs if each not in shared]),
    )
    return [each for each in found if each]


def under(readings: list[tuple[str, Text]]) -> Text:
    """That the relation differs by the way of reading."""
    told = [Text(f"{name}: {text.sv}", f"{name}: {text.en}") for name, text in readings]
    return Text(
        f"Beror på hur avtalet läses. {' '.join(text.sv for text in told)}",
        f"Depends on how the agreement is read. {' '.join(text.en for text in told)}",
    )


def _open_head() -> Text:
    return Text("Går inte att jämföra", "Cannot be compared")


def _says(who: Text, sv: str, en: str) -> Text:
    return Text(f"{who.sv} {sv}", f"{who.en} {en}")


def _with(head: Text, parts: list[Text]) -> Text:
    if not parts:
        return head
    return Text(f"{head.sv}: {'; '.join(t.sv for t in parts)}", f"{head.en}: {'; '.join(t.en for t in parts)}")


def _ended(text: Text) -> Text:
    return Text(f"{text.sv.rstrip('.')}.", f"{text.en.rstrip('.')}.")


def _permission(terms: Terms) -> bool:
    return all(each.sort == "permission" for term in terms for each in term)


def _same(scales: Scales, terms: Terms) -> Text:
    """What both sides ask for, and how binding that is; of several alternatives only the latter."""
    atoms = _sorted(terms[0])
    labels = [listed([each.label for each in atoms if not each.open])] if len(terms) == 1 else []
    how = listed([_modality(scales, each.modality) for each in atoms])
    told = _with(_SAME, [text for text in labels if text])
    return Text(f"{told.sv} ({how.sv}).", f"{told.en} ({how.en}).")


def _sorted(term: Term) -> list[Atom]:
    return sorted(term, key=lambda each: (each.sort, each.label.sv, each.key))


def _modality(scales: Scales, key: str) -> Text:
    return scales.labels.get(f"modality/{key}", Text(key, key))


def _nearest(scales: Scales, left: Terms, right: Terms) -> tuple[Term, Term]:
    """The two alternatives that differ least."""

    def apart(pair: tuple[Term, Term]) -> int:
        here, there = pair
        return sum(asks(scales, here, each) is not True for each in there) + sum(
            asks(scales, there, each) is not True for each in here
        )

    return min(((here, there) for here in left for there in right), key=apart)


def _partner(atom: Atom, other: Term) -> Atom | None:
    """What the other side says of the same thing: a permission of any."""
    same = [each for each in _sorted(other) if each.subject == atom.subject]
    for each in same:
        if each.sort == atom.sort and (atom.sort != "item" or each.key == atom.key):
            return each
    return next((each for each in same if "permission" in (each.sort, atom.sort)), None)


def _contrasts(scales: Scales, here: Term, there: Term) -> Iterator[Text]:
    """What both sides speak of, and differently."""
    told = set[Text]()
    for atom in _sorted(here):
        partner = _partner(atom, there)
        if partner is None:
            continue
        if atom.sort == partner.sort != "item" and atom.label != partner.label:
            told.add(_against(atom.label, partner.label))
            yield _against(atom.label, partner.label)
        if atom.modality != partner.modality:
            text = _against(_modality(scales, atom.modality), _modality(scales, partner.modality))
            if text not in told:
                told.add(text)
                yield text


def _against(left: Text, right: Text) -> Text:
    return Text(f"{left.sv} mot {right.sv}", f"{left.en} against {right.en}")


def _more(scales: Scales, here: Term, there: Term) -> Iterator[Text]:
    """What one side asks for that the other is not known to ask for, where that speaks of other things."""
    for atom in _sorted(here):
        if asks(scales, there, atom) is True or atom.key == UNREAD or _partner(atom, there):
            continue
        if atom.key != ("",) and atom.label:
            yield atom.label
        elif not any(each.subject == atom.subject for each in there):
            yield _addressed(scales, atom)


def _addressed(scales: Scales, atom: Atom) -> Text:
    subject = scales.labels.get(f"subject/{atom.subject}", Text(atom.subject, atom.subject))
    modality = _modality(scales, atom.modality)
    return Text(f"något om {subject.sv} ({modality.sv})", f"something about {subject.en} ({modality.en})")


def _asks_also(who: Text, labels: list[Text]) -> Text:
    found = listed(labels)
    return Text(f"{who.sv} har även {found.sv}", f"{who.en} also has {found.en}") if found else NO_TEXT


def _accepts(who: Text, left: Terms, right: Terms) -> Text:
    """The alternatives of one side whose things hold those of no alternative of the other."""
    others = [_things(term) for term in right]
    if len(left) < 2:
        return NO_TEXT
    wider = [term for term in left if not any(_things(term) >= other for other in others)]
    labels = [listed([each.label for each in _sorted(term) if each.key in _things(term)]) for term in wider]
    if not labels or len(labels) == len(left):
        return NO_TEXT
    sv, en = " eller ".join(text.sv for text in labels), " or ".join(text.en for text in labels)
    return Text(f"{who.sv} godtar även {sv}", f"{who.en} also accepts {en}")


def _things(term: Term) -> frozenset[tuple[str, ...]]:
    return frozenset(each.key for each in term if each.sort == "item" and each.key[0] != "scope")


def _reasons(scales: Scales, here: Term, there: Term) -> Iterator[Text]:
    """Why it cannot be told whether one alternative asks for all of another."""
    for wanted in _sorted(there):
        if asks(scales, here, wanted) is not None:
            continue
        for given in _sorted(here):
            if given.subject == wanted.subject:
                reason = _reason(scales, given, wanted)
                if reason:
                    yield reason


def _reason(scales: Scales, given: Atom, wanted: Atom) -> Text:
    if given.parts or wanted.parts:
        inner = ((a, b) for a in _inside(given) for b in _inside(wanted))
        return next((found for a, b in inner if (found := _reason(scales, a, b))), _WORDS)
    if follows(scales, given, wanted) is None:
        if given.open or wanted.open:
            return _WORDS
        if given.context != wanted.context:
            return _CONTEXT
        if wanted.sort == "degree":
            return _DEGREE
        if wanted.sort == "stop" and given.number == wanted.number:
            label = wanted.label
            return Text(
                f"båda slutar vid {label.sv}, men det är inte sagt om den åldern räknas med",
                f"both end at {label.en}, but whether that age is included is not said",
            )
        return _UNIT
    if follows(scales, given, wanted) and binds(scales, given.modality, wanted.modality) is None:
        return _DEFINED
    return NO_TEXT


def _inside(atom: Atom) -> list[Atom]:
    """What a permission permits; of a demand itself."""
    return _sorted(atom.parts[0]) if atom.parts else [atom]


def related(scales: Scales, left: Terms, right: Terms) -> tuple[str, bool]:
    """The relation of two sides that both speak of a topic, and whether it is decided."""
    more, less = at_least(scales, left, right), at_least(scales, right, left)
    if more is True and less is True:
        return "equal", True
    if more is True and less is False:
        return "stricter", True
    if more is False and less is True:
        return "looser", True
    return "incomparable", more is False and less is False
