"""The operating system's lock on an open file: it goes when its holder dies, however it dies."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt

    def take(handle: int) -> None:
        """Lock an open file for this process alone.

        Raises:
            OSError: Somebody else holds it, or its file system has no locks.
        """
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def take(handle: int) -> None:
        """Lock an open file or folder for this process alone.

        Raises:
            OSError: Somebody else holds it, or its file system has no locks.
        """
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
