"""How the engine is started: its Java options, its settings, its process.

Each setting's reason stands beside it; the figures are in docs/decisions/0002-embedded-server.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from graph.embedded.credentials import DATABASE
from graph.embedded.engine import Engine
from graph.embedded.errors import EmbeddedServerError, ServerStartError
from graph.embedded.home import Home, usable, write_private
from graph.embedded.ports import LOOPBACK
from graph.embedded.state import MARK

MAIN_CLASS = "com.arcadedb.server.ArcadeDBServer"
LOG_BYTES = 5 * 2**20
"""Size at which a run's log starts again from nothing."""

JAVA_OPTIONS = (
    "-XX:+UseParallelGC",
    # Half of the heap for what soon dies: a batch is hundreds of megabytes of it, and what does
    # not fit is copied again and again (a load is 4 to 8 % slower at the default of a third).
    "-XX:NewRatio=1",
    # The compiler inlines less deeply, as it did until Java 13. The engine's chains of calls are
    # long, and compiling them is near half of a first load; what answers are read by is as fast.
    "-XX:MaxInlineLevel=9",
    "-XX:FreqInlineSize=150",
    "-XX:-UsePerfData",  # no files in the temporary folder
    "-Djava.awt.headless=true",
    "-Dpolyglot.engine.WarnInterpreterOnly=false",
    # What the engine reaches for inside the JDK, as in its own start script.
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-exports=java.management/sun.management=ALL-UNNAMED",
)

SETTINGS = {
    # Only Bolt, only on loopback. The HTTP interface cannot be switched off; ampnet uses it
    # only to see that the server is ready.
    "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
    "server.httpIncomingHost": LOOPBACK,
    "bolt.host": LOOPBACK,
    "server.defaultDatabases": f"{DATABASE}[]",
    "bolt.defaultDatabase": DATABASE,
    # "production" would answer every error, a syntax error too, with "The request failed.
    # Check the server log": useless to who types Cypher. What else it sets is set here.
    "server.mode": "development",
    "studio.enabled": "false",
    # Nothing in a statement may read this machine's files or call out from it.
    "opencypher.loadCsv.allowFileUrls": "false",
    "opencypher.loadCsv.allowRemoteUrls": "false",
    "server.restoreImportAllowLocalUrls": "false",
    "polyglotEngineEnabled": "false",
    "support.autoRegister": "false",
    # Each commit reaches the disk, not only the operating system, before it is acknowledged.
    "txWalFlush": "1",
    # By default four statements run at once and the rest wait, and a result stream that is
    # being read, or is idle, counts as one: four open streams stopped everybody for 30 s.
    "queryMaxConcurrent": "0",
    # DISTINCT, ORDER BY, grouping and collect() may hold as much as half the heap together
    # (queryMaxHeapRAM); a fixed number of elements would stop small ones at 1,048,576.
    "queryMaxHeapElementsAllowedPerOp": "-1",
    # A statement with its parameters above this size is answered wrongly, and the driver then
    # waits for ever. The default, 16 MB, is a batch of 20,000 rows of 800 bytes.
    "bolt.maxMessageSize": str(256 * 2**20),
    # A statement goes on after its client has died, and the driver's timeout is not heeded, so
    # this is what ends a runaway one. Milliseconds; for every statement, also a long export.
    "command.timeout": str(600 * 1000),
    # Nobody collects metrics, so nothing is measured.
    "serverMetrics": "false",
}


def heap_option(heap: str) -> str:
    """Return the Java option for `heap`, such as `2g` or `512m`.

    Raises:
        EmbeddedServerError: It is no size.
    """
    if not re.fullmatch(r"[1-9][0-9]*[mMgG]", heap):
        raise EmbeddedServerError(
            f"{heap!r} is not a heap size.", "Give megabytes or gigabytes, such as 512m or 2g."
        )
    return f"-Xmx{heap}"


def _page_cache(heap: str) -> int:
    """Megabytes of database pages in the heap: a fifth of it; the engine would take four.

    What it lets go of is in the system's cache. The rest of the older half is for what a batch
    changes: in a graph of a million posts these are pages all over it, and their journal.
    """
    return int(heap[:-1]) * (1024 if heap[-1] in "gG" else 1) // 5


