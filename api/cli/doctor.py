"""`ampnet doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psutil
import typer

from api import background
from api.cli.opening import settings_of
from api.cli.options import Home, Json
from api.cli.output import document, say
from api.exposure import check_exposure, is_loopback
from api.findings import Finding, graph_findings
from api.keys import KeyStore
from api.listening import bind
from graph.connect import connection, embedded_server
from graph.database import Database
from graph.embedded.engine import find_engine
from graph.errors import AmpnetError
from graph.settings import Settings
from graph.whole import clear
from queries.catalogue import catalogue

_LOW_DISK = 1 << 30


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
    if settings.home.exists() and not settings.home.is_dir():
        remedy = "Name another with --home, or AMPNET_HOME."
        yield Finding("home", False, f"{settings.home} is a file, and no folder", remedy)
        return
    yield from _home(settings.home)
    yield _private(settings.home)
    yield _left_behind(settings.home)
    if not settings.neo4j_uri:
        yield _engine(settings)
    database = _database(settings)
    yield database
    if database.good:
        yield from graph_findings(settings)
    yield _queries(settings)
    yield _exposure(settings)
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


def _private(home: Path) -> Finding:
    """Whether others on this machine may read what is for one user only."""
    kept = [home, home / "credentials.json", home / "keys.json", home / "run" / "audit.jsonl"]
    open_to = [path for path in kept if path.exists() and path.stat().st_mode & 0o077]
    if os.name != "posix" or not open_to:
        return Finding("privacy", True, "nobody else may read the home folder")
    names = ", ".join(str(path) for path in open_to)
    return Finding("privacy", False, f"others may read {names}", f"chmod -R go-rwx {home}")


def _left_behind(home: Path) -> Finding:
    """Clear away what commands that were killed had begun to write."""
    gone = len(clear(home))
    said = f"{gone} that killed commands left: deleted" if gone else "none is left behind"
    return Finding("unfinished files", True, said)


def _engine(settings: Settings) -> Finding:
    """Whether the embedded engine is there, and this machine has the memory it may take."""
    try:
        engine = find_engine()
    except AmpnetError as error:
        return Finding("engine", False, error.message, error.remedy)
    unit = {"m": 1 << 20, "g": 1 << 30}[settings.embedded_heap[-1:].lower()]
    heap, total = int(settings.embedded_heap[:-1]) * unit, psutil.virtual_memory().total
    said = f"{engine.version}, heap {settings.embedded_heap} of {total / 2**30:.1f} GiB"
    return Finding("engine", heap < total * 0.8, said, "Lower AMPNET_EMBEDDED_HEAP.")


def _queries(settings: Settings) -> Finding:
    try:
        found = catalogue(settings.queries)
    except (AmpnetError, OSError) as error:
        return Finding("queries", False, str(error), getattr(error, "remedy", ""))
    return Finding("queries", True, f"{len(found)} in the catalogue")


def _exposure(settings: Settings) -> Finding:
    """Whether the interface is open to others only as it should be."""
    try:
        found = check_exposure(settings)
    except AmpnetError as error:
        return Finding("exposure", False, error.message, error.remedy)
    if not found.open:
        return Finding("exposure", True, "this machine only")
    keys = len(KeyStore(settings.home).active())
    said = f"open to others, with {keys} key{'' if keys == 1 else 's'}"
    if is_loopback(settings.host) or settings.tls_cert:
        return Finding("exposure", True, said)
    return Finding(
        "exposure",
        False,
        f"{said}, which travel unencrypted",
        "Give AMPNET_TLS_CERT and AMPNET_TLS_KEY, or put a proxy in front.",
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
        with Database(connection(settings)) as database:  # looks, and makes nothing
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
