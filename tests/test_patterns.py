"""Patterns: what they match is what XPath says, and no text makes one take long."""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from functools import reduce
from itertools import count
from pathlib import Path
from typing import Final

import pyoxigraph
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from samsyn.engine import expressions as ex
from samsyn.engine.characters import LAST, category
from samsyn.engine.pattern_syntax import BadPattern, read
from samsyn.engine.patterns import backtracking, harmless, linear, matcher, regex

CASES: Final = json.loads((Path(__file__).parent / "cases" / "patterns.json").read_text(encoding="utf-8"))
REFUSED = CASES.pop("refused")
MATCHES = [case for cases in CASES.values() for case in cases]
MANY = [
    ("^.{1,5000}$", "", "x" * 5000, True),
    ("^.{1,5000}$", "", "x" * 5001, False),
    ("[0-9]{2,1500}x", "", "11x", True),
    ("^[0-9]?([0-9]{40}){30}$", "", "1" * 1201, True),
    ("^[0-9]?([0-9]{40}){30}$", "", "1" * 1202, False),
    ("[0-9]{1001,}$", "", "1" * 1001, True),
    ("[0-9]{1001,}$", "", "1" * 1000, False),
    ("^[ab]*a[ab]{0,1200}$", "", "a" + "b" * 1200, True),
    ("^[ab]*a[ab]{0,1200}$", "", "a" + "b" * 1201, False),
]


@pytest.mark.parametrize(("pattern", "flags", "text", "matches"), [*MATCHES, *MANY], ids=count())
def test_what_matches(pattern: str, flags: str, text: str, matches: bool) -> None:
    """Patterns and flags mean what they mean in XPath, whatever the engine."""
    assert matcher(pattern, flags)(text) is matches
    expression = read(pattern, flags)
    if not any(isinstance(node, ex.Again) for node in ex.every(expression)) and expression.size <= 2000:
        assert (linear(expression)(text) is not None) is matches


TOO_MUCH = [
    ["(" * 41 + ")" * 41, "", "brackets stand more than 40 deep"],
    ["a" * 20_001, "", "it has 20,001 characters, and 20,000 are the most"],
    ["^" + "\\w" * 9000, "", "it stands for too much"],
]


@pytest.mark.parametrize(("pattern", "flags", "said"), [*REFUSED, *TOO_MUCH], ids=count())
def test_what_is_refused(pattern: str, flags: str, said: str) -> None:
    """What is no pattern of XPath, or cannot be evaluated, is refused with the reason and the place."""
    with pytest.raises(BadPattern, match=re.escape(said)):
        regex(pattern, flags)


SIGNS = "aAbB1-_ \n"
ATOMS = [*"aAb1-_.", "[ab]", "[^a]", "[b-]", "[^_\\n]", "\\d", "\\n", "[a-b-[b]]"]
COUNTS = ["?", "*", "+", "{2}", "{0}", "{1,2}", "{0,3}", "{2,}", "*?", "+?"]


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.lists(inner, max_size=4).map("".join)
        | st.lists(inner, min_size=1, max_size=3).map(lambda each: f"({'|'.join(each)})")
        | st.tuples(inner, st.sampled_from(COUNTS)).map(lambda each: f"(?:{each[0]}){each[1]}")
    )


def patterns(*more: str) -> st.SearchStrategy[str]:
    """Patterns in which every sign of XPath stands somewhere."""
    atoms = st.sampled_from([*ATOMS, *more])
    body = st.recursive(atoms | st.tuples(atoms, st.sampled_from(COUNTS)).map("".join), _larger, max_leaves=8)
    return st.tuples(st.sampled_from(["", "^"]), body, st.sampled_from(["", "$"])).map("".join)


TEXTS = st.text(SIGNS, max_size=12)


def _holds(edge: ex.Edge, text: str, at: int) -> bool:
    """Whether a place is the edge that XPath speaks of (F&O 5.6.2, flag m)."""
    if at in (0, len(text)) and (at == len(text) if edge.end else at == 0):
        return not (edge.of_line and edge.end and text.endswith("\n"))
    if not edge.of_line:
        return False
    return text[at : at + 1] == "\n" if edge.end else text[at - 1] == "\n" and at < len(text)


