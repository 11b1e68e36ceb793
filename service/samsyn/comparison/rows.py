"""A comparison as rows, for CSV and data frames."""

from collections.abc import Callable

from samsyn.model import Citation, Requirement, Text
from samsyn.model.comparison import Comparison, Side

Names = Callable[[str, str], Text]


def rows(found: Comparison, names: Names, lang: str) -> list[dict[str, str]]:
    """A row for each topic, with statements and sources; `names` gives the label of a concept by list and key."""
    left, right = ({each.id: each for each in party.requirements} for party in (found.left, found.right))
    return [
        {
            "topic": each.topic,
            "topic_label": names("topic", each.topic).of(lang),
            "theme": each.theme,
            "comparison": each.comparison,
            "relation": each.relation,
            "decided": str(each.found.decided).lower(),
            "holds": each.holds,
            "note": each.note.of(lang),
            "readings": " ".join(f"{one.left or '-'}/{one.right or '-'}={one.found.relation}" for one in each.readings),
            **_side("left", each.left, left, lang),
            **_side("right", each.right, right, lang),
        }
        for each in found.topics
    ]


def _side(name: str, side: Side, known: dict[str, Requirement], lang: str) -> dict[str, str]:
    compared = [known[each] for each in side.compared]
    sources = dict.fromkeys(_source(source, lang) for each in compared for source in each.citations)
    return {
        name: " ".join(side.compared),
        f"{name}_beside": " ".join(side.beside),
        f"{name}_modality": " ".join(dict.fromkeys(each.modality for each in compared)),
        f"{name}_statement": " | ".join(each.statement.of(lang) for each in compared),
        f"{name}_confidence": side.confidence,
        f"{name}_sources": " | ".join(sources),
    }


def _source(source: Citation, lang: str) -> str:
    return ", ".join(part for part in (source.citation, source.locator.of(lang)) if part)
