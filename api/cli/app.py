"""The command line's commands, put together, and what an error looks like."""

from __future__ import annotations

import atexit
import gc
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli.options import Home, name_home
from api.cli.output import complain, console
from api.cli.summaries import summary
from graph.errors import AmpnetError

COMMANDS = {
    "demo": "demo.demo",
    "up": "server.up",
    "down": "server.down",
    "status": "server.status",
    "serve": "serve.serve",
    "load": "load.load",
    "formats": "formats.list_formats",
    "datasets": "datasets.datasets",
    "remove": "datasets.remove",
    "communities": "communities.communities",
    "path": "path.path",
    "asymmetry": "asymmetry.asymmetry",
    "brokers": "brokers.brokers",
    "change": "change.change",
    "track": "change.track",
    "ties": "ties.ties",
    "narratives": "narratives.narratives",
    "infrastructure": "infrastructure.infrastructure",
    "neighbours": "lookup.neighbours",
    "search": "lookup.search",
    "actor": "actor.actor",
    "view": "view.view",
    "export": "export.export",
    "query": "cypher.query",
    "cypher": "cypher.cypher",
    "republication": "republication.republication",
    "coordination": "coordination.coordination",
    "derive": "derive.derive",
    "keys": "keys.keys",
    "bulk-export": "bulk_export.bulk_export",
    "doctor": "doctor.doctor",
}
"""Command -> module of `api.cli` and the function, or the group of commands, in it."""


_OTHER_SPELLINGS = {"neighbors": "neighbours"}


class _Commands(TyperGroup):
    """The commands, each imported when it is asked for.

    Importing all of them takes as long as a short answer: tables, graphs, a web framework.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands with what each is for."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary(place)) for name, place in COMMANDS.items()])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command."""
        cmd_name = _OTHER_SPELLINGS.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name].split(".")
        found = getattr(import_module(f"api.cli.{module}"), function)
        if isinstance(found, typer.Typer):  # a command with commands of its own
            group = typer.main.get_command(found)
            group.name = cmd_name
            return group
        alone = typer.Typer(
            add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
        )
        alone.command(cmd_name)(found)
        return typer.main.get_command(alone)


app = typer.Typer(
    cls=_Commands,
    name="ampnet",
    help="Explore amplification networks: who published, republished and amplified whom, "
    "with the evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  reads mail headers to do so

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
    name_home(home)


def main() -> None:
    """Run the command line; an error is a sentence and a remedy, never a trace."""
    atexit.register(gc.freeze)  # what lives to the end is not searched for cycles once more
    if isinstance(sys.stdout, TextIOWrapper):  # a name that is no UTF-8 must not stop the answer
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except AmpnetError as error:
        complain(error.message, error.remedy)
        sys.exit(1)
    except KeyboardInterrupt:
        console(errors=True).print(
            "Stopped. A load that was running goes on where it stood when run again."
        )
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:  # the disk is full, or a folder is somebody else's
        where = f"{error.filename}: " if error.filename else ""
        complain(
            f"{where}{error.strerror or error}.",
            "What was committed stays. Make room, or see that it may be read and written, and "
            "run the command again.",
        )
        sys.exit(1)