def ends(node: ex.Node, text: str, starts: frozenset[int]) -> frozenset[int]:
    """Where the matches end that start at some places: the meaning of an expression, as plainly as can be."""
    match node:
        case ex.Characters(ranges=ranges):
            held = (at for at in starts if at < len(text) and any(low <= ord(text[at]) <= up for low, up in ranges))
            return frozenset(at + 1 for at in held)
        case ex.Edge():
            return frozenset(at for at in starts if _holds(node, text, at))
        case ex.Parts(parts=parts):
            return reduce(lambda found, part: ends(part, text, found), parts, starts)
        case ex.Choice(branches=branches):
            return frozenset().union(*(ends(branch, text, starts) for branch in branches))
        case ex.Group(part=part):
            return ends(part, text, starts)
        case ex.Repeat(part=part, least=least, most=most):
            found = starts
            for _ in range(least):
                found = ends(part, text, found)
            for _ in range(len(text) + 1 if most is None else most - least):
                found |= ends(part, text, found)
            return found
    raise AssertionError(node)


@given(patterns("^", "$"), st.sets(st.sampled_from("smi")), TEXTS)
@example("\\n^(a|)*$", {"m"}, "a\n")
@example("(a|[^_])+$", {"m"}, "a_\n")
@example("^-?$", {"m"}, "\n\n")
def test_what_expressions_mean(pattern: str, flags: set[str], text: str) -> None:
    """An expression matches exactly where its meaning, worked out place by place, says so."""
    expression = read(pattern, "".join(sorted(flags)))
    meant = bool(ends(expression, text, frozenset(range(len(text) + 1))))
    assert matcher(pattern, "".join(sorted(flags)))(text) is meant
    assert (linear(expression)(text) is not None) is meant


@given(patterns("^", "$"), st.sets(st.sampled_from("smi")), st.lists(TEXTS, min_size=1, max_size=5))
def test_the_engines_agree(pattern: str, flags: set[str], texts: list[str]) -> None:
    """Where either engine may be asked, both say the same."""
    expression = read(pattern, "".join(sorted(flags)))
    assume(harmless(expression, 32))
    one, other = backtracking(expression), linear(expression)
    assert [one(text) is not None for text in texts] == [other(text) is not None for text in texts]


def _asked(pattern: str, flags: str, text: str) -> bool:
    """What pyoxigraph's REGEX says."""
    words = (
        '"' + each.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'
        for each in (text, pattern, flags)
    )
    return bool(pyoxigraph.Store().query(f"ASK {{ FILTER(REGEX({', '.join(words)})) }}"))


@given(patterns("^", "$", "\\S", "\\.", "\\p{Lu}", "(?:a|b)").filter(lambda each: "-[" not in each), TEXTS)
def test_another_engine_agrees(pattern: str, text: str) -> None:
    """What XPath and Rust write alike matches as in pyoxigraph, with any case and whatever the dot stands for."""
    for flags in ("", "s"):
        assert matcher(pattern, flags)(text) is _asked(pattern, flags, text)
    if "Lu" not in pattern:  # there case bears on a category
        assert matcher(pattern, "i")(text) is _asked(pattern, "i", text)


class TooManyStepsError(Exception):
    """More parts were tried than a bound allows."""


