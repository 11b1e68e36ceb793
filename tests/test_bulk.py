"""Many graphs in one file: each is judged as if it stood alone, however the file is cut."""

import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import count as numbers
from pathlib import Path
from random import Random

import pytest
from hypothesis import strategies as st

import samsyn
from samsyn import bulk
from samsyn.engine import Rules
from samsyn.errors import BadInput, FileTrouble, NotRdf, SamsynError, TooLarge, WrongEncoding
from samsyn.model import Result
from test_laws import examples, for_all

SHAPES = b"""
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Shape a sh:NodeShape ; sh:targetSubjectsOf ex:p ;
    sh:property [ sh:path ex:p ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path ex:q ; sh:minCount 1 ] .
"""
TERMS = ("<https://example.org/a>", "<https://example.org/b>", "_:x", "_:y", "_:z")
TEXTS = ('"text"', '"two words ."@en', '"<https://example.org/g1>"', '"\u00e5\u00e4\u00f6"', '"1"^^<urn:x:kind>', '""')
ODD_TEXTS = (r'"a \"quote\" <g>"', r'"back \\"', '"tab\there"', r'"\u00e9"', '"near"@x-private', '"\u00a0"')
PREDICATES = ("<https://example.org/p>", "<https://example.org/p>", "<https://example.org/q>")
#: the name of a graph, and ways to write it
NAMES = (
    ("<https://example.org/g{}>", "<https://example.org/g{}>"),
    ("_:g{}", "_:g{}"),
    ("<https://example.org/\u00e9{}>", "<https://example.org/\u00e9{}>", r"<https://example.org/\u00e9{}>"),
    ("<urn:g:{}:a.b>", "<urn:g:{}:a.b>"),
    ("_:g.{}", "_:g.{}"),
)
Judged = list[tuple[str | None, tuple[Result, ...]]]


@pytest.fixture(scope="module")
def rules() -> Rules:
    """Shapes that find something in most graphs."""
    return samsyn.compile(SHAPES, "turtle")


@dataclass
class Dump:
    """A file of graphs: its bytes, and each graph as a document of its own."""

    data: bytes
    graphs: list[tuple[str | None, bytes]]

    def alone(self, rules: Rules) -> Judged:
        """What each graph comes to by itself."""
        return [(name, samsyn.shacl(data, rules, "n-triples").results) for name, data in self.graphs]


class Writer:
    """Writes graphs as programs do, or, the larger `odd`, as the standard allows."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.odd = chance.choice((0, 0, 0.02, 0.3))

    def either(self, usual: str, *others: str) -> str:
        """What programs write, or now and then what they do not."""
        return self.chance.choice(others) if self.chance.random() < self.odd else usual

    def statement(self) -> tuple[str, str, str]:
        """A subject, a predicate and an object."""
        value = self.chance.choice((self.chance.choice(TERMS), self.either(self.chance.choice(TEXTS), *ODD_TEXTS)))
        return self.chance.choice(TERMS), self.chance.choice(PREDICATES), value

    def line(self, *terms: str) -> str:
        """A statement as a line."""
        named = any(each.startswith("_:") for each in terms)
        text = self.either(" ", "\t", "   ", " " if named else "").join(terms)
        return text + self.either(" .", "  ." if named else ".", " . # behind", " .\t") + self.either("\n", "\r\n")

    def between(self) -> str:
        """What states nothing."""
        return self.either("", "\n", "# A remark.\n", "  \n", "# <a> <b> <c> <d> .\n", "\r\n")

    def dump(self, most: int = 8) -> Dump:
        """Some graphs, each with its lines together; one at most without a name."""
        text, graphs = self.between(), list[tuple[str | None, bytes]]()
        unnamed = self.chance.choice((None, None, self.chance.randrange(most)))
        for number in range(self.chance.randint(1, most)):
            name, *ways = (each.format(number) for each in self.chance.choice(NAMES if self.odd else NAMES[:2]))
            said = [self.statement() for _ in range(self.chance.choice((1, 1, 2, 5, 30)))]
            for each in said:
                graph = () if number == unnamed else (self.chance.choice(ways),)
                text += self.line(*each, *graph) + self.between()
            alone = "".join(f"{s} {p} {o} .\n" for s, p, o in said)
            graphs.append((None if number == unnamed else name, alone.encode()))
        text = self.either("", "\ufeff") + self.either(text, text.rstrip("\r\n"))
        return Dump(text.encode(), graphs)


def sizes(monkeypatch: pytest.MonkeyPatch, chance: Random) -> None:
    """Lets files be cut into parts, and parts read, at any size."""
    monkeypatch.setattr(bulk, "_PART", chance.choice((1, 50, 300, 1000, 1 << 24)))
    monkeypatch.setattr(bulk, "_CHUNK", chance.choice((1, 40, 200, 1000, 1 << 21)))
    monkeypatch.setattr(bulk, "_WINDOW", chance.choice((1, 16, 100, 1 << 12)))


@examples(80)
def test_each_graph_is_judged_as_if_alone(
    count: int, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the file, whatever stands between graphs and lines, and wherever the file is cut."""
    file = tmp_path / "dump.nq"

    def law(seed: int) -> None:
        chance = Random(seed)
        dump = Writer(chance).dump()
        file.write_bytes(dump.data)
        expected = dump.alone(rules)
        for _ in range(2):
            sizes(monkeypatch, chance)
            assert list(samsyn.shacl_stream(file, rules)) == expected, dump.data

    for_all(count, law, st.integers(0, 2**64))


