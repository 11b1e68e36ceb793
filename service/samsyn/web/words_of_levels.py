"""What the pages on minimum levels say, in Swedish and English."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "example.title": Text("Det minsta som når avtalets lägsta nivå", "The least that reaches the agreement's level"),
    "example.1": Text(
        "En påhittad verksamhet ({kind}) som uppfyller de krav som räknas, och inte mer än så.",
        "A made-up centre ({kind}) that fulfils the requirements that count, and no more.",
    ),
    "example.2": Text(
        "Tar man bort något når den inte upp, eller är beskrivningen inte fullständig.",
        "With anything taken away it does not reach the level, or the description is not complete.",
    ),
    "example.turtle": Text("Beskrivningen som text att utgå från", "The description as a text to start from"),
    "example.link": Text("Det minsta som räcker", "The least that will do"),
    "repair.title": Text("Vad krävs för att nå avtalets lägsta nivå?", "What would it take to reach the level?"),
    "repair.now": Text("I dag, som {kind}: {outcome}.", "Today, as {kind}: {outcome}."),
    "repair.all": Text("Det här räcker", "This will do"),
    "repair.way": Text("Väg {n}", "Way {n}"),
    "repair.write": Text("Vad som ska skrivas", "What to write"),
    "repair.more": Text("Det finns fler vägar som är lika korta.", "There are more ways that are as short."),
}