def command(
    engine: Engine,
    home: Home,
    *,
    heap: str,
    bolt_port: int,
    http_port: int,
    java_options: Sequence[str] = (),
) -> list[str]:
    """Return the command line; it holds no secret, since every user can read it."""
    heap_argument = heap_option(heap)
    settings = {
        **SETTINGS,
        "server.rootPath": home.engine,
        "server.databaseDirectory": home.data,
        "server.logsDirectory": home.run,
        "server.httpIncomingPort": http_port,
        "bolt.port": bolt_port,
        "maxPageRAM": _page_cache(heap),
        "indexCompactionRAM": 64,  # of the engine's 300, beside all that a batch holds
    }
    return [
        str(engine.java),
        heap_argument,
        *JAVA_OPTIONS,
        *java_options,
        f"-XX:ErrorFile={home.run / 'java-crash.log'}",
        f"-Djava.util.logging.config.file={home.run / 'logging.properties'}",
        f"{MARK}{home.root}",
        f"-Dampnet.engine={engine.version}",
        *(f"-Darcadedb.{key}={value}" for key, value in settings.items()),
        "-cp",
        os.pathsep.join(map(str, engine.jars)),
        MAIN_CLASS,
    ]


def spawn(arguments: list[str], home: Home) -> int:
    """Start the process in a session of its own and return its process id.

    It outlives its starter, gets none of its files and no terminal, and writes to the log.

    Raises:
        HomeUnusableError: The log cannot be written.
        ServerStartError: The operating system would not start it.
    """
    _prepare_log(home)
    with usable(home.log):
        log = home.log.open("ab")
    with log:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                arguments,
                cwd=home.run,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                creationflags=_detached(),
            )
        except OSError as error:
            raise ServerStartError(
                f"{arguments[0]} cannot be started: {error.strerror or error}.",
                "Check that the installed engine fits this machine and may be executed.",
            ) from error
    process.returncode = 0  # it is meant to outlive this object, which would warn otherwise
    return process.pid


def created(pid: int) -> float:
    """Return when a process that was just spawned was created, in seconds since 1970.

    Raises:
        ServerStartError: It has ended already.
    """
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess as error:
        raise ServerStartError("The embedded database server ended at once.") from error


def gave_up(log: Path) -> bool:
    """Tell whether the engine's start failed, by its log.

    Its main thread then ends with an exception, but the process lives on: other threads of
    the engine keep it up.
    """
    return 'Exception in thread "main"' in log_tail(log, lines=100)


def found_port_taken(log: Path) -> bool:
    """Tell whether the engine's start failed for a port, by its log."""
    return "Unable to listen" in log_tail(log, lines=100)


def log_tail(path: Path, lines: int = 15) -> str:
    """Return the last lines of the log, or what keeps it from being read."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 20_000))
            text = file.read().decode("utf-8", errors="replace")
    except OSError as error:
        return f"({path} cannot be read: {error.strerror})"
    return "\n".join(text.strip().splitlines()[-lines:])


def _prepare_log(home: Home) -> None:
    """Set the last run's log aside and tell the engine to write to a bounded file only."""
    with usable(home.log):
        if home.log.exists():
            home.log.replace(home.previous_log)
    pattern = home.log.as_posix().replace("%", "%%")
    write_private(
        home.run / "logging.properties",
        "\n".join(
            [
                "handlers = java.util.logging.FileHandler",
                ".level = INFO",
                *(f"{name}.level = WARNING" for name in ("io.undertow", "org.xnio", "org.jboss")),
                f"java.util.logging.FileHandler.pattern = {_escape(pattern)}",
                "java.util.logging.FileHandler.formatter = com.arcadedb.log.LogFormatter",
                "java.util.logging.FileHandler.encoding = UTF-8",
                "java.util.logging.FileHandler.append = true",
                "java.util.logging.FileHandler.count = 1",
                f"java.util.logging.FileHandler.limit = {LOG_BYTES}",
                "",
            ]
        ),
    )


def _escape(value: str) -> str:
    """Write `value` as a Java properties file needs it, which is read as Latin-1."""
    return "".join(
        c if 32 < ord(c) < 127 and c not in "\\:=#!" else f"\\u{ord(c):04x}" for c in value
    )


def environment() -> dict[str, str]:
    """Return this process's environment without what would change Java behind our back."""
    java = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in java and not name.lower().startswith("arcadedb.")
    }
    if sys.platform == "linux":  # Java finds no file with an accent in its path under LC_ALL=C
        kept["LC_ALL"] = "C.UTF-8"
    return kept


def _detached() -> int:
    """Flags by which a process leaves its starter's console, where there are such flags."""
    if sys.platform == "win32":
        return subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
