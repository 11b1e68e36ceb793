"""Is a store whole? Journal, files, seals, and the index of the newest generation, each with what would mend it.

It changes nothing, and may look while a service writes. Where it finds damage of what a start makes anew, it notes that
the next start is to read every file, since a start may trust some (`generations`).
"""

import fcntl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from msgspec import Struct

from samsyn.model import Text
from samsyn.store.disk import journal
from samsyn.store.disk.files import Files
from samsyn.store.disk.generations import Generations, Seal, held, numbers
from samsyn.store.disk.layout import Layout
from samsyn.store.disk.loading import hash_of

#: a triple that only one of the two sides has, the merge or the named graphs
_BEYOND: Final = "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
_LACKING: Final = "ASK { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
_START: Final = Text("Nästa start lagar det.", "The next start mends it.")
_BACKUP: Final = Text("Återställ från en säkerhetskopia.", "Restore from a backup.")
_REMAKE: Final = Text(
    "Stoppa tjänsten och ta bort mappen generations; nästa start gör om den av journalen.",
    "Stop the service and remove the folder generations; the next start makes it anew of the journal.",
)


class Fault(Struct, frozen=True):
    """What is wrong, and what would mend it."""

    what: Text
    mend: Text


class Checked(Struct, frozen=True):
    """What a store holds, and its faults."""

    entries: int
    files: int
    generations: int
    faults: tuple[Fault, ...]


def check(root: Path) -> Checked:
    """Looks through a whole store: reads every file of it. Raises StoreTrouble where it is none."""
    layout = Layout(root)
    mark = layout.mark()
    known = sorted(numbers(layout.generations))
    sound = list(Generations(layout.generations, Files()).sound(thorough=True))
    found = journal.survey(layout.journal, [seal.state.number for _, seal in sound])
    last = found.last.entry.number if found.last else 0
    gone = [number for number in known if number not in dict(sound) and (layout.generations / str(number)).exists()]
    faults = [*_of_journal(found, [seal for _, seal in sound])]
    faults += [_unsealed(number, _START) for number in gone]
    if gone:
        with suppress(OSError):  # of somebody who may only read
            layout.doubt.touch()
    flawed = [number for number, seal in sound if not all(journal.read_line(text.encode()) for text in seal.lines)]
    faults += [_unsealed(number, _REMAKE) for number in flawed]
    named, wrong = _files(layout)
    faults += wrong
    if not sound and last and not layout.elsewhere.exists():
        faults.append(
            Fault(Text("Ingen hel generation finns.", "There is no sound generation."), _BACKUP if wrong else _START)
        )
    if sound and mark and mark.default_graph == "union":
        faults += _of_merge(layout, sound[0][0])
    return Checked(last, named, len(sound), tuple(faults))


def _of_journal(found: journal.Survey, seals: list[Seal]) -> Iterator[Fault]:
    last = found.last.entry.number if found.last else 0
    if found.torn:
        yield Fault(
            Text(
                "Journalen slutar mitt i en rad, som efter ett strömavbrott eller medan något skrivs.",
                "The journal ends within a line, as after a power cut or while something is written.",
            ),
            _START,
        )
    if found.damaged:
        yield Fault(
            Text(
                f"Journalen är skadad efter post {found.after}.", f"The journal is damaged behind entry {found.after}."
            ),
            _BACKUP,
        )
    elif found.first is not None and found.first.entry.number != 1:
        yield Fault(Text("Journalens början saknas.", "The beginning of the journal is missing."), _BACKUP)
    for seal in seals[:1]:
        if seal.state.number > last:
            lines = {each.entry.number for text in seal.lines if (each := journal.read_line(text.encode()))}
            held_there = set(range(last + 1, seal.state.number + 1)) <= lines
            yield Fault(
                Text(
                    f"Journalen slutar med post {last}, men post {seal.state.number} har skrivits.",
                    f"The journal ends with entry {last}, but entry {seal.state.number} was written.",
                ),
                _START if held_there else _BACKUP,
            )
        elif not found.holds(seal.state.number, seal.state.hash):
            yield Fault(
                Text(
                    "Den nyaste generationen hör inte till journalen.", "The newest generation is not of the journal."
                ),
                _REMAKE,
            )


def _unsealed(number: int, mend: Text) -> Fault:
    return Fault(
        Text(f"Generation {number} är inte som den förseglades.", f"Generation {number} is not as it was sealed."),
        mend,
    )


def _files(layout: Layout) -> tuple[int, list[Fault]]:
    """How many files the journal names, and those that are missing or damaged."""
    entries = dict[str, int]()
    for line in journal.lines(layout.journal, 0):
        for name in (line.entry.payload, line.entry.sent):
            if name:
                entries.setdefault(name, line.entry.number)
    return len(entries), [
        Fault(
            Text(
                f"Filen submissions/{name} till post {number} saknas eller är skadad.",
                f"The file submissions/{name} of entry {number} is missing or damaged.",
            ),
            Text("Kopiera den från en säkerhetskopia.", "Copy it from a backup."),
        )
        for name, number in entries.items()
        if hash_of(layout.submissions / name) != name
    ]


def _of_merge(layout: Layout, number: int) -> Iterator[Fault]:
    """Whether the default graph of a generation holds what its named graphs hold, and no more."""
    generation = layout.generations / str(number)
    with held(generation, fcntl.LOCK_SH) as mine:
        if not mine:
            return
        index = ox.Store.read_only(str(generation))
        for query, what in (
            (_BEYOND, Text("Standardgrafen har en tripel för mycket.", "The default graph holds a triple too many.")),
            (_LACKING, Text("Standardgrafen saknar en tripel.", "The default graph lacks a triple.")),
        ):
            if index.query(query):
                yield Fault(what, _REMAKE)
