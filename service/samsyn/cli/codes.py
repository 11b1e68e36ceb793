"""`samsyn words`: the words that agreements and descriptions choose from."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from samsyn.cli.listing import Format, Listing, tell
from samsyn.cli.options import Language, Output
from samsyn.cli.words import Words
from samsyn.errors import Swedish, UnknownChoice

if TYPE_CHECKING:
    from samsyn.cli.voice import Voice
    from samsyn.engine import Graph
    from samsyn.terms import Term

#: folders of addresses that hold no words to choose from
_NO_LISTS: Final = frozenset(
    {"agreement", "clause", "contradiction", "profile", "reading", "requirement", "scheme", "source", "centre"}
)


def words(
    list_name: Annotated[str | None, typer.Argument(metavar="[LIST]", help="Such as topic, layer or service.")] = None,
    theme: Annotated[str | None, typer.Option(metavar="THEME", help="Of topics, those of one theme.")] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")] = "table",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """List the words of a code list, or the lists."""
    from samsyn.cli import choices
    from samsyn.cli.shelf import library
    from samsyn.cli.voice import Voice

    found, voice = library(), Voice(Words(lang), library().label)
    lists = _lists(found.knowledge.labels)
    if list_name is None:
        rows = [(name, str(len(nodes))) for name, nodes in sorted(lists.items())]
        items = [{"list": name, "words": len(nodes)} for name, nodes in sorted(lists.items())]
        tell(Listing(items, ("list", "size"), rows), format, voice.words, output)
        return
    choices.check(found, {"theme": theme})
    chosen = _chosen(lists, list_name)
    tell(_listing(found.knowledge.labels, chosen, theme, voice), format, voice.words, output)


def _lists(known: "Graph") -> "dict[str, list[Term]]":
    """The words that there are, by the prefix that they are written with."""
    from samsyn.lexicon import folder_of, prefix_of

    found: dict[str, list[Term]] = {}
    for node in known.out:
        folder = folder_of(node)
        if folder and folder not in _NO_LISTS:
            found.setdefault(prefix_of(folder), []).append(node)
    return found


def _chosen(lists: "dict[str, list[Term]]", wanted: str) -> "list[Term]":
    from samsyn.knowledge import near

    name = wanted.rstrip(":")
    if name not in lists:
        names = ", ".join(near(name, sorted(lists)))
        raise UnknownChoice(
            f"There is no list '{wanted}'.",
            valid=tuple(sorted(lists)),
            advice=f"Choose one of: {names}.",
            sv=Swedish(f"'{wanted}' finns inte (lista).", f"Välj bland: {names}."),
        )
    return lists[name]


def _listing(known: "Graph", nodes: "list[Term]", theme: str | None, voice: "Voice") -> Listing:
    from samsyn.knowledge import key_of, label, sam, text_of
    from samsyn.lexicon import written
    from samsyn.terms import SKOS, iri

    items, rows = [], []
    for node in nodes:
        if theme not in (None, key_of(known, node, sam("theme"))):
            continue
        called, meaning = label(known, node), text_of(known, node, iri(SKOS + "definition"))
        item = {"code": written(node), "label": called.to_dict(), "definition": meaning.to_dict()}
        told = [voice.words.of(meaning)]
        if value := _value_of(known, node):
            item |= {"theme": key_of(known, node, sam("theme")), "value": value}
            told.append(value)
        items.append(item)
        rows.append((f"{voice.words.of(called)}\n{written(node)}", "\n".join(told)))
    return Listing(items, ("called", "meaning"), rows)


def _value_of(known: "Graph", topic: "Term") -> str:
    """The class of the values that requirements on a topic have; empty for what is no topic."""
    from samsyn.knowledge import key_of, sam

    comparison = key_of(known, topic, sam("comparison"))
    return f"sam:{comparison.title()}Value" if comparison else ""
