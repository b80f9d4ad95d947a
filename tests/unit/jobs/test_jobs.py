"""Jobs are kept, found again after whatever happened, ended for real, and forgotten in time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from api.jobs import Job, JobRunner, JobsElsewhereError, JobState, JobStore, NoJobError, Progress
from graph.settings import Settings

PATIENCE = 240
"""Seconds until a job must have come on: a machine that is busy takes long to start processes."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, neo4j_uri=None)


@pytest.fixture
def store(settings: Settings) -> JobStore:
    return JobStore(settings.home)


@pytest.fixture
def runner(settings: Settings, store: JobStore) -> Iterator[JobRunner]:
    runner = JobRunner(settings, store)
    yield runner
    runner.close()


def ended(store: JobStore, job_id: str) -> Job:
    deadline = time.monotonic() + PATIENCE
    while not (job := store.get(job_id)).state.ended:
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
    return job


def test_without_a_database_a_job_fails_and_says_what_helps(
    runner: JobRunner, store: JobStore
) -> None:
    job = runner.submit(store.reserve(), "coordination", {"window": 60}, "local")
    assert job.state is JobState.QUEUED
    done = ended(store, job.id)
    assert done.state is JobState.FAILED
    assert done.error is not None and "ampnet up" in done.error["remedy"]
    assert done.started and done.finished and done.expires and done.process is None


def test_what_ran_when_the_server_died_has_failed_and_its_process_is_ended(
    runner: JobRunner, store: JobStore
) -> None:
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        created = psutil.Process(orphan.pid).create_time()
        ran, waited = store.reserve(), store.reserve()
        store.add(ran, "load", {}, "local")
        store.change(ran, state=JobState.RUNNING, process=(orphan.pid, created))
        store.add(waited, "coordination", {}, "local")
        runner.recover()
        assert orphan.wait(PATIENCE) != 0
    finally:
        orphan.kill()
        orphan.wait()
    lost = store.get(ran)
    assert lost.state is JobState.FAILED
    assert lost.error is not None and "goes on where it stood" in lost.error["remedy"]
    assert ended(store, waited).error != lost.error  # it was run


def test_what_ran_when_the_server_was_stopped_waits_for_the_next(
    settings: Settings, store: JobStore
) -> None:
    first = JobRunner(settings, store)
    job = first.submit(store.reserve(), "coordination", {}, "local")
    deadline = time.monotonic() + PATIENCE
    while store.get(job.id).state is not JobState.RUNNING:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process = store.get(job.id).process
    first.close()
    assert process is not None and not psutil.pid_exists(process[0])
    assert store.get(job.id).state is JobState.QUEUED
    second = JobRunner(settings, store)
    second.recover()
    assert ended(store, job.id).state is JobState.FAILED  # for want of a database
    second.close()


def test_two_servers_do_not_run_the_same_jobs(
    settings: Settings, store: JobStore, runner: JobRunner
) -> None:
    store.reserve()
    runner.recover()
    other = JobRunner(settings, JobStore(settings.home))
    with pytest.raises(JobsElsewhereError):
        other.submit(store.reserve(), "load", {}, "local")
    runner.close()
    other.recover()
    other.close()


def test_ended_is_ended(store: JobStore) -> None:
    job = store.add(store.reserve(), "load", {"a": "é\udcff"}, "local")
    assert store.get(job.id).parameters == {"a": "é\udcff"}
    store.change(job.id, progress=Progress(5, 10, 1, "x"))
    assert store.get(job.id).progress == Progress(5, 10, 1, "x")
    store.change(job.id, state=JobState.CANCELED)
    assert store.change(job.id, state=JobState.COMPLETE).state is JobState.CANCELED


def test_ended_jobs_are_forgotten_in_time_and_others_never(tmp_path: Path) -> None:
    store = JobStore(tmp_path, kept=timedelta(seconds=-1))
    old, new = (store.add(store.reserve(), "load", {}, "local") for _ in range(2))
    store.change(old.id, state=JobState.COMPLETE)
    store.reserve()  # an upload that broke off
    store.forget_expired()
    assert [job.id for job in store.all()] == [new.id]
    assert [path.name for path in (tmp_path / "jobs").glob("job-*")] == [new.id]


@pytest.mark.parametrize(
    "job_id", ["", "..", "../x", "job-1", "job-" + "g" * 16, "job-" + "0" * 16]
)
def test_ids_lead_nowhere_else(store: JobStore, job_id: str) -> None:
    with pytest.raises(NoJobError):
        store.get(job_id)
