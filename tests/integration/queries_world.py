"""A small graph in which every catalogued query has an answer that can be worked out by hand.

Alpha (China) and Beta (Russia) are outlets that republish each other; Gamma and Delta are
diplomats; Uno and Due are influencers, Tre and Alpha's Telegram channel plain accounts.
"""

from __future__ import annotations

from typing import Any

from graph.database import Database, Transaction

ACTORS: list[tuple[str, str, dict[str, Any]]] = [
    ("x:alpha", "Outlet", {"name": "Alpha News", "country": "CN", "language": "en"}),
    ("x:beta", "Outlet", {"name": "Beta", "country": "RU", "language": "ru"}),
    ("x:gamma", "Diplomat", {"name": "Gamma", "country": "CN"}),
    ("x:delta", "Diplomat", {"name": "Delta", "country": "RU"}),
    (
        "x:uno",
        "Influencer",
        {"name": "Uno", "language": "es", "region": "Latin America", "followers": 1000},
    ),
    ("x:due", "Influencer", {"name": "Due"}),
    ("x:tre", "Account", {"name": "Tre"}),
    ("telegram:alpha", "Account", {"name": "Alpha on Telegram"}),
]

# id, publisher, time, then what else is known.
ITEMS: list[tuple[str, str, str, dict[str, str]]] = [
    ("a1", "x:alpha", "2022-01-01T10:00:00Z", {"textKey": "k1", "title": "One", "url": "u:a1"}),
    ("a2", "x:alpha", "2022-02-01T00:00:00Z", {"textKey": "k2"}),
    ("a3", "x:alpha", "2022-03-10T00:00:00Z", {"textKey": "k3", "language": "fr"}),
    ("b1", "x:beta", "2022-01-01T11:00:00Z", {"textKey": "k4", "url": "u:b1"}),
    ("b2", "x:beta", "2022-03-09T00:00:00Z", {"textKey": "k5"}),
    ("b3", "x:beta", "2022-01-01T10:30:00Z", {"textKey": "k1"}),
    ("u1", "x:uno", "2022-01-02T10:00:00Z", {"kind": "retweet"}),
    ("u2", "x:uno", "2022-02-25T00:00:00Z", {"kind": "reply", "timePrecision": "day"}),
    ("u3", "x:uno", "2022-03-01T00:00:00Z", {"kind": "quote"}),
    ("u4", "x:uno", "2022-02-26T00:00:00Z", {"kind": "mention"}),
    ("d1", "x:due", "2022-01-02T12:00:00Z", {"kind": "retweet"}),
    ("d2", "x:due", "2022-02-25T00:00:00Z", {"kind": "reply"}),
    ("d3", "x:due", "2022-02-27T00:00:00Z", {"kind": "mention"}),
    ("g1", "telegram:alpha", "2022-01-10T00:00:00Z", {"kind": "forward"}),
    ("t1", "x:tre", "2022-03-05T00:00:00Z", {"kind": "retweet"}),
    ("t2", "x:tre", "2022-03-06T00:00:00Z", {"kind": "reply"}),
]
AMPLIFIES = [
    ("u1", "retweet", "a1"),
    ("u2", "reply", "x:gamma"),
    ("u3", "quote", "a2"),
    ("u4", "mention", "x:delta"),
    ("d1", "retweet", "a1"),
    ("d2", "reply", "x:gamma"),
    ("d3", "mention", "x:delta"),
    ("g1", "forward", "x:tre"),
    ("t1", "retweet", "u1"),
    ("t2", "reply", "x:gamma"),
]
REPUBLISHES = [("b1", "a1", 3600, 0.9), ("b3", "a1", 1800, 1.0), ("a3", "b2", 86400, 0.8)]
STORIES = [("s1", "One", ["a1", "b1", "b3"]), ("s2", "Two", ["a3", "b2"])]

_SAID = "source: 'A report', sourceUrl: 'https://example.org/r', quote: 'They said so.', "
_SAID += "confidence: 'high', dataset: 'world', runId: 'run:1'"

