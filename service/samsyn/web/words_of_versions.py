"""The words of the pages about versions."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "versions": Text("Versioner av beskrivningen", "Versions of the description"),
    "version": Text("Version", "Version"),
    "version.when": Text("När", "When"),
    "version.who": Text("Vem", "Who"),
    "version.changes": Text("ändringar", "changes"),
    "version.bundled": Text("följde med tjänsten", "came with the service"),
    "version.withdrawn": Text("borttagen", "withdrawn"),
    "version.restored": Text("återställd", "put back"),
    "version.sent": Text("filen som skickades", "the file as sent"),
    "version.removed": Text("Uppgifter som togs bort", "Statements that went"),
    "version.added": Text("Uppgifter som kom till", "Statements that came"),
    "role.coordinator": Text("samordnare i kommunen", "coordinator of the municipality"),
    "role.region": Text("regionen", "the region"),
    "role.admin": Text("den som driver tjänsten", "whoever runs the service"),
}
