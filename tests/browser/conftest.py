"""Fixtures of the tests that look at a page as a person does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support import chromium
from tests.support.chromium import Traffic
from tests.support.missing import MissingError
from tests.support.needs import lack


# Not for the whole session: while Playwright runs, no test of this thread can run asyncio.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    try:
        chromium.executable()
    except MissingError as missing:
        lack("browser", missing)
    with chromium.running() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page in a profile of its own."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def traffic(page: Page) -> Traffic:
    """What `page` asked for, complained of and popped up, from its very beginning."""
    return chromium.record(page)
