"""`samsyn agreements`, `samsyn centres`, `samsyn requirements`: what there is, and all about one."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from samsyn.cli.listing import Format, Listing, tell, tell_one
from samsyn.cli.options import AgreementId, Date, Language, Municipality, Output
from samsyn.cli.words import Lang, Words

if TYPE_CHECKING:
    from samsyn.cli.voice import Voice
    from samsyn.library import Library
    from samsyn.model import Agreement, Requirement

AsFormat = Annotated[Format, typer.Option("--format", "-f", help="How to tell the answer.")]
KindClaimed = Annotated[str | None, typer.Option(metavar="KIND", help="The kind they claim to be.")]
KindAppliedTo = Annotated[str | None, typer.Option(metavar="KIND", help="The kind of centre they apply to.")]
Status = Annotated[str | None, typer.Option(metavar="STATUS", help="Such as operating, planned, closed.")]
Theme = Annotated[str | None, typer.Option(metavar="THEME", help="Such as goals-and-follow-up.")]
Checkable = Annotated[
    str | None, typer.Option(metavar="WHAT", help="What they are checked against: centre, agreement, decision or no.")
]
Modality = Annotated[str | None, typer.Option(metavar="WORD", help="shall, should, may or definition.")]
Layer = Annotated[str | None, typer.Option(metavar="LAYER", help="Such as own-text, reported, mandate.")]
Responsible = Annotated[str | None, typer.Option(metavar="WHO", help="Such as region, municipality.")]
Assessment = Annotated[bool, typer.Option("--assessment", help="What it comes to under the demands on its text.")]
One = Annotated[str | None, typer.Argument(metavar="[ID]", help="All about this one.")]


def agreements(
    one: One = None,
    municipality: Municipality = None,
    assessment: Assessment = False,
    date: Date = None,
    format: AsFormat = "table",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """List the agreements, or tell all about one; --assessment: what it comes to under the demands on its text."""
    from samsyn.cli import demands, items, single

    library, voice = _setting(lang)
    if assessment:
        if not one:
            raise typer.BadParameter(voice.words("error.assessment"), param_hint="ID")
        demands.assess(library, one, date, voice, format, output)
    if one:
        found = library.agreement(one)
        item = {**found.to_dict(), "requirements": [each.to_dict(one) for each in found.requirements]}
        tell_one(item, partial(single.agreement, found, voice), format, voice.words, output)
        return
    chosen = list(library.agreements)
    if municipality:
        code = library.municipality(municipality)
        chosen = [each for each in chosen if _holds(each, code)]
    rows = [items.agreement_row(each, voice) for each in chosen]
    listing = Listing([each.to_dict() for each in chosen], items.AGREEMENT_COLUMNS, rows)
    tell(listing, format, voice.words, output)


def centres(
    one: One = None,
    municipality: Municipality = None,
    kind: KindClaimed = None,
    status: Status = None,
    format: AsFormat = "table",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """List the centres, or tell all about one."""
    from samsyn.cli import choices, items, single

    library, voice = _setting(lang)
    if one:
        found = library.description(one)
        tell_one(found.to_dict(), partial(single.centre, found, voice), format, voice.words, output)
        return
    choices.check(library, {"kind": kind, "status": status})
    code = library.municipality(municipality) if municipality else None
    chosen = [
        each
        for each in library.described
        if (code is None or code in each.municipalities)
        and kind in (None, each.claimed_kind)
        and status in (None, each.status)
    ]
    rows = [items.centre_row(each, voice) for each in chosen]
    tell(Listing([each.to_dict() for each in chosen], items.CENTRE_COLUMNS, rows), format, voice.words, output)


def requirements(
    one: One = None,
    agreement: AgreementId = None,
    kind: KindAppliedTo = None,
    theme: Theme = None,
    checkable: Checkable = None,
    modality: Modality = None,
    layer: Layer = None,
    responsible: Responsible = None,
    format: AsFormat = "table",
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """List the requirements, or tell all about one."""
    from samsyn.cli import choices, items

    library, voice = _setting(lang)
    if one:
        _requirement(*library.requirement(one), format, voice, output)
        return
    asked = {"theme": theme, "checkable": checkable, "modality": modality, "layer": layer}
    choices.check(library, {**asked, "kind": kind, "responsible": responsible})
    searched = [library.agreement(agreement)] if agreement else library.agreements
    every = [(source, each) for source in searched for each in source.requirements]
    chosen = [(source, each) for source, each in every if _fits(each, asked, kind, responsible)]
    rows = [items.requirement_row(each, voice) for _, each in chosen]
    shown = [each.to_dict(source.id) for source, each in chosen]
    tell(Listing(shown, items.REQUIREMENT_COLUMNS, rows), format, voice.words, output)


def _fits(found: "Requirement", asked: dict[str, str | None], kind: str | None, responsible: str | None) -> bool:
    """Whether a requirement has every value that is asked for."""
    return (
        all(value in (None, getattr(found, name)) for name, value in asked.items())
        and (kind is None or kind in found.applies_to)
        and (responsible is None or responsible in found.responsible)
    )


def _requirement(source: "Agreement", found: "Requirement", format: Format, voice: "Voice", output: Output) -> None:
    from samsyn.cli import single

    part = partial(single.requirement, found, source, voice)
    tell_one(found.to_dict(source.id), part, format, voice.words, output)


def _holds(agreement: "Agreement", code: str) -> bool:
    """Whether an agreement's area holds a municipality: codes of counties begin those of their municipalities."""
    return agreement.area is not None and code.startswith(agreement.area.rsplit("/", 1)[-1])


def _setting(lang: Lang) -> "tuple[Library, Voice]":
    from samsyn.cli.shelf import library
    from samsyn.cli.voice import Voice

    return library(), Voice(Words(lang), library().label)
