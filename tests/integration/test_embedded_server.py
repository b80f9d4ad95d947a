"""The embedded server's life: started, found, killed, recovered, hung, stopped.

Real processes throughout. Starting one takes seconds, so most tests share a home and leave
its server as they like: each begins with `start`, which has to find or recover it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import neo4j
import psutil
import pytest

from graph.database import Connection, Database
from graph.embedded import EmbeddedServer, ServerHangsError, ServerStartError, launch, ports
from graph.embedded.home import Home
from graph.embedded.state import ServerState
from tests.support.engines import JAVA_OPTIONS
from tests.support.own_ports import reserve

SECONDS = 240
"""Until something must have happened: a busy machine takes a minute to start a process."""

START = """
import sys
from pathlib import Path
from graph.embedded import EmbeddedServer
home, *java_options = sys.argv[1:]
server = EmbeddedServer(Path(home), heap="512m", java_options=java_options)
print(server.start(timeout=240).pid)
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals to the server")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = reserve(tmp_path_factory.mktemp("embedded") / "home")
    yield home
    EmbeddedServer(home).stop(timeout=5)


@pytest.fixture
def server(home: Path) -> EmbeddedServer:
    return EmbeddedServer(home, heap="512m", java_options=JAVA_OPTIONS)


def _start_elsewhere(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START, home, *JAVA_OPTIONS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _pid(server: EmbeddedServer) -> int:
    pid = server.start(SECONDS).pid
    assert pid is not None
    return pid


def _kill(pid: int) -> None:
    process = psutil.Process(pid)
    process.kill()
    process.wait(SECONDS)


def test_two_programs_start_one_server_that_outlives_both(
    home: Path, server: EmbeddedServer
) -> None:
    starters = [_start_elsewhere(home) for _ in range(2)]
    answers = [starter.communicate() for starter in starters]
    assert answers[0][0].strip().isdigit(), answers
    assert answers[0] == answers[1]
    assert answers[0][1] == ""  # nothing on the terminal

    status = server.status()
    assert status.running
    assert status.answering
    assert status.pid == int(answers[0][0])
    assert status.heap == "512m"
    assert server.start(SECONDS) == status


def test_it_listens_on_loopback_alone_and_shows_no_password(server: EmbeddedServer) -> None:
    status = server.start(SECONDS)
    process = psutil.Process(status.pid)
    listening = {
        connection.laddr
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    bolt_port = int(str(status.bolt_uri).rpartition(":")[2])
    assert {address.port for address in listening} == {bolt_port, status.http_port}

    secrets = {server.owner().password, server.reader().password}
    seen = "\n".join([*process.cmdline(), *process.environ().values()])
    assert not any(secret in seen for secret in secrets)
    files = [path for path in server.home.run.rglob("*") if path.is_file()]
    assert not any(secret in path.read_text("latin-1") for path in files for secret in secrets)
    assert process.terminal() is None
    assert process.cwd() == str(server.home.run)


def test_a_server_without_its_state_file_is_found(server: EmbeddedServer) -> None:
    before = server.start(SECONDS)
    server.home.state.unlink()
    assert server.status() == before
    server.home.state.write_text("{damaged")
    assert server.start(SECONDS) == before
    assert ServerState.load(server.home) is not None


def test_what_was_acknowledged_survives_a_kill(server: EmbeddedServer) -> None:
    """Once more after that, in the middle of loads, is in `test_load_killed`."""
    pid = _pid(server)
    uri = server.owner().uri
    middle = "middle"
    with Database(server.owner()) as database:
        database.execute("CREATE (:Item {id: $m})", m=middle)
    batches = _Batches(server.owner(), middle)
    batches.start()
    assert batches.enough.wait(SECONDS)
    _kill(pid)
    batches.join(SECONDS)
    assert not batches.is_alive()

    status = server.start(SECONDS)
    assert status.pid != pid
    assert status.bolt_uri == uri
    with Database(server.reader()) as database:
        rows = database.read(
            "MATCH (:Item {id: $m})-[:AMPLIFIES]->(i:Item) "
            "RETURN i.batch AS batch, count(DISTINCT i.id) AS items ORDER BY batch",
            {"m": middle},
        ).rows
    acknowledged = batches.acknowledged
    assert rows[:acknowledged] == [(batch, 200) for batch in range(acknowledged)]
    # One more may have been committed without our hearing of it; never a part of one.
    assert rows[acknowledged:] in ([], [(acknowledged, 200)])


class _Batches(threading.Thread):
    """Commits one batch after another until the server is gone."""

    def __init__(self, owner: Connection, middle: str) -> None:
        super().__init__(daemon=True)
        self.owner = owner
        self.middle = middle
        self.acknowledged = 0
        self.enough = threading.Event()

    def run(self) -> None:
        auth = (self.owner.user, self.owner.password)
        with (
            neo4j.GraphDatabase.driver(self.owner.uri, auth=auth) as driver,
            driver.session(database=self.owner.database) as session,
            suppress(neo4j.exceptions.DriverError, OSError),
        ):
            while True:
                with session.begin_transaction() as transaction:  # tried once, unlike managed ones
                    transaction.run(
                        "MATCH (m:Item {id: $m}) UNWIND range(1, 200) AS k "
                        "CREATE (m)-[:AMPLIFIES]->(:Item {id: $m + $b + '-' + k, batch: $b})",
                        m=self.middle,
                        b=self.acknowledged,
                    ).consume()
                    transaction.commit()
                self.acknowledged += 1
                if self.acknowledged == 5:
                    self.enough.set()


def test_a_process_that_hangs_is_said_to_hang_and_can_be_stopped(server: EmbeddedServer) -> None:
    pid = _pid(server)
    os.kill(pid, signal.SIGSTOP)
    status = server.status()
    assert status.running
    assert not status.answering
    assert "alive but does not answer" in status.detail
    with pytest.raises(ServerHangsError, match=rf"process {pid}\) is alive but does not answer"):
        server.start(timeout=0.5)
    assert server.stop(timeout=0.5)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert not server.status().running
    assert not server.stop()


def test_the_port_is_kept_while_it_is_free(server: EmbeddedServer) -> None:
    """`reserve` said which it was; a test above saw that it stays the same after a kill."""
    server.stop()
    last = ServerState.load(server.home)
    assert last is not None
    assert server.status().bolt_uri == f"bolt://127.0.0.1:{last.bolt_port}"
    with listening_at(last.bolt_port):
        assert server.start(SECONDS).bolt_uri != f"bolt://127.0.0.1:{last.bolt_port}"
    with Database(server.owner()) as database:
        assert database.read("RETURN 1").rows == [(1,)]


def test_a_port_that_was_taken_for_a_moment_is_tried_again(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By who was quicker, and is gone when it is asked why the start failed."""
    server.stop()
    last = ServerState.load(server.home)
    assert last is not None
    failed: list[bool] = []
    with ExitStack() as stack:
        stack.enter_context(listening_at(last.bolt_port))
        gave_up = launch.gave_up

        def gone_when_it_fails(log: Path) -> bool:
            if found := gave_up(log):
                stack.close()
                failed.append(found)
            return found

        monkeypatch.setattr(launch, "gave_up", gone_when_it_fails)
        monkeypatch.setattr(ports, "is_free", lambda _: True)  # as it was a moment ago
        assert server.start(SECONDS).bolt_uri == f"bolt://127.0.0.1:{last.bolt_port}"
    assert failed == [True]


@contextmanager
def listening_at(port: int) -> Iterator[None]:
    """Somebody else's server at a port."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        yield


def test_a_failed_start_ends_with_the_logs_last_lines(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "home", heap="1m")
    with pytest.raises(ServerStartError, match=r"(?s)failed to start.*server\.log.*Too small"):
        server.start(SECONDS)
    assert not server.status().running


def test_a_start_that_fails_inside_the_engine_leaves_no_process(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    (home.engine / "log").write_text("a file where the engine wants a folder")
    server = EmbeddedServer(home.root, heap="512m")
    with pytest.raises(ServerStartError, match=r'Exception in thread "main"'):
        server.start(SECONDS)
    assert not server.status().running
