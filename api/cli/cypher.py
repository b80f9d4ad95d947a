"""`ampnet query` and `ampnet cypher`: the catalogue, and one's own Cypher, read-only."""

from __future__ import annotations

import csv as csv_module
import json as json_module
import sys
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json
from api.cli.output import data, document, note, say, table
from api.values import plain
from graph import cypher as guarded
from graph.database import Database, Rows
from graph.errors import AmpnetError
from queries import catalogue as books

Csv = Annotated[bool, typer.Option("--csv", help="Print CSV, safe to open in a spreadsheet.")]
View = Annotated[
    Path | None,
    typer.Option(help="Write the nodes, relationships and paths in the answer as a page."),
]


class ParameterTextError(AmpnetError):
    """A parameter on the command line that cannot be read."""


def query(
    name: Annotated[
        str | None, typer.Argument(help="Name of the query; if not given, all are listed.")
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            "-p",
            help="NAME=VALUE: a parameter of the query. May be given several times.",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="Most rows; the query's own limit if not given.")
    ] = None,
    timeout: Annotated[float, typer.Option(help="Time limit, in seconds.")] = 30.0,
    show: Annotated[bool, typer.Option("--show", help="Print its Cypher and run nothing.")] = False,
    search: Annotated[
        str | None, typer.Option(help="List only the queries that have these words.")
    ] = None,
    csv: Csv = False,
    view: View = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Run a query of the catalogue, or list the catalogue.

    For example: ampnet query most-amplified --limit 3
    """
    settings = settings_of(home)
    if name is None:
        listed = books.catalogue(settings.queries)
        words = (search or "").casefold().split()
        _list(tuple(q for q in listed if all(word in _said(q) for word in words)), json=json)
        return
    found = books.find(name, settings.queries)
    if show:
        sys.stdout.write(found.statement.rstrip() + "\n")
        return
    given = dict(_pair(text) for text in parameters or ())
    with database_of(settings, read_only=True) as database:
        rows = books.run(database, found, given, limit=limit, timeout=timeout)
        _draw(database, rows, found.statement, given, view)
    _print(rows, json=json, csv=csv)


def cypher(
    statement: Annotated[str, typer.Argument(help="A statement that only reads.")],
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            "-p",
            help="NAME=VALUE: what $NAME stands for; JSON or text. May be given several times.",
        ),
    ] = None,
    limit: Annotated[int, typer.Option(help="Most rows.")] = 10_000,
    timeout: Annotated[float, typer.Option(help="Time limit, in seconds.")] = 30.0,
    csv: Csv = False,
    view: View = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """Run Cypher as the user that may only read; what is more than reading is refused.

    For example: ampnet cypher 'MATCH (s:State) RETURN s.name'
    """
    settings = settings_of(home)
    given = {key: _literal(value) for key, value in map(_pair, parameters or ())}
    with database_of(settings, read_only=True) as database:
        rows = guarded.read(database, statement, given, limit=limit, timeout=timeout)
        _draw(database, rows, statement, given, view)
    _print(rows, json=json, csv=csv)


def _draw(
    database: Database, rows: Rows, statement: str, given: dict[str, Any], file: Path | None
) -> None:
    """Write the graph in an answer as a page, where one is asked for."""
    if file is not None:  # what draws takes half a second to import
        import_module("api.cli.drawing").draw(database, rows, statement, given, file)


def _said(query: books.CataloguedQuery) -> str:
    words = (query.name, query.title, query.question, query.description)
    return " ".join(words).casefold()


def _print_csv(rows: Rows) -> None:
    """Write rows for spreadsheets: what one would take for a formula begins with an apostrophe."""
    text = StringIO()
    writer = csv_module.writer(text, lineterminator="\n")
    writer.writerow(map(_cell, rows.columns))
    for row in rows.rows:
        writer.writerow([_cell(plain(value)) for value in row])
    data(text.getvalue())
    if rows.truncated:
        note("There are more rows, raise --limit.")


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        value = json_module.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        value = value.encode("utf-8", "backslashreplace").decode()
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    return value


def _print(rows: Rows, *, json: bool, csv: bool = False) -> None:
    if csv:
        _print_csv(rows)
        return
    if json:
        document(
            {
                "columns": list(rows.columns),
                "rows": [[plain(value) for value in row] for row in rows.rows],
                "truncated": rows.truncated,
            }
        )
        return
    table(rows.columns, ([plain(value) for value in row] for row in rows.rows))
    more = "; there are more, raise --limit" if rows.truncated else ""
    say(f"{len(rows.rows)} row{'' if len(rows.rows) == 1 else 's'}{more}")


def _list(found: tuple[books.CataloguedQuery, ...], *, json: bool) -> None:
    if json:
        items = [{"name": q.name, "title": q.title, "question": q.question} for q in found]
        document({"items": items, "total": len(items)})
        return
    table(("question", "name", "asks"), ((q.question, q.name, q.title) for q in found))
    say("Run one: ampnet query NAME -p PARAMETER=VALUE; see its Cypher: --show")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ParameterTextError(f"--param {text!r} is not of the form NAME=VALUE.")
    return name.strip(), value


def _literal(text: str) -> Any:
    """Read a value as JSON where it is JSON, else as text."""
    try:
        return json_module.loads(text)
    except ValueError:
        return text
