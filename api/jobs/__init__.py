"""Long work that outlives the request: kept on disk, run one after the other, cancelled for real.

A job is a folder: `job.json`, and what was uploaded for it. It is run by a process of its own
(`api.jobs.work`), so that a cancel is the end of a process, and one that runs out of memory takes
nobody with it.
"""

from api.jobs.records import Job, JobState, Progress
from api.jobs.runner import JobRunner, JobsElsewhereError, TooManyJobsError
from api.jobs.store import JobStore, NoJobError

__all__ = [
    "Job",
    "JobRunner",
    "JobState",
    "JobStore",
    "JobsElsewhereError",
    "NoJobError",
    "Progress",
    "TooManyJobsError",
]
