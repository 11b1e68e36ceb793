"""What the parts of `Pages` share: each makes pages of one subject out of templates."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

from samsyn.web.voice import Voice


class Making:
    """Pages made of templates, in each language."""

    _voices: Mapping[str, Voice]
    _templates: Environment

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
        voice = self._voices[lang]
        other = self._voices["en" if lang == "sv" else "sv"].href(here, **(query or {}))
        return self._templates.get_template(name).render(
            v=voice, lang=lang, here=here, other=other, alone=alone, **values
        )
