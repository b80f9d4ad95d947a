"""What is known about the server of one home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class ServerStatus:
    """The server of one home at one moment.

    Attributes:
        running: Its process is alive.
        answering: It answered an authenticated query over Bolt just now.
        detail: One sentence for a person: what holds, and why.
        data_dir: Folder of the database files.
        log: The server's log file.
        version: Version of the engine: of the running one, else of the installed one.
        heap: Largest heap of the Java process, such as `2g`.
        pid: Process id; None when it does not run, as for all that follow.
        bolt_uri: Where Bolt clients connect. Kept while stopped: the next start uses it
            again if the port is still free.
        http_port: Port of the engine's own HTTP interface, which ampnet does not use.
        started_at: When the process started, in UTC.
    """

    running: bool
    answering: bool
    detail: str
    data_dir: Path
    log: Path
    version: str
    heap: str
    pid: int | None = None
    bolt_uri: str | None = None
    http_port: int | None = None
    started_at: datetime | None = None
