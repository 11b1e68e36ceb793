"""Plain documents: what is read without the parser is read as the parser reads it, and what it refuses never is."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, groupby, pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import strategies as st

from samsyn.engine import Graph
from samsyn.engine.graph import UNSAID
from samsyn.errors import SamsynError
from samsyn.store import parse, plain
from samsyn.store.formats import rdf_format
from samsyn.terms import Term
from test_laws import examples, for_all

FOLDER = Path(__file__).parent / "cases" / "turtle"
ROOT = FOLDER.parents[2]
OURS = sorted(file for name in ("ontology", "shapes", "data", "tests/cases") for file in (ROOT / name).rglob("*.ttl"))
CASES = sorted(file for file in FOLDER.iterdir() if file.suffix != ".json")
#: how prefixes, terms and what stands between them may be written: plainly, and otherwise, rightly or wrongly
WORDS: dict[str, dict[str, list[str]]] = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))
SIGNS = [*WORDS["part"]["sign"], *(word for words in WORDS["other"].values() for word in words)]
PREFIX = b"@prefix ex: <https://example.org/> .\n"
A, P, B = b"<https://example.org/a>", b"<https://example.org/p>", b"<https://example.org/b>"
#: everything that a graph is to its readers: subjects, predicates and values in their order
Index = list[tuple[Term, list[tuple[Term, list[Term]]]]]
#: the graphs of a document by name, those of Turtle and N-Triples by none
Read = list[tuple[Term | None, Index]]


def line(*words: bytes) -> bytes:
    """A statement on a line."""
    return b" ".join((*words, b".\n"))


def index(graph: Graph) -> Index:
    """A graph in its order."""
    return [(subject, list(said.items())) for subject, said in graph.out.items()]


@dataclass(frozen=True)
class Way:
    """How documents with a suffix are read plainly, and how by the parser."""

    plainly: Callable[[bytes], Read]
    by_parser: Callable[[bytes], Read]

    def read(self, data: bytes) -> Read | None:
        """What is read plainly; None where the document is not plain."""
        try:
            return self.plainly(data)
        except plain.NotPlain:
            return None

    def judge(self, data: bytes) -> bool:
        """Whether a document is plain; fails where it is read otherwise than by the parser, or is refused by it."""
        found = self.read(data)
        if found is None:
            return False
        try:
            assert found == self.by_parser(data), data
        except (SamsynError, SyntaxError, ValueError) as error:
            raise AssertionError(f"the parser refuses {data!r}: {error}") from error
        return True


def parsed(suffix: str) -> Callable[[bytes], Read]:
    """The parser of one graph."""
    form = rdf_format(suffix)
    return lambda data: [(None, index(Graph.of_lines(parse.lines(data, form), "b")))]


def parsed_graphs(data: bytes) -> Read:
    """The graphs of N-Quads by the parser, each by itself."""
    found = groupby(parse.quads(data, rdf_format("nq")), key=lambda quad: quad[3])
    lines = ((name, "".join(f"{s} {p} {o} .\n" for s, p, o, _ in quads)) for name, quads in found)
    return [(name, index(Graph.of_lines([text], "b"))) for name, text in lines]


WAYS = {
    ".ttl": Way(lambda data: [(None, index(plain.turtle(data, "b")))], parsed(".ttl")),
    ".nt": Way(lambda data: [(None, index(plain.triples(data, "b")))], parsed(".nt")),
    ".nq": Way(lambda data: [(name, index(graph)) for name, graph in plain.quads(data)], parsed_graphs),
}


# Cases


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.name)
def test_cases_are_read_as_by_the_parser(file: Path) -> None:
    """Every plain style is read plainly, every other by the parser; so is each document with other line breaks."""
    way, data = WAYS[file.suffix], file.read_bytes()
    assert way.by_parser(data)
    assert way.judge(data) is file.name.startswith("plain-")
    assert way.read(data.replace(b"\n", b"\r")) is None
    way.judge(data.replace(b"\n", b"\r\n"))


def test_files_of_ours_are_read_as_by_the_parser() -> None:
    """Of the ontology, the shapes, the data and the cases, some are plain."""
    assert sum(WAYS[".ttl"].judge(file.read_bytes()) for file in OURS) > 10


GRAPH: dict[str, list[bytes]] = {".ttl": [], ".nt": [], ".nq": [B]}
TEXTS = [b'"x"@' + tag for tag in (b"a", b"x", b"i-x", b"en-a", b"en-12", b"abcde-fgh", b"en-GB-GB")]
TEXTS += [b'"a tab\tin it"', b'"a return\rin it"', b'"a line\nbreak in it"', b'"a form\ffeed in it"']
ONLY_THE_PARSER = [
    *((suffix, line(A, P, text, *graph)) for text in TEXTS for suffix, graph in GRAPH.items()),
    *((suffix, line(A, word, B, *GRAPH[suffix])) for word in (b"a", b".", b"]", b"_:a") for suffix in (".nt", ".nq")),
    *((".nt", line(b"", P, B) + after) for after in (b"", line(A, P, B))),
    *((".nq", line(A, P, B, name)) for name in (b"true", b"1", b"a", b"_:-", b'"x"')),
    (".nq", line(b"", P, B, A) + line(A, P, B, A)),
]


@pytest.mark.parametrize(("suffix", "data"), ONLY_THE_PARSER, ids=count())
def test_what_only_the_parser_can_judge_is_left_to_it(suffix: str, data: bytes) -> None:
    """Tags of rare kinds, tabs and returns in strings, words of Turtle in lines, lines without a subject."""
    assert WAYS[suffix].read(data) is None
    assert UNSAID == {}


@pytest.mark.parametrize("before", [b"ex:a _:x ex:b .\n", b'ex:a ex:p "1"^^_:x .\n', b"ex:a ex:p true , a .\n"])
def test_a_document_is_read_alike_whatever_was_read_before(before: bytes) -> None:
    """What is remembered of names under some prefixes is right in every place where a name can stand."""
    way = WAYS[".ttl"]
    assert way.read(PREFIX + before) is None
    for after in (b"ex:a ex:p _:x .\n", b"_:x ex:p true .\n", b"true ex:p ex:a .\n", b"ex:a true ex:p .\n"):
        way.judge(PREFIX + after)
    assert way.judge(PREFIX + b"_:y ex:p _:x .\n")


@pytest.mark.parametrize("suffix", WAYS)
def test_bytes_that_are_no_text_are_not_plain(suffix: str) -> None:
    """Byte order marks, halves of pairs, what is no character and bytes that are not UTF-8 go to the parser."""
    way, graph = WAYS[suffix], GRAPH[suffix]
    assert way.judge(line(A, P, '"a\u00a0\u0085\u2028\ufeff\U0001fffe"'.encode(), *graph))
    for each in (b"\0", b"\x0c", b"\x0b", b"\x1c", b"\x7f", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbf\xbe"):
        assert way.read(line(A, P, b'"' + each + b'"', *graph)) is None
        assert way.read(line(A, P, B, *graph) + each) is None
    for each in (b"\xef\xbb\xbf", "\u00a0".encode(), "\u0085".encode(), "\u2028".encode()):
        assert way.read(each + line(A, P, B, *graph)) is None


@pytest.mark.parametrize("data", [b"", b" \n", b"# a\n", PREFIX, b".", b"\n.\n", b" .\n", b'"', b"[]", b"[] .\n"])
def test_where_nothing_is_stated_nothing_is_plain(data: bytes) -> None:
    """The parser tells whether a document is empty or wrong."""
    assert [suffix for suffix, way in WAYS.items() if way.read(data) is not None] == []


# Documents at random


class Writer:
    """Writes Turtle in a style of its own; `other` is how often a word is not plain."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.other = chance.choice((0, 0, 0.01, 0.05))
        self.tight = chance.random() < 0.3

    def word(self, *kinds: str) -> str:
        """A word of one of some kinds."""
        way = "other" if self.chance.random() < self.other else "plain"
        return self.chance.choice(WORDS[way][self.chance.choice(kinds)])

    def node(self) -> str:
        """What may be a subject; seldom what may not."""
        return self.word(*WORDS["plain"]) if self.chance.random() < self.other else self.word("iri", "name", "label")

    def value(self) -> Iterator[str]:
        """What may be an object, in pieces."""
        kind = self.chance.random()
        if kind < 0.2:
            yield from ("[", *(self.said() if self.chance.random() < 0.7 else ()), "]")
        elif kind < 0.5:
            yield self.word("string") + (self.word("tail") if self.chance.random() < 0.4 else "")
        else:
            yield self.word("value") if kind < 0.65 else self.node()

    def said(self) -> Iterator[str]:
        """Predicates and their objects, in pieces."""
        for place in range(self.chance.choice((1, 1, 1, 2, 3))):
            yield from (";",) if place else ()
            yield self.chance.choice(("a", self.word("iri", "name"), self.word("iri", "name")))
            yield from self.value()
            while self.chance.random() < 0.25:
                yield from (",", *self.value())
        if self.chance.random() < 0.15:
            yield ";"

    def joined(self, pieces: list[str]) -> str:
        """Pieces with what stands between them."""
        text = pieces[0]
        for one, other in pairwise(pieces):
            if not self.tight or not {one, other} & {*";,[]."}:
                text += " " if self.chance.random() < 0.8 else self.word("gap")
            text += other
        return text

    def document(self) -> bytes:
        """A few statements below a few prefixes."""
        text = "".join(WORDS["plain"]["prefix"][:3])
        text += "".join(self.word("prefix") for _ in range(self.chance.choice((0, 0, 1, 2))))
        for _ in range(self.chance.randint(1, 4)):
            text += self.joined([self.node(), *self.said(), "."])
            text += "\n" if self.chance.random() < 0.9 else self.word("gap", "prefix")
        return text.encode("utf-8", "surrogatepass")


