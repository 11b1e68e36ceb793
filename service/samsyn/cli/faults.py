"""What an agreement lacks, for its author: by requirement, with line, what to write and where to read."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import RenderableType

from samsyn.cli import ink
from samsyn.cli.words import Words
from samsyn.model import AgreementCheck, Choice, Fault, Text

Parts = Iterator[RenderableType]


def told(found: Iterable[AgreementCheck], words: Words) -> Parts:
    """Each agreement with what it lacks."""
    for index, each in enumerate(found):
        if index:
            yield ink.line("")
        yield from _one(each, words)


def _one(found: AgreementCheck, words: Words) -> Parts:
    yield ink.line(words.of(found.title) or found.agreement, "bold")
    yield ink.line(", ".join(name for name in (found.file, found.minimum, found.mandate) if name), "dim")
    yield ink.line("")
    yield _verdict(found, words)
    statements, shown = dict(found.requirements), set[tuple[Choice, ...]]()
    for (part, about), faults in groupby(found.faults, key=lambda fault: (fault.part, fault.about)):
        yield ink.line("")
        yield ink.line(_heading(part, about, statements, words), "bold")
        yield from (_fault(fault, words, shown) for fault in faults)
    yield ink.line("")
    yield ink.line(words("part.summary"), "bold")
    for line in _summary(found, words):
        yield ink.item(ink.line("·", "dim"), ink.line(line))


def _verdict(found: AgreementCheck, words: Words) -> RenderableType:
    wrong = sum(fault.severity == "Violation" for fault in found.faults)
    left = len(found.faults) - wrong
    parts = [words.count("draft.wrong", wrong)] * bool(wrong) + [words.count("draft.look", left)] * bool(left)
    if not parts:
        return ink.item(ink.line("✓", "green"), ink.line(words("draft.clear"), "bold green"), indent=0)
    mark = ink.line("✗", "red") if wrong else ink.line("!", "yellow")
    return ink.item(mark, ink.line(f"{', '.join(parts)}.", "bold red" if wrong else "bold yellow"), indent=0)


def _heading(part: str, about: str, statements: dict[str, Text], words: Words) -> str:
    name = words(f"draft.part.{part}")
    if part not in ("requirement", "source") or not about:
        return name
    statement = words.of(statements.get(about, Text()))
    return f"{name} {about}: {words('quoted', text=statement)}" if statement else f"{name} {about}"


def _fault(fault: Fault, words: Words, shown: set[tuple[Choice, ...]]) -> RenderableType:
    mark = ink.line("✗", "red") if fault.severity == "Violation" else ink.line("!", "yellow")
    where = words("draft.line", n=fault.line) if fault.line else ""
    head = (
        ink.line(f"{where} ", "dim") + ink.line(words.of(fault.message)) if where else ink.line(words.of(fault.message))
    )
    return ink.item(mark, head, ink.rows(list(_particulars(fault, words, shown))))


def _particulars(fault: Fault, words: Words, shown: set[tuple[Choice, ...]]) -> Iterator[tuple[str, str]]:
    """The rest of a fault; a list that was shown before is told by its codes alone."""
    if fault.found:
        yield words("draft.found"), fault.found
    if fault.explained:
        yield words("draft.meaning"), words.of(fault.explained)
    if fault.choices:
        codes = ", ".join(each.code for each in fault.choices)
        named = "\n".join(_choice(each, words) for each in fault.choices)
        yield words("draft.choose"), codes if fault.choices in shown else named
        shown.add(fault.choices)
    if fault.write:
        yield words("draft.write"), fault.write
    if fault.command:
        yield words("draft.list"), fault.command
    if fault.read:
        yield words("draft.read"), fault.read


def _choice(choice: Choice, words: Words) -> str:
    label = words.of(choice.label)
    return f"{choice.code} ({label})" if label else choice.code


def _summary(found: AgreementCheck, words: Words) -> Iterator[str]:
    total = len(found.requirements)
    parts = [words(f"draft.checked.{what}", n=n) for what, n in found.checked.items() if n]
    yield words.count("draft.requirements", total) + (f": {', '.join(parts)}." if parts else ".")
    yield words.of(found.meaning)
