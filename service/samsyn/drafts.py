"""What authors write: an agreement with the rules beside it, read, checked, and put beside the bundled."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Final, Literal

from msgspec.structs import replace

from samsyn import library, sparql
from samsyn.assets import Asset, own
from samsyn.authoring import Draft, check_draft
from samsyn.authoring.draft import IDENTIFIER, OWN, Rulebook
from samsyn.engine import Graph
from samsyn.engine.graph import TYPE
from samsyn.engine.paths import short
from samsyn.errors import BadInput, NotAnAgreement, NotRdf, Swedish, Where
from samsyn.knowledge import FAMILY_CENTRE, near, sam, string_of
from samsyn.lexicon import folder_of, prefix_of
from samsyn.library import Document, Library
from samsyn.model import AgreementCheck, Fault, Text
from samsyn.store import places
from samsyn.store.formats import rdf_format
from samsyn.terms import DCTERMS, ID, PREFIXES, SH, Term, iri, is_iri

_CITED: Final = iri(DCTERMS + "bibliographicCitation")
#: the files of rules beside an agreement, with the letter that their blank nodes begin with
_KINDS: Final = {"minimum": "m", "mandate": "d"}
_SHAPES: Final = (iri(SH + "NodeShape"), iri(SH + "PropertyShape"))
#: what there may be in place of an agreement, in English and Swedish
_A_CENTRE: Final = (
    Swedish("This describes a family centre, not an agreement.", "`samsyn validate` tells whether it fulfils its own."),
    Swedish("Det här beskriver en familjecentral, inte ett avtal.", "`samsyn validate` visar om den uppfyller sitt."),
)
_RULES: Final = (
    Swedish(
        "These are the rules beside an agreement, not an agreement.",
        "Name the file of the agreement, and this one behind --minimum or --mandate.",
    ),
    Swedish(
        "Det här är regler till ett avtal, inte ett avtal.",
        "Ange avtalets fil, och den här efter --minimum eller --mandate.",
    ),
)
_BEGIN: Final = (
    "Begin with a line `agreement:my-agreement a sam:Agreement ;`, as docs/adding-an-agreement.md shows.",
    "Börja med en rad `agreement:mitt-avtal a sam:Agreement ;`, som i docs/adding-an-agreement.md.",
)
_UNDECLARED: Final = re.compile(r"The prefix ([^:]*): has not been declared")


def check(
    known: Library, document: Document, minimum: Document | None = None, mandate: Document | None = None
) -> AgreementCheck:
    """What an agreement lacks, with the line of each thing.

    Raises BadInput where a file cannot be read or used, NotAnAgreement where it holds no agreement, or several.
    """
    with _advised(known):
        graph = document.graph("g")
        level = _book("minimum", minimum) if minimum else None
        demands = _book("mandate", mandate) if mandate else None
    agreement = _the_agreement(graph, document.name)
    file = PurePath(document.name or "")
    stem = file.stem if file.suffix == ".ttl" else None
    draft = Draft(
        own=graph,
        agreement=agreement,
        known=known.knowledge.labels,
        wellformed=known.wellformed,
        minimum=level,
        mandate=demands,
        name=stem,
        taken=_taken(known, graph, stem or string_of(graph, agreement, IDENTIFIER) or ""),
    )
    return _placed(check_draft(draft), document, {"minimum": minimum, "mandate": mandate})


def beside(agreement: Path, kind: str) -> Path | None:
    """Its file of rules, `minimum` or `mandate`: of the same name, in shapes beside it or beside its data folder."""
    folders = [agreement.parent, agreement.parent.parent.parent]
    tried = (folder / "shapes" / kind / agreement.name for folder in folders)
    return next((each for each in tried if each.is_file()), None)


def load() -> Library:
    """The bundled knowledge, with the agreements of the author's own folder beside it (see `samsyn.assets.own`).

    Raises BadInput where one of those cannot be used, and what `samsyn.library.load` raises.
    """
    found, more = library.load(), own()
    for asset in more:
        if asset.path.startswith("data/agreements/"):
            checked = check(found, _document(asset), *(_rules_of(asset, more, kind) for kind in _KINDS))
            if not checked.usable:
                raise _unusable(checked, asset)
    return library.load(more) if more else found


def _document(asset: Asset) -> Document:
    return Document(asset.data, "turtle", asset.place)


def _unusable(checked: AgreementCheck, asset: Asset) -> BadInput:
    first = next(fault for fault in checked.faults if fault.severity == "Violation")
    ask = f"samsyn agreements check {asset.place}"
    near = ", ".join(choice.code for choice in first.choices[:8])
    choose = Text(f"Välj bland: {near}. ", f"Choose one of: {near}. ") if near else Text()
    return BadInput(
        f"The agreement cannot be used yet: {first.message.en}",
        advice=f"{choose.en}All that it lacks is told by: {ask}",
        where=Where(first.file, first.line),
        sv=Swedish(
            f"Avtalet går inte att använda än: {first.message.sv}", f"{choose.sv}Allt som saknas visas av: {ask}"
        ),
    )


def _rules_of(agreement: Asset, more: tuple[Asset, ...], kind: str) -> Document | None:
    return next((_document(each) for each in more if each.path == f"shapes/{kind}/{agreement.name}.ttl"), None)


def _book(part: Literal["minimum", "mandate"], rules: Document) -> Rulebook:
    read = sparql.read(rules.data, rdf_format(rules.format), name=rules.name, blank=_KINDS[part])
    return Rulebook(part, rules.graph(_KINDS[part]), read)


def _placed(found: AgreementCheck, document: Document, books: Mapping[str, Document | None]) -> AgreementCheck:
    """The same with file and line of each fault."""
    above = places.lines(document.data, rdf_format(document.format), blank="g")
    below = {
        part: (book, places.lines(book.data, rdf_format(book.format), blank=_KINDS[part]))
        for part, book in books.items()
        if book
    }

    def placed(fault: Fault) -> Fault:
        file, lines = below.get(fault.part, (document, above))
        return replace(fault, file=file.name, line=places.nearest(lines, fault.at))

    groups = {about: number for number, about in enumerate(dict.fromkeys((f.part, f.about) for f in found.faults))}
    faults = sorted(map(placed, found.faults), key=lambda fault: (groups[fault.part, fault.about], fault.line or 0))
    return replace(
        found,
        faults=tuple(faults),
        file=document.name,
        minimum=_name(books["minimum"]),
        mandate=_name(books["mandate"]),
    )


def _name(document: Document | None) -> str | None:
    return document.name if document else None


def _the_agreement(graph: Graph, name: str | None) -> Term:
    """The one agreement of a graph. Raises NotAnAgreement, saying what there is instead."""
    found = tuple(graph.instances(sam("Agreement")))
    if len(found) == 1:
        return found[0]
    if found:
        said = Swedish(f"There are {len(found)} agreements in the file.", "Write each in a file of its own.")
        sv = Swedish(f"Filen har {len(found)} avtal.", "Skriv vart och ett i en egen fil.")
    elif tuple(graph.instances(FAMILY_CENTRE)):
        said, sv = _A_CENTRE
    elif any(graph.instances(kind) for kind in _SHAPES):
        said, sv = _RULES
    else:
        types = _types(graph)
        said = Swedish(f"No agreement is described.{types and f' The types in the file are {types}.'}", _BEGIN[0])
        sv = Swedish(f"Inget avtal beskrivs.{types and f' Typerna i filen är {types}.'}", _BEGIN[1])
    raise NotAnAgreement(said.message, advice=said.advice, where=Where(name), sv=sv)


def _types(graph: Graph) -> str:
    types = sorted({short(cls) for said in graph.out.values() for cls in said.get(TYPE, ()) if is_iri(cls)})
    return ", ".join(types)


def _taken(known: Library, graph: Graph, stem: str) -> dict[Term, str]:
    """What of a file another bundled agreement describes too, with its path; sources only where they differ."""
    mine = [node for node in graph.out if folder_of(node) in OWN]
    taken: dict[Term, str] = {}
    for asset in known.files:
        if asset.path.startswith("data/agreements/") and asset.name != stem:
            again = [node for node in mine if node.rsplit("/", 1)[-1].removesuffix(">").encode() in asset.data]
            theirs = _document(asset).graph() if again else Graph(())
            taken.update(
                (node, asset.path)
                for node in again
                if (node in theirs.out and set(theirs.values(node, _CITED)) != set(graph.values(node, _CITED)))
                or (node in theirs.out and folder_of(node) != "source")
            )
    return taken


@contextmanager
def _advised(known: Library) -> Iterator[None]:
    """While it lasts, what is no RDF says what an author is likely to have missed."""
    try:
        yield
    except NotRdf as error:
        undeclared = _UNDECLARED.search(error.message)
        if undeclared:
            error.advice, sv = _declare(known, undeclared[1])
        else:
            error.advice = (
                "Look at that line and the one above: each statement ends with ; , or . and each quotation mark and "
                "bracket has its other half."
            )
            sv = (
                "Se på den raden och raden ovanför: varje uppgift slutar med ; , eller . och varje citattecken och "
                "parentes har sin andra halva."
            )
        error.sv = Swedish(error.sv.message, sv)
        raise


def _declare(known: Library, prefix: str) -> tuple[str, str]:
    """What to write where a prefix is not declared, in English and Swedish."""
    folders = (folder for node in known.knowledge.labels.out if (folder := folder_of(node)))
    prefixes = {**{prefix_of(folder): f"{ID}{folder}/" for folder in (*folders, *OWN)}, **PREFIXES}
    if prefix in prefixes:
        line = f"@prefix {prefix}: <{prefixes[prefix]}> ."
        return f"Write among the first lines: {line}", f"Skriv bland de första raderna: {line}"
    names = ", ".join(f"{each}:" for each in near(prefix, prefixes)[:20])
    return f"Correct the word before the colon. There are: {names}.", f"Rätta ordet före kolon. Det finns: {names}."
