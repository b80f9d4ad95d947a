"""`ampnet load`: files into the graph."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json
from api.cli.output import console, document, note, say, visible
from graph.connect import embedded_server
from graph.credit import Credit
from graph.settings import Settings
from graph.vocabulary import RunState
from loaders.about import read_about
from loaders.bulk.load import BulkLoadError, load_bulk
from loaders.formats import FormatError
from loaders.load import BATCH_ROWS, LoadProgress, LoadReport, load_file
from loaders.mapping import FieldMapping, MappingError
from loaders.read.standard_input import spooled
from loaders.sources import SourceError, members_of

Input = tuple[Path, str | None]
"""A file, and which member of it where it is an archive."""


def load(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files to load, also gz, zst, xz, zip and tar; - is standard input."),
    ],
    dataset: Annotated[
        str | None, typer.Option(help="Name of the data set; the file's name if not given.")
    ] = None,
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="Name of the format, of those that `ampnet formats` lists; recognised if not "
            "given.",
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="FIELD=COLUMN: which column holds a field. May be given several times."
        ),
    ] = None,
    constants: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="FIELD=VALUE for every row, as kind=forward. May be given several times."
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="A YAML file that says the same, and translates values.")
    ] = None,
    about: Annotated[
        Path | None,
        typer.Option(
            help="Whose data it is: a datapackage.json, or lines such as `creator: ...` and "
            "`license: CC-BY-4.0`. A datapackage.json beside the file is read if it names the file."
        ),
    ] = None,
    batch_rows: Annotated[
        int,
        typer.Option(
            min=1, help="Rows that are written at once; fewer need less memory and take longer."
        ),
    ] = BATCH_ROWS,
    again: Annotated[
        bool, typer.Option("--again", help="Read a file again that was loaded completely.")
    ] = False,
    bulk: Annotated[
        bool,
        typer.Option(
            "--bulk",
            help="Faster: tables of interactions, into an embedded graph without items yet.",
        ),
    ] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """Load files into the graph, exactly once: again, or overlapping, nothing doubles.

    A load that was killed goes on where it stood. Refused rows go to a quarantine file with
    line, field and reason, and the exit code is 3; so it is where one of several files is not
    read.

    For example: ampnet load mentions.csv --map actor=who --map target=whom --set kind=mention
    """
    settings = settings_of(home)
    given = FieldMapping.parse(columns or (), constants or ())
    if mapping is not None:
        given = given.over(FieldMapping.from_yaml(mapping))
    credit = read_about(about, dataset or "") if about else None
    reports: list[LoadReport] = []
    if bulk:
        reports = load_at_once(settings, paths, dataset, format_name, given, credit, shown=not json)
    with database_of(settings) as database, inputs_of(() if bulk else paths) as inputs:
        load_one = partial(
            load_file,
            database,
            quarantine=settings.quarantine,
            dataset=dataset,
            format_name=format_name,
            mapping=given,
            batch_rows=batch_rows,
            again=again,
            credit=credit,
        )
        read = load_one_by_one(load_one, inputs, shown=not json)
        reports += read
    if json:
        documents = [report.as_json() for report in reports]
        document(documents[0] if len(documents) == 1 else documents)
    unread = len(inputs) > len(read)
    if unread or any(report.state is not RunState.COMPLETE for report in reports):
        raise typer.Exit(3)


def load_one_by_one(
    load_one: Callable[..., LoadReport], inputs: Sequence[Input], *, shown: bool
) -> list[LoadReport]:
    """Load files, and go on after one that cannot be read; a single file must be readable.

    Args:
        load_one: `loaders.load.load_file`, given all but the file and its progress.
        inputs: The files.
        shown: Whether progress and reports are printed.

    Raises:
        SourceError, FormatError, MappingError: Of a single file that cannot be read.
    """
    reports = []
    for path, member in inputs:
        try:
            with progress_bar(member or path.name, shown=shown) as update:
                report = load_one(path, member=member, progress=update)
        except (SourceError, FormatError, MappingError) as error:
            if member is None and len(inputs) == 1:
                raise
            note(str(error))  # an archive may hold a readme too; the others are loaded
            continue
        reports.append(report)
        if shown:
            say_report(report)
    return reports


def load_at_once(
    settings: Settings,
    paths: Iterable[Path],
    dataset: str | None,
    format_name: str | None,
    mapping: FieldMapping,
    credit: Credit | None = None,
    *,
    shown: bool,
) -> list[LoadReport]:
    """Load tables of interactions by making the embedded database anew.

    Raises:
        BulkLoadError: As of `loaders.bulk.load.load_bulk`; or the graph is in a Neo4j.
    """
    if settings.neo4j_uri:
        raise BulkLoadError(
            "--bulk makes the embedded database anew, and this graph is in a Neo4j.",
            "Load without it; or load into the embedded one and use `ampnet bulk-export`.",
        )
    server = embedded_server(settings)
    server.start()
    with inputs_of(paths) as inputs, progress_bar("reading", shown=shown) as update:
        reports = load_bulk(
            server,
            inputs,
            quarantine=settings.quarantine,
            dataset=dataset,
            format_name=format_name,
            mapping=mapping,
            credit=credit,
            progress=update,
        )
    for report in reports if shown else ():
        say_report(report)
    return reports


@contextmanager
def inputs_of(paths: Iterable[Path]) -> Iterator[list[Input]]:
    """Find what is to be loaded: files, each member of archives, `-` for standard input."""
    with ExitStack() as spools:
        found: list[Input] = []
        for path in paths:
            file = path
            if str(path) == "-":
                file = spools.enter_context(spooled(sys.stdin.buffer))
            found += [(file, member) for member in members_of(file)]
        yield found


@contextmanager
def progress_bar(name: str, *, shown: bool = True) -> Iterator[Callable[[LoadProgress], None]]:
    """Show rows, rate, remaining time and refused rows while a file is loaded."""
    with Progress(
        TextColumn("{task.description}", markup=False),  # a file may be called `[/b].csv`
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[refused]}"),
        console=console(errors=True),
        transient=True,
        disable=not shown,
    ) as progress:
        task = progress.add_task(visible(name), total=None, rate="", refused="")

        def update(now: LoadProgress) -> None:
            progress.update(
                task,
                completed=now.rows,
                total=now.expected,
                rate=f"{now.rows / max(now.seconds, 0.001):,.0f} rows/s",
                refused=f"{now.quarantined:,} refused" if now.quarantined else "",
            )

        yield update


def say_report(report: LoadReport) -> None:
    """Say how a load ended, for a person."""
    say(
        f"{report.input}: {report.rows_read:,} rows as {report.format} into {report.dataset!r}: "
        f"{report.written:,} written, {report.unchanged:,} unchanged, "
        f"{report.quarantined:,} refused, {report.warnings:,} warnings, "
        f"in {report.seconds:.1f} s ({report.state})"
    )
    if report.quarantine is not None:
        say(f"  What was refused or warned of stands in {report.quarantine}")
    if report.quarantined:
        say("  Mend the refused lines there and load that file with the same options.")
    if report.assumed_on_x:
        say(f"  Nothing says on which platform {report.assumed_on_x!r} is: such names were read as")
        say("  accounts on X. If that is wrong, remove the data set, and load it with")
        say("  --set platform=telegram, say, or platform=name for plain names.")
