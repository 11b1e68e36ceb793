"""All that an agreement lacks, in the order in which it is told, and what it holds."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from samsyn.authoring.draft import Draft
from samsyn.authoring.level import of_level
from samsyn.authoring.naming import Told, of_names
from samsyn.authoring.phrases import MEANING
from samsyn.authoring.stated import of_shapes
from samsyn.knowledge import key_of, label, sam, text_of
from samsyn.model import AgreementCheck, Fault, Text
from samsyn.model.authoring import PARTS
from samsyn.terms import ID, SKOS, iri

_CHECKABLE: Final = ("centre", "agreement", "decision", "no")


def check_draft(draft: Draft) -> AgreementCheck:
    """What an agreement and its minimum level lack, and what they hold."""
    coverage = key_of(draft.own, draft.agreement, sam("coverage"))
    counted = Counter(key_of(draft.own, each, sam("checkable")) for each in draft.requirements)
    return AgreementCheck(
        agreement=draft.id_of(draft.agreement),
        title=label(draft.own, draft.agreement),
        faults=_faults(draft),
        requirements=tuple(
            (draft.id_of(each), text_of(draft.own, each, sam("statement"))) for each in draft.requirements
        ),
        checked={what: counted[what] for what in _CHECKABLE},
        coverage=coverage,
        meaning=_meaning(draft, coverage),
    )


def _faults(draft: Draft) -> tuple[Fault, ...]:
    """What the shapes say, then what no shape can; by part, requirements in the order of the file."""
    found = tuple(of_shapes(draft))
    told = {(fault.part, fault.about, fault.at[2]) for fault in found}
    order = {draft.id_of(node): number for number, node in enumerate(draft.requirements)}
    every = dict.fromkeys((*found, *_besides(draft, told)))
    return tuple(sorted(every, key=lambda fault: (PARTS.index(fault.part), order.get(fault.about, -1), fault.about)))


def _besides(draft: Draft, told: Told) -> Iterator[Fault]:
    yield from of_names(draft, told)
    yield from of_level(draft)


def _meaning(draft: Draft, coverage: str) -> Text:
    """What a coverage means, and what follows for comparisons."""
    if not coverage:
        return MEANING[""]
    said = text_of(draft.known, iri(f"{ID}coverage/{coverage}"), iri(SKOS + "definition"))
    more = MEANING.get(coverage, MEANING[""])
    return Text(f"{said.sv} {more.sv}".strip(), f"{said.en} {more.en}".strip())
