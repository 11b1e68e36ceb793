r"""What a pattern of sh:pattern and of SPARQL's REGEX matches, in a time that grows no faster than the text.

Two engines share the work. re2 keeps to that time whatever the expression, but for a short text it takes many times as
long as Python's re. re goes back to its last choice where it can go no further, and what it tries may so double with
every character. It gets what can be told to be harmless: most expressions for all texts, many others for short texts.

**Criterion.** re chooses at | which branch to enter, and at a quantifier whether to repeat or to go on. Each outcome of
a choice has a set of characters that what is read next begins with; where a $ follows, the end of the text counts as a
character. A choice is settled if these sets have no character in common. `_ways` counts: a settled choice makes one
way, another as many as it has outcomes, and ways multiply in a row and in a count. A repeat without end counts as many
times as a text has places, so that it is settled and of one way, or else there is no bound for texts of any length; so
there is none where a part is repeated that may be empty. Harmless is an expression that begins with ^ if it has few
ways; any other if there are few of them times the places in its longest match.

**Proof.** Take one way, so that what is not settled is decided. Let re reach two points of the expression, having read
the same characters, and look at the last choice that the paths there share. Had a character been read after it, that
character would be in the sets of both outcomes. So none was, and what parts the points are steps that read nothing. Of
these there are no more than the expression has parts, since what can be empty is not repeated. So at each place in the
text re tries each part at most once for each way, and leaves at once an outcome whose set lacks the character that is
there. From ^ that is linear. Without ^, re starts anew at each place, but gets no further from there than the longest
match: linear too. ^ and $ let fewer paths through, never more. Where the expression ends re is done, so nothing counts
as coming after it. A back-reference begins as its group does, or is empty. If it fails beyond its first character,
nothing else can be read there and re has been as far as it gets, so that this happens once for each way and part.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from samsyn.engine.characters import ALL, LAST, NONE, Ranges, common, complement, overlap, union, without
from samsyn.engine.expressions import (
    UNBOUNDED,
    Again,
    Characters,
    Choice,
    Edge,
    Group,
    Node,
    Parts,
    Repeat,
    every,
)
from samsyn.engine.pattern_syntax import BadPattern, read

#: what re and re2 have in common: it gives something where a text matches, else None
Search = Callable[[str], object]

#: the end of the text as if it were a character
_END: Final[Ranges] = ((LAST + 1, LAST + 1),)
#: the few of the criterion, and the same for texts that are short, of so many characters
_FEW: Final = 64
_FEW_IF_SHORT: Final = 1_200
_SHORT: Final = 32
#: how many ranges there may be in the sets of an expression, and how many sets with its counts written out
_MOST_RANGES: Final = 50_000
_MOST_SETS: Final = 2_000
_TOO_LARGE: Final = "it stands for too much: too many characters in its classes, too many repeats of them, or both"
#: re2 counts no further, in all counts that stand in one another together
_MOST_COUNT: Final = 1_000
_QUANTIFIERS: Final[dict[tuple[int, int | None], str]] = {(0, 1): "?", (0, None): "*", (1, None): "+"}
#: ^ and $ by whether they are of a line, and whether they are $. No line starts after a break that is the last
#: character, and none ends there (F&O 5.6.2); for re2 see below
_EDGES_IN_RE: Final = {
    (False, False): r"\A",
    (False, True): r"\Z",
    (True, False): r"(?:\A|(?<=\n)(?!\Z))",
    (True, True): r"(?:(?=\n)|(?<!\n)\Z)",
}
_EDGES_IN_RE2: Final = {
    (False, False): r"\A",
    (False, True): r"\z",
    (True, False): r"(?m:^)\B",
    (True, True): "(?m:$)",
}
#: the characters that re2 takes for parts of words, and where they are put aside to: no text has surrogates
_WORD: Final[Ranges] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_ASIDE: Final = 0xD800
_WORD_ASIDE: Final[Ranges] = tuple((first + _ASIDE, last + _ASIDE) for first, last in _WORD)
_PUT_ASIDE: Final = {code: code + _ASIDE for first, last in _WORD for code in range(first, last + 1)}


class Regex(NamedTuple):
    """A pattern, ready to be searched for."""

    search: Search


@lru_cache(maxsize=4096)
def regex(pattern: str, flags: str) -> Regex:
    """A pattern of SPARQL's REGEX with its flags. Raises BadPattern."""
    expression = read(pattern, flags)
    if sum(len(node.ranges) for node in every(expression) if isinstance(node, Characters)) > _MOST_RANGES:
        raise BadPattern(_TOO_LARGE)
    if harmless(expression):
        return Regex(backtracking(expression))
    of_any, short = linear(expression), _SHORT
    if not harmless(expression, short):
        return Regex(of_any)
    of_short = backtracking(expression)
    return Regex(lambda text: of_short(text) if len(text) <= short else of_any(text))


