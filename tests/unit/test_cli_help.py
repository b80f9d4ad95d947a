"""Every help text says what each parameter is for, and ends with an example that can be run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from api.cli.app import COMMANDS, app

EVERYWHERE = {"home", "json", "help"}


def commands() -> Iterator[tuple[str, Any]]:
    """Each command with the words that call it; a group's commands instead of the group."""
    group: Any = typer.main.get_command(app)
    for name in COMMANDS:
        found = group.get_command(None, name)
        below = getattr(found, "commands", None) or {}
        yield from ((f"{name} {each}", below[each]) for each in below)
        if not below:
            yield name, found


ALL = dict(commands())


@pytest.mark.parametrize("words", ALL)
def test_each_parameter_is_explained_and_the_example_runs(words: str) -> None:
    command = ALL[words]
    own = [each for each in command.params if each.name not in EVERYWHERE]
    for each in own:
        assert each.help and each.help.endswith("."), f"{words}: {each.name}"
    _, found, example = (command.help or "").partition("For example: ")
    assert found or not own, f"{words} has no example"
    if found:
        called, *given = shlex.split(example)
        assert called == "ampnet"
        assert " ".join(given[: len(words.split())]) == words
        command.make_context(words, given[len(words.split()) :])


def test_what_many_commands_take_is_said_in_the_same_words() -> None:
    said: dict[str, set[str]] = {}
    for command in ALL.values():
        for each in command.params:
            said.setdefault(each.name, set()).add(getattr(each, "help", ""))
    for name in ("home", "json", "html", "since", "until", "kinds", "seed", "timeout", "csv"):
        assert len(said[name]) == 1, said[name]


def test_the_other_spelling_is_the_same_command() -> None:
    group: Any = typer.main.get_command(app)
    both = [group.get_command(None, name) for name in ("neighbors", "neighbours")]
    assert both[0].callback is not None
    assert both[0].help == both[1].help
