"""Fixtures of the tests that look at a page as a person does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.views.network import write_network
from tests.browser.view_page import ViewPage, open_view
from tests.support import chromium
from tests.support.chromium import Traffic
from tests.support.missing import MissingError
from tests.support.needs import lack
from tests.unit.views.samples import with_a_formula


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
    with chromium.profile(browser) as context:
        yield context.new_page()


@pytest.fixture
def traffic(page: Page) -> Traffic:
    """What `page` asked for, complained of and popped up, from its very beginning."""
    return chromium.record(page)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The view that most tests look at; a module may write its own."""
    return write_network(with_a_formula(), tmp_path_factory.mktemp("view") / "view.html")


@pytest.fixture
def view(page: Page, file: Path) -> Iterator[ViewPage]:
    """The view, opened; in the end it has asked nobody for anything."""
    opened = open_view(page, file)
    yield opened
    opened.assert_sealed()
