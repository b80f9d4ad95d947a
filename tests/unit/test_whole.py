"""What is written appears whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.whole import clear, whole_file, whole_folder


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


WRITER = """
import sys
from pathlib import Path
from graph.whole import whole_file, whole_folder
with whole_file(sys.argv[1]) as file, whole_folder(Path(sys.argv[2])) as folder:
    file.write_text("half")
    (folder / "half").touch()
    print("ready", flush=True)
    sys.stdin.readline()
"""


def test_what_a_killed_writer_left_goes_and_what_is_still_written_stays(tmp_path: Path) -> None:
    file, folder = tmp_path / "a[1].txt", tmp_path / "folder"
    foreign = [tmp_path / name for name in (".a[1].txt.original", ".unfinished-business")]
    for path in foreign:
        path.touch()
    command = [sys.executable, "-c", WRITER, str(file), str(folder)]
    writers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
    begun = {*tmp_path.iterdir()} - {*foreign}
    assert len(begun) == 4
    assert clear(tmp_path) == []
    writers[0].kill()
    writers[0].communicate()
    left = clear(tmp_path)
    assert len(left) == 2
    assert {*tmp_path.iterdir()} == begun - {*left} | {*foreign}
    writers[1].kill()
    writers[1].communicate()
    with whole_file(file) as unfinished, whole_folder(folder):
        unfinished.write_text("whole")
    assert {*tmp_path.iterdir()} == {file, folder, *foreign}
