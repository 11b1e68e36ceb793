"""The pages on minimum levels: an example of one, and what a centre would need to reach one."""

from collections.abc import Sequence

from samsyn.knowledge import Centre
from samsyn.model import Agreement, Repairs, Triple
from samsyn.reach.turtle import document
from samsyn.web.making import Making
from samsyn.web.reached import made_up


class LevelPages(Making):
    """The pages, for those who make pages out of templates."""

    def example(self, agreement: Agreement, kind: str, triples: Sequence[Triple], lang: str) -> str:
        """The smallest made-up centre that reaches an agreement's minimum level."""
        return self._page(
            "example.html",
            lang,
            here=f"/agreements/{agreement.id}/example",
            query={"kind": kind},
            agreement=agreement,
            kind=kind,
            told=made_up(triples, self._voices[lang]),
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
