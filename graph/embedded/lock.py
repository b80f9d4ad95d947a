"""A lock between processes, let go by the operating system when its holder dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.embedded.errors import EmbeddedServerError
from graph.embedded.home import usable
from graph.flock import take


@contextmanager
def exclusive(path: Path, timeout: float) -> Iterator[None]:
    """Hold `path` alone for the length of the block.

    Raises:
        EmbeddedServerError: Another process held it for more than `timeout` seconds.
        HomeUnusableError: The lock file cannot be made.
    """
    with usable(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + timeout
        while True:
            try:
                take(handle)
            except OSError:
                if time.monotonic() > deadline:
                    raise EmbeddedServerError(
                        f"Another process is starting or stopping this database (it holds {path}).",
                        "Wait for it, or end it, and try again.",
                    ) from None
                time.sleep(0.05)
            else:
                break
        yield
    finally:
        os.close(handle)
