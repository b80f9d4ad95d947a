"""Made-up outlets that copy from each other, and accounts of which three act as one.

Alpha (CN) writes, Beta (RU) and Gamma copy; thirty accounts share links at random, `x:troll0` to
`x:troll2` share twelve of them within seconds of each other.
"""

from __future__ import annotations

import random
from typing import Any

from graph.database import Database, Transaction

HOUR = 3_600_000
BEGIN = 1_709_280_000_000
"""2024-03-01T08:00:00Z."""

BRIDGE = (
    "The new bridge over the river was opened this morning by the mayor, who thanked the engineers "
    "and said that it would shorten the way to work for forty thousand people."
)
HARBOUR = (
    "Dockers in the northern harbour went back to work on Tuesday after the owners agreed to pay "
    "for night shifts, said the union, which had asked for that since the autumn of last year."
)
RAIN = (
    "Tomorrow it will rain in the north and stay dry in the south, with temperatures of up to "
    "twelve degrees in the afternoon and a light wind from the west."
)
OUTLETS: list[tuple[str, str, str | None, str]] = [
    ("domain:alpha.example", "Alpha", "CN", "en"),
    ("domain:beta.example", "Beta", "RU", "en"),
    ("domain:gamma.example", "Gamma", None, "en"),
]

# id, actor, hours after the beginning, kind, language, title, text
ARTICLES: list[tuple[str, str, float, str, str, str | None, str]] = [
    ("a1", "domain:alpha.example", 0, "article", "en", "A bridge is open", BRIDGE),
    ("b1", "domain:beta.example", 1, "article", "en", None, f"{BRIDGE} Source: alpha.example"),
    (
        "g1",
        "domain:gamma.example",
        3,
        "article",
        "fr",
        "Bridge",
        f"BREAKING: {BRIDGE.replace('forty', 'about forty')}",
    ),
    ("r1", "domain:gamma.example", 4, "retweet", "en", None, BRIDGE),
    ("b2", "domain:beta.example", 24, "article", "ru", "Harbour", HARBOUR),
    ("a2", "domain:alpha.example", 26, "article", "en", "Dockers", HARBOUR),
    ("g2", "domain:gamma.example", 30, "article", "en", "Weather", RAIN),
]
LATER = ("g3", "domain:gamma.example", 40, "article", "en", "Again", BRIDGE)
"""An item that comes after the first run, of a story that is there already."""

TROLLS = tuple(f"x:troll{n}" for n in range(3))
TOGETHER = 12
"""Links that the three share together."""


def build(database: Database) -> None:
    """Write this graph into an empty database."""
    database.write(_outlets)
    add_articles(database, ARTICLES)
    database.write(_sharers)


def add_articles(database: Database, articles: list[Any]) -> None:
    """Write articles, and count the graph's version on, as a load does."""

    def work(tx: Transaction) -> None:
        for id_, actor, hours, kind, language, title, text in articles:
            tx.run(
                "MATCH (a:Actor {id: $actor}) CREATE (a)-[:PUBLISHED {runId: 'load:1'}]->"
                "(:Item {id: $id, kind: $kind, language: $language, title: $title, text: $text, "
                "publishedAt: datetime({epochMillis: $at}), timePrecision: 'second', "
                "url: 'https://' + $host + '/' + $id, dataset: 'made-up', runId: 'load:1'})",
                id=id_,
                actor=actor,
                kind=kind,
                language=language,
                title=title,
                text=text,
                host=actor.partition(":")[2],
                at=round(BEGIN + hours * HOUR),
            )
        tx.run("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1")

    database.write(work)


def _outlets(tx: Transaction) -> None:
    for id_, name, country, language in OUTLETS:
        tx.run(
            "CREATE (:Actor:Outlet {id: $id, name: $name, country: $country, language: $language, "
            "platform: 'domain', handle: $handle, roles: ['Outlet']})",
            id=id_,
            name=name,
            country=country,
            language=language,
            handle=id_.partition(":")[2],
        )


def shares() -> list[tuple[str, str, int, str]]:
    """Who shared which link when: item, actor, epoch milliseconds, address."""
    chance = random.Random(4)
    rows = []
    for actor in (*TROLLS, *(f"x:user{n:02}" for n in range(30))):
        for _ in range(20):
            at = BEGIN + chance.randrange(240 * 3600) * 1000
            rows.append((actor, at, f"https://news.example/{chance.randrange(200)}?utm_source=x"))
    for n in range(TOGETHER):
        at = BEGIN + n * 17 * HOUR
        for second, actor in enumerate(TROLLS):
            rows.append((actor, at + second * 4000, f"https://www.news.example/push{n}"))
    return [(f"s{k:04}", *row) for k, row in enumerate(rows)]


def _sharers(tx: Transaction) -> None:
    rows = shares()
    actors = sorted({row[1] for row in rows})
    tx.run(
        "UNWIND $id AS x CREATE (:Actor:Account {id: x, name: substring(x, 2), platform: 'x', "
        "handle: substring(x, 2), roles: ['Account']})",
        id=actors,
    )
    tx.run(
        "UNWIND range(0, size($id) - 1) AS k MATCH (a:Actor {id: $actor[k]}) "
        "CREATE (a)-[:PUBLISHED]->(:Item {id: $id[k], kind: 'post', links: $links[k], "
        "publishedAt: datetime({epochMillis: $at[k]}), timePrecision: 'second'})",
        id=[row[0] for row in rows],
        actor=[row[1] for row in rows],
        at=[row[2] for row in rows],
        links=[[row[3]] for row in rows],
    )
