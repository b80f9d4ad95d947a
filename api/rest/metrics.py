"""Figures about the interface for Prometheus, at `/metrics`: requests, times, jobs, the process."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.types import Scope

from api.rest.audit import route_of

router = APIRouter(tags=["health"])

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """What is counted; a registry of its own, as several applications may share a process.

    Args:
        jobs: Tells how many jobs wait, and how many run.
    """

    def __init__(self, jobs: Callable[[], tuple[int, int]]) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self._requests = Counter(
            "ampnet_requests",
            "Answered requests.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "ampnet_request_seconds",
            "Time from a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._open = Gauge(
            "ampnet_requests_open", "Requests being answered now.", registry=self._registry
        )
        for place, state in enumerate(("waiting", "running")):
            gauge = Gauge(
                f"ampnet_jobs_{state}", f"Jobs that are {state}.", registry=self._registry
            )
            gauge.set_function(partial(_count, jobs, place))

    def begin(self) -> None:
        """Count a request that has come."""
        self._open.inc()

    def end(self, scope: Scope, status: int, seconds: float) -> None:
        """Count it as answered; by its route, as addresses without bound would fill the memory."""
        self._open.dec()
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_of(scope)
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self._registry)


def _count(jobs: Callable[[], tuple[int, int]], place: int) -> float:
    return jobs()[place]


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Figures for Prometheus",
    response_class=PlainTextResponse,
)
def metrics(request: Request) -> PlainTextResponse:
    """Give requests, times, jobs and the process's own figures in Prometheus' text format."""
    found: Any = request.app.state.metrics
    assert isinstance(found, Metrics)  # noqa: S101
    return PlainTextResponse(found.text(), media_type=CONTENT_TYPE_LATEST)