def spoilt(chance: Random, data: bytes) -> bytes:
    """A document in which a few signs or words are lost, put in, doubled or in another's place."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if chance.random() < 0.5:
            start = chance.randint(0, len(data))
            end = start + chance.choice((0, 0, 1, 1, 2, 9))
            data = data[:start] + chance.choice((b"", data[start:end] * 2, chance.choice(SIGNS).encode())) + data[end:]
        else:
            words = re.findall(rb'"[^"\n]*"|<[^>\n]*>|[\w:-]+|\s+|.', data, re.DOTALL) or [b""]
            place, other = chance.randrange(len(words)), chance.randrange(len(words))
            one = chance.choice((words[place], words[other], b""))
            words[place], words[other] = words[other], one
            data = b"".join(words)
    return data


def seeds(suffix: str) -> list[bytes]:
    """The cases with a suffix, whole and a line at a time, and plain files of ours."""
    whole = [file.read_bytes() for file in CASES if file.suffix == suffix]
    heads = [b"".join(line for line in data.splitlines(True) if line.startswith(b"@prefix")) for data in whole]
    lines = [(head, line) for head, data in zip(heads, whole, strict=True) for line in data.splitlines(True)]
    ours = [data for data in (file.read_bytes() for file in OURS) if len(data) < 2000 and WAYS[suffix].read(data)]
    return [*whole, *ours, *(head + line for head, line in lines if line.endswith(b".\n") and line[:1] != b"@")]


def plain_share(count: int, monkeypatch: pytest.MonkeyPatch, judge: Callable[[Random], bool]) -> float:
    """How many of very many documents are plain; each is taken whole or a few statements at a time."""
    found: list[bool] = []

    def law(seed: int) -> None:
        chance = Random(seed)
        for _ in range(20):
            monkeypatch.setattr(plain, "_CHUNK", chance.choice((1 << 20, 1, 40, 150)))
            found.append(judge(chance))

    for_all(count, law, st.integers(0, 2**64))
    return sum(found) / len(found)


@examples(150)
def test_documents_in_every_style_are_read_as_by_the_parser(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefixes, signs, remarks, brackets, strings and numbers however they are written; many of them plain."""
    assert 0.2 < plain_share(count, monkeypatch, lambda chance: WAYS[".ttl"].judge(Writer(chance).document())) < 0.8


