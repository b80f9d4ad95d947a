"""What commands print is what was said, and nothing in it is markup."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import typer.main
from typer.testing import CliRunner

from api import background
from api.cli import output
from api.cli.app import COMMANDS, app
from api.cli.load import progress_bar
from api.cli.summaries import summary
from graph.settings import Settings
from loaders.load import LoadProgress


@pytest.mark.parametrize("text", ["telegram:id:user1", "[bold]x:a[/bold]", ":smile:"])
def test_a_text_is_printed_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    output.say(text)
    assert capsys.readouterr().out == f"{text}\n"


def test_a_table_shows_ids_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(["id"], [["telegram:id:user1"], ["[red]"]])
    shown = capsys.readouterr().out
    assert "telegram:id:user1" in shown
    assert "[red]" in shown


def test_a_long_cell_is_cut_and_shows_it() -> None:
    assert output.cell("a" * 60) == "a" * 60
    assert output.cell("a" * 61) == "a" * 59 + "…"


def test_the_list_of_commands_says_what_their_own_help_says() -> None:
    commands: Any = typer.main.get_command(app)
    for name, place in COMMANDS.items():
        command = commands.get_command(click.Context(commands), name)
        assert summary(place) == command.help.partition("\n")[0]
    with pytest.raises(LookupError):
        summary("server.nothing")


HOSTILE = "a\x1b]0;owned\x07\x9b2J\u202etxt\ud800\r\x7f"
WRITTEN_OUT = r"a\u001b]0;owned\u0007\u009b2J\u202etxt\ud800\u000d\u007f"


def test_no_text_commands_the_terminal(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    output.say(HOSTILE)
    output.note(HOSTILE)
    output.complain(HOSTILE, HOSTILE)
    output.document({HOSTILE: HOSTILE})
    output.table([HOSTILE], [[HOSTILE]])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    output.data(HOSTILE)
    sys.stdout.flush()
    captured = capfdbinary.readouterr()
    for stream in (captured.out, captured.err):
        text = stream.decode()  # UTF-8, all of it
        assert WRITTEN_OUT in text
        assert not set(text) & set(HOSTILE) - set("a]0;owned2Jtxt")


def test_json_says_the_same_however_it_is_written(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    output.document([HOSTILE])
    assert json.loads(capfdbinary.readouterr().out) == [HOSTILE]


def test_a_progress_bar_takes_a_file_name_for_a_name() -> None:
    with progress_bar("[/b]\x1b[2J.csv") as update:
        update(LoadProgress(1, 2, 0, 1.0))


def test_a_folder_that_is_none_is_said_to_be(tmp_path: Path) -> None:
    """`--home "$UNSET"` must not scatter a database over the current folder."""
    for words in (["status", "--home", ""], ["--home", "", "status"]):
        refused = CliRunner().invoke(app, words)
        assert (refused.exit_code, "it is empty" in refused.output) == (2, True)
    file = tmp_path / "file"
    file.touch()
    assert background.stop(Settings(home=file)) is False
