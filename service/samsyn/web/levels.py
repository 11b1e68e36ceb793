"""The pages on minimum levels: an example of one, and what a centre would need to reach one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from samsyn.engine import Graph
from samsyn.knowledge import FAMILY_CENTRE, Centre
from samsyn.library import Library
from samsyn.model import Agreement, Repairs, Triple
from samsyn.reach.frame import LABEL
from samsyn.reach.turtle import document
from samsyn.web.stated import stated
from samsyn.web.voice import Voice


class LevelPages(ABC):
    """The pages, for those who make pages out of templates."""

    _library: Library
    _voices: Mapping[str, Voice]

    @abstractmethod
    def _page(self, name: str, lang: str, *, here: str, query: Mapping[str, str] | None = None, **values: Any) -> str:
        """A page made of a template."""

    def example(self, agreement: Agreement, kind: str, triples: Sequence[Triple], lang: str) -> str:
        """The smallest made-up centre that reaches an agreement's minimum level."""
        keys = {key.name for key in self._library.openness.keys.values()}
        named = {
            subject for subject, predicate, _ in triples if predicate in keys
        }  # a name beside its key says nothing
        graph = Graph(each for each in triples if each[0] not in named or each[1] != LABEL)
        node = next(iter(graph.instances(FAMILY_CENTRE)))
        return self._page(
            "example.html",
            lang,
            here=f"/agreements/{agreement.id}/example",
            query={"kind": kind},
            agreement=agreement,
            kind=kind,
            told=stated(graph, node, self._voices[lang]),
            text=document(triples),
        )

    def repair(self, centre: Centre, agreement: Agreement, found: Repairs, lang: str) -> str:
        """What would make a centre reach an agreement's minimum level."""
        return self._page(
            "repair.html",
            lang,
            here=f"/centres/{centre.id}/repair",
            query={"agreement": agreement.id, "kind": found.kind},
            centre=centre,
            agreement=agreement,
            found=found,
        )
