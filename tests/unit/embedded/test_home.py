"""A home that cannot be used is said to be so, with a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.embedded import EmbeddedServer, HomeUnusableError
from graph.embedded import home as home_module
from graph.embedded.errors import EmbeddedServerError
from graph.embedded.home import Home, write_private


def test_a_home_below_a_file_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusableError, match=r"cannot be used: .*file.*--home"):
        EmbeddedServer(tmp_path / "file" / "home").start()


def test_a_nearly_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_module, "LEAST_FREE_BYTES", 2**70)
    with pytest.raises(HomeUnusableError, match=r"has only \d+ MB free"):
        EmbeddedServer(tmp_path / "home").start()


def test_private_files_are_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_private(path, "one")
    write_private(path, "two")
    assert path.read_text() == "two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_home_that_was_never_started(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "home")
    status = server.status()
    assert not status.running
    assert status.bolt_uri is None
    assert not server.stop()
    assert not server.home.root.exists()
    with pytest.raises(EmbeddedServerError, match=r"No embedded database .* `ampnet up`"):
        server.owner()


@pytest.mark.parametrize("heap", ["", "2", "2 g", "0g", "-Xmx2g", "2gb", "2g -Devil"])
def test_a_heap_must_be_a_size(tmp_path: Path, heap: str) -> None:
    with pytest.raises(EmbeddedServerError, match="is not a heap size"):
        EmbeddedServer(tmp_path, heap=heap)


def test_the_home_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert EmbeddedServer(Path("home")).home == Home(tmp_path.resolve() / "home")
