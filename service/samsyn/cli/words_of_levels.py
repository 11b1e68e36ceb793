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
}