# Label of each end, its id, type, target label and id, what the tie carries besides its source.
TIES = [
    ("Actor", "x:alpha", "OWNED_BY", "Organization", "org:media", ""),
    ("Organization", "org:media", "OWNED_BY", "State", "state:CN", ""),
    ("Actor", "x:beta", "CONTROLLED_BY", "Organization", "org:agency", ""),
    ("Organization", "org:agency", "CONTROLLED_BY", "State", "state:RU", ""),
    (
        "Organization",
        "org:agency",
        "HAS_AGREEMENT_WITH",
        "Organization",
        "org:media",
        "kind: 'contentExchange', since: '2018', ",
    ),
    ("Actor", "x:alpha", "ATTRIBUTED_TO", "State", "state:CN", "category: 'stateControlled', "),
    ("Actor", "x:due", "ATTRIBUTED_TO", "State", "state:CN", "category: 'stateLinked', "),
    ("Actor", "x:tre", "ATTRIBUTED_TO", "State", "state:CN", "category: 'stateAligned', "),
    ("Alias", "facebook:alphanews", "ALIAS_OF", "Actor", "x:alpha", ""),
    ("Actor", "telegram:alpha", "SAME_AS", "Actor", "x:alpha", ""),
    ("Actor", "x:alpha", "USES", "Host", "host:ua-1", ""),
    ("Actor", "x:beta", "USES", "Host", "host:ua-1", ""),
    ("Actor", "x:alpha", "USES", "Host", "host:ua-2", ""),
    ("Story", "s1", "ADVANCES", "Narrative", "n1", ""),
    ("Story", "s2", "ADVANCES", "Narrative", "n1", ""),
]
OTHERS = [
    "CREATE (:Organization {id: 'org:media', name: 'Media Group'})",
    "CREATE (:Organization {id: 'org:agency', name: 'Agency'})",
    "CREATE (:State {id: 'state:CN', name: 'China'})",
    "CREATE (:State {id: 'state:RU', name: 'Russia'})",
    "CREATE (:Host {id: 'host:ua-1', kind: 'analyticsId'})",
    "CREATE (:Host {id: 'host:ua-2', kind: 'analyticsId'})",
    "CREATE (:Alias {id: 'facebook:alphanews', platform: 'facebook', handle: 'alphanews'})",
    "CREATE (:Narrative {id: 'n1', name: 'A narrative'})",
    "CREATE (:Dataset {id: 'world', title: 'A world', creators: ['Ada', 'Bo'], license: 'MIT'})",
    "CREATE (:Run {id: 'run:1', kind: 'load', dataset: 'world', state: 'complete', written: 9, "
    "startedAt: datetime('2022-06-01')})",
    "CREATE (:Run {id: 'run:2', kind: 'coordination', dataset: 'world', state: 'running', seed: 7, "
    "startedAt: datetime('2022-06-02')})",
]
COORDINATED = [
    ("x:due", "x:uno", "repost", 7200, 0.01, 0.002),
    ("x:alpha", "x:beta", "text", 1800, 0.5, 0.2),
    ("x:alpha", "x:beta", "nearText", 1800, 0.5, 0.3),
]

# Communities of a run, and who is in them.
COMMUNITIES = [("run:2/1", 1, ["x:alpha", "x:beta", "x:uno"]), ("run:2/2", 2, ["x:gamma", "x:tre"])]

# The aggregated edges, made from the evidence as the model defines them.
_AMPLIFIED = """
MATCH (i:Item)-[r:AMPLIFIES]->(what)
MATCH (i)<-[:PUBLISHED]-(a:Actor)
OPTIONAL MATCH (what)<-[:PUBLISHED]-(author:Actor)
WITH a, coalesce(author, what) AS b, r.kind AS kind, count(*) AS n,
     min(i.publishedAt) AS firstAt, max(i.publishedAt) AS lastAt
CREATE (a)-[:AMPLIFIED {kind: kind, count: n, firstAt: firstAt, lastAt: lastAt}]->(b)
"""
_REPUBLISHED = """
MATCH (i:Item)-[r:REPUBLISHES]->(o:Item)
MATCH (i)<-[:PUBLISHED]-(a:Actor)
MATCH (o)<-[:PUBLISHED]-(b:Actor)
WITH a, b, count(*) AS n, percentileCont(toFloat(r.lagSeconds), 0.5) AS lag,
     min(i.publishedAt) AS firstAt, max(i.publishedAt) AS lastAt
CREATE (a)-[:REPUBLISHED {count: n, medianLagSeconds: toInteger(lag), firstAt: firstAt,
                          lastAt: lastAt, runId: 'run:2'}]->(b)
"""


