"""The command line's commands, put together, and what an error looks like."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from api.cli import (
    answers,
    coordination,
    cypher,
    demo,
    doctor,
    formats,
    load,
    republication,
    server,
    view,
)
from api.cli.options import Home, settings_of
from api.cli.output import err
from graph.errors import AmpnetError

app = typer.Typer(
    name="ampnet",
    help="Explore amplification networks: who published, republished and amplified whom, "
    "with the evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"ampnet {version('ampnet')}\n")
        raise typer.Exit


@app.callback()
def common(
    home: Home = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Explore amplification networks with evidence."""
    settings_of(home)


for command in (
    demo.demo,
    server.up,
    server.down,
    server.status,
    server.serve,
    load.load,
    answers.communities,
    answers.path,
    answers.neighbors,
    answers.search,
    view.view,
    cypher.query,
    cypher.cypher,
    republication.republication,
    coordination.coordination,
    doctor.doctor,
):
    app.command()(command)
app.command("formats")(formats.list_formats)


def main() -> None:
    """Run the command line; an error is a sentence and a remedy, never a trace."""
    try:
        app()
    except AmpnetError as error:
        err.print("[bold red]Error:[/] ", end="")
        err.print(error.message, markup=False)
        if error.remedy:
            err.print(error.remedy, markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("Stopped. A load that was running goes on where it stood when run again.")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