def matcher(pattern: str, flags: str) -> Callable[[str], bool]:
    """Whether a text matches a pattern of SPARQL's REGEX with its flags. Raises BadPattern."""
    search = regex(pattern, flags).search
    return lambda text: search(text) is not None


def harmless(expression: Node, places: int = UNBOUNDED) -> bool:
    """Whether re takes a time that grows no faster than the text, or little time for texts of so many places."""
    _, ways = _ways(expression, NONE, places)
    starts = 1 if _at_start(expression) else min(expression.longest, places) + 1
    return ways * starts <= (_FEW if places == UNBOUNDED else _FEW_IF_SHORT)


def _at_start(node: Node) -> bool:
    """Whether an expression matches from the start of the text or not at all."""
    match node:
        case Edge(end=end, of_line=of_line):
            return not end and not of_line
        case Parts(parts=(first, *_)) | Group(part=first):
            return _at_start(first)
        case Choice(branches=branches):
            return all(_at_start(branch) for branch in branches)
    return False


def _ways(node: Node, after: Ranges, places: int) -> tuple[Ranges, int]:
    """What a part and what comes after it begin with, and in how many ways it can be read."""
    match node:
        case Characters(ranges=ranges):
            return ranges, 1
        case Edge(end=end):
            return union(after, _END if end else NONE), 1
        case Again(begins=begins):
            return union(begins, after), 1
        case Group(part=part):
            return _ways(part, after, places)
        case Parts(parts=parts):
            ways = 1
            for part in reversed(parts):
                after, more = _ways(part, after, places)
                ways = min(UNBOUNDED, ways * more)
            return after, ways
        case Choice(branches=branches):
            read_on = [_ways(branch, after, places) for branch in branches]
            firsts, numbers = [first for first, _ in read_on], [ways for _, ways in read_on]
            return union(*firsts), min(UNBOUNDED, sum(numbers) if overlap(*firsts) else max(numbers))
        case Repeat():
            return _ways_repeated(node, after, places)
    raise AssertionError(node)


def _ways_repeated(node: Repeat, after: Ranges, places: int) -> tuple[Ranges, int]:
    part, least = node.part, node.least
    most = max(least, places) if node.most is None else node.most
    begins, ways = _ways(part, after if most <= 1 else union(part.begins, after), places)
    if part.empty and most > 1:
        ways = UNBOUNDED
    outcomes = most - least + 1 if overlap(begins, after) else 1
    return begins if least else union(begins, after), min(UNBOUNDED, ways ** min(most, 30) * outcomes)


def backtracking(expression: Node) -> Search:
    """The search of re, for an expression that is harmless."""
    numbers = sorted({node.number for node in every(expression) if isinstance(node, Again)})
    compiled = re.compile(_in_re(expression, {number: place for place, number in enumerate(numbers, 1)}))
    return compiled.match if _at_start(expression) else compiled.search


def _in_re(node: Node, named: Mapping[int, int]) -> str:
    """An expression as re reads it, with the groups that back-references name and their new numbers."""
    match node:
        case Characters(ranges=ranges):
            return _set(ranges, "\\u%04x")
        case Edge(end=end, of_line=of_line):
            return _EDGES_IN_RE[of_line, end]
        case Parts(parts=parts):
            return "".join(_in_re(part, named) for part in parts)
        case Choice(branches=branches):
            return f"(?:{'|'.join(_in_re(branch, named) for branch in branches)})"
        case Repeat(part=part, least=least, most=most):
            return _times(_in_re(part, named), least, most)
        case Group(part=part, number=number):
            return f"{'(' if number in named else '(?:'}{_in_re(part, named)})"
        case Again(number=number, any_case=any_case):
            # if the group matched nothing so far this is nothing; re would not match at all. Where case is left out
            # of account re looks at lower case alone, so that it tells a final sigma from another
            return f"(?({named[number]}){'(?i:' if any_case else '(?:'}\\{named[number]})|)"
    raise AssertionError(node)


