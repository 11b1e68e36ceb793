"""`samsyn dump`, `backup`, `restore`, `check`: what keeps a store safe."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from samsyn.cli import streams
from samsyn.cli.options import Language, Output, Store
from samsyn.cli.stored import indexed, named, there
from samsyn.cli.words import Words
from samsyn.errors import FileTrouble, Swedish, Where


def dump(
    format: Annotated[Literal["nquads", "trig"], typer.Option("--format", "-f", help="How to write.")] = "nquads",
    derived: Annotated[
        bool, typer.Option("--derived", help="With graphs that follow from others: assessments.")
    ] = False,
    store: Store = None,
    lang: Language = "sv",
    output: Output = None,
) -> None:
    """Write all graphs of a store, also while the service runs."""
    import sys

    from samsyn.cli.trouble import file_trouble
    from samsyn.store.disk.dump import dump as dumped

    words, folder = Words(lang), indexed(store)
    if output is None:
        dumped(folder, format, sys.stdout.buffer, derived=derived)
        sys.stdout.buffer.flush()
        return
    try:
        with output.open("wb") as out:
            dumped(folder, format, out, derived=derived)
    except OSError as error:
        raise file_trouble(str(output), error, words, writing=True) from error
    streams.note(words("written", name=output))


def backup(
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder that is empty or does not exist.")],
    store: Store = None,
    lang: Language = "sv",
) -> None:
    """Copy a store, also while the service writes; the copy is a store itself."""
    _copy(there(store), target, Words(lang), "backup.done")


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder of a backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a store that is there aside; the service must be stopped.")
    ] = False,
    store: Store = None,
    lang: Language = "sv",
) -> None:
    """Make a store of a backup, in a folder that is empty or does not exist."""
    from samsyn.store.disk.backup import aside
    from samsyn.store.disk.checking import check as checked
    from samsyn.store.disk.files import remove

    words, backup, folder = Words(lang), there(source), named(store)
    if backup.resolve() == folder.resolve():
        raise FileTrouble(
            "The backup and the store are the same folder.",
            where=Where(str(folder)),
            sv=Swedish("Säkerhetskopian och lagret är samma mapp."),
        )
    faults = checked(backup).faults
    for fault in faults:
        streams.note(words("check.fault", what=words.of(fault.what), mend=words.of(fault.mend)))
    if replace and folder.is_dir() and any(folder.iterdir()):
        new = folder.with_name(f"{folder.name}.restored")
        _copy(backup, new, words, "restore.done")
        try:
            streams.note(words("restore.aside", name=aside(folder)))
        except BaseException:
            remove(new)
            raise
        new.rename(folder)
    else:
        _copy(backup, folder, words, "restore.done")


def check(store: Store = None, lang: Language = "sv") -> None:
    """Look through a store for damage: exit code 0 if it is sound, 1 if not, with what would mend it."""
    from samsyn.store.disk.checking import check as checked

    words, folder = Words(lang), there(store)
    found = checked(folder)
    text = [words("check.fault", what=words.of(each.what), mend=words.of(each.mend)) for each in found.faults]
    if not text:
        numbers = {"entries": found.entries, "files": found.files, "generations": found.generations}
        text = [words("check.sound", **numbers)]
    streams.write("\n".join(text).encode(), None, words)
    if found.faults:
        raise typer.Exit(1)


def _copy(source: Path, target: Path, words: Words, key: str) -> None:
    """Copies a store and says what there is of it."""
    from samsyn.store.disk.backup import backup as copied
    from samsyn.store.disk.files import told

    with told(target):
        found = copied(source, target)
    size = f"{found.size / 1e6:,.1f}"
    streams.note(words(key, name=target, entries=found.entries, files=found.files, size=size))
