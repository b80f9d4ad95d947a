"""`ampnet` as a person runs it: a process of its own, on the database of a test."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.engines import Engine


@dataclass(frozen=True)
class CommandLine:
    """Commands that use an engine, in a folder."""

    engine: Engine
    folder: Path

    def __call__(self, *words: str, status: int = 0) -> str:
        """Run a command, which has to end with `status`; return all that it prints."""
        done = subprocess.run(
            [sys.executable, "-c", "from api.cli import main; main()", *words],
            cwd=self.folder,
            env={**os.environ, **self.engine.variables, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr
