"""The words that notes are made of: numbers with their units, and codes that stand in values, in both languages."""

from decimal import Decimal
from typing import Final

from samsyn.model import Text

_UNITS: Final = {
    "years": (Text("år", "year"), Text("år", "years")),
    "months": (Text("månad", "month"), Text("månader", "months")),
    "weeks": (Text("vecka", "week"), Text("veckor", "weeks")),
    "days": (Text("dag", "day"), Text("dagar", "days")),
    "hours": (Text("timme", "hour"), Text("timmar", "hours")),
    "percent": (Text("procent", "percent"), Text("procent", "percent")),
    "SEK": (Text("krona", "krona"), Text("kronor", "kronor")),
    "levels": (Text("nivå", "level"), Text("nivåer", "levels")),
    "members": (Text("ledamot", "member"), Text("ledamöter", "members")),
}
_BOUNDS: Final = {
    "least": Text("minst {}", "at least {}"),
    "most": Text("högst {}", "at most {}"),
    "from": Text("från {}", "from {}"),
    "until": Text("till {}", "until {}"),
}
_CODES: Final = {
    "preventive": Text("förebyggande inriktning", "a preventive focus"),
    "at-least-preventive": Text("minst förebyggande inriktning", "at least a preventive focus"),
    "yearly": Text("varje år", "every year"),
    "continuous": Text("fortlöpande", "continuously"),
    "cooperating": Text("att delarna arbetar ihop", "that the parts work together"),
    "other-public-or-civil-actors": Text("andra samhällsaktörer", "other public or civil actors"),
    "reduce-health-inequality": Text("minskad ojämlikhet i hälsa", "less inequality in health"),
    "reduce-differences-in-health": Text("minskade skillnader i hälsa", "smaller differences in health"),
    "reduce-differences-in-living-conditions": Text(
        "minskade skillnader i livsvillkor", "smaller differences in living conditions"
    ),
    "reduce-risk-factors": Text("mindre av det som innebär risk", "fewer risk factors"),
    "strengthen-protective-factors": Text("mer av det som skyddar", "stronger protective factors"),
}


def code(word: str) -> Text:
    """What a code means; the code itself where nothing tells."""
    return _CODES.get(word) or Text(word.replace("-", " "), word.replace("-", " "))


def measured(number: Decimal, unit: str) -> Text:
    """A number with its unit."""
    one, many = _UNITS.get(unit, (Text(unit, unit), Text(unit, unit)))
    name = one if number == 1 else many
    digits = f"{number:,f}".replace(",", "\N{NO-BREAK SPACE}")
    return Text(f"{digits} {name.sv}".strip(), f"{digits} {name.en}".strip())


def bounded(measure: str, what: Text) -> Text:
    """A number or date with what it bounds."""
    found = _BOUNDS.get(measure, Text("{}", "{}"))
    return Text(found.sv.format(what.sv), found.en.format(what.en))


def listed(texts: list[Text]) -> Text:
    """Texts as in a sentence: a, b and c; each once."""
    found = list(dict.fromkeys(text for text in texts if text))
    return Text(_listed([text.sv for text in found], "och"), _listed([text.en for text in found], "and"))


def _listed(names: list[str], word: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"
