"""How pages call things in one language: words, labels of the data, dates, addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from samsyn.library import Library
from samsyn.model import Agreement, Requirement, Text
from samsyn.model.decision import UNKNOWN, Adoption, Named
from samsyn.selection import day_of, in_force
from samsyn.terms import ID, PREFIXES, address, is_iri, is_literal, lexical
from samsyn.web.words import WORDS

_MONTHS: Final = (
    Text("januari", "January"), Text("februari", "February"), Text("mars", "March"), Text("april", "April"),
    Text("maj", "May"), Text("juni", "June"), Text("juli", "July"), Text("augusti", "August"),
    Text("september", "September"), Text("oktober", "October"), Text("november", "November"),
    Text("december", "December"),
)  # fmt: skip

_SAID: Final = re.compile(r'(?:rdfs:comment|rdfs:label|sam:term) "((?:[^"\\]|\\.)*)"(?:@([a-z]+))?')
_PRESENCE: Final = re.compile(r"presence:(\w+)")


@dataclass(frozen=True)
class Voice:
    """One language, over the labels of a library."""

    library: Library
    lang: str

    def __call__(self, key: str, **values: object) -> str:
        """The text under a key, with the values put in."""
        return WORDS[key].of(self.lang).format(**values)

    def count(self, key: str, n: int) -> str:
        """The text under a key for a number, in the singular for one."""
        return self(f"{key}.one" if n == 1 else key, n=n)

    def of(self, text: Text | None) -> str:
        """A text of the data."""
        return text.of(self.lang) if text else ""

    def foreign(self, text: Text, origin: str = "sv") -> str:
        """The language that a text stands in where that is not the page's: its first one, when it has no other."""
        return origin if text.sv == text.en and self.lang != origin else ""

    def name(self, folder: str, key: str | None) -> str:
        """The name of a concept of a code list; its key where it has none."""
        return self.of(self.library.label(f"{ID}{folder}/{key}")) or key or "" if key else ""

    def label(self, iri: str) -> str:
        """The label of a thing by its IRI; its last part where it has none."""
        return self.of(self.library.label(iri)) or iri.rpartition("/")[2]

    def names(self, folder: str, keys: Iterable[str]) -> str:
        """The names of concepts, with commas between."""
        return ", ".join(self.name(folder, key) for key in keys)

    def who(self, principals: Iterable[str]) -> str:
        """Principals as in a sentence; empty for nobody."""
        return self.listed([self.principal(key) for key in principals])

    def principal(self, key: str) -> str:
        """A principal as in a sentence."""
        return self(f"who.{key}") if f"who.{key}" in WORDS else self.name("principal", key)

    def shown(self, outcome: str, requirement: str) -> str:
        """How an outcome of a requirement is shown: what is merely permitted is not fulfilled but described."""
        permits = _permits(self.library.requirement(requirement)[1])
        return "described" if outcome == "passed" and permits else outcome

    def outside(self, agreement: Agreement, date: str) -> str:
        """That the stated period of an agreement does not hold a date; empty where it does, or where none is stated."""
        if not (agreement.valid_from or agreement.valid_to) or in_force(agreement, day_of(date)):
            return ""
        return self("period.outside", begin=agreement.valid_from or "", end=agreement.valid_to or "")

    def listed(self, names: list[str]) -> str:
        """Names as in a sentence: a, b and c."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self('and')} {names[-1]}"

    def term(self, term: str) -> str:
        """What a term of a ground is called: its label or text; of a node without a name, what is said of it."""
        if term.startswith("["):
            return self._node(term)
        if is_literal(term):
            return lexical(term)
        prefix, _, name = term.partition(":")
        full = address(term) if is_iri(term) else PREFIXES.get(prefix, "") + name
        return self.label(full) if full.startswith("http") else ""

    def _node(self, node: str) -> str:
        """What is said of a node that is told as `[ … ]`: its own words, else the name of its presence."""
        said = {tag: text for text, tag in reversed(_SAID.findall(node))}
        found = said.get(self.lang) or next(iter(said.values()), "")
        if found:
            return lexical(f'"{found}"')
        presence = _PRESENCE.search(node)
        return self.name("presence", presence[1]) if presence else ""

    def day(self, date: str | None) -> str:
        """A date as it is read; what is no full date as it is."""
        parts = (date or "").split("-")
        if len(parts) != 3 or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:
            return date or ""
        return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1].of(self.lang)} {parts[0]}"

    def time(self, text: str | None) -> str:
        """A date as exact as it is known: a day, a month, half a year (2021-H2), a year."""
        year, _, rest = (text or "").partition("-")
        if rest in ("H1", "H2"):
            return self(f"decisions.half.{rest[1]}", year=year)
        if len(rest) == 2 and rest.isdigit() and 1 <= int(rest) <= 12:
            return f"{_MONTHS[int(rest) - 1].of(self.lang)} {year}"
        return self.day(text)

    def times(self, begin: str | None, end: str | None) -> str:
        """From when to when, or when."""
        return " – ".join(dict.fromkeys(self.time(each) for each in (begin, end) if each))

    def outcome(self, found: Named) -> str:
        """The outcome of a decision; of what no source tells that it is not known."""
        return self("decisions.unknown") if found.id == UNKNOWN else self.of(found.label)

    def how_far(self, found: Iterable[Adoption]) -> str:
        """How many have come how far, those of whom nothing is known last."""
        every = [each.outcome for each in found]
        counted = {name: every.count(name) for name in sorted(every, key=lambda each: (each.id == UNKNOWN, each.id))}
        return self.listed([self("decisions.in", outcome=self.outcome(name), n=n) for name, n in counted.items()])

    def href(self, path: str, **query: str | None) -> str:
        """An address of ours in this language; parameters that are empty are left out."""
        given = {name: value for name, value in query.items() if value}
        if self.lang != "sv":
            given["lang"] = self.lang
        return f"{path}?{urlencode(given)}" if given else path


def _permits(found: Requirement) -> bool:
    """Whether a requirement asks for nothing: a permission, a local precedent, what is judged as a permission."""
    return (found.judged_as or found.modality) == "may" or found.layer == "local-precedent"


def web_address(address: str | None) -> str:
    """The address if it is of the web; else empty, so that nothing else ever becomes a link."""
    return address if address and address.startswith(("http://", "https://")) else ""


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