class Steps:
    """How many parts have been tried."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self) -> None:
        """One step more."""
        self.left -= 1
        if self.left < 0:
            raise TooManyStepsError


def tried(  # noqa: PLR0912 - one branch for each kind of part
    node: ex.Node, text: str, at: int, held: dict[int, str], steps: Steps
) -> Iterator[int]:
    """Where the matches from a place end, in the order in which going back and trying the next finds them."""
    steps.take()
    match node:
        case ex.Characters(ranges=ranges):
            if at < len(text) and any(low <= ord(text[at]) <= up for low, up in ranges):
                yield at + 1
        case ex.Edge():
            if _holds(node, text, at):
                yield at
        case ex.Parts(parts=parts):
            for end in tried(parts[0], text, at, held, steps) if parts else ():
                yield from tried(ex.in_a_row(parts[1:]), text, end, held, steps)
            if not parts:
                yield at
        case ex.Choice(branches=branches):
            for branch in branches:
                yield from tried(branch, text, at, held, steps)
        case ex.Group(part=part, number=number):
            for end in tried(part, text, at, held, steps):
                held[number] = text[at:end]
                yield end
        case ex.Again(number=number):
            if text.startswith(held.get(number, ""), at):
                yield at + len(held.get(number, ""))
        case ex.Repeat(part=part, least=least, most=most):
            for end in tried(part, text, at, held, steps) if most != 0 else ():
                rest = ex.repeat(part, max(0, least - 1), None if most is None else most - 1)
                yield from tried(rest, text, end, held, steps) if end > at or least else ()
            if not least:
                yield at


def search(pattern: str, flags: str, text: str, ways: int = 64) -> bool:
    """Whether a text matches, by going back in no more steps than a harmless expression may take.

    Each of its ways tries every part at every place once. A row or a repeat is a part at each step of it.
    """
    expression = read(pattern, flags)
    steps = Steps(ways * 3 * (len(text) + 1) * sum(1 for _ in ex.every(expression)))
    starts = range(len(text) + 1)
    return any(next(tried(expression, text, start, {}, steps), None) is not None for start in starts)


BACK = patterns("\\1").map(lambda pattern: "^([ab]-?)" + pattern.removeprefix("^"))


@given(patterns("^", "$") | BACK, st.sampled_from(["", "m"]), st.text("ab-\n", max_size=40))
@example("^a+(-a+)*$", "", "a-" * 20)
@example("^(?:a|b)*-$", "", "ab" * 20)
@example("^(?:a|ab|abb){3}-*$", "", "abb" * 10)
@example("^a*$|^b*$|^-+", "", "b" * 39 + "a")
@example("(a?){5}b", "", "a" * 40)
@example("^([ab]+)(?:-\\1)*$", "", "aab-aab-aaa")
def test_harmless_expressions_take_few_steps(pattern: str, flags: str, text: str) -> None:
    """Going back in an expression that is taken for harmless is bounded by the length of the text."""
    assume(harmless(read(pattern, flags)))
    assert search(pattern, flags, text) is matcher(pattern, flags)(text)


@given(patterns("^", "$"), st.sampled_from(["", "m"]), st.text("ab-\n", max_size=32))
@example("^.+-.+-.+$", "", "-" * 31 + "\n")
@example("[ab]+-$", "", "ab" * 16)
def test_short_texts_take_few_steps(pattern: str, flags: str, text: str) -> None:
    """Going back in an expression that is taken for harmless for short texts is bounded too."""
    expression = read(pattern, flags)
    assume(harmless(expression, 32))
    found = search(pattern, flags, text, 1200)
    assert found is (backtracking(expression)(text) is not None) is matcher(pattern, flags)(text)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(a?){20}a{20}$", "^(a*)*$", "^(a+b?)+$"])
def test_evil_expressions_are_told(pattern: str) -> None:
    """An expression for which going back takes too many steps is not taken for harmless, even for short texts."""
    assert not harmless(read(pattern, ""), 32)
    with pytest.raises(TooManyStepsError):
        search(pattern, "", "a" * 19 + "-")


EVIL = """
from samsyn.engine.patterns import matcher
text = "a" * 100_000 + "!"
for pattern in (
    "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "(a+)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){20}!!", "^(.*,)*$",
    "a*a*a*a*a*a*b", "^(a?){50}a{50}$", "(x+x+)+y", "[a-z]+$", "(?:a{0,9}){9}b", "^([a-zA-Z0-9])(([-.]|[_]+)?"
    "([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$", "^[a-z]+(-[a-z]+)*$",
    "^(a-?)*$", "a{1,63}b",
):
    assert not matcher(pattern, "")(text), pattern
    assert not matcher(pattern, "ms")(text), pattern
"""


def test_no_pattern_hangs() -> None:
    """Patterns known to stop other engines for ages are done in seconds, with long texts too."""
    subprocess.run([sys.executable, "-c", EVIL], check=True, timeout=60)


def test_re2_is_quiet_and_comes_late() -> None:
    """The larger engine is loaded for the first pattern that needs it, and writes nothing of what it refuses."""
    told = (
        "import sys\nfrom samsyn.engine.patterns import BadPattern, matcher\nmatcher('^[a-z]+(-[a-z]+)*$', '')\n"
        "assert 're2' not in sys.modules\nassert matcher('^(.*)x(.*)$', '')('axb')\nassert 're2' in sys.modules\n"
        "try:\n    matcher('x*(x[\\\\w]{500}){2}y', '')\nexcept BadPattern:\n    sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", told], check=False, timeout=60, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (7, b"", b"")


def test_categories_are_those_of_unicode() -> None:
    """The stretches that are looked at once have one category from end to end, and no sign is left out."""
    names = {unicodedata.category(chr(code)) for code in range(LAST + 1)} - {"Cs"}
    for name in names:
        assert all(
            unicodedata.category(chr(code)) == name for first, last in category(name) or () for code in (first, last)
        )
    counted = sum(last - first + 1 for name in names for first, last in category(name) or ())
    assert counted == LAST + 1 - 2048
