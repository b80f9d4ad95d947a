"""Standard input as a file, for an input is read more than once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from loaders.read.bytes import SourceError

NAME = "stdin"


@contextmanager
def spooled(stream: IO[bytes]) -> Iterator[Path]:
    """Keep a stream in a temporary file, which goes when the block ends.

    Raises:
        SourceError: It cannot be kept, as when the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="ampnet-") as folder:
        path = Path(folder) / NAME
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(stream, file, 1 << 20)
        except OSError as error:
            raise SourceError(
                f"Standard input cannot be kept in {tempfile.gettempdir()}: {error}",
                "Make room there, or set TMPDIR to a larger folder.",
            ) from error
        yield path
