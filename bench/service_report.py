"""The part of docs/benchmarks.md that tells of the service."""

from typing import Final

from bench.loading import Loading
from bench.own_service import Again, Assessed, OwnService, median
from bench.report import number, table
from bench.servers import OURS, OXIGRAPH
from bench.service_record import ONE, TEN, TRIVIAL, ServiceRecord

_OVER_HTTP: Final = """\
Eight clients, each asking again when it is answered, of our service and of the `oxigraph` server from PyPI, on the
same data in a store on disk. Turns of each are interleaved; a figure is the median over the rounds. What is asked costs
Oxigraph 10 ms or 1 ms of a processor when so many ask. Ours checks each query, answers it in a process that
can be killed, and notes it in the log and in its figures."""
_IN_PROCESS: Final = """\
The same questions of our store and of an rdflib graph in one process, from the query to its answer as JSON."""
_ABUSE: Final = """\
One client that asks a cheap question every few milliseconds, beside clients that ask for too much, again and again:
a product of all triples, a path, a negation, a sorted product, each a tenth of a second after it was answered or
refused. Then they hang up in the midst of it."""

_MANY: Final = """\
Made-up descriptions as N-Quads, a graph each, loaded by `samsyn load` into a new store, where the default graph holds
every triple once more. Then a bare service is started on it; each question is asked once, by a reader of its own; and
single descriptions are written, each durable before the next. By the clock, where nothing else is said.
`python -m bench.loading` measures it."""

_OWN: Final = """\
Made-up descriptions in our own vocabulary (`bench/own.py`), loaded by `samsyn load` into a new store. Then the service
is started on it, with all that comes with the package: it is ready when it has read every description once, and
assesses them behind that, while some are written to it. The next start is on the store that is in step; descriptions
are sent by `PUT`, each validated, stored and assessed, and questions are asked once. `python -m bench.own_service`
measures it."""


def sections(record: ServiceRecord) -> list[tuple[str, list[str]]]:
    """Titles, and what stands under each."""
    return [
        ("## The service: questions over HTTP", [_OVER_HTTP, "", *_over_http(record)] if record.turns else []),
        ("## The service: questions in process", [_IN_PROCESS, "", *_in_process(record)] if record.in_process else []),
        ("## The service: beside abusive clients", [_ABUSE, "", *_abuse(record)] if record.pressures else []),
        ("## The service: many centres", [_MANY, "", *_many(record.loading)] if record.loading else []),
        ("## The service: many centres, assessed", [_OWN, "", *_own(record.own)] if record.own else []),
        (
            "## The service: where, when, and which versions",
            [f"- {name}: {said}." for name, said in record.about.items()],
        ),
    ]


def _over_http(record: ServiceRecord) -> list[str]:
    rows = []
    for question in (TEN, ONE, TRIVIAL):
        for server in (OURS, OXIGRAPH):
            rate = record.median(question, server, lambda turn: turn.rate)
            if rate is None:
                continue
            p50, p99, cpu, clients = (
                record.median(question, server, of)
                for of in (lambda t: t.p50, lambda t: t.p99, lambda t: t.cpu, lambda t: t.clients_cpu)
            )
            share = number(record.share(question), "×") if server == OURS else "1 ×"
            figures = (number(1000 * (each or 0)) for each in (p50, p99, cpu, clients))
            rows.append((question, f"**{server}**" if server == OURS else server, number(rate), share, *figures))
    head = (
        "question",
        "server",
        "a second",
        "by Oxigraph's",
        "p50, ms",
        "p99, ms",
        "its CPU, ms",
        "the clients' CPU, ms",
    )
    return table(head, rows, words=(0, 1))


def _in_process(record: ServiceRecord) -> list[str]:
    rows = [
        (
            each.question,
            number(1000 * each.ours),
            number(1000 * each.rdflib),
            number(each.rdflib / each.ours, "×"),
            f"{each.rows:,}",
        )
        for each in record.in_process
    ]
    return table(("question", "ours, ms", "rdflib, ms", "by ours", "rows"), rows)


def _abuse(record: ServiceRecord) -> list[str]:
    rows = [
        (
            f"{crowd}", number(1000 * each.p50), number(1000 * each.p99), f"{each.answered:,}", f"{each.refused:,}",
            number(each.rests, "s"),
        )
        for crowd, each in record.pressures.items()
    ]  # fmt: skip
    return table(("abusive clients", "p50, ms", "p99, ms", "answered", "refused", "at rest after"), rows, words=())


def _many(found: Loading) -> list[str]:
    rows = [
        ("centres", f"{found.centres:,}"),
        ("triples as sent", f"{found.triples:,}"),
        ("triples in the default graph beside them", f"{found.triples_in_default_graph:,}"),
        ("loading", number(found.load_seconds, "s")),
        *_alone(found),
        ("loading, CPU", number(found.load_cpu_seconds, "s")),
        ("loading, memory", number(found.load_memory_mb, "MB")),
        ("on the disk, with the file as it was loaded", number(found.disk_mb, "MB")),
        ("a service is ready", number(found.ready_seconds, "s")),
        ("one write, median", number(found.write_ms_p50, "ms")),
        ("one write, p99", number(found.write_ms_p99, "ms")),
        ("counting all triples, in graphs and merged", number(found.count_seconds, "s")),
        *((f"question: {name}", number(took, "s")) for name, took in found.question_seconds.items()),
    ]
    return table(("what", "measured"), rows)


def _alone(found: Loading) -> list[tuple[str, str]]:
    """What the default graph adds: what loading takes without it."""
    if found.alone_seconds is None or found.alone_mb is None:
        return []
    return [
        ("loading, where the default graph is one of its own", number(found.alone_seconds, "s")),
        ("on the disk then", number(found.alone_mb, "MB")),
    ]


def _own(found: OwnService) -> list[str]:
    rows = []
    if found.loaded:
        rows += [
            ("centres", f"{found.loaded.centres:,}"),
            ("triples as sent, each once more in the default graph", f"{found.loaded.triples:,}"),
            ("loading", number(found.loaded.seconds, "s")),
            ("on the disk then", number(found.loaded.disk_mb, "MB")),
        ]
    rows += _assessed(found.assessed) if found.assessed else []
    rows += _again(found.again) if found.again else []
    return table(("what", "measured"), rows)


def _assessed(found: Assessed) -> list[tuple[str, str]]:
    return [
        ("first start: ready, all descriptions read", number(found.ready_seconds, "s")),
        ("all assessed behind that", number(found.seconds, "s")),
        ("of a processor, from the start", number(found.cpu_seconds, "s")),
        ("triples of assessments, each once more in the default graph", f"{found.triples:,}"),
        ("on the disk then", number(found.disk_mb, "MB")),
        ("memory of the web process, at most", number(found.web_memory_mb, "MB")),
        ("memory of the largest process below it, at most", number(found.child_memory_mb, "MB")),
        ("`PUT` while they are assessed, median", number(median(found.put_ms), "ms")),
        ("`PUT` while they are assessed, at most", number(max(found.put_ms, default=None), "ms")),
    ]


def _again(found: Again) -> list[tuple[str, str]]:
    return [
        ("next start: ready", number(found.ready_seconds, "s")),
        ("`PUT`, median", number(median(found.put_ms), "ms")),
        ("`PUT`, at most", number(max(found.put_ms, default=None), "ms")),
        *((f"question: {name}", took) for name, took in found.questions.items()),
        *((f"`GET {path}`", took) for path, took in found.pages.items()),
    ]
