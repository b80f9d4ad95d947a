"""`ampnet` as a person runs it, on the database of a test.

In this process: one of its own, as in `test_cli` and `test_readme`, takes one to two seconds for
each command.
"""

from __future__ import annotations

from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from api.cli.app import app
from graph.errors import AmpnetError
from tests.support.engines import Engine


@dataclass(frozen=True)
class CommandLine:
    """Commands that use an engine, in a folder."""

    engine: Engine
    folder: Path

    def __call__(self, *words: str, status: int = 0) -> str:
        """Run a command, which has to end with `status`; return all that it prints."""
        with chdir(self.folder):
            done = CliRunner().invoke(app, words, env={**self.engine.variables, "COLUMNS": "200"})
        error = done.exception
        if error is not None and not isinstance(error, AmpnetError | SystemExit):
            raise error
        said = done.output
        if isinstance(error, AmpnetError):  # a start of its own says it in these words
            said += f"{error.message} {error.remedy}"
        assert done.exit_code == status, said
        return said
