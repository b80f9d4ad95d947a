"""The quarantine: refused rows, kept with the reason, ready to be mended and loaded again."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from graph.whole import whole_file
from loaders.records import Refusal, Row

FORMAT = "_format"
"""Name of the column that says what a refused row is read as."""


class Quarantine:
    """Writes refused rows of one run as JSON lines.

    Each line holds the row's own columns, and `_format`, `_line`, `_severity`, `_field` and
    `_reason`. Of these only the first is read when a mended file is loaded: a row of its own no
    longer shows what the whole file did.

    The file takes its place when all rows are read, in one step: of two loads of one file, only
    one of which goes on, neither ever sees or touches what the other has not finished. An error
    leaves what there is by then, unless an older file stands there.

    Args:
        path: The file; there is none while nothing was refused, and an old one is replaced.
        format_name: What the rows are read as.
    """

    def __init__(self, path: Path, format_name: str) -> None:
        self.path = path
        self._format = format_name
        self.refused = 0
        self.warnings = 0
        self._stream: IO[str] | None = None
        self._place = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is None:
            if error is None:
                self.path.unlink(missing_ok=True)
            return
        if error is not None:
            with suppress(OSError):  # one stands there; or the disk is full, which `error` says
                self._stream.flush()
                os.link(self._stream.name, self.path)
        self._place.__exit__(kind, error, trace)

    def check(self, row: Row) -> bool:
        """Note what is wrong with a row; return True when it was refused."""
        for warning in row.warnings:
            self.warnings += 1
            self._write(row, warning, "warning")
        if row.refusal is None:
            return False
        self.refused += 1
        self._write(row, row.refusal, "refused")
        return True

    def _write(self, row: Row, refusal: Refusal, severity: str) -> None:
        if self._stream is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._place.enter_context(whole_file(self.path, 0o600))
            self._stream = self._place.enter_context(unfinished.open("w", encoding="utf-8"))
        content: dict[str, Any] = {
            FORMAT: self._format,  # first, in the part of a file that is looked at
            **{name: value for name, value in row.raw.items() if name != FORMAT},
            "_line": row.line,
            "_severity": severity,
            "_field": refusal.field,
            "_reason": refusal.reason,
        }
        self._stream.write(json.dumps(content, default=str) + "\n")
        self._stream.flush()
