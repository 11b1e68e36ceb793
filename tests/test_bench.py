"""The benchmark measures what it says: data that stay the same, engines that can be compared, a true report."""

import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest

import samsyn

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the benchmark is no part of the package

from bench import (  # noqa: E402
    agree,
    chart,
    gen,
    own,
    processes,
    questions,
    report,
    service_record,
    service_report,
    streams,
)
from bench.abuse import Pressure  # noqa: E402
from bench.course import MINUTE, Course, Extent  # noqa: E402
from bench.figures import figures  # noqa: E402
from bench.loading import CENTRES  # noqa: E402
from bench.loads import Job  # noqa: E402
from bench.own_service import Again, Assessed, Loaded, OwnService  # noqa: E402
from bench.peers import PEERS, Format, Key, keys  # noqa: E402
from bench.processes import Measure, NotMeasured  # noqa: E402
from bench.record import FLOOR, OURS, SHACL_RS, Absence, Agreement, Record, Row, Run  # noqa: E402
from bench.service_record import TEN, TRIVIAL, Beside, ServiceRecord, Turn  # noqa: E402

SHAPES = ROOT / "bench" / "shapes.ttl"


@pytest.fixture(autouse=True)
def _loggers() -> Iterator[None]:
    """What an adapter silences speaks again for other tests."""
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    before = [logger.disabled for logger in loggers]
    yield
    for logger, disabled in zip(loggers, before, strict=True):
        logger.disabled = disabled


def with_defect(defect: str | None) -> gen.Centre:
    """The first centre that has a defect, or the first without any."""
    return next(found for number in range(2_000) if (found := gen.centre(number)).defect == defect)


def found_by(peer: str, data: bytes, format: Format = "turtle") -> list[Key]:
    """What an engine finds."""
    return list(keys(PEERS[peer](SHAPES).judge(data, format)))


@pytest.mark.parametrize("number", range(12))
def test_a_made_up_centre_of_our_own_says_nothing_of_anybody(number: int) -> None:
    """It is a sound description in our vocabulary, always the same, in which no word and no page is a real one."""
    data = own.turtle(number)
    own._patterns.cache_clear()
    assert data == own.turtle(number) != own.turtle(number + 1)
    for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE):
        value = quad.object
        if isinstance(value, pyoxigraph.NamedNode):
            known = value.value.startswith(("https://w3id.org/samsyn/", "http://www.w3.org/"))
            assert known or value.value == f"https://example.org/made-up/{number}"
        elif isinstance(value, pyoxigraph.Literal) and (value.language or value.datatype.value.endswith("#string")):
            assert value.value.endswith((f" {number}", f"-{number}"))
    judged = samsyn.shacl(data, samsyn.compile(ROOT / "shapes" / "description.ttl"), format="turtle")
    assert [each for each in judged.results if each.severity.endswith("Violation")] == []


def test_a_centre_depends_on_its_number_alone(tmp_path: Path) -> None:
    """The first ten of twenty are the ten, each time anew; another seed gives others."""
    for form in ("ttl", "nt", "nq"):
        ten, twenty = (gen.write(tmp_path, size, form).read_bytes() for size in (10, 20))
        assert twenty.startswith(ten)
        assert gen.write(tmp_path / "again", 10, form).read_bytes() == ten
    assert gen.centre(3).triples != gen.centre(3, seed=8).triples


