"""Standard input as a file, for an input is read more than once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from graph.whole import scratch_folder
from loaders.read.bytes import SourceError

NAME = "stdin"


@contextmanager
def spooled(stream: IO[bytes]) -> Iterator[Path]:
    """Keep a stream in a temporary file, which goes when the block ends.

    Raises:
        SourceError: It cannot be kept, as when the disk is full.
    """
    with scratch_folder() as folder:
        path = folder / NAME
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(stream, file, 1 << 20)
        except OSError as error:
            raise SourceError(
                f"Standard input cannot be kept in {tempfile.gettempdir()}: {error}",
                "Make room there, or set TMPDIR to a larger folder.",
            ) from error
        yield path
