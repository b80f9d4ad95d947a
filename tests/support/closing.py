"""The closing lines of a run: what was not run, and why, one short line for each reason."""

from __future__ import annotations

from collections import Counter

import pytest


def reason(report: pytest.TestReport) -> str:
    """Return why a test was skipped, without pytest's own words around it."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    return text.removeprefix("Skipped: ").strip().splitlines()[0]


def write(terminal: pytest.TerminalReporter) -> None:
    """Write the section; nothing when everything was run."""
    skipped = [r for r in terminal.stats.get("skipped", []) if isinstance(r, pytest.TestReport)]
    if not skipped:
        return
    terminal.write_sep("=", "What was not run and why")
    for why, count in Counter(map(reason, skipped)).most_common():
        terminal.write_line(f"{count:5} {'test ' if count == 1 else 'tests'}  {why}")
