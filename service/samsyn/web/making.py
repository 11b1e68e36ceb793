"""What the parts of `Pages` have of it: each makes pages of one subject out of its templates."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from samsyn.web.voice import Voice


class Making(ABC):
    """Pages made of templates, in each language."""

    _voices: Mapping[str, Voice]

    @abstractmethod
    def _page(
        self,
        name: str,
        lang: str,
        *,
        here: str,
        query: Mapping[str, str] | None = None,
        alone: bool = False,
        **values: Any,
    ) -> str:
        """A page made of a template; `alone` for one that is a file of its own."""
