"""`ampnet up`, `down` and `status`: the database and the interface."""

from __future__ import annotations

from api import background
from api.cli.opening import settings_of
from api.cli.options import Home, Json
from api.cli.output import document, note, say
from graph.connect import connection, embedded_server, open_database
from graph.database import Database
from graph.errors import AmpnetError
from graph.settings import Settings


def up(json: Json = False, home: Home = None) -> None:
    """Start the embedded database, and say how to connect to it."""
    settings = settings_of(home)
    if settings.neo4j_uri:
        with open_database(settings) as database:
            say(f"Neo4j answers at {settings.neo4j_uri} ({database.engine}).")
        _say_how(settings)
        return
    server = embedded_server(settings)
    if not server.status().running:
        note("Starting the embedded database ...")
    server.start()
    open_database(settings).close()  # constraints and indexes
    status(json=json, home=home)
    if not json:
        _say_how(settings)


def _say_how(settings: Settings) -> None:
    """Say how other tools connect; passwords are named, not shown."""
    at = connection(settings, read_only=True)
    password = "with the password of AMPNET_NEO4J_PASSWORD"  # noqa: S105 - where it is, not what
    if not settings.neo4j_uri:
        password = f"with the password of {at.user!r} in {settings.home / 'credentials.json'}"
    for line in (
        "",
        f"Connect, {password}:",
        f"  cypher-shell   cypher-shell -a {at.uri} -u {at.user} -d {at.database}",
        f"  Neo4j Browser  :server connect, {at.uri}, user {at.user}; then :use {at.database}",
        f"  Neo4j Desktop  a remote connection to {at.uri}, user {at.user}; then Browser",
        "  notebook       import ampnet; database = ampnet.connect()",
        "  here           ampnet cypher 'MATCH (a:Actor) RETURN a.name LIMIT 5'",
    ):
        say(line)


def down(home: Home = None) -> None:
    """Stop the interface and the embedded database; the data stays."""
    settings = settings_of(home)
    stopped = background.stop(settings)
    say("The interface was stopped." if stopped else "The interface was not running.")
    stopped = embedded_server(settings).stop()
    say("The database was stopped." if stopped else "The embedded database was not running.")


def status(json: Json = False, home: Home = None) -> None:
    """Say what runs, where, and how to connect."""
    settings = settings_of(home)
    found = describe(settings)
    if json:
        document(found)
        return
    for name, value in found.items():
        if value is not None:
            say(f"{name:>12}  {value}")


def describe(settings: Settings) -> dict[str, object]:
    """Return what runs for this home; passwords are in the file that `credentials` names."""
    api = background.find(settings)
    about: dict[str, object] = {"home": str(settings.home), "api": api.url if api else None}
    if settings.neo4j_uri:
        about |= {
            "database": settings.neo4j_database,
            "bolt": settings.neo4j_uri,
            "engine": "neo4j",
        }
    else:
        server = embedded_server(settings)
        now = server.status()
        about |= {
            "engine": f"embedded {now.version}",
            "state": now.detail,
            "bolt": now.bolt_uri if now.running else None,
            "pid": now.pid,
        }
        if now.running:
            about |= {
                "database": server.owner().database,
                "reader": server.reader().user,
                "owner": server.owner().user,
                "credentials": str(settings.home / "credentials.json"),
            }
    about["graph"] = _counts(settings)
    return about


def _counts(settings: Settings) -> str | None:
    """Return the size of the graph in words, None when no database answers."""
    try:
        with open_database(settings, read_only=True) as database:
            return ", ".join(f"{count:,} {label}" for label, count in count_labels(database))
    except AmpnetError:
        return None


def count_labels(database: Database) -> list[tuple[str, int]]:
    """Count the nodes of each label that has any."""
    found = []
    for label in ("Actor", "Item", "Organization", "State", "Story", "Run"):
        count = database.read(f"MATCH (n:{label}) RETURN count(n)").rows[0][0]
        if count:
            found.append((label, count))
    return found
