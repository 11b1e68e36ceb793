r"""Regular expressions as XPath writes them, read (XPath F&O 3.1, 5.6.1, over XSD 1.1 part 2, appendix G).

What does not bear on whether a text matches is left out: a quantifier is reluctant or not. Flags are worked in: under
`i` every set of characters holds its case variants, under `x` white space is gone, under `q` each sign is itself.
"""

from collections.abc import Sequence
from typing import Final

from samsyn.engine.characters import (
    ALL,
    Ranges,
    any_case,
    block,
    category,
    complement,
    escaped,
    single,
    union,
    without,
)
from samsyn.engine.expressions import UNBOUNDED, Group, Node, again, characters, choice, edge, group, in_a_row, repeat

_LONGEST: Final = 20_000
#: how deep brackets may stand in one another
_DEEPEST: Final = 40
_WHITE: Final = " \t\n\r"
_DIGITS: Final = frozenset("0123456789")
_REPEATS: Final[dict[str, tuple[int, int | None]]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
_QUANTIFIERS: Final = frozenset("?*+{")
_COUNT: Final = "a count is written {2}, {2,} or {2,5}; a { that is meant is \\{"
#: the signs that stand for themselves after a backslash: XPath's, and those that it lets nobody escape, which many do
_SIGNS: Final = frozenset(r"\|.?*+(){}-[]^$") | frozenset("/\"'@:;,=<>!#%&~`_ ")
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t"}
_BREAKS: Final[Ranges] = ((0xA, 0xA), (0xD, 0xD))
#: what to write instead of what other languages write
_INSTEAD: Final = {
    **dict.fromkeys("bB", "it has no sign for the edge of a word"),
    **dict.fromkeys("uxU", "write the character itself"),
    **dict.fromkeys("zZ", "the end of the text is $"),
    "A": "the start of the text is ^",
}


class BadPattern(ValueError):
    """What is wrong with a pattern, in plain words, and where in it."""


def read(pattern: str, flags: str) -> Node:
    """The expression that a pattern is under flags of s, m, i, x and q. Raises BadPattern."""
    for flag in flags:
        if flag not in "smixq":
            raise BadPattern(f"there is no flag {flag!r}; the flags are s, m, i, x and q")
    if len(pattern) > _LONGEST:
        raise BadPattern(f"it has {len(pattern):,} characters, and {_LONGEST:,} are the most that are evaluated")
    if "q" in flags:
        return in_a_row([characters(any_case(single(sign)) if "i" in flags else single(sign)) for sign in pattern])
    places = _significant(pattern) if "x" in flags else range(len(pattern))
    return _Reader(pattern, places, flags).everything()


def _significant(pattern: str) -> list[int]:
    r"""Where the signs stand that count under the flag x: all but white space outside of classes, even after a \."""
    kept, depth, after_backslash = [], 0, False
    for place, sign in enumerate(pattern):
        if sign in _WHITE and not depth:
            continue
        kept.append(place)
        if after_backslash or sign == "\\":
            after_backslash = not after_backslash
        elif sign in "[]":
            depth = max(0, depth + (1 if sign == "[" else -1))
    return kept


class _Reader:
    """A pattern and how far it has been read."""

    def __init__(self, pattern: str, places: Sequence[int], flags: str) -> None:
        self.signs = "".join(pattern[place] for place in places)
        self.places = places
        self.flags = flags
        self.at = 0
        self.depth = 0
        self.opened = 0
        self.groups: dict[int, Group] = {}

    def everything(self) -> Node:
        found = self.choice()
        if self.at < len(self.signs):
            raise self.wrong("this ) closes nothing; a ) that is meant is \\)")
        return found

    def wrong(self, what: str, at: int | None = None) -> BadPattern:
        """What is wrong, with the place of it: where the reader is, if no other is given."""
        at = self.at if at is None else at
        where = f"at character {self.places[at] + 1}" if at < len(self.signs) else "at its end"
        return BadPattern(f"{where}, {what}")

    def sign(self) -> str:
        """The sign to be read next; nothing at the end."""
        return self.signs[self.at : self.at + 1]

    def take(self, wanted: str) -> bool:
        """Whether the wanted signs come next; if so they are read."""
        found = self.signs.startswith(wanted, self.at)
        self.at += len(wanted) if found else 0
        return found

    def go(self, step: int) -> None:
        """Into brackets, or out of them."""
        self.depth += step
        if self.depth > _DEEPEST:
            raise self.wrong(f"brackets stand more than {_DEEPEST} deep in one another, the most that is evaluated")

    def choice(self) -> Node:
        """Branches, up to the end of what encloses them."""
        branches = [self.branch()]
        while self.take("|"):
            branches.append(self.branch())
        return branches[0] if len(branches) == 1 else choice(branches)

    def branch(self) -> Node:
        parts = []
        while self.sign() not in ("", "|", ")"):
            parts.append(self.repeated(self.atom()))
        return parts[0] if len(parts) == 1 else in_a_row(parts)

    def repeated(self, part: Node) -> Node:
        """A part with the quantifier that may follow."""
        sign = self.sign()
        if sign not in _QUANTIFIERS:
            return part
        self.at += 1
        least, most = self.counts() if sign == "{" else _REPEATS[sign]
        self.take("?")  # reluctant: so it matches the same texts
        if self.sign() in _QUANTIFIERS:
            raise self.wrong(f"{self.sign()} repeats what is repeated already; put that in brackets ( )")
        return repeat(part, least, most)

    def counts(self) -> tuple[int, int | None]:
        """What stands between { and }."""
        start = self.at - 1
        least = self.count(start)
        most: int | None = least
        if self.take(","):
            most = self.count(start) if self.sign() != "}" else None
        if not self.take("}"):
            raise self.wrong(_COUNT, start)
        if most is not None and most < least:
            raise self.wrong(f"a count cannot run from {least} down to {most}", start)
        return least, most

    def count(self, start: int) -> int:
        begin = self.at
        while self.sign() in _DIGITS:
            self.at += 1
        written = self.signs[begin : self.at].lstrip("0") or self.signs[begin : self.at][:1]
        if not written:
            raise self.wrong(_COUNT, start)
        if len(written) >= len(str(UNBOUNDED)):
            raise self.wrong(f"a count may be {UNBOUNDED - 1:,} at most", start)
        return int(written)

    def atom(self) -> Node:
        """What a quantifier may follow."""
        sign = self.sign()
        self.at += 1
        match sign:
            case "(":
                return self.group()
            case "[":
                return characters(self.bracketed())
            case "\\":
                return self.backslash()
            case ".":
                return characters(ALL if "s" in self.flags else complement(_BREAKS))
            case "^" | "$":
                return edge(end=sign == "$", of_line="m" in self.flags)
            case "?" | "*" | "+" | "{" | "]" | "}":
                what = "closes nothing" if sign in "]}" else "has nothing before it to repeat"
                raise self.wrong(f"this {sign} {what}; a {sign} that is meant is \\{sign}", self.at - 1)
        return characters(self.itself(sign))

    def itself(self, sign: str) -> Ranges:
        """A character that stands for itself."""
        return any_case(single(sign)) if "i" in self.flags else single(sign)

    def group(self) -> Node:
        """What stands between ( and )."""
        start, number = self.at - 1, 0
        if not self.take("?:"):
            if self.sign() == "?":
                raise self.wrong("XPath knows (?: but neither look-around nor flags within a pattern", start)
            number = self.opened = self.opened + 1
        self.go(1)
        part = self.choice()
        self.go(-1)
        if not self.take(")"):
            raise self.wrong("this ( is not closed; a ( that is meant is \\(", start)
        if not number:
            return part
        self.groups[number] = group(number, part)
        return self.groups[number]

    def backslash(self) -> Node:
        """What a backslash outside of a class stands for."""
        if self.sign() in _DIGITS and self.sign() != "0":
            return self.again()
        found = self.escape()
        return characters(found if isinstance(found, tuple) else self.itself(found))

    def again(self) -> Node:
        """A back-reference: its first digit, and more of them while there is a group of that number."""
        start, number = self.at - 1, 0
        while self.sign() in _DIGITS and (not number or number * 10 + int(self.sign()) <= self.opened):
            number = number * 10 + int(self.sign())
            self.at += 1
        if number not in self.groups:
            raise self.wrong(f"\\{number} refers to a group that is not closed before it", start)
        return again(self.groups[number], any_case="i" in self.flags)

    def escape(self) -> str | Ranges:
        """What a backslash stands for, back-references apart: a character, or a set of them."""
        start, sign = self.at - 1, self.sign()
        self.at += 1
        if sign in _SIGNS:
            return sign
        if sign in _CONTROLS:
            return _CONTROLS[sign]
        if sign in ("p", "P"):
            return self.named(start, sign)
        if not sign:
            raise self.wrong("nothing follows \\; a \\ that is meant is \\\\", start)
        found = escaped(sign)
        if found is None:
            instead = _INSTEAD.get(sign) or (None if sign.isalnum() else f"write {sign} alone")
            raise self.wrong(f"XPath has no \\{sign}" + (f"; {instead}" if instead else ""), start)
        return found

    def named(self, start: int, sign: str) -> Ranges:
        r"""The set that \p{name} or \P{name} stands for."""
        end = self.signs.find("}", self.at)
        if not self.take("{") or end < 0:
            raise self.wrong(f"after \\{sign} comes a name between {{ and }}", start)
        name = self.signs[self.at : end]
        self.at = end + 1
        of_block = name.startswith("Is")
        found = block(name[2:]) if of_block else category(name)
        if found is None:
            what = f"the block {name[2:]!r} is not known here" if of_block else f"there is no category {name!r}"
            raise self.wrong(what, start)
        return found if sign == "p" else complement(found)

    def bracketed(self) -> Ranges:
        """The set that stands between [ and ]."""
        start = self.at - 1
        self.go(1)
        opposite = self.take("^")
        found = []
        while self.sign() != "]" and not self.signs.startswith("-[", self.at):
            found.append(self.span(start))
        if not found:
            raise self.wrong("there is nothing in this class; a ] that is meant is \\]", start)
        ranges = complement(union(*found)) if opposite else union(*found)
        if self.take("-["):
            ranges = without(ranges, self.bracketed())
        if not self.take("]"):
            raise self.wrong("a class ends with ] after what is taken out of it")
        self.go(-1)
        return ranges

    def span(self, start: int) -> Ranges:
        """A character, the characters from one to another, or a set, within a class (XSD 1.1 part 2, G.4.2.2)."""
        begin, first = self.at, self.member(start)
        rest = self.signs[self.at : self.at + 3]
        if isinstance(first, tuple):
            return first
        if rest[:1] != "-" or rest[1:2] in ("[", "]") or rest == "--[":  # here a hyphen is itself, or takes out
            return self.itself(first)
        self.at += 1
        last = self.member(start)
        if not isinstance(last, str) or last < first:
            raise self.wrong(f"{self.signs[begin : self.at]} does not run from a character to a later one", begin)
        found = ((ord(first), ord(last)),)
        return any_case(found) if "i" in self.flags else found

    def member(self, start: int) -> str | Ranges:
        sign = self.sign()
        if not sign:
            raise self.wrong("this class is not closed; a [ that is meant is \\[", start)
        if sign == "[":
            raise self.wrong("a [ within a class is \\[, and a class that is taken out comes last: [a-z-[aeiou]]")
        self.at += 1
        return self.escape() if sign == "\\" else sign
