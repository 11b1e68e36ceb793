"""What the page of the catalogue says, in Swedish and English."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "catalog.how": Text(
        "Alla data får användas fritt av vem som helst, om källan anges. Varje mängd kan hämtas som en fil.",
        "Anybody may use all data freely, giving credit. Each set can be fetched as a file.",
    ),
    "catalog.publisher": Text("Utgivare", "Publisher"),
    "catalog.version": Text("Version", "Version"),
    "catalog.licence": Text("Licens för data", "Licence of the data"),
    "catalog.licence.own": Text("Licens för katalogens texter", "Licence of the catalogue's own texts"),
    "catalog.itself": Text("Katalogen för program:", "The catalogue for programs:"),
    "catalog.datasets": Text("Datamängder", "Datasets"),
    "catalog.files": Text("{n} filer", "{n} files"),
    "catalog.files.one": Text("1 fil", "1 file"),
    "catalog.modified": Text("ändrad {date}", "changed {date}"),
    "catalog.download": Text("Hämta", "Download"),
    "catalog.look": Text("Se på webben", "Look at it here"),
    "catalog.whole": Text("Alla i en fil:", "All of them in one file:"),
    "catalog.series": Text("Dokument för dokument", "Document by document"),
    "catalog.area": Text("Område", "Area"),
    "catalog.services": Text("Tjänster för program", "Services for programs"),
    "catalog.address": Text("Adress", "Address"),
    "catalog.described": Text("beskrivning", "description"),
}
