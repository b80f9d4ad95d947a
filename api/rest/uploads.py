"""A file that is sent: as the body, or as a part of a form. It goes to disk as it comes."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from anyio import to_thread
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.problem_kinds import BAD_PARAMETER, BAD_REQUEST, TOO_LARGE
from api.problems import ProblemError

FORM: Final = "multipart/form-data"
FILE: Final = "file"
"""Name of the form's part that is the file."""

OVERHEAD: Final = 200_000
"""Bytes of a form beside its file."""

_MOST_FIELDS: Final = 200
LONGEST_FIELD: Final = 10_000
"""Bytes of a part that is not the file."""


@dataclass
class Received:
    """What was sent.

    Attributes:
        size: Bytes of the file.
        name: What the form calls the file; None where the body is the file.
        fields: The form's other parts: each name with its values, in order.
    """

    size: int = 0
    name: str | None = None
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


async def receive(request: Request, place: Path, megabytes: int) -> Received:
    """Write the file of a request to `place`, which must not exist yet.

    Raises:
        ProblemError: There is no file, it is empty or too large, or the form cannot be read.
    """
    received = Received()
    # A new file, and no link that stands there: it can lead nowhere else.
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with ExitStack() as stack:
        file = _Limited(stack.enter_context(os.fdopen(handle, "wb")), received, megabytes)
        media_type, options = parse_options_header(request.headers.get("content-type"))
        is_form = media_type == FORM.encode()
        body = _Form(received, file, options.get(b"boundary", b"")) if is_form else file
        async for chunk in request.stream():
            await to_thread.run_sync(body.write, chunk)
        if isinstance(body, _Form):
            body.end()
    if not received.size:
        raise ProblemError(BAD_PARAMETER, "The file is empty.", "Send it as the body.")
    return received


class _Limited:
    """A file that grows to its largest size only."""

    def __init__(self, file: IO[bytes], received: Received, megabytes: int) -> None:
        self._file = file
        self._received = received
        self._megabytes = megabytes

    def write(self, data: bytes) -> None:
        self._received.size += len(data)
        if self._received.size > self._megabytes * 1_000_000:
            raise ProblemError(
                TOO_LARGE,
                f"The file has more than {self._megabytes:,} MB.",
                "Load it with `ampnet load`, or raise AMPNET_UPLOAD_MB.",
            )
        self._file.write(data)


class _Form:
    """Takes a form apart as it comes: the file to disk, the other parts to memory."""

    def __init__(self, received: Received, file: _Limited, boundary: bytes) -> None:
        self._received = received
        self._file = file
        self._count = 0
        self._whole = False
        self._header: tuple[bytes, bytes] = (b"", b"")
        self._disposition = b""
        self._name = ""
        self._value: bytearray | None = None
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": lambda data, start, end: self._head(data[start:end], b""),
                    "on_header_value": lambda data, start, end: self._head(b"", data[start:end]),
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._begin_data,
                    "on_part_data": self._data,
                    "on_part_end": self._end_part,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise _unreadable(str(error)) from error

    def write(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _unreadable(str(error)) from error

    def end(self) -> None:
        """Check that all of it came."""
        if not self._whole:
            raise _unreadable("it breaks off")
        if self._received.name is None:
            raise ProblemError(
                BAD_PARAMETER,
                f"The form has no file in a part called {FILE!r}.",
                f"With curl: -F {FILE}=@FILE",
            )

    def _begin(self) -> None:
        self._count += 1
        if self._count > _MOST_FIELDS:
            raise ProblemError(TOO_LARGE, f"The form has more than {_MOST_FIELDS} parts.")
        self._header, self._disposition, self._value = (b"", b""), b"", bytearray()

    def _head(self, name: bytes, value: bytes) -> None:
        self._header = (self._header[0] + name, self._header[1] + value)

    def _end_header(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = value
        self._header = (b"", b"")

    def _begin_data(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if self._name != FILE:
            return
        if self._received.name is not None:
            raise ProblemError(BAD_PARAMETER, "The form has two files.", "Send one at a time.")
        if b"filename" not in options:
            raise ProblemError(
                BAD_PARAMETER,
                f"The part {FILE!r} of the form is text, and no file.",
                f"With curl: -F {FILE}=@FILE, with the @.",
            )
        self._received.name = options[b"filename"].decode("utf-8", "replace")
        self._value = None

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._value is None:
            self._file.write(data[start:end])
        elif len(self._value) + end - start > LONGEST_FIELD:
            raise ProblemError(
                TOO_LARGE,
                f"The part {self._name[:40]!r} of the form has more than {LONGEST_FIELD:,} bytes.",
                f"The file goes into the part {FILE!r}.",
            )
        else:
            self._value += data[start:end]

    def _end_part(self) -> None:
        if self._value is not None:
            self._received.fields[self._name].append(self._value.decode("utf-8", "replace"))

    def _end(self) -> None:
        self._whole = True


def _unreadable(why: str) -> ProblemError:
    return ProblemError(BAD_REQUEST, f"The form cannot be read: {why[:200]}.")
