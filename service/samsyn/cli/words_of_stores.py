"""What the command line says of stores, in Swedish and English."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "load.done": Text(
        "{name}: {triples} tripplar i {graphs} grafer på {seconds} s ({rate} i sekunden).",
        "{name}: {triples} triples in {graphs} graphs in {seconds} s ({rate} a second).",
    ),
    "backup.done": Text(
        "Säkerhetskopian {name} har {entries} ändringar och {files} filer, {size} MB.",
        "The backup {name} has {entries} writes and {files} files, {size} MB.",
    ),
    "restore.done": Text(
        "Lagret {name} är återställt: {entries} ändringar och {files} filer, {size} MB.",
        "The store {name} is restored: {entries} writes and {files} files, {size} MB.",
    ),
    "restore.aside": Text("Lagret som fanns ligger nu i {name}.", "The store that was there is now in {name}."),
    "check.sound": Text(
        "Lagret är helt: {entries} ändringar, {files} filer, {generations} generationer.",
        "The store is sound: {entries} writes, {files} files, {generations} generations.",
    ),
    "check.fault": Text("fel: {what} {mend}", "fault: {what} {mend}"),
}
