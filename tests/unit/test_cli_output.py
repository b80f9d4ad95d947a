"""What commands print is what was said, and nothing in it is markup."""

from __future__ import annotations

from typing import Any

import click
import pytest
import typer.main

from api.cli import output
from api.cli.app import COMMANDS, app
from api.cli.summaries import summary


@pytest.mark.parametrize("text", ["telegram:id:user1", "[bold]x:a[/bold]", ":smile:"])
def test_a_text_is_printed_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    output.say(text)
    assert capsys.readouterr().out == f"{text}\n"


def test_a_table_shows_ids_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(["id"], [["telegram:id:user1"], ["[red]"]])
    shown = capsys.readouterr().out
    assert "telegram:id:user1" in shown
    assert "[red]" in shown


def test_the_list_of_commands_says_what_their_own_help_says() -> None:
    commands: Any = typer.main.get_command(app)
    for name, place in COMMANDS.items():
        command = commands.get_command(click.Context(commands), name)
        assert summary(place) == command.help.partition("\n")[0]
    with pytest.raises(LookupError):
        summary("server.nothing")
