"""Foreign text made fit to stand in a page.

Names, titles and addresses come from accounts that an investigator does not trust. The page writes
them with `textContent` only, so nothing here is about escaping: it is about text that would break
the file (lone surrogates), the reader's eye (overrides of writing direction) or the browser (100 kB
names).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from markupsafe import Markup

# C0 and C1 controls but tab and newline; bidirectional embeddings, overrides and isolates, with
# which "moc.live" is made to read "evil.com"; surrogates; noncharacters.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_HTML_UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}

LABEL_LENGTH = 120
TEXT_LENGTH = 2_000
_LONGEST_ADDRESS = 2_000


def clean(value: object, limit: int = TEXT_LENGTH) -> str:
    """Text without characters that break files or deceive, cut to `limit` characters."""
    text = value if isinstance(value, str) else str(value)
    # Cut twice, so that a text of many megabytes is not searched whole.
    text = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"


def clean_or_none(value: object | None, limit: int = TEXT_LENGTH) -> str | None:
    """Like `clean`, but nothing stays nothing, and so does the empty text."""
    return clean(value, limit) if value is not None and value != "" else None


def fact(value: object) -> str | int | float | None:
    """A fact as JSON can hold it: numbers stay numbers, NaN and infinity become text."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    if isinstance(value, int):
        # Beyond 2**53 JavaScript would show another number.
        return value if abs(value) <= 2**53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return clean(value)


def web_address(text: str | None) -> str | None:
    """The address if it is a plain web one. Credentials dress one host up as another: refused."""
    if not text or len(text) > _LONGEST_ADDRESS or clean(text) != text:
        return None
    try:
        parts = urlsplit(text)
        host, user = parts.hostname, parts.username
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or user is not None:
        return None
    # A browser reads a backslash as a slash: the host would be another one than here.
    return None if any(c.isspace() or c == "\\" for c in text.split("?")[0]) else text


def milliseconds(moment: datetime | None) -> int | None:
    """Milliseconds since 1970 in UTC, as JavaScript counts; naive times are read as UTC."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)


def json_for_html(value: object) -> Markup:
    """JSON that can stand inside a `<script type="application/json">` whatever it holds."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(_HTML_UNSAFE))  # noqa: S704  escaped above, and tested


def asked(parameters: Mapping[str, object]) -> str:
    """Write what was asked for in one line; what was left open is left out."""
    given = [f"{name} = {said(value)}" for name, value in parameters.items() if said(value)]
    return clean(", ".join(given), 2_000)


def said(value: object) -> str:
    """Write a parameter's value as people do: a list as its members, what is open as nothing."""
    if isinstance(value, Mapping):
        return " ".join(f"{name}={said(part)}" for name, part in value.items() if said(part))
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(said(part) for part in value if said(part))
    return "" if value is None else str(value)
