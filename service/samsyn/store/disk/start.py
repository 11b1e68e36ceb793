"""What a start finds: the journal mended where that is safe, and the states that the index can be made from."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from samsyn.errors import StoreBroken, Swedish, Where
from samsyn.store.disk.files import Files, remove
from samsyn.store.disk.generations import Generations, Seal, State, numbers
from samsyn.store.disk.journal import NOTHING, Line, Survey, follows, read_line, survey
from samsyn.store.disk.layout import Layout


class Begin(Struct, frozen=True):
    """Where to begin: the generations that the journal goes on from, the best first, 0 for an empty index.

    `last` is the journal's last entry, `after` that before which all of it is sound.
    """

    bases: tuple[tuple[int, State], ...]
    last: Line | None
    after: int


def begin(layout: Layout, generations: Generations, files: Files, note: Callable[[str], None]) -> Begin:
    """Compares journal and generations. Raises StoreBroken where entries are gone that a generation holds."""
    sound = list(generations.sound(thorough=layout.doubt.exists()))
    for number in set(numbers(layout.generations)) - {number for number, _ in sound}:
        note(f"generation {number} is not as it was sealed")
        remove(layout.generations / str(number))
    wanted = [seal.state.number for _, seal in sound]
    found = survey(layout.journal, wanted)
    if found.torn:
        files.cut(layout.journal, found.size)
    if _mended(layout, files, found, [seal for _, seal in sound], note) or _cut(layout, files, found, note):
        found = survey(layout.journal, wanted)
    if found.damaged:
        note(f"the journal is damaged behind entry {found.after}")
    last = found.last.entry.number if found.last else 0
    if wanted and max(wanted) > last:
        raise _behind(layout, last, max(wanted))
    bases = [(number, seal.state) for number, seal in sound if found.holds(seal.state.number, seal.state.hash)]
    if not found.damaged and (found.first is None or found.first.entry.number == 1):
        bases.append((0, State(0, NOTHING)))
    if sound and bases and bases[0][0] == 0 and last:
        note("no generation agrees with the journal")
    return Begin(tuple(bases), found.last, found.after if found.damaged else last)


def _mended(layout: Layout, files: Files, found: Survey, seals: Iterable[Seal], note: Callable[[str], None]) -> bool:
    """Whether lines that the end of the journal lacks were put back, from the seals of the generations they made."""
    kept = {each.entry.number: each for seal in seals for text in seal.lines if (each := read_line(text.encode()))}
    lacking = list[Line]()
    last = found.last
    while (following := kept.get((last.entry.number if last else 0) + 1)) and follows(following, last):
        lacking.append(following)
        last = following
    if not lacking:
        return False
    note(f"the journal lacked its last {len(lacking)} entries, which generations still held")
    _set_aside(layout, files, found, len(lacking))
    files.append(layout.journal, b"".join(each.text for each in lacking))
    files.sync_names(layout.root)
    return True


def _cut(layout: Layout, files: Files, found: Survey, note: Callable[[str], None]) -> bool:
    """Whether the journal ended with what is no entry, which is now set aside: no generation ever held it."""
    if not layout.journal.exists() or layout.journal.stat().st_size == found.size:
        return False
    note("the end of the journal cannot be read, and was set aside")
    _set_aside(layout, files, found, 0)
    return True


def _set_aside(layout: Layout, files: Files, found: Survey, lacking: int) -> None:
    """Cuts the journal behind its last sound entry, and keeps a copy of it as it was."""
    if not layout.journal.exists() or layout.journal.stat().st_size == found.size:
        return
    number = found.last.entry.number if found.last else 0
    files.put(layout.root / f"journal.damaged-{number}-{lacking}", layout.journal.read_bytes())
    files.cut(layout.journal, found.size)


def _behind(layout: Layout, last: int, most: int) -> StoreBroken:
    return StoreBroken(
        f"The journal ends with entry {last}, but entry {most} was written.",
        advice="Put the journal back from a backup; nothing in the store was changed.",
        where=Where(str(layout.journal)),
        sv=Swedish(
            f"Journalen slutar med post {last}, men post {most} har skrivits.",
            "Återställ journalen från en säkerhetskopia; ingenting i lagret har ändrats.",
        ),
    )
