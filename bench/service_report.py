"""The part of docs/benchmarks.md that tells of the service."""

from typing import Final

from bench.loading import Loading
from bench.report import number, table
from bench.servers import OURS, OXIGRAPH
from bench.service_record import ONE, TEN, TRIVIAL, ServiceRecord

_OVER_HTTP: Final = """\
Eight clients, each asking again when it is answered, of our service and of the `oxigraph` server from PyPI, on the
same data in a store on disk. Turns of each are interleaved; a figure is the median over the rounds. What is asked costs
Oxigraph 10 ms or 1 ms of a processor when one client asks alone. Ours checks each query, answers it in a process that
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


def sections(record: ServiceRecord) -> list[tuple[str, list[str]]]:
    """Titles, and what stands under each."""
    return [
        ("## The service: questions over HTTP", [_OVER_HTTP, "", *_over_http(record)] if record.turns else []),
        ("## The service: questions in process", [_IN_PROCESS, "", *_in_process(record)] if record.in_process else []),
        ("## The service: beside abusive clients", [_ABUSE, "", *_abuse(record)] if record.pressures else []),
        ("## The service: many centres", [_MANY, "", *_many(record.loading)] if record.loading else []),
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
