"""The pages on agreements beside each other: two of them, all at once, their minimum levels, and one topic."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Final

from samsyn.comparing import Consequence, LevelTable
from samsyn.library import Library
from samsyn.model.comparison import Comparison
from samsyn.model.matrix import Matrix
from samsyn.model.topic import TopicView
from samsyn.web.asked import kept
from samsyn.web.compared import Compared, Overview
from samsyn.web.making import Making
from samsyn.web.reached import reached

#: the agreements that the form for comparing begins with
PAIR: Final = {"left": "se-o-vg-common-2024", "right": "se-nat-ffff"}


class ComparePages(Making, ABC):
    """The pages, for those who make pages out of templates."""

    _library: Library
    _files: Mapping[str, bytes]

    @abstractmethod
    def _choices(self) -> dict[str, Any]:
        """What forms have to choose from."""

    def comparison(
        self,
        found: Comparison,
        consequence: Consequence,
        lang: str,
        query: Mapping[str, str] | None = None,
        *,
        alone: bool = False,
    ) -> str:
        """Two agreements compared; `alone` for a page that is a file of its own, with its style in it."""
        query = {"left": found.left.asked, "right": found.right.asked, **kept(query or {})}
        voice = self._voices[lang]
        page = self._page(
            "comparison.html",
            lang,
            here="/compare",
            query=query,
            chosen=query,
            pair=PAIR,
            told=Compared(found, voice, alone),
            consequence=consequence,
            ways=reached(found, consequence, voice),
            alone=alone,
            **self._choices(),
        )
        return self._with_style(page) if alone else page

    def comparisons(self, found: Matrix, query: Mapping[str, str], lang: str, *, alone: bool = False) -> str:
        """All agreements compared: a choice of two, a map of distances, and topic by topic."""
        query = kept(query)
        page = self._page(
            "comparisons.html",
            lang,
            here="/compare",
            query=query,
            chosen=query,
            pair=PAIR,
            told=Overview(found, self._voices[lang], alone),
            alone=alone,
            **self._choices(),
        )
        return self._with_style(page) if alone else page

    def levels(self, found: LevelTable, query: Mapping[str, str], lang: str, *, alone: bool = False) -> str:
        """Which minimum level holds which: a table for each kind."""
        page = self._page(
            "levels.html",
            lang,
            here="/compare/levels",
            query=kept(query),
            found=found,
            titles={name: head.title for name, head in self._library.knowledge.heads.items()},
            kinds=self._library.knowledge.kinds,
            alone=alone,
        )
        return self._with_style(page) if alone else page

    def topic(self, found: TopicView, query: Mapping[str, str], lang: str, *, alone: bool = False) -> str:
        """What all agreements say of one topic, the most binding first."""
        page = self._page(
            "topic.html",
            lang,
            here="/compare",
            query={"topic": found.topic, **kept(query)},
            found=found,
            chosen=kept(query),
            kinds=self._library.knowledge.kinds,
            alone=alone,
        )
        return self._with_style(page) if alone else page

    def _with_style(self, page: str) -> str:
        """A page as a file of its own."""
        style = self._files["samsyn.css"].decode()
        return re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: f"<style>{style}</style>", page, count=1)
