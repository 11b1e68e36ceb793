"""What a visitor asked: the options of the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from samsyn.model import Mode


@dataclass(frozen=True)
class Asked:
    """The options as they were given; empty where the choice was left to the service.

    `text` is a description that was sent, `sample` the bundled centre to fill in, `centre` the one that is judged;
    `form` tells whether it comes from the form.
    """

    agreement: str = ""
    kind: str = ""
    date: str = ""
    mode: str = ""
    lang: str = "sv"
    text: str = ""
    sample: str = ""
    centre: str = ""
    form: bool = False

    @property
    def judged(self) -> Mode:
        """The mode to judge in; whether it is one is checked where it is used."""
        return cast(Mode, self.mode or "open")


def kept(query: Mapping[str, str]) -> dict[str, str]:
    """The parameters of an address, without the language."""
    return {key: value for key, value in query.items() if key != "lang"}
