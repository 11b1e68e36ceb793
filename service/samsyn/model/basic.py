"""The smallest values: outcomes, texts in two languages, citations, claims.

Those of which there may be very many (`gc=False`) hold no circles, and the collector of garbage passes them by.
"""

from typing import Final, Literal

from msgspec import Struct

Outcome = Literal["passed", "failed", "cantTell", "inapplicable"]
Mode = Literal["open", "standard"]
Triple = tuple[str, str, str]

#: from best to worst, as exit codes and overall outcomes rank them
OUTCOMES: Final[tuple[Outcome, ...]] = ("inapplicable", "passed", "cantTell", "failed")
MODES: Final[tuple[Mode, ...]] = ("open", "standard")


def worst(outcomes: "list[Outcome] | tuple[Outcome, ...]") -> Outcome:
    """The worst of some outcomes: failed, else cantTell, else passed, else inapplicable."""
    return max(outcomes, key=OUTCOMES.index, default="inapplicable")


class Text(Struct, frozen=True, gc=False):
    """A text in Swedish and English; where one is missing it is the other."""

    sv: str = ""
    en: str = ""

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {"sv": self.sv, "en": self.en}

    def of(self, lang: str) -> str:
        """The text in a language, `sv` or `en`."""
        return self.en if lang == "en" else self.sv

    def __bool__(self) -> bool:
        return bool(self.sv or self.en)


#: nothing said
NO_TEXT: Final = Text()


class Citation(Struct, frozen=True, gc=False):
    """Where something stands: the source, the place in it, its public address."""

    citation: str
    locator: Text = NO_TEXT
    url: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """As JSON; `locator` in English, or in the source's own words, `locator_sv` in Swedish."""
        return {
            "citation": self.citation,
            "locator": self.locator.en or None,
            "locator_sv": self.locator.sv or None,
            "url": self.url,
        }


class Claim(Struct, frozen=True):
    """What a source itself says of a centre's conformity; shown, never counted."""

    text: Text
    source: str

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {**self.text.to_dict(), "source": self.source}
