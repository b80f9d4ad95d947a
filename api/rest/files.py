"""Files as responses: whole, or the part of one that the header `Range` asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import anyio
from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send

from api.problem_kinds import BAD_RANGE
from api.problems import problem

_PART: Final = re.compile(rb"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")


class SentFile(FileResponse):
    """A file to keep, under its own name.

    A `Range` of several parts, or one that cannot be read, counts as none, as RFC 9110 (14.2)
    allows and has it; Starlette would answer such with errors of another shape than ours.

    Args:
        file: The file; it must be there.
        media_type: What it is.
        after: Called when the file was sent, or could not be.
    """

    def __init__(
        self, file: Path, media_type: str, after: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(file, media_type=media_type, filename=file.name)
        self._size = file.stat().st_size
        self._after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, the part, or the problem that there is no such part."""
        part = _PART.fullmatch(dict(scope["headers"]).get(b"range", b""))
        first, last, from_end = (part and part.groups()) or (b"", b"", b"")
        try:
            if int(first or 0) >= self._size > 0 or int(from_end or 1) == 0:
                detail = f"The file has {self._size:,} bytes."
                size = {"Content-Range": f"bytes */{self._size}"}
                return await problem(scope, BAD_RANGE, detail, headers=size)(scope, receive, send)
            if part is None or not self._size or (last and int(last) < int(first)):
                headers = [each for each in scope["headers"] if each[0] != b"range"]
                scope = {**scope, "headers": headers}
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._after)