def test_a_half_written_file_is_not_taken_for_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was broken off is written anew."""
    whole = gen.write(tmp_path / "whole", 3, "nt").read_bytes()
    real = gen.centre
    monkeypatch.setattr(gen, "centre", lambda number: real(number) if number < 2 else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        gen.write(tmp_path, 3, "nt")
    monkeypatch.setattr(gen, "centre", real)
    assert gen.write(tmp_path, 3, "nt").read_bytes() == whole


@pytest.mark.parametrize("defect", [None, *gen.DEFECTS])
def test_a_centre_says_the_same_in_every_format(defect: str | None) -> None:
    """Turtle, N-Triples and N-Quads hold the same triples, the last in the centre's graph."""
    centre = with_defect(defect)
    turtle = pyoxigraph.parse(centre.turtle, pyoxigraph.RdfFormat.TURTLE)
    lines = pyoxigraph.parse(centre.text("nt").encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    quads = list(pyoxigraph.parse(centre.text("nq").encode(), pyoxigraph.RdfFormat.N_QUADS))
    assert {str(quad.triple) for quad in turtle} == {str(quad.triple) for quad in lines}
    assert len(quads) == len(centre.triples)
    assert {str(quad.graph_name) for quad in quads} == {centre.graph}


@pytest.mark.parametrize("defect", gen.DEFECTS)
def test_every_defect_is_found(defect: str) -> None:
    """A centre with a defect has results, all of them about that centre."""
    centre = with_defect(defect)
    found = found_by(OURS, centre.turtle)
    assert found
    assert {gen.number(focus) for focus, _, _ in found if focus != "_:"} <= {centre.number}


def test_a_centre_without_a_defect_is_sound() -> None:
    """Nothing is found where nothing was planted."""
    sound = [centre for number in range(10) if (centre := gen.centre(number)).defect is None]
    assert sound
    assert all(found_by(OURS, centre.turtle) == [] for centre in sound)


@pytest.mark.parametrize("peer", ["pySHACL", "pyshacl-turbo"])
def test_they_find_what_we_find(peer: str) -> None:
    """On every defect both find the same, save that pySHACL does not see what cannot be compared."""
    text = "".join(with_defect(defect).text("nt") for defect in (None, *gen.DEFECTS)).encode()
    run = Run("graph", peer, 1 + len(gen.DEFECTS))
    agreement = agree.compare(run, found_by(OURS, text, "nt"), found_by(peer, text, "nt"))
    assert agreement.bound
    assert not agreement.broken, agreement.told
    assert (agreement.missing, agreement.extra) == (agreement.excepted, 0)
    assert agreement.excepted == (1 if peer == "pySHACL" else 0)


PATHS = b"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Shape sh:targetNode ex:it ; sh:property ex:a , ex:b , ex:c , ex:d .
ex:a sh:path dcterms:date ; sh:minCount 9 .
ex:b sh:path ( ex:p [ sh:inversePath dcterms:date ] ) ; sh:minCount 9 .
ex:c sh:path [ sh:alternativePath ( ex:p [ sh:zeroOrMorePath ex:q ] ) ] ; sh:minCount 9 .
ex:d sh:path ( [ sh:oneOrMorePath ex:p ] [ sh:zeroOrOnePath ex:q ] ) ; sh:minCount 9 .
"""
DATE, P, Q = "http://purl.org/dc/terms/date", "https://example.org/p", "https://example.org/q"


@pytest.mark.parametrize("peer", [OURS, "pySHACL", "pyshacl-turbo"])
def test_paths_are_told_alike(tmp_path: Path, peer: str) -> None:
    """However an engine writes a path, all of them come to the same text, in full."""
    shapes = tmp_path / "shapes.ttl"
    shapes.write_bytes(PATHS)
    found = keys(PEERS[peer](shapes).judge(b"<https://example.org/it> a <https://example.org/It> .", "turtle"))
    assert {path for _, path, _ in found} == {DATE, f"{P}/^{DATE}", f"{P}|{Q}*", f"{P}+/{Q}?"}


RUN, A, B = Run("graph", SHACL_RS, 10), *(f"https://example.org/centre/{number}" for number in (1, 2))


def test_differences_are_counted() -> None:
    """What is missing and what is added count apart, and break where engines must agree."""
    ours, theirs = [(A, "p", "Min"), (B, "p", "Min")], [(A, "p", "Min"), (A, "p", "Min")]
    found = agree.compare(RUN, ours, theirs)
    assert (found.missing, found.extra, found.excepted, found.broken) == (1, 1, 0, True)
    assert found.told == "lacks 1 p Min; adds 1 p Min"
    assert not agree.compare(RUN, ours, ours[::-1]).broken
    assert not agree.compare(replace(RUN, peer="rudof"), ours, theirs).broken


def test_an_exception_holds_for_what_it_names_alone() -> None:
    """pySHACL may lack a comparison with a number that is none, and no other."""
    ill = with_defect("ill_formed").graph.strip("<>")
    known, other = (f"{ill}/staff/0", "p", "LessThanOrEquals"), (f"{ill}/staff/0", "p", "Datatype")
    sound = (f"{with_defect('dates').graph.strip('<>')}/plan", "p", "LessThan")
    run = replace(RUN, peer="pySHACL")
    assert not agree.compare(run, [known], []).broken
    assert agree.compare(run, [known, other], []).broken
    assert agree.compare(run, [sound], []).broken
    assert agree.compare(run, [], [known]).broken
    assert agree.compare(RUN, [known], []).broken


def test_an_engine_with_kinds_of_its_own_is_compared_by_focus_node() -> None:
    """How often a node is named does not count, whether it is named does."""
    run = replace(RUN, peer="pyshifty")
    assert agree.compare(run, [(A, "p", "Min"), (A, "q", "Max")], [(A, "", "Other")]).missing == 0
    assert agree.compare(run, [(A, "p", "Min"), (B, "p", "Min")], [(A, "", "Other")]).missing == 1


@pytest.mark.parametrize("read", [700, 1 << 20])
def test_blocks_are_whole_descriptions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: int) -> None:
    """Blocks hold as many descriptions as they say and make up the file, however it is read."""
    monkeypatch.setattr(streams, "_READ", read)
    file = gen.write(tmp_path, 8, "nt")
    found = list(streams.blocks(file, 3))
    assert [count for count, _ in found] == [3, 3, 2]
    assert b"".join(block for _, block in found) == file.read_bytes()
    assert found[1][1] == "".join(gen.centre(number).text("nt") for number in (3, 4, 5)).encode()


def test_the_floor_of_a_stream_counts_its_graphs(tmp_path: Path) -> None:
    """Parsing alone comes to as many graphs as there are."""
    assert list(streams.parsing(SHAPES, gen.write(tmp_path, 7, "nq"))) == [(7, [])]


def test_a_stream_in_another_order_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphs must come in the order of the file."""
    swapped = [(gen.name(number), ()) for number in (0, 2, 1)]
    monkeypatch.setattr(samsyn, "shacl_stream", lambda *_, **__: swapped, raising=False)
    with pytest.raises(RuntimeError, match="in the place of"):
        list(streams.ours(SHAPES, tmp_path / "any.nq", 1))


def test_a_process_measures_a_graph(tmp_path: Path) -> None:
    """A fresh process gives time, memory and the results that we find here."""
    data, noted = gen.write(tmp_path, 30, "nt"), tmp_path / "keys.tsv"
    job = Job("graph", OURS, 30, str(SHAPES), str(noted), str(data))
    measure = processes.measure(job, processes.environment(tmp_path), 60)
    here = found_by(OURS, data.read_bytes(), "nt")
    assert sorted(agree.read(noted)) == sorted(here)
    assert measure.results == len(here) > 0
    assert 0 < measure.cpu < 1
    assert 10 < measure.rss < 1000


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    """The last line of its trouble is told, and its time being over is told apart."""
    job = Job("graph", OURS, 1, str(SHAPES), str(tmp_path / "keys.tsv"), str(tmp_path / "none.nt"))
    environment = processes.environment(tmp_path)
    with pytest.raises(NotMeasured, match=r"none\.nt") as failed:
        processes.measure(job, environment, 60)
    with pytest.raises(NotMeasured, match="given up after 0 s") as late:
        processes.measure(job, environment, 0)
    assert (failed.value.gave_up, late.value.gave_up) == (False, True)


def test_who_would_need_too_long_does_not_join(tmp_path: Path) -> None:
    """Another engine takes part in a larger graph where a tenth of it promises less than a minute; ours always does."""
    course = Course(Extent(size=1_000, documents=1, rounds=1, long_rounds=1), tmp_path)
    for peer, seconds in (("rudof", MINUTE / 99), ("pySHACL", MINUTE / 101), (OURS, MINUTE)):
        course.record.rows.append(Row(Run("graph", peer, 10), 0, Measure(seconds, seconds, 1, 0)))
    names = ("rudof", "pySHACL", "pyshifty", OURS)
    assert [course.joins(Run("graph", name, 100)) for name in names] == [False, True, False, True]
    assert [absence.run.peer for absence in course.record.absences] == ["rudof", "pyshifty"]
    assert course.record.sound


def recorded() -> Record:
    """A small measurement: ours takes 3 ms where shacl-rs takes 2 or 3 and parsing 1."""
    record = Record(1_000, 5, {"Date": "2026-01-02"}, {"samsyn": "0.1.0"})
    for number, theirs in enumerate((0.002, 0.003, 0.002)):
        for peer, seconds in ((FLOOR, 0.001), (SHACL_RS, theirs), (OURS, 0.003), ("pySHACL", 0.18)):
            record.rows.append(Row(Run("one", peer, 5), number, Measure(seconds, seconds, 20, 4)))
    for size, seconds in ((100, 0.002), (1_000, 0.004)):
        record.rows.append(Row(Run("graph", OURS, size), 0, Measure(seconds, seconds, 20 + size, 40)))
    record.rows.append(Row(Run("stream", OURS, 1_000), 0, Measure(0.001, 0.001, 120, 400)))
    record.agreements.append(Agreement(Run("one", "pySHACL", 5), 3, 1, 0, 1, True, "lacks 1 fte LessThanOrEquals"))
    record.absences.append(Absence(Run("graph", SHACL_RS, 1_000), "given up after 300 s", trouble=False))
    return record


def test_the_figures_are_those_of_the_record() -> None:
    """A ratio is the median of the rounds' ratios; what was not measured is neither reached nor missed."""
    found = {each.says: each for each in figures(recorded())}
    beside = found["one description: our time by that of shacl-rs"]
    assert beside.measured == pytest.approx(1.5)
    assert beside.reached is False
    assert found["one description: pySHACL's time by ours"].reached is True
    assert found["one description: our time by that of parsing alone"].measured == pytest.approx(3)
    assert found["one graph: our rate at 1,000 by that at 100"].measured == pytest.approx(0.5)
    assert found["1,000 streamed: memory of each process"].reached is False
    assert found["compile the minimum level"].reached is None
    assert found["results in which pySHACL differs from us, save the one that is known"].reached is True


def test_the_report_tells_the_record() -> None:
    """Figures, tables, differences, what was given up and where it was: all of it is in the document."""
    text = report.render(recorded(), "chart.svg")
    for line in (
        "| one description: our time by that of shacl-rs | at most 1.25 × | 1.50 × | **no** |",
        "| compile the minimum level | at most 50 ms | – | not measured |",
        "![Verdict by parse floor, and rate by size](chart.svg)",
        "| **Samsyn** | 3 | 3 | 3 × | 1 × | 20 | 4 |",
        "| shacl-rs | 2 | 2 | 2 × | 0.67 × | 20 | 4 |",
        "| **Samsyn** | 4,000 | 250 | 1 × | 1,020 | 40 |",
        "| pySHACL | one, 5 | 3 | 1, 1 of them known | 0 | lacks 1 fte LessThanOrEquals |",
        "- shacl-rs, graph of 1,000: given up after 300 s.",
        "- Date: 2026-01-02.",
    ):
        assert line in text.splitlines(), line
    assert "## Starting" not in text, "a load without a measure has no table"


def test_a_record_is_sound_until_something_fails() -> None:
    """What was given up on is no fault; what could not be run is, and a difference that must not be."""
    record = recorded()
    assert record.sound
    record.absences.append(Absence(RUN, "it is not installed", trouble=True))
    assert not record.sound
    record = recorded()
    record.agreements.append(Agreement(RUN, 3, 1, 0, 0, True, "lacks 1 p Min"))
    assert not record.sound


def test_the_chart_shows_the_record() -> None:
    """Engines stand by how many times the floor they take, the slowest first; streams apart from graphs."""
    assert [(peer, round(ratio, 3)) for peer, ratio in chart.bars(recorded())] == [
        ("pySHACL", 180),
        (OURS, 3),
        (SHACL_RS, 2),
    ]
    assert {
        name: [(size, round(rate)) for size, rate in points] for name, points in chart.lines(recorded()).items()
    } == {
        OURS: [(100, 500), (1_000, 250)],
        f"{OURS}, streamed": [(1_000, 1_000)],
    }


def test_the_chart_is_drawn_alike_each_time(tmp_path: Path) -> None:
    """The same record gives the same file, and every engine is named in it."""
    pytest.importorskip("matplotlib", reason="it comes with `make bench`")
    for name in ("one.svg", "two.svg"):
        chart.draw(recorded(), tmp_path / name)
    text = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert text == (tmp_path / "two.svg").read_text(encoding="utf-8")
    assert all(peer in text for peer in (OURS, SHACL_RS, "pySHACL"))


def _of_service() -> ServiceRecord:
    """A record in which ours is at 0.95 of Oxigraph's rate with long questions."""
    record = ServiceRecord({"Date": "2026-01-02"}, deadline=10.0)
    for number, (ours, theirs) in enumerate(((95, 100), (190, 200), (80, 100))):
        record.turns += [
            Turn(TEN, server, number, float(rate), 0.05, 0.1, 0.01, 0.0001, 0)
            for server, rate in (("Samsyn", ours), ("Oxigraph", theirs))
        ]
    record.turns.append(Turn(TRIVIAL, "Samsyn", 0, 900.0, 0.008, 0.02, 0.001, 0.0001, 0))
    record.in_process.append(Beside("a", 0.001, 0.05, 3))
    record.pressures[8] = Pressure(0.002, 0.2, 500, 0, 11.0)
    return record


def test_the_figures_of_the_service_are_medians_of_ratios_of_a_round() -> None:
    """What was not measured is said to be so, and what was missed too."""
    found = {each.says: each for each in service_record.figures(_of_service())}
    assert found[f"{TEN}, 8 clients: our rate by Oxigraph's"].measured == 0.95
    assert found[f"{TRIVIAL}, 8 clients: answers a second"].reached is False
    assert found["a cheap query beside 8 abusive clients, p99"].reached
    assert found["the processors rest after 8 have hung up, within"].reached
    assert found["a cheap query beside 20 abusive clients, p99"].reached is None
    assert found["100,000 centres: loaded"].reached is None


def test_the_report_tells_of_the_service_where_it_was_measured(tmp_path: Path) -> None:
    """Its figures stand among the others; a record comes back as it was written down."""
    record = _of_service()
    record.save(tmp_path / "service.json")
    again = ServiceRecord.load(tmp_path / "service.json")
    assert again == record
    assert ServiceRecord.load(tmp_path / "none.json") is None
    told = report.render(
        Record(1_000, 5, {}, {}), "x.svg", service_record.figures(record), service_report.sections(record)
    )
    assert "| a query of 10 ms | **Samsyn** | 95 | 0.95 × |" in told
    assert "| a query of 10 ms, 8 clients: our rate by Oxigraph's | at least 0.90 × | 0.95 × | yes |" in told
    assert "## The service: beside abusive clients" in told


def test_the_report_tells_of_what_was_measured_of_many_centres_so_far() -> None:
    """Each step stands by itself; the figure counts for so many centres as it names."""
    record = _of_service()
    record.own = OwnService(Loaded(CENTRES, 5_000_000, 100.0, 2_000.0))
    told = "\n".join(line for _, lines in service_report.sections(record) for line in lines)
    assert "| centres | 100,000 |" in told
    assert "`PUT`, median" not in told
    record.own.assessed = Assessed(100.0, 2_000.0, 3_000.0, 40_000_000, 9_000.0, 500.0, 700.0, [10.0, 20.0, 60.0])
    record.own.again = Again(4.0, [1.0], {"a question": "503 after 10 s"}, {"/centres": "0.1 s"})
    told = "\n".join(line for _, lines in service_report.sections(record) for line in lines)
    assert "| `PUT` while they are assessed, median | 20 ms |" in told
    assert "| question: a question | 503 after 10 s |" in told
    (ready,) = [each for each in service_record.figures(record) if "all assessed" in each.says]
    assert ready.reached
    record.own.loaded = Loaded(300, 5_000, 1.0, 2.0)
    (ready,) = [each for each in service_record.figures(record) if "all assessed" in each.says]
    assert ready.reached is None


def test_a_question_is_made_to_cost_what_is_wished() -> None:
    """By measuring a few, where its cost grows with the centres that it looks at."""
    asked = questions.calibrated(0.01, lambda query: int(query.split("LIMIT ")[1].split()[0]) * 0.00002, 10_000)
    assert asked == questions.of_cost(500)
    assert questions.calibrated(0.01, lambda _: 0.0001, 300) == questions.of_cost(300)
