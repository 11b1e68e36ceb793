"""What a list may be narrowed to: the concepts of the code lists."""

from typing import TYPE_CHECKING, Final

from samsyn.errors import Swedish, UnknownChoice
from samsyn.knowledge import near
from samsyn.terms import ID, address, is_iri

if TYPE_CHECKING:
    from samsyn.library import Library

#: each option and what it is called in an error
_CALLED: Final = {
    "kind": "form",
    "status": "läge",
    "theme": "tema",
    "checkable": "prövning",
    "modality": "styrka",
    "layer": "lager",
    "responsible": "ansvar",
}
_LISTS: Final = {"responsible": "principal"}


def check(library: "Library", asked: dict[str, str | None]) -> None:
    """Raises UnknownChoice, naming the valid ones, for the first option whose value is in no code list."""
    for option, wanted in asked.items():
        valid = concepts(library, _LISTS.get(option, option))
        if wanted is not None and wanted not in valid:
            names = ", ".join(near(wanted, valid))
            raise UnknownChoice(
                f"There is no {option} '{wanted}'.",
                valid=valid,
                advice=f"Choose one of: {names}.",
                sv=Swedish(f"'{wanted}' finns inte ({_CALLED[option]}).", f"Välj bland: {names}."),
            )


def concepts(library: "Library", scheme: str) -> tuple[str, ...]:
    """The keys of the concepts of a code list, sorted."""
    start = f"{ID}{scheme}/"
    known = (address(term) for term in library.knowledge.labels.out if is_iri(term))
    return tuple(sorted(each.removeprefix(start) for each in known if each.startswith(start)))
