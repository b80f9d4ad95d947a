"""Telling XML, web pages and web archives from tables, by their first bytes."""

from __future__ import annotations

import re

_ROOT = re.compile(rb"<\s*(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_OF_PAGES = frozenset({"html", "head", "body", "title", "meta", "div", "script", "link", "p"})


def recognise_markup(head: bytes) -> tuple[str, str] | None:
    """Return the container (`xml`, `html`, `warc`) and the outermost element's name, or None."""
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begins.startswith(b"WARC/"):
        return "warc", "WARC"
    if not begins.startswith(b"<"):
        return None
    page = begins[:14].lower() == b"<!doctype html"
    root = _ROOT.match(begins, _root(begins))
    name = root[1].decode("ascii", "replace") if root else ""
    if page or name.lower() in _OF_PAGES:
        return "html", "html"
    return ("xml", name) if name else None


def _root(text: bytes) -> int:
    """Return where the outermost element begins: after declarations and comments."""
    at = 0
    while text[at : at + 2] in {b"<?", b"<!"}:
        end = at
        for mark in _ends(text, at):
            end = text.find(mark, end)
            if end < 0:
                return len(text)
        at = end + text[end:].index(b">") + 1
        at += len(text[at:]) - len(text[at:].lstrip())
    return at


def _ends(text: bytes, at: int) -> tuple[bytes, ...]:
    """Return what has to be found in turn to come to the end of a declaration or comment."""
    if text.startswith(b"<?", at):
        return (b"?>",)
    if text.startswith(b"<!--", at):
        return (b"-->",)
    subset = text.find(b"[", at, text.find(b">", at) + 1) >= 0
    return (b"]", b">") if subset else (b">",)
