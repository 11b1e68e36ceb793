"""Agreements, requirements and centres as rows of a table."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from samsyn.cli.voice import Voice
from samsyn.model import Agreement, Requirement

if TYPE_CHECKING:
    from samsyn.knowledge import Centre

AGREEMENT_COLUMNS: Final = ("title", "kinds", "period", "coverage", "requirements")
REQUIREMENT_COLUMNS: Final = ("statement", "modality", "responsible")
CENTRE_COLUMNS: Final = ("label", "municipality", "kind", "status", "date")


def agreement_row(found: Agreement, voice: Voice) -> tuple[str, ...]:
    """An agreement under AGREEMENT_COLUMNS."""
    return (
        f"{voice.words.of(found.title)}\n{found.id}",
        names("kind", found.kinds, voice),
        period(found),
        voice.name("coverage", found.coverage),
        str(len(found.requirements)),
    )


def requirement_row(found: Requirement, voice: Voice) -> tuple[str, ...]:
    """A requirement under REQUIREMENT_COLUMNS."""
    return (
        f"{voice.words.of(found.statement)}\n{found.id}",
        voice.name("modality", found.modality),
        voice.who(found.responsible),
    )


def centre_row(found: "Centre", voice: Voice) -> tuple[str, ...]:
    """A centre under CENTRE_COLUMNS."""
    return (
        f"{voice.words.of(found.label)}\n{found.id}",
        names("municipality", found.municipalities, voice),
        voice.name("kind", found.claimed_kind) if found.claimed_kind else "",
        voice.name("status", found.status) if found.status else "",
        found.description_date or "",
    )


def period(found: Agreement) -> str:
    """From when to when an agreement holds; empty where no source says."""
    if not found.valid_from and not found.valid_to:
        return ""
    return f"{found.valid_from or ''} – {found.valid_to or ''}".strip()


def names(folder: str, keys: Iterable[str], voice: Voice) -> str:
    """The names of concepts, with commas between."""
    return ", ".join(voice.name(folder, key) for key in keys)
