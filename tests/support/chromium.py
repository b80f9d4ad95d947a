"""The machine's own Chromium, driven by Playwright, and a record of what a page did."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    sync_playwright,
)

from tests.support.missing import MissingError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 120
"""Until something must have happened: a busy machine is no fault of a page."""

INSIDE = frozenset({"file", "data", "blob", "about"})
"""Schemes that fetch nothing over a network."""

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name but loopback's resolves: a page that reaches out fails, whatever the network is.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@dataclass
class Traffic:
    """What a page did since it was made; the lists grow while it lives.

    Attributes:
        requests: Every URL it asked for, local files included.
        errors: Console errors, and exceptions that nothing caught.
        dialogs: Texts of the alerts, prompts and confirmations it opened; all are dismissed.
    """

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def network(self) -> list[str]:
        """The requests that went to a network, loopback included."""
        return [url for url in self.requests if urlsplit(url).scheme not in INSIDE]

    @property
    def external(self) -> list[str]:
        """The requests that went to another machine, or tried to."""
        return [u for u in self.network if urlsplit(u).hostname not in {"127.0.0.1", "localhost"}]


def executable() -> str:
    """Return the path of Chromium.

    Raises:
        MissingError: There is none.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise MissingError("no Chromium on PATH; install Chromium or Chrome")
    return found


@contextmanager
def running() -> Iterator[Browser]:
    """Run a headless Chromium.

    Raises:
        MissingError: There is none.
    """
    path = executable()
    # Chromium refuses to run its sandbox as root, as containers and CI do.
    root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, *root], timeout=SECONDS * 1000
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def profile(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A profile of its own, with Playwright's options of a context, in which nothing hurries."""
    with browser.new_context(**options) as context:
        context.set_default_timeout(SECONDS * 1000)
        yield context


def record(page: Page) -> Traffic:
    """Write down what `page`, and every window that it opens, does from now on."""
    traffic = Traffic()
    context = page.context

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error":
            traffic.errors.append(message.text)

    def dismiss(dialog: Dialog) -> None:
        traffic.dialogs.append(dialog.message)
        dialog.dismiss()

    context.on("request", lambda request: traffic.requests.append(request.url))
    context.on("console", complain)
    context.on("weberror", lambda error: traffic.errors.append(str(error.error)))
    context.on("dialog", dismiss)
    return traffic
