"""The REST interface as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from api import problems
from api.jobs import JobRunner, JobsElsewhereError, JobStore
from api.rest import (
    actors,
    asymmetry,
    brokers,
    change,
    communities,
    community_card,
    community_reliability,
    coordination,
    country_map,
    cypher,
    datasets,
    evidence,
    exports,
    health,
    infrastructure,
    loads,
    narratives,
    network,
    openapi,
    overview,
    pages,
    paths,
    queries,
    refusing,
    republication,
    routes,
    site,
    site_evidence,
    site_lists,
    site_views,
    stories,
    ties,
)
from api.rest import (
    jobs as job_routes,
)
from api.rest.access import Access
from api.rest.audit import Audit
from api.rest.guard import Guard
from api.rest.metrics import Metrics
from api.rest.metrics import router as metrics_routes
from api.rest.service import THREADS, Service
from api.rest.uploads import OVERHEAD
from graph.settings import Settings

PARTS: Final = (
    overview,
    datasets,
    actors,
    evidence,
    paths,
    routes,
    brokers,
    communities,
    community_reliability,
    community_card,
    stories,
    republication,
    coordination,
    network,
    country_map,
    exports,
    asymmetry,
    change,
    narratives,
    ties,
    infrastructure,
    queries,
    cypher,
    job_routes,
    loads,
    health,
    pages,
    site,
    site_evidence,
    site_lists,
    site_views,
)
"""Modules with a `router`, in the order of the documentation."""

_WORTH_COMPRESSING: Final = 1_000
_GZIP_LEVEL: Final = 5
"""Level 9 takes three times as long for two per cent less."""


def create_app(settings: Settings) -> FastAPI:
    """Make the application; no database is needed until the first question.

    Args:
        settings: Which database, and where caches are kept.
    """
    service = Service(settings)
    audit = Audit(settings.home)
    store = JobStore(settings.home)
    jobs = JobRunner(settings, store)
    metrics = Metrics(jobs.counts)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        with suppress(JobsElsewhereError):
            await to_thread.run_sync(jobs.recover)
        try:
            yield
        finally:
            await to_thread.run_sync(jobs.close)
            service.close()
            audit.close()

    app = FastAPI(
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own pages load scripts from a CDN
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    app.state.jobs, app.state.job_store = jobs, store
    app.state.metrics = metrics
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_COMPRESSING, compresslevel=_GZIP_LEVEL)
    access = Access(settings)
    app.add_middleware(
        Guard,
        access=access,
        audit=audit,
        metrics=metrics,
        largest_upload=settings.upload_mb * 1_000_000 + OVERHEAD,
    )
    if access.exposure.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=sorted(access.exposure.origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=["ETag", "Location", "Retry-After", "X-Request-ID"],
        )
    problems.install(app)
    refusing.install(app)
    openapi.install(app)
    for router in (*(part.router for part in PARTS), metrics_routes):
        # Included, a router would be asked for each request whether it has the path, and cost
        # more than most answers; each of ours brings its whole prefix already.
        app.router.routes.extend(router.routes)
    return app
