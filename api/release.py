"""Which ampnet this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version


@cache  # read from a file that is parsed like a mail
def release() -> str:
    """Return the installed version."""
    return version("ampnet")