def linear(expression: Node) -> Search:
    """The search of re2. Raises BadPattern."""
    import re2  # type: ignore[import-untyped]  # it takes milliseconds, and most patterns do without

    if expression.size > _MOST_SETS:
        raise BadPattern(f"written out, its counts make {expression.size:,} parts; {_MOST_SETS:,} are the most")
    by_line = any(isinstance(node, Edge) and node.of_line for node in every(expression))
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    try:
        search = re2.compile(_in_re2(expression, by_line)[0], options).search
    except re2.error as error:
        raise BadPattern(_TOO_LARGE) from error
    if not by_line:
        return lambda text: search(text.encode("utf-8", "surrogatepass"))

    def search_lines(text: str) -> object:
        signs = text.translate(_PUT_ASIDE).encode("utf-8", "surrogatepass")
        return search(signs + b"x", 0, len(signs)) if text.endswith("\n") else search(signs)

    return search_lines


def _in_re2(node: Node, by_line: bool) -> tuple[str, int]:
    r"""An expression as re2 reads it, and how far it counts in all.

    re2 has no look-around, and its ^ and $ are after and before every line break. So with lines the parts of words
    are put aside, and a letter is put after a break that ends the text: there alone \B is false, and $ is too.
    """
    match node:
        case Characters(ranges=ranges):
            return _set(_put_aside(ranges) if by_line else ranges, "\\x{%x}"), 1
        case Edge(end=end, of_line=of_line):
            return _EDGES_IN_RE2[of_line, end], 1
        case Parts(parts=parts) | Choice(branches=parts):
            written = [_in_re2(part, by_line) for part in parts]
            sign = "|" if isinstance(node, Choice) else ""
            return f"(?:{sign.join(text for text, _ in written)})", max((counted for _, counted in written), default=1)
        case Group(part=part):
            return _in_re2(part, by_line)
        case Repeat(part=part, least=least, most=most):
            text, counted = _in_re2(part, by_line)
            at_once = _MOST_COUNT // counted
            return _times(text, least, most, at_once), counted * min(at_once, most or least or 1)
    raise BadPattern(
        "a back-reference is evaluated only where it can be told that no text takes long: no repeat may begin with a "
        "character that may also come after it, and none may be without end unless ^ is at the start of the text"
    )


def _times(text: str, least: int, most: int | None, at_once: int = UNBOUNDED) -> str:
    """A part so many times, at most so many at once."""
    pieces = []
    while (least if most is None else most) > at_once:
        pieces.append(_quantified(text, min(least, at_once), at_once))
        least, most = max(0, least - at_once), None if most is None else most - at_once
    return "".join((*pieces, _quantified(text, least, most)))


def _quantified(text: str, least: int, most: int | None) -> str:
    counts = f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"
    return f"(?:{text}){_QUANTIFIERS.get((least, most), counts)}"


def _set(ranges: Ranges, odd: str) -> str:
    """A set of characters as both engines read it, but for surrogates, which are written in an odd way."""
    if ranges == ALL:
        return "(?s:.)"
    opposite = not ranges or ranges[-1][1] == LAST
    shown = complement(ranges) if opposite else ranges
    signs = (tuple(_sign(code, odd) for code in dict.fromkeys(ends)) for ends in shown)
    return f"[{'^' if opposite else ''}{''.join('-'.join(each) for each in signs)}]"


def _sign(code: int, odd: str) -> str:
    if code < 0x80:
        return f"\\x{code:02x}"
    return odd % code if 0xD800 <= code <= 0xDFFF else chr(code)


def _put_aside(ranges: Ranges) -> Ranges:
    words = common(ranges, _WORD)
    kept = without(ranges, union(_WORD, _WORD_ASIDE))
    return union(kept, tuple((first + _ASIDE, last + _ASIDE) for first, last in words))
