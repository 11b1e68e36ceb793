"""How things are called to people: words, labels, and no addresses."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from samsyn.cli.words import WORDS, Words
from samsyn.model import Agreement, Citation, Text
from samsyn.terms import ID, is_literal, language, lexical


class Voice(Struct, frozen=True):
    """How a text speaks: its words, the labels of things, whether it tells all, and what only is permitted."""

    words: Words
    label: Callable[[str], Text]
    verbose: bool = False
    permitted: frozenset[str] = frozenset()

    def name(self, folder: str, key: str) -> str:
        """The name of a concept of a code list; its key where it has none."""
        return self.words.of(self.label(f"{ID}{folder}/{key}")) or key

    def who(self, principals: Iterable[str]) -> str:
        """Principals in a sentence; empty for nobody."""
        return self.listed([self._principal(key) for key in principals])

    def listed(self, names: list[str]) -> str:
        """Names as in a sentence: a, b and c."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.words('and')} {names[-1]}"

    def _principal(self, key: str) -> str:
        return self.words(f"who.{key}") if f"who.{key}" in WORDS else self.name("principal", key)


def permissions(agreements: Iterable[Agreement]) -> frozenset[str]:
    """The requirements that ask for nothing: what may be, and what is so in one place; passed they are but found."""
    return frozenset(
        each.id
        for agreement in agreements
        for each in agreement.requirements
        if "may" in (each.modality, each.judged_as) or each.layer == "local-precedent"
    )


def spoken(messages: tuple[str, ...], words: Words) -> str:
    """The message in the reader's language; else without a language; else any."""
    texts = {language(term)[:2]: lexical(term) for term in reversed(messages) if is_literal(term)}
    return texts.get(words.lang) or texts.get("") or next(iter(texts.values()), "")


def cited(source: Citation, lang: str, *, verbose: bool = False) -> str:
    """A source with the place in it, and its public address if all is told."""
    parts = [source.citation, source.locator.of(lang), source.url if verbose else None]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