def many(graphs: int) -> Dump:
    """A file as a program writes it, with so many graphs."""
    writer = Writer(Random(graphs))
    writer.odd = 0
    text, alone = "", list[tuple[str | None, bytes]]()
    for number in range(graphs):
        name, said = f"<https://example.org/g{number}>", [writer.statement() for _ in range(number % 5 + 1)]
        text += "".join(writer.line(*each, name) for each in said)
        alone.append((name, "".join(writer.line(*each) for each in said).encode()))
    return Dump(text.encode(), alone)


def test_several_processes_find_what_one_finds(rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the same order; what is wrong with the file is told alike, with its line."""
    file, dump = tmp_path / "dump.nq", many(400)
    file.write_bytes(dump.data)
    monkeypatch.setattr(bulk, "_PART", len(dump.data) // 20)
    assert list(samsyn.shacl_stream(file, rules, jobs=2)) == list(samsyn.shacl_stream(file, rules)) == dump.alone(rules)
    file.write_bytes(dump.data + b"wrong")
    told = []
    for jobs in (1, 2):
        with pytest.raises(NotRdf) as caught:
            list(samsyn.shacl_stream(file, rules, jobs=jobs))
        told.append((str(caught.value), caught.value.where))
    assert told[0] == told[1]
    assert told[0][1].line == dump.data.count(b"\n") + 1


@pytest.mark.parametrize("part", [200, 1 << 24])
def test_a_graph_that_comes_back_is_told_at_the_end(
    part: int, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every part of it is judged; then the file is refused, since no part was judged with the others."""
    monkeypatch.setattr(bulk, "_PART", part)
    file, dump = tmp_path / "dump.nq", many(50)
    first = dump.data[: dump.data.index(b"\n") + 1]
    file.write_bytes(dump.data + first)
    found: Judged = []
    with pytest.raises(BadInput, match="do not stand together") as caught:
        found.extend(samsyn.shacl_stream(file, rules))
    assert caught.value.where.name == str(file)
    assert found == [*dump.alone(rules), (dump.graphs[0][0], samsyn.shacl(dump.graphs[0][1], rules, "nt").results)]


WRONG: list[tuple[bytes, type[SamsynError], str]] = [
    (b"<https://example.org/a> <https://example.org/p> .", NotRdf, "The object"),
    (b"<https://example.org/a> <https://example.org/p> <https://example.org/b> <https://example.org/g>", NotRdf, "dot"),
    (b"wrong", NotRdf, "n-quads"),
    (
        b'<https://example.org/a> <https://example.org/p> "open <https://example.org/g> .',
        NotRdf,
        "Line jumps|end of file",
    ),
    (b'<https://example.org/a> <https://example.org/p> "\xff" <https://example.org/g> .', WrongEncoding, "0xff"),
    (b"<a> <https://example.org/p> <https://example.org/b> <https://example.org/g> .", NotRdf, "IRI"),
    (b'<https://example.org/a> <https://example.org/p> "x" "y" .', NotRdf, "n-quads"),
]


@pytest.mark.parametrize(("line", "error", "said"), WRONG, ids=numbers())
def test_what_is_wrong_is_told_with_its_line_in_the_file(
    line: bytes, error: type[SamsynError], said: str, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever part or chunk of the file it is in, at its start, in the middle and at its end."""
    file, lines = tmp_path / "dump.nq", many(40).data.splitlines(keepends=True)
    for size in (1, 70, 500, 1 << 24):
        monkeypatch.setattr(bulk, "_PART", size)
        monkeypatch.setattr(bulk, "_CHUNK", max(size // 3, 1))
        for place in (0, 1, 50, len(lines)):
            file.write_bytes(b"".join((*lines[:place], line, b"\n", *lines[place:])))
            with pytest.raises(error, match=said) as caught:
                list(samsyn.shacl_stream(file, rules))
            assert (caught.value.where.name, caught.value.where.line) == (str(file), place + 1 + (said == "dot"))


def nested(depth: int) -> bytes:
    """A statement about a statement about a statement."""
    return b"<<( <urn:x:a> <urn:x:b> " * depth + b"<urn:x:c>" + b" )>>" * depth


@pytest.mark.parametrize(
    ("value", "error", "said"),
    [
        (b'"x"@en--ltr', NotRdf, "RDF 1.2"),
        (b"<<( <urn:x:a> <urn:x:b> <urn:x:c> )>>", NotRdf, "RDF 1.2"),
        (nested(201), TooLarge, "nested"),
    ],
)
def test_what_is_refused_of_one_graph_is_refused_of_many(
    value: bytes, error: type[SamsynError], said: str, rules: Rules, tmp_path: Path
) -> None:
    """What is new in RDF 1.2, and what is nested so deep that a parser dies of it."""
    file, line = tmp_path / "dump.nq", b"<urn:x:a> <https://example.org/p> " + value
    file.write_bytes(line + b" <urn:x:g> .\n")
    with pytest.raises(error, match=said) as caught:
        list(samsyn.shacl_stream(file, rules))
    assert caught.value.where.name == str(file)
    with pytest.raises(error, match=said):
        samsyn.shacl(line + b" .\n", rules, "n-triples")


def test_no_depth_ends_the_process(tmp_path: Path) -> None:
    """What is nested a hundred thousand deep is refused before the parser sees it."""
    file = tmp_path / "dump.nq"
    file.write_bytes(b"<urn:x:a> <urn:x:b> " + nested(100_000) + b" <urn:x:g> .\n")
    command = [sys.executable, "-c", AT_LENGTH, str(file), SHAPES.decode()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "TooLarge" in done.stderr


def test_what_cannot_be_read_in_parts_is_refused(rules: Rules, tmp_path: Path) -> None:
    """A file that is missing, a folder, and what has no size beforehand; never are they taken for no graphs."""
    os.mkfifo(tmp_path / "pipe.nq")
    for name in ("missing.nq", ".", "pipe.nq"):
        with pytest.raises(FileTrouble) as caught:
            list(samsyn.shacl_stream(tmp_path / name, rules))
        assert caught.value.where.name == str(tmp_path / name)


@pytest.mark.parametrize("text", ["", "\n", "# A remark.\n\n", "\ufeff", "\ufeff# A remark."])
def test_a_file_that_states_nothing_holds_no_graphs(text: str, rules: Rules, tmp_path: Path) -> None:
    """Neither a byte order mark nor remarks are a graph."""
    file = tmp_path / "dump.nq"
    file.write_bytes(text.encode())
    assert list(samsyn.shacl_stream(file, rules)) == []


def test_a_graph_larger_than_any_part_is_judged_as_a_whole(
    rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read once, in however many pieces."""
    file, said = (
        tmp_path / "dump.nq",
        [f"<urn:x:n{place}> <https://example.org/q> _:b{place}" for place in range(30_000)],
    )
    text = "".join(f"{each} <urn:x:g> .\n" for each in (*said, "<urn:x:n0> <https://example.org/p> <urn:x:n1>"))
    file.write_text(text + "<urn:x:a> <https://example.org/p> <urn:x:b> <urn:x:h> .")
    monkeypatch.setattr(bulk, "_PART", 20_000)
    monkeypatch.setattr(bulk, "_CHUNK", 1000)
    found = list(samsyn.shacl_stream(file, rules))
    assert [(name, len(results)) for name, results in found] == [("<urn:x:g>", 0), ("<urn:x:h>", 1)]


AT_LENGTH = """
import pathlib, resource, samsyn, sys
file, shapes = sys.argv[1:]
count = sum(1 for _ in samsyn.shacl_stream(file, samsyn.compile(shapes.encode(), "turtle")))
status = pathlib.Path("/proc/self/status")
told = status.read_text().partition("VmHWM:")[2].split()[0] if status.exists() else ""
print(count, told or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_a_large_file_takes_no_more_memory(tmp_path: Path) -> None:
    """Of forty megabytes, less than a hundred are ever held, with all that Python and the engine take."""
    dump = tmp_path / "dump.nq"
    line = '<https://example.org/a{}> <https://example.org/{}> "some text of some length" <https://example.org/g{}> .\n'
    with dump.open("w") as file:
        for number in range(4000):
            file.writelines(line.format(place, "pq"[place > 0], number) for place in range(100))
    assert dump.stat().st_size > 40_000_000
    command = [sys.executable, "-c", AT_LENGTH, str(dump), SHAPES.decode()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    count, kilobytes = map(int, done.stdout.split())
    assert count == 4000
    assert 10_000 < kilobytes < 100_000
