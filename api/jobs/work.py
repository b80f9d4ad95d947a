"""The process that does one job: `python -m api.jobs.work FOLDER KIND`, settings on its input.

It says how far it is, and at last how it ended, in JSON lines on its output. When whoever started
it is gone, saying so fails, and it ends.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.jobs.kinds import Context, function_of
from api.jobs.records import JobState, Progress
from graph.errors import AmpnetError
from graph.settings import Settings


def main() -> int:
    """Do the job."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    given = json.load(sys.stdin)
    context = Context(
        Settings.model_validate(given["settings"]), given["parameters"], folder, _progress
    )
    try:
        done = function_of(kind)(context)
    except AmpnetError as error:
        _say(state=JobState.FAILED, error={"detail": error.message, "remedy": error.remedy})
    except OSError as error:  # the disk is full, most often
        logging.exception("Job %s failed", folder.name)
        remedy = "What was committed stays. Make room, and ask for it again."
        detail = f"The operating system refused: {error.strerror or error}."
        _say(state=JobState.FAILED, error={"detail": detail, "remedy": remedy})
    except KeyboardInterrupt:
        return 130
    except Exception:
        logging.exception("Job %s failed", folder.name)
        detail = "Something went wrong inside; the server's log has it under the job's id."
        _say(state=JobState.FAILED, error={"detail": detail, "remedy": ""})
    else:
        _say(state=done.state, result=done.result)
    return 0


def _progress(progress: Progress) -> None:
    _say(progress=asdict(progress))


def _say(**line: Any) -> None:
    try:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody listens: the server is gone, and with it who could cancel.
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
