"""Pages about the versions of a centre."""

from collections.abc import Mapping, Sequence
from typing import Any

from samsyn.engine import Graph
from samsyn.knowledge import FAMILY_CENTRE, Described
from samsyn.lexicon import written
from samsyn.model.difference import Difference
from samsyn.terms import is_blank, is_iri, lexical
from samsyn.web.making import Making
from samsyn.web.stated import stated


class HistoryPages(Making):
    """The part of `Pages` that is about versions."""

    def versions(self, id: str, versions: Sequence[Mapping[str, Any]], lang: str) -> str:
        """The versions of a centre, the newest first."""
        return self._page("versions.html", lang, here=f"/centres/{id}/versions", id=id, versions=versions)

    def version(self, found: Described, version: Mapping[str, Any], lang: str) -> str:
        """What one version says."""
        graph = Graph(found.triples)
        told = stated(graph, next(iter(graph.instances(FAMILY_CENTRE))), self._voices[lang])
        here = f"/centres/{found.id}/versions/{version['version']}"
        return self._page("version.html", lang, here=here, centre=found, version=version, told=told)

    def difference(self, id: str, before: int, after: int, found: Difference, lang: str) -> str:
        """In what two versions differ."""
        lines = {
            name: [tuple(map(_plain, triple)) for triple in triples]
            for name, triples in (("removed", found.removed), ("added", found.added))
        }
        here = f"/centres/{id}/versions/{before}..{after}"
        return self._page("difference.html", lang, here=here, id=id, before=before, after=after, lines=lines)


def _plain(term: str) -> str:
    if is_iri(term):
        return written(term)
    return "…" if is_blank(term) else lexical(term)
