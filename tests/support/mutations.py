"""Ways in which a file of data goes wrong, for the fuzzer: random, but the same for a seed."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

from loaders.read.bytes import zstd

Mutation = Callable[[Random, bytes], bytes]

NASTY_BYTES = (
    b"\x00", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\r", b"\n", b"\t",
    b'"', b"'", b"\\", b",", b";", b"{", b"}", b"[", b"]", b"<", b">", b"&", b"]]>", b"<!--",
    b"<![CDATA[", b"&#0;", b"&nbsp;", b"\\u0000", b"\\ud800", b"\\udc00x", b"1e999", b"-1e999",
    b"9" * 400, b"NaN", b"Infinity", b"null", b"2207-01-01", b"0000-00-00", b"9999-12-31T23:59:60Z",
    b"=cmd|' /C calc'!A0", b"https://", b"http://[::1", b"https://a..b/", b"xn--0.com",
    "\u202e".encode(), "𝕏".encode(), b"t.me/s/", b"@", b"://", b"%00", b"%ff",
)  # fmt: skip
NASTY_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, -(2**64), 10**400, 1.5, 1e308, "", " ", "\x00", "a\x00b",
    "x" * 70_000, "\U0001f600" * 3000, "https://", "http://[", "//", "@", "1" * 5000, [], {}, [[]],
    [None], ["a", 1, None], {"": ""}, {"id": {"id": {}}}, "2207-01-01", "NaN", "\ud800", [1] * 2000,
)  # fmt: skip


def mutated(random: Random, seed: bytes) -> bytes:
    """Return a file with one to four things wrong with it."""
    data = seed
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        data = random.choice(_MUTATIONS)(random, data)
    if random.random() < 0.15:
        data = random.choice(_PACKERS)(data)
        if random.random() < 0.7:
            data = random.choice((_cut, _flip, _drop))(random, data)
    return data


def _at(random: Random, data: bytes) -> int:
    return random.randrange(len(data) + 1)


def _flip(random: Random, data: bytes) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    for _ in range(random.randrange(1, 9)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _insert(random: Random, data: bytes) -> bytes:
    at = _at(random, data)
    return data[:at] + random.choice(NASTY_BYTES) + data[at:]


def _drop(random: Random, data: bytes) -> bytes:
    start, end = sorted((_at(random, data), _at(random, data)))
    return data[:start] + data[min(end, start + 200) :]


def _cut(random: Random, data: bytes) -> bytes:
    return data[: _at(random, data)]


def _repeat(random: Random, data: bytes) -> bytes:
    start, end = sorted((_at(random, data), _at(random, data)))
    return (
        data[:start]
        + data[start : min(end, start + 400)] * random.choice((2, 3, 60))
        + data[start:]
    )


def _swap_lines(random: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines)


def _deep(random: Random, data: bytes) -> bytes:
    at = _at(random, data)
    opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<div>", b"</div>")))
    depth = random.choice((50, 2_000, 20_000))
    return data[:at] + opening * depth + closing * random.choice((0, depth)) + data[at:]


def _long(random: Random, data: bytes) -> bytes:
    at = _at(random, data)
    return (
        data[:at]
        + random.choice((b"a", b" ", b"\xd0\xb0", b"<", b"a,", b'"')) * 100_000
        + data[at:]
    )


def _value(random: Random, data: bytes) -> bytes:
    """Put a nasty value somewhere into the first JSON that is found, line or document."""
    text = data.decode("utf-8", "replace")
    lines = text.splitlines()
    for chosen in (text, random.choice(lines) if lines else ""):
        try:
            found = json.loads(chosen)
        except (ValueError, RecursionError):
            continue
        changed = json.dumps(_changed(random, found)).encode()
        return changed if chosen is text else data.replace(chosen.encode(), changed, 1)
    return _insert(random, data)


def _changed(random: Random, value: Any) -> Any:
    if random.random() < 0.15 or not isinstance(value, dict | list) or not value:
        return random.choice(NASTY_VALUES)
    if isinstance(value, list):
        at = random.randrange(len(value))
        return [*value[:at], _changed(random, value[at]), *value[at + 1 :]]
    key = random.choice(list(value))
    if random.random() < 0.1:
        return {name: each for name, each in value.items() if name != key}
    return {**value, key: _changed(random, value[key])}


def _zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data", data)
    return out.getvalue()


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _insert, _insert, _insert, _drop, _cut, _repeat, _swap_lines, _deep, _long),
    *(_value, _value, _value, _value),
)
_PACKERS: tuple[Callable[[bytes], bytes], ...] = (gzip.compress, lzma.compress, zstd.compress, _zip)
