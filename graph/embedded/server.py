"""Starting, finding, stopping and recovering the embedded server of one home."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from neo4j.exceptions import AuthError

from graph.database import Connection
from graph.embedded import credentials, launch, ports, probe
from graph.embedded.engine import find_engine, installed_version
from graph.embedded.errors import EmbeddedServerError, ServerHangsError, ServerStartError
from graph.embedded.home import Home
from graph.embedded.lock import exclusive
from graph.embedded.state import ServerState, end, find_running
from graph.embedded.status import ServerStatus

ATTEMPTS = 3
"""How often a start is tried: another program may take a port between choice and use."""


class EmbeddedServer:
    """The database server of one home folder.

    The server is a process of its own: it outlives the program that starts it. Any number of
    objects and programs may name the same home; they all find the same server.

    Args:
        home: Folder for everything that is kept: `database/` (the data), `run/` (state and
            logs) and `credentials.json` (passwords, mode 0600).
        heap: Largest heap of a server that this object starts, such as `2g` or `512m`.
        java_options: Further options for its Java, such as `-XX:TieredStopAtLevel=1`.

    Raises:
        EmbeddedServerError: From the constructor, when `heap` is no size.
    """

    def __init__(self, home: Path, heap: str = "2g", java_options: Sequence[str] = ()) -> None:
        launch.heap_option(heap)
        self.home = Home(Path(home).expanduser().resolve())
        self.heap = heap
        self.java_options = tuple(java_options)

    def start(self, timeout: float = 60.0) -> ServerStatus:
        """Start the server unless it runs, and wait until it answers.

        A server that was killed replays its log first: every acknowledged transaction is
        there. When two programs start it at once, one does and both find it.

        Args:
            timeout: Seconds to wait for an answer, and for another program's start.

        Raises:
            EngineMissingError: The engine is not installed for this platform.
            HomeUnusableError: The home cannot be written, or the disk is full.
            ServerStartError: It ended at once, or does not know our passwords.
            ServerHangsError: Its process is alive but does not answer.
        """
        self.home.prepare()
        deadline = time.monotonic() + timeout
        with exclusive(self.home.lock, timeout):
            state = self._find(deadline) or self._start_new(deadline)
        return self._describe(state, "The server runs and answers.", answering=True)

    def _find(self, deadline: float) -> ServerState | None:
        """Return the server that runs, once it answers; None when there is none."""
        state = find_running(self.home)
        if state is None:
            return None
        if state != ServerState.load(self.home):
            state.save(self.home)
        try:
            self._wait(state, deadline)
        except ServerStartError:
            if state.is_alive(self.home):
                raise
            return None  # it was killed a moment ago, and was still ending when we found it
        return state

    def status(self) -> ServerStatus:
        """Say whether the server runs and answers; takes some seconds when it hangs."""
        state = find_running(self.home)
        if state is None:
            return self._stopped()
        if self._answers(state):
            return self._describe(state, "The server runs and answers.", answering=True)
        return self._describe(
            state, "The server's process is alive but does not answer.", answering=False
        )

    def stop(self, timeout: float = 30.0) -> bool:
        """Stop the server: ask it to, and kill it when it has not ended after `timeout`.

        Returns:
            True when a server was stopped, False when none ran.
        """
        if not self.home.run.exists():
            return False
        with exclusive(self.home.lock, timeout):
            state = find_running(self.home)
            if state is None:
                return False
            end(state, self.home, timeout)
            return True

    def owner(self) -> Connection:
        """Return the connection of the user that may change schema and data.

        Raises:
            EmbeddedServerError: The server of this home has never been started.
        """
        return self._connection(credentials.OWNER)

    def reader(self) -> Connection:
        """Return the connection of the user that may only read.

        Raises:
            EmbeddedServerError: The server of this home has never been started.
        """
        return self._connection(credentials.READER)

    def _start_new(self, deadline: float) -> ServerState:
        """Start a process, anew on other ports when somebody took the chosen ones meanwhile."""
        self.home.check_room()
        engine = find_engine()
        credentials.write_engine_users(self.home, credentials.load_or_create(self.home))
        last = ServerState.load(self.home)
        for attempt in range(1, ATTEMPTS + 1):
            bolt = ports.choose(last.bolt_port if last else None, ports.BOLT_PORT)
            http = ports.choose(last.http_port if last else None, avoid=bolt)
            arguments = launch.command(
                engine,
                self.home,
                heap=self.heap,
                bolt_port=bolt,
                http_port=http,
                java_options=self.java_options,
            )
            pid = launch.spawn(arguments, self.home)
            state = ServerState(pid, launch.created(pid), bolt, http, engine.version, self.heap)
            state.save(self.home)
            try:
                self._wait(state, deadline)
            except ServerStartError:
                # Who took a port may have let go of it again.
                free = ports.is_free(bolt) and ports.is_free(http)
                if attempt == ATTEMPTS or (free and not launch.found_port_taken(self.home.log)):
                    raise
                end(state, self.home, seconds=0)
            else:
                break
        return state

    def _wait(self, state: ServerState, deadline: float) -> None:
        """Return once the server answers; raise when it has failed or the time is up."""
        while not (probe.is_ready(state.http_port) and self._answers(state, strict=True)):
            if launch.gave_up(self.home.log):
                end(state, self.home, seconds=0)
            if not state.is_alive(self.home):
                raise ServerStartError(
                    f"The embedded database server failed to start. {self._log()}",
                    "The last lines of the log say why.",
                )
            if time.monotonic() > deadline:
                raise ServerHangsError(
                    f"The embedded database server (process {state.pid}) is alive but does not "
                    f"answer at {_uri(state)}. {self._log()}",
                    "After a crash it may still be replaying its log: try again. Else "
                    "`ampnet down` ends it and `ampnet up` starts it; no committed data is lost.",
                )
            time.sleep(0.05)

    def _answers(self, state: ServerState, *, strict: bool = False) -> bool:
        """Tell whether the server answers the owner; unknown passwords are an error if strict."""
        try:
            return probe.answers(self._connect(state, credentials.OWNER))
        except (AuthError, EmbeddedServerError) as error:
            if not strict:
                return False
            raise ServerStartError(
                f"What listens at {_uri(state)} does not take the passwords in "
                f"{self.home.credentials}: {error}",
                "If that file was replaced, `ampnet down` and `ampnet up` set it right. After five "
                "wrong passwords the server refuses right ones too, for half a minute.",
            ) from error

    def _log(self) -> str:
        return f"Its log ({self.home.log}) ends with:\n{launch.log_tail(self.home.log)}\n"

    def _connection(self, user: str) -> Connection:
        state = find_running(self.home) or ServerState.load(self.home)
        if state is None:
            raise EmbeddedServerError(
                f"No embedded database has been started in {self.home.root}.",
                "Start it with `ampnet up`.",
            )
        return self._connect(state, user)

    def _connect(self, state: ServerState, user: str) -> Connection:
        passwords = credentials.load(self.home)
        password = passwords.owner if user == credentials.OWNER else passwords.reader
        return Connection(_uri(state), user, password, credentials.DATABASE)

    def _describe(self, state: ServerState, detail: str, *, answering: bool) -> ServerStatus:
        return ServerStatus(
            running=True,
            answering=answering,
            detail=detail,
            data_dir=self.home.data,
            log=self.home.log,
            version=state.version,
            heap=state.heap,
            pid=state.pid,
            bolt_uri=_uri(state),
            http_port=state.http_port,
            started_at=state.started_at,
        )

    def _stopped(self) -> ServerStatus:
        last = ServerState.load(self.home)
        return ServerStatus(
            running=False,
            answering=False,
            detail="The server does not run." if last else "No server was ever started here.",
            data_dir=self.home.data,
            log=self.home.log,
            version=installed_version(),
            heap=self.heap,
            bolt_uri=_uri(last) if last else None,
        )


def _uri(state: ServerState) -> str:
    return f"bolt://{ports.LOOPBACK}:{state.bolt_port}"
