"""A real Neo4j community server of the tests' own, on loopback, thrown away afterwards."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import time
from pathlib import Path

import neo4j
import psutil

from graph.database import Connection
from tests.support import neo4j_jars
from tests.support.leash import Leash

MAIN_CLASS = "org.neo4j.server.CommunityEntryPoint"
START_SECONDS = 240.0
FIRST_PASSWORD = "neo4j"
"""Every new Neo4j has this password, and lets one do nothing with it but change it."""

JAVA_OPTIONS = (
    # The first tier of the compiler and the plainest collector: half the processor time of a
    # start, and the tests' small graphs never live long enough to miss the others.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xms128m",
    "-Xmx1g",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
)

SETTINGS = {
    "server.bolt.listen_address": "127.0.0.1:0",  # any free port: none can be taken away meanwhile
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.usage_report.enabled": "false",
    "server.memory.pagecache.size": "64m",
    "db.tx_log.preallocate": "false",  # else half a gigabyte of empty files
    "db.tx_log.rotation.retention_policy": "keep_none",
}


class Neo4jServer:
    """The server process; `begin` and `connection` are apart so that others can work meanwhile.

    Args:
        home: An empty folder for its settings, logs and data.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._leash: Leash | None = None
        self._connection: Connection | None = None

    def begin(self) -> None:
        """Start the process and return at once.

        Raises:
            MissingError: Java, Maven or the jars are missing.
        """
        if self._process is not None:
            return
        command = [neo4j_jars.java(), *JAVA_OPTIONS, "-cp", neo4j_jars.classpath(), MAIN_CLASS]
        settings = self.home / "conf" / "neo4j.conf"
        settings.parent.mkdir(parents=True)
        settings.write_text(
            "".join(f"{key}={value}\n" for key, value in SETTINGS.items()), encoding="utf-8"
        )
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [*command, f"--home-dir={self.home}", f"--config-dir={settings.parent}"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # an interrupt at the terminal is for the tests
            )
        self._leash = Leash(self._process.pid)

    def connection(self) -> Connection:
        """Return how to reach the server once it answers.

        Raises:
            MissingError: Java, Maven or the jars are missing.
            RuntimeError: The server did not start; the message has the end of its log.
        """
        if self._connection is None:
            self.begin()
            uri = f"bolt://127.0.0.1:{self._wait_for_port()}"
            password = secrets.token_urlsafe(16)
            with neo4j.GraphDatabase.driver(uri, auth=("neo4j", FIRST_PASSWORD)) as driver:
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
                    {"old": FIRST_PASSWORD, "new": password},
                    database_="system",
                )
            self._connection = Connection(uri, "neo4j", password, "neo4j")
        return self._connection

    def stop(self) -> None:
        """End the process and delete its folder."""
        if self._leash is not None:
            self._leash.release()
        if self._process is not None:
            self._process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def _output(self) -> Path:
        return self.home / "console.log"

    @property
    def _log(self) -> Path:
        return self.home / "logs" / "neo4j.log"

    def _wait_for_port(self) -> int:
        """Return the port that the server listens at, once it says that it has started."""
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if "Started." in _text(self._log):
                for socket in psutil.Process(self._process.pid).net_connections("tcp"):
                    if socket.status == psutil.CONN_LISTEN:
                        return int(socket.laddr.port)
            time.sleep(0.05)
        raise RuntimeError(
            f"Neo4j did not start.\n{_text(self._output)[-2000:]}\n{_text(self._log)[-2000:]}"
        )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