def build(database: Database) -> None:
    """Write this graph into an empty database."""
    database.write(_write)


def _write(tx: Transaction) -> None:
    for key, role, facts in ACTORS:
        platform, _, handle = key.partition(":")
        known = {**facts, "id": key, "platform": platform, "handle": handle, "roles": [role]}
        tx.run(f"CREATE (a:Actor:{role} {_names(known)})", **known)
    for statement in OTHERS:
        tx.run(statement)
    for key, actor, time, about in ITEMS:
        known = {"timePrecision": "second", "dataset": "world", **about, "id": key}
        tx.run(
            f"MATCH (a:Actor {{id: $actor}}) CREATE (a)-[:PUBLISHED]->(i:Item {_names(known)}) "
            "SET i.publishedAt = datetime($time)",
            **known,
            actor=actor,
            time=time,
        )
    for item, kind, target in AMPLIFIES:
        label = "Actor" if ":" in target else "Item"
        tx.run(
            f"MATCH (i:Item {{id: $item}}) MATCH (t:{label} {{id: $target}}) "
            "CREATE (i)-[:AMPLIFIES {kind: $kind, runId: 'run:1'}]->(t)",
            item=item,
            kind=kind,
            target=target,
        )
    for copy, original, lag, similarity in REPUBLISHES:
        tx.run(
            "MATCH (i:Item {id: $copy}) MATCH (o:Item {id: $original}) "
            "CREATE (i)-[:REPUBLISHES {similarity: $similarity, containment: 1.0, "
            "lagSeconds: $lag, method: 'minhash', confidence: 0.9, runId: 'run:2'}]->(o)",
            copy=copy,
            original=original,
            lag=lag,
            similarity=similarity,
        )
    for story, title, items in STORIES:
        tx.run(
            "MATCH (i:Item) WHERE i.id IN $items WITH collect(i) AS found, "
            "min(i.publishedAt) AS firstAt, max(i.publishedAt) AS lastAt "
            "CREATE (s:Story {id: $id, title: $title, size: size(found), firstAt: firstAt, "
            "lastAt: lastAt}) WITH s, found UNWIND found AS i CREATE (i)-[:PART_OF]->(s)",
            id=story,
            title=title,
            items=items,
        )
    for start, source, kind, end, target, carries in TIES:
        tx.run(
            f"MATCH (a:{start} {{id: $source}}) MATCH (b:{end} {{id: $target}}) "
            f"CREATE (a)-[:{kind} {{{carries}{_SAID}}}]->(b)",
            source=source,
            target=target,
        )
    for first, second, trace, window, expected, q_value in COORDINATED:
        tx.run(
            "MATCH (a:Actor {id: $first}) MATCH (b:Actor {id: $second}) "
            "CREATE (a)-[:COORDINATED_WITH {trace: $trace, window: $window, count: 1, "
            "expected: $expected, pValue: $q / 2, qValue: $q, runId: 'run:2'}]->(b)",
            first=first,
            second=second,
            trace=trace,
            window=window,
            expected=expected,
            q=q_value,
        )
    for community, number, members in COMMUNITIES:
        tx.run(
            "CREATE (:Community {id: $id, number: $number, size: $size, runId: 'run:2'})",
            id=community,
            number=number,
            size=len(members),
        )
        tx.run(
            "UNWIND $members AS x MATCH (a:Actor {id: x}) MATCH (c:Community {id: $id}) "
            "CREATE (a)-[:MEMBER_OF {communityId: $number, runId: 'run:2'}]->(c)",
            id=community,
            number=number,
            members=members,
        )
    tx.run(_AMPLIFIED)
    tx.run(_REPUBLISHED)


def _names(properties: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: ${name}" for name in properties) + "}"
