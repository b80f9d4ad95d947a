"""`ampnet doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import typer

from api import background
from api.cli.options import Home, Json, settings_of
from api.cli.output import document, say
from api.serve import bind
from graph.connect import embedded_server, open_database
from graph.errors import AmpnetError
from graph.settings import Settings

_LOW_DISK = 1 << 30


class Finding(NamedTuple):
    """One thing that was looked at.

    Attributes:
        about: What.
        good: Whether it is as it should be.
        detail: What was found.
        remedy: How to mend it, where it is not.
    """

    about: str
    good: bool
    detail: str
    remedy: str = ""


def doctor(json: Json = False, home: Home = None) -> None:
    """Look at the installation, and say what is wrong and how to mend it.

    The exit code is 1 when something is wrong.
    """
    findings = list(examine(settings_of(home)))
    if json:
        document([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            say(f"{'ok  ' if finding.good else 'BAD '} {finding.about}: {finding.detail}")
            if not finding.good and finding.remedy:
                say(f"       {finding.remedy}")
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what is found, from the ground up."""
    good = sys.version_info >= (3, 11)
    yield Finding("Python", good, platform.python_version(), "Use Python 3.11 or later.")
    yield Finding("ampnet", True, version("ampnet"))
    yield from _home(settings.home)
    yield _database(settings)
    yield _api(settings)


def _home(home: Path) -> Iterator[Finding]:
    place = next((p for p in (home, *home.parents) if p.exists()), Path("/"))
    writable = os.access(place, os.W_OK)
    yield Finding(
        "home", writable, str(home), f"{place} cannot be written to; name another with --home."
    )
    free = shutil.disk_usage(place).free
    yield Finding(
        "disk", free > _LOW_DISK, f"{free / 2**30:.1f} GiB free", "Free some, or move --home."
    )


def _database(settings: Settings) -> Finding:
    where = settings.neo4j_uri or f"embedded under {settings.home}"
    if not settings.neo4j_uri:
        now = embedded_server(settings).status()
        if not now.running:
            return Finding("database", True, f"{where}: {now.detail}")
        if not now.answering:
            return Finding("database", False, now.detail, f"See {now.log}; then `ampnet down`.")
    try:
        with open_database(settings) as database:
            database.read("MATCH (g:Graph) RETURN g.version")
    except AmpnetError as error:
        return Finding("database", False, error.message, error.remedy)
    return Finding("database", True, f"{where} answers")


def _api(settings: Settings) -> Finding:
    if running := background.find(settings):
        return Finding("interface", True, f"answers at {running.url}")
    try:
        bind(settings.host, settings.port).close()
    except AmpnetError as error:
        return Finding("interface", False, error.message, error.remedy)
    return Finding("interface", True, f"not running; port {settings.port} is free")
