"""`make bench`: measures everything, compares what was found, and writes the report."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench import agree, chart, report, service, service_record, service_report
from bench.course import Course, Extent
from bench.loads import ROOT
from bench.record import FLOOR, OPEN, OURS, Agreement, Record, Run
from bench.service_record import ServiceRecord

BUILD: Final = ROOT / "build" / "bench"
RECORD: Final = "record.json"
DOCS: Final = ROOT / "docs"
WHOLE: Final = Extent(size=100_000, documents=300, rounds=5, long_rounds=3)
QUICK: Final = Extent(size=2_000, documents=60, rounds=2, long_rounds=1)


def main() -> int:
    """Runs the benchmark; 0 if everything could be run and nothing differs that must not."""
    extent = _asked()
    course = Course(extent, BUILD)
    record = course.go()
    record.agreements.extend(agreements(course))
    record.save(BUILD / RECORD)
    of_service = service.measure(service.Extent() if extent == WHOLE else service.QUICK, BUILD)
    of_service.save(BUILD / service.RECORD)
    folder = DOCS if extent == WHOLE else BUILD  # a smaller run is for trying
    print(write(record, folder, of_service))
    print(f"Written to {(folder / 'benchmarks.md').relative_to(ROOT)}.", *_unsound(record), sep="\n")
    return 0 if record.sound and not of_service.differences else 1


def renewed(built: Path, folder: Path) -> str:
    """Writes the report anew of what was measured last; what the engine's part lacks is measured by `make bench`."""
    record, of_service = Record.load(built / RECORD), ServiceRecord.load(built / service.RECORD)
    if of_service is None:
        raise FileNotFoundError("nothing was measured of the service")
    if record is None:
        lines = [line for title, lines in service_report.sections(of_service) for line in (title, *lines)]
        return "\n".join([*report.told(service_record.figures(of_service)), *lines])
    return write(record, folder, of_service)


def write(record: Record, folder: Path, of_service: ServiceRecord | None = None) -> str:
    """Writes the report and its chart, and gives the report."""
    chart.draw(record, folder / "benchmarks.svg")
    found = service_record.figures(of_service) if of_service else []
    text = report.render(record, "benchmarks.svg", found, service_report.sections(of_service) if of_service else [])
    (folder / "benchmarks.md").write_text(text, encoding="utf-8")
    return text


def agreements(course: Course) -> Iterator[Agreement]:
    """Every run whose results can be compared, against ours of the same load; ours as one graph against the stream."""
    measured = dict.fromkeys(row.run for row in course.record.rows)
    for run in measured:
        ours = replace(run, peer=OURS)
        if run.load == "start" or run.peer in (FLOOR, OPEN, OURS) or ours not in measured:
            continue
        yield _agreement(course, ours, run)
    streamed, whole = (Run(load, OURS, course.extent.size) for load in ("stream", "graph"))
    if streamed in measured and whole in measured:
        yield _agreement(course, streamed, whole)


def _agreement(course: Course, ours: Run, other: Run) -> Agreement:
    return agree.compare(other, agree.read(course.keys(ours)), agree.read(course.keys(other)))


def _asked() -> Extent:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a run of two minutes, for trying")
    parser.add_argument("--size", type=int, metavar="N", help="the most descriptions in a load; at least 100")
    asked = parser.parse_args()
    extent = QUICK if asked.quick else WHOLE
    if asked.size is not None and asked.size < 100:
        parser.error("N is at least 100: the smallest graph holds a hundredth of them")
    return extent if asked.size is None else replace(extent, size=asked.size)


def _unsound(record: Record) -> Iterator[str]:
    for absence in record.absences:
        if absence.trouble:
            yield f"Not run: {absence.run.peer}, {absence.run.load} of {absence.run.size:,}: {absence.why}"
    for each in record.agreements:
        if each.broken:
            yield f"Differs: {each.run.peer}, {each.run.load} of {each.run.size:,}: {each.told}"


if __name__ == "__main__":
    sys.exit(main())
