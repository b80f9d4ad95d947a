"""What is written appears whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.whole import whole_file, whole_folder


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with whole_file(file, 0o640) as unfinished:
        unfinished.write_text("one")
        assert not file.exists()
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("one", 0o640)
    with pytest.raises(KeyboardInterrupt), whole_file(file) as unfinished:
        unfinished.write_text("half of tw")
        raise KeyboardInterrupt
    assert file.read_text() == "one"
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "missing" / "a.txt"):
        pytest.fail("there is no folder to write in")


def test_a_folder_takes_its_place_only_when_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "folder"
    for content in ("one", "two"):
        with whole_folder(folder) as unfinished:
            (unfinished / content).touch()
        assert [each.name for each in folder.iterdir()] == [content]
    with pytest.raises(ValueError, match="stop"), whole_folder(folder) as unfinished:
        (unfinished / "three").touch()
        raise ValueError("stop")
    assert [each.name for each in folder.iterdir()] == ["two"]
    assert list(folder.parent.iterdir()) == [folder]
