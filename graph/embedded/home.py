"""The folders and files of one home, and who may read them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.embedded.errors import HomeUnusableError
from graph.whole import whole_file

LEAST_FREE_BYTES = 100 * 2**20
"""Free disk below which nothing is begun that writes; a new database takes about 10 MB."""


@dataclass(frozen=True)
class Home:
    """Where everything of one server is kept.

    Attributes:
        root: The home folder, absolute.
    """

    root: Path

    @property
    def data(self) -> Path:
        """The database files; copying this folder while stopped is a backup."""
        return self.root / "database"

    @property
    def run(self) -> Path:
        """State, logs and the engine's working folder; made anew when it is lost."""
        return self.root / "run"

    @property
    def engine(self) -> Path:
        """The engine's own root: its users, groups and event log."""
        return self.run / "engine"

    @property
    def credentials(self) -> Path:
        """Passwords of owner and reader, readable by their user only."""
        return self.root / "credentials.json"

    @property
    def state(self) -> Path:
        """Which process serves this home, and at which ports."""
        return self.run / "server.json"

    @property
    def lock(self) -> Path:
        """Held by whoever starts or stops the server."""
        return self.run / "server.lock"

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.run / "server.log"

    @property
    def previous_log(self) -> Path:
        """The log of the run before this one, kept because a crash is looked into afterwards."""
        return self.run / "server.previous.log"

    def prepare(self) -> None:
        """Make the folders, for this user only, and see that they can be used.

        Raises:
            HomeUnusableError: A folder cannot be made or written.
        """
        with usable(self.root):
            for folder in (self.root, self.data, self.run, self.engine, self.engine / "config"):
                folder.mkdir(parents=True, exist_ok=True)
            self.root.chmod(0o700)
            for folder in (self.data, self.run):
                with tempfile.TemporaryFile(dir=folder):
                    pass

    def check_room(self) -> None:
        """See that there is room to write.

        Raises:
            HomeUnusableError: The disk is nearly full.
        """
        free = shutil.disk_usage(self.root).free
        if free < LEAST_FREE_BYTES:
            raise HomeUnusableError(
                f"The disk of {self.data} has only {free / 2**20:.0f} MB free.",
                f"Free at least {LEAST_FREE_BYTES / 2**20:.0f} MB, or choose another folder "
                "with --home or AMPNET_HOME. A database that runs can still be asked.",
            )


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals under `path` into one error with a remedy."""
    try:
        yield
    except OSError as error:
        where = error.filename or path
        raise HomeUnusableError(
            f"The home folder cannot be used: {where}: {error.strerror or error}.",
            "Make it writable, free disk space, or choose another folder with --home or "
            "AMPNET_HOME.",
        ) from error


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step, readable and writable by this user only."""
    with (
        usable(path),
        whole_file(path, 0o600) as unfinished,
        unfinished.open("w", encoding="utf-8") as file,
    ):
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
