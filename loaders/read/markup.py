"""Telling XML, web pages and web archives from tables, by their first bytes."""

from __future__ import annotations

import re

_BEFORE_ROOT = re.compile(rb"\s*(?:<\?[^>]*>|<!--.*?-->|<![^>\[]*(?:\[[^\]]*\])?[^>]*>)", re.DOTALL)
_ROOT = re.compile(rb"\s*<\s*(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_OF_PAGES = frozenset({"html", "head", "body", "title", "meta", "div", "script", "link", "p"})


def recognise_markup(head: bytes) -> tuple[str, str] | None:
    """Return the container (`xml`, `html`, `warc`) and the outermost element's name, or None."""
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begins.startswith(b"WARC/"):
        return "warc", "WARC"
    if not begins.startswith(b"<"):
        return None
    page = begins[:14].lower() == b"<!doctype html"
    at = 0
    while found := _BEFORE_ROOT.match(begins, at):
        at = found.end()
    root = _ROOT.match(begins, at)
    name = root[1].decode("ascii", "replace") if root else ""
    if page or name.lower() in _OF_PAGES:
        return "html", "html"
    return ("xml", name) if name else None
