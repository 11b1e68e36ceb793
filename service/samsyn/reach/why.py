"""Why an answer is what it is, in Swedish and English."""

from collections.abc import Iterable, Mapping

from samsyn.engine.paths import written
from samsyn.model import Agreement, Text
from samsyn.reach.concept import Least, Special
from samsyn.terms import SH


def contained(left: Agreement, right: Agreement) -> Text:
    """That a proof was found."""
    return _sentences(
        Text(
            f"Varje verksamhet som når lägsta nivån i ”{left.title.sv}” når också den i ”{right.title.sv}”. "
            "Det är bevisat utifrån kraven så som de är lästa.",
            f"Every centre that reaches the minimum level of “{left.title.en}” also reaches that of "
            f"“{right.title.en}”. This is proved from the requirements as they are read.",
        ),
        _unread(right),
    )


def unreachable(left: Agreement) -> Text:
    """That nothing can reach the left level."""
    return Text(
        f"Ingen verksamhet kan nå lägsta nivån i ”{left.title.sv}”: kraven går inte att uppfylla samtidigt. "
        "Därför kan ingen heller nå den och missa en annan nivå.",
        f"No centre can reach the minimum level of “{left.title.en}”: its requirements cannot all be fulfilled. "
        "So none can reach it and miss another level.",
    )


def not_contained(left: Agreement, right: Agreement, lacks: Iterable[Text]) -> Text:
    """That a witness was found, and what it lacks."""
    found = list(lacks)
    return _sentences(
        Text(
            f"En verksamhet kan nå lägsta nivån i ”{left.title.sv}” utan att nå den i ”{right.title.sv}”. "
            f"Den påhittade verksamheten uppfyller inte detta: {_listed(each.sv for each in found)}",
            f"A centre can reach the minimum level of “{left.title.en}” without reaching that of "
            f"“{right.title.en}”. The made-up centre does not fulfil this: {_listed(each.en for each in found)}",
        ),
        _unread(left),
    )


def nothing_counts(found: Agreement) -> Text:
    """That an agreement has no level to reach."""
    return Text(
        f"Så långt ”{found.title.sv}” är läst finns inget krav på den här formen som räknas. "
        "Då finns ingen lägsta nivå att jämföra med.",
        f"As far as “{found.title.en}” is read, no requirement on this kind counts. "
        "So there is no minimum level to compare with.",
    )


def missing(trouble: Text) -> Text:
    """That only a proof could settle it, and that there is no reasoner."""
    return Text(
        f"Inget motexempel hittades, och bara ett bevis kan avgöra saken. Beviset kunde inte göras: {trouble.sv}",
        f"No counterexample was found, and only a proof can settle it. The proof could not be made: {trouble.en}",
    )


def unsupported(parts: Iterable[Special | Least]) -> Text:
    """That something is beyond what can be proved, by name."""
    names = [_name(part) for part in parts]
    return Text(
        "Inget motexempel hittades, och detta går inte att översätta till det som beviset görs i: "
        f"{_listed(each.sv for each in names)}",
        "No counterexample was found, and this cannot be translated into what the proof is made in: "
        f"{_listed(each.en for each in names)}",
    )


def neither() -> Text:
    """That there is neither a proof nor a witness."""
    return Text(
        "Det finns inget bevis, och inget motexempel hittades inom gränsen för sökningen.",
        "There is no proof, and no counterexample was found within the bound of the search.",
    )


def by_reading(outcomes: Mapping[tuple[str | None, str | None], str]) -> Text:
    """That it depends on how the agreements are read."""
    sv = [f"{_pair(pair, 'vänster', 'höger')}: {_OUTCOMES[each].sv}" for pair, each in outcomes.items()]
    en = [f"{_pair(pair, 'left', 'right')}: {_OUTCOMES[each].en}" for pair, each in outcomes.items()]
    return Text(
        f"Svaret beror på hur avtalen läses ({'; '.join(sv)}).",
        f"The answer depends on how the agreements are read ({'; '.join(en)}).",
    )


_OUTCOMES: dict[str, Text] = {
    "contained": Text("ryms", "contained"),
    "notContained": Text("ryms inte", "not contained"),
    "undecided": Text("går inte att avgöra", "undecided"),
}


def _pair(pair: tuple[str | None, str | None], left: str, right: str) -> str:
    return ", ".join(f"{side} {name}" for side, name in zip((left, right), pair, strict=True) if name)


def _name(part: Special | Least) -> Text:
    """A constraint by its name in SHACL, with the path it stands on."""
    if isinstance(part, Least):
        path = written(part.path)
        return Text(f"ett antal längs {path}", f"a count along {path}")
    name = part.constraint.component.removeprefix(SH).removesuffix("ConstraintComponent")
    where = f" {written(part.path)}" if part.path is not None else ""
    short = (
        f"sh:{name[:1].lower()}{name[1:]}" if part.constraint.component.startswith(SH) else part.constraint.component
    )
    return Text(f"{short}{where}", f"{short}{where}")


def _unread(found: Agreement) -> Text:
    if found.coverage == "whole":
        return Text()
    return Text(
        f"Hela ”{found.title.sv}” är inte läst; det kan ställa fler krav.",
        f"“{found.title.en}” is not read whole; it may ask for more.",
    )


def _listed(names: Iterable[str]) -> str:
    found = [name.rstrip(".") for name in dict.fromkeys(names)]
    return f"{'; '.join(found)}."


def _sentences(*parts: Text) -> Text:
    return Text(" ".join(each.sv for each in parts if each.sv), " ".join(each.en for each in parts if each.en))
