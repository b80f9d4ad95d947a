"""What commands print is what was said, and nothing in it is markup."""

from __future__ import annotations

import pytest

from api.cli import output


@pytest.mark.parametrize("text", ["telegram:id:user1", "[bold]x:a[/bold]", ":smile:"])
def test_a_text_is_printed_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    output.say(text)
    assert capsys.readouterr().out == f"{text}\n"


def test_a_table_shows_ids_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(["id"], [["telegram:id:user1"], ["[red]"]])
    shown = capsys.readouterr().out
    assert "telegram:id:user1" in shown
    assert "[red]" in shown