@examples(100)
@pytest.mark.parametrize("suffix", WAYS)
def test_documents_with_faults_are_read_as_by_the_parser(
    suffix: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign lost, put in, or in another's place: what the parser refuses is not plain."""
    known = seeds(suffix)

    def judge(chance: Random) -> bool:
        fresh = suffix == ".ttl" and chance.random() < 0.3
        return WAYS[suffix].judge(spoilt(chance, Writer(chance).document() if fresh else chance.choice(known)))

    assert 0.02 < plain_share(count, monkeypatch, judge) < 0.8


# Time


def read_at_length() -> int:
    """How many documents are plain of those of many equal signs, or words."""
    found = 0
    for sign in WORDS["part"]["repeated"]:
        many = (sign * (400_000 // len(sign))).encode()
        found += WAYS[".ttl"].read(PREFIX + many) is not None
        found += WAYS[".ttl"].read(line(A, P, many)) is not None
        found += WAYS[".nt"].read(line(A, P, b'"' + many + b'"')) is not None
        found += WAYS[".nq"].read(line(A, P, b'"' + many, many)) is not None
    return found


def test_no_document_takes_long() -> None:
    """Whatever is in a document, the time to see whether it is plain grows no faster than its length."""
    command = [sys.executable, "-c", "import test_plain; print(test_plain.read_at_length())"]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) > 10
