"""Figures of the running service, for Prometheus. No label takes its values from what was sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import prometheus_client as prometheus
from msgspec import Struct
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from samsyn.errors import SamsynError
from samsyn.http import problems
from samsyn.workers.jobs import Lane
from samsyn.workers.pool import Pool

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)


class Meters:
    """The figures of one application."""

    def __init__(self, pool: Pool) -> None:
        self._registry = prometheus.CollectorRegistry()
        self._requests = prometheus.Counter(
            "samsyn_http_requests",
            "Requests that were answered; of an unknown address the route is `other`.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._request_seconds = prometheus.Histogram(
            "samsyn_http_request_seconds",
            "Time from a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._jobs = prometheus.Counter(
            "samsyn_jobs",
            "Jobs that were given to workers, by what came of them: `answered`, or the type of the problem.",
            ("lane", "outcome"),
            registry=self._registry,
        )
        self._known: dict[tuple[str, str, int], tuple[prometheus.Counter, prometheus.Histogram]] = {}
        self._registry.register(_Workers(pool))
        prometheus.ProcessCollector(registry=self._registry)
        prometheus.PlatformCollector(registry=self._registry)
        prometheus.GCCollector(registry=self._registry)

    def watch_generation(self, read: Callable[[], int]) -> None:
        """Tells the number of the store's newest generation, too, by a function that reads it."""
        prometheus.Gauge(
            "samsyn_store_generation", "The newest generation of the store that is read.", registry=self._registry
        ).set_function(read)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Counts a request."""
        key = (route, method, status)
        if key not in self._known:
            self._known[key] = self._requests.labels(route, method, str(status)), self._request_seconds.labels(route)
        count, took = self._known[key]
        count.inc()
        took.observe(seconds)

    @contextmanager
    def job(self, lane: Lane) -> Iterator["Told"]:
        """Counts a job, which is done within."""
        told, outcome = Told(), "fault"
        try:
            yield told
            outcome = "answered"
        except SamsynError as error:
            outcome = problems.of(error).slug
            raise
        finally:
            self._jobs.labels(lane, "cancelled" if told.cancelled else outcome).inc()

    def exposed(self, accept: str) -> tuple[bytes, str]:
        """All figures as text, and its media type, for an Accept header."""
        encode, media_type = prometheus.exposition.choose_encoder(accept)
        return encode(self._registry), media_type


class Told(Struct):
    """What is told of a job while it is done."""

    cancelled: bool = False


class _Workers(Collector):
    """The workers of a pool as they are when somebody looks."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Workers by lane and state, and jobs that wait for one."""
        workers = GaugeMetricFamily("samsyn_workers", "Worker processes.", labels=("lane", "state"))
        waiting = GaugeMetricFamily("samsyn_jobs_waiting", "Jobs that wait for a worker.", labels=("lane",))
        for name, lane in self._pool._lanes.items():
            idle = len(lane.idle)
            for state, count in (("idle", idle), ("busy", max(0, lane.owned - idle)), ("slow", lane.slow)):
                workers.add_metric((name, state), count)
            waiting.add_metric((name,), len(lane.waiting) + len(lane.waiting_slow))
        yield workers
        yield waiting
