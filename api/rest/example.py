"""A request that works when pasted."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Example:
    """A request to an operation.

    Attributes:
        says: What it asks, in a few words.
        path: Values of the parameters in the path.
        query: Values of the parameters after the question mark.
        body: Body of a POST: JSON, or text of the media type.
        form: Parts of a form instead, as curl writes them: `@` and a path is a file.
        data: What it is about: the bundled sample, a file that has to be loaded, and derived
            from, before, or a job.
        media_type: What the body is.
    """

    says: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | list[str]] = field(default_factory=dict)
    body: Any = None
    form: tuple[str, ...] = ()
    data: str = "sample"
    media_type: str = "application/json"

    @property
    def content(self) -> str:
        """The body as it is sent."""
        return self.body if self.media_type != "application/json" else json.dumps(self.body)

    def address(self, template: str) -> str:
        """Fill the path of an operation, such as `/v1/actors/{id}`."""
        for name, value in self.path.items():
            template = template.replace(f"{{{name}}}", quote(value, safe=":@"))
        query = urlencode(self.query, doseq=True, safe=":@", quote_via=quote)
        return f"{template}?{query}" if query else template

    def curl(self, method: str, template: str, base: str) -> str:
        """Write it as a command line."""
        words = ["curl", "-s"]
        if method != "GET":
            words += ["-X", method]
        if self.body is not None:
            sent = "-d" if self.media_type == "application/json" else "--data-binary"
            words += ["-H", f"Content-Type: {self.media_type}", sent, self.content]
        for part in self.form:
            words += ["-F", part]
        address = f"{base}{self.address(template)}"
        return " ".join([*map(shlex.quote, words), f"'{address}'"])
