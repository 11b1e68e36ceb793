"""What the command line says of examples and repairs, in Swedish and English."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "example.made_up": Text(
        "Påhittat exempel: det minsta som avtalet begär, så långt det är läst.",
        "A made-up example: the least that the agreement asks for, as far as it is read.",
    ),
    "repair.all": Text("Det här räcker", "This will do"),
    "repair.way": Text("Väg {n}", "Way {n}"),
    "repair.changes": Text("{{head}} ({n} ändringar)", "{{head}} ({n} changes)"),
    "repair.changes.one": Text("{{head}} (en ändring)", "{{head}} (one change)"),
    "repair.who": Text("Ansvar: {who}", "Responsible: {who}"),
    "repair.more": Text("Det finns fler vägar som är lika korta.", "There are more ways that are as short."),
    "repair.verbose": Text("--verbose visar vad som ska skrivas.", "--verbose shows what to write."),
    "reach.title": Text("Räcker det ena för det andra?", "Is the one enough for the other?"),
    "reach.way": Text(
        "Den som når ”{start}”: når den också ”{end}”?", "Who reaches “{start}”: does it reach “{end}” too?"
    ),
    "reach.contained": Text("Ja", "Yes"),
    "reach.notContained": Text("Nej", "No"),
    "reach.undecided": Text("Går inte att avgöra", "Cannot be decided"),
    "reach.refuted": Text(
        "En påhittad verksamhet når det ena men inte det andra.", "A made-up centre reaches the one and not the other."
    ),
    "reach.certain": Text("Svaret gäller vad resten av texterna än säger.", "The answer holds whatever the rest says."),
    "reach.asRead": Text("Svaret gäller det som är läst.", "The answer holds as far as the texts are read."),
    "reach.reading": Text("Läsning {name}: {outcome}.", "Reading {name}: {outcome}."),
    "reach.lacks": Text("Saknar", "Lacks"),
    "reach.who": Text("(ansvar: {who})", "(responsible: {who})"),
    "compare.slow": Text(
        "Räknar ut vilken nivå som räcker för vilken. Det tar upp till en minut första gången.",
        "Working out which level is enough for which. That takes up to a minute the first time.",
    ),
    "compare.levels": Text(
        "--levels visar vilken nivå som räcker för vilken, --topic ÄMNE vad alla säger om ett ämne.",
        "--levels shows which level is enough for which, --topic TOPIC what all say of a topic.",
    ),
    "levels.title": Text("Vilken nivå räcker för vilken?", "Which level is enough for which?"),
    "levels.lead": Text(
        "Den som når avtalet når också avtalen efter ✓, så långt de är lästa.",
        "Who reaches the agreement also reaches those after ✓, as far as they are read.",
    ),
    "levels.others": Text("{n} andra", "{n} others"),
    "levels.without": Text(
        "Utan lägsta nivå, så långt de är lästa: {names}.", "Without a minimum level, as far as they are read: {names}."
    ),
    "levels.counts": Text(
        "{contained} ja, {notContained} nej, {undecided} går inte att avgöra.",
        "{contained} yes, {notContained} no, {undecided} cannot be decided.",
    ),
    "topic.silent": Text(
        "{n} lästa i sin helhet säger inget om det, vilket inte är ett förbud:",
        "{n} read as a whole say nothing of it, which does not forbid it:",
    ),
    "topic.notRead": Text("{n} är inte lästa på den punkten:", "{n} have not been read on this:"),
}
