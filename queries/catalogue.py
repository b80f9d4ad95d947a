"""The catalogue: every `*.cypher` file beside this one, and those of the user's own folder.

A file is one query with a header of comments that says everything about it:

    // Who amplifies an account?                        the title: the first line
    //
    // Direction: from the one who amplifies ...        the description
    //
    // @question Q4                                     one of `queries.questions`
    // @param actor: string = "x:rt_com" — the account  name, type, default as JSON, meaning
    // @column amplifier: string — id of the one ...    in the order of RETURN
    //
    // :param actor => "x:rt_com"                       for people, in Neo4j's own tools

A line indented by three blanks goes on with the line before. The file's name is the query's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from graph.database import Database, Rows
from graph.errors import AmpnetError
from queries.header import CataloguedQuery, HeaderError, read_query

__all__ = ["CataloguedQuery", "HeaderError", "UnknownQueryError", "catalogue", "find", "run"]

FOLDER = Path(__file__).parent


class UnknownQueryError(AmpnetError):
    """No query has that name.

    Args:
        message: Which name.
        remedy: What to do.
        suggestions: Names that are near to the one asked for, best first.
    """

    def __init__(self, message: str, remedy: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(message, remedy)
        self.suggestions = suggestions


def catalogue(folder: Path | None = None) -> tuple[CataloguedQuery, ...]:
    """Read every query, ours first and then the user's, each in the order of their names.

    Args:
        folder: The user's own folder of `*.cypher` files, as `AMPNET_QUERIES` names it.

    Raises:
        HeaderError: A file's header is wrong, or a file of the user has one of our names.
        AmpnetError: The folder does not exist.
    """
    ours = {path.stem: path for path in sorted(FOLDER.glob("*.cypher"))}
    theirs: dict[str, Path] = {}
    if folder is not None:
        if not folder.is_dir():
            raise AmpnetError(
                f"There is no folder {folder} to read queries from.", "Correct AMPNET_QUERIES."
            )
        theirs = {path.stem: path for path in sorted(folder.glob("*.cypher"))}
    for name in ours.keys() & theirs.keys():
        raise HeaderError(theirs[name], 1, f"{name!r} is the name of a bundled query", "Rename it.")
    return tuple(read_query(path) for path in (*ours.values(), *theirs.values()))


def find(name: str, folder: Path | None = None) -> CataloguedQuery:
    """Return the query of that name.

    Raises:
        UnknownQueryError: There is none; it suggests names that are near.
        HeaderError: A file's header is wrong.
    """
    queries = {query.name: query for query in catalogue(folder)}
    if name in queries:
        return queries[name]
    near = tuple(get_close_matches(name, queries, n=3, cutoff=0.4))
    remedy = f"Did you mean {' or '.join(near)}?" if near else "`ampnet query` lists them."
    raise UnknownQueryError(f"There is no query {name!r}.", remedy, near)


def run(
    database: Database,
    query: CataloguedQuery | str,
    parameters: Mapping[str, Any] | None = None,
    *,
    limit: int | None = None,
    timeout: float | None = None,
) -> Rows:
    """Run a catalogued query.

    A query's own `limit` is honest here: one row more is asked for, so that `truncated` says
    whether there was more.

    Args:
        database: An open database; for queries of unknown authors, that of the read-only user.
        query: What to run, or the name of a bundled query.
        parameters: Values by name, typed or as text; what is missing takes its default.
        limit: Most rows to return, where less than the query's own limit.
        timeout: Time limit in seconds.

    Raises:
        UnknownQueryError: No bundled query has that name.
        ParameterError: A value does not fit; it names query, parameter and remedy.
        QueryTimeoutError: It ran into its time limit.
    """
    query = find(query) if isinstance(query, str) else query
    values = query.typed(parameters or {})
    most = limit
    if isinstance(values.get("limit"), int):
        most = values["limit"] if limit is None else min(limit, values["limit"])
        values["limit"] = most + 1
    rows = database.read(query.statement, values, limit=most, timeout=timeout)
    # The embedded engine names no columns when there are no rows; the header does.
    return rows if rows.columns else replace(rows, columns=tuple(c.name for c in query.columns))
