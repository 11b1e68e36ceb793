"""What the command line says of stores, in Swedish and English."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "load.done": Text(
        "{name}: tripplar: {triples}, grafer: {graphs}, på {seconds} s ({rate} i sekunden).",
        "{name}: triples: {triples}, graphs: {graphs}, in {seconds} s ({rate} a second).",
    ),
    "backup.done": Text(
        "Säkerhetskopian {name} är klar (ändringar: {entries}, filer: {files}, {size} MB).",
        "The backup {name} is made (writes: {entries}, files: {files}, {size} MB).",
    ),
    "restore.done": Text(
        "Lagret {name} är återställt (ändringar: {entries}, filer: {files}, {size} MB).",
        "The store {name} is restored (writes: {entries}, files: {files}, {size} MB).",
    ),
    "restore.aside": Text("Lagret som fanns ligger nu i {name}.", "The store that was there is now in {name}."),
    "check.sound": Text(
        "Lagret är helt (ändringar: {entries}, filer: {files}, generationer: {generations}).",
        "The store is sound (writes: {entries}, files: {files}, generations: {generations}).",
    ),
    "check.fault": Text("fel: {what} {mend}", "fault: {what} {mend}"),
}
