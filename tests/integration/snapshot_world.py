"""A small graph that has one of everything a snapshot reads, and some of what it must not mind."""

from __future__ import annotations

from graph.database import Database

WORLD = """
CREATE (rt:Actor:Outlet {id: 'domain:rt.com', name: 'RT', roles: ['Outlet'], country: 'RU',
    platform: 'domain', handle: 'rt.com', dataset: 'registry', followers: 3000000})
CREATE (cgtn:Actor:Outlet {id: 'domain:cgtn.com', name: 'CGTN', roles: ['Outlet'], country: 'CN',
    description: 'State broadcaster'})
CREATE (blog:Actor:Influencer {id: 'x:blogger', roles: ['Influencer']})
CREATE (bare:Actor {id: 'x:bare'})
CREATE (tvn:Organization {id: 'org:tv-novosti', name: 'TV-Novosti', country: 'RU'})
CREATE (ru:State {id: 'state:RU', name: 'Russia'})
CREATE (host:Host {id: 'ip:192.0.2.1', kind: 'ip'})
CREATE (l:Alias {id: 'telegram:rtnews', platform: 'telegram', handle: 'rtnews'})
CREATE (l)-[:ALIAS_OF {source: 'list'}]->(rt)
CREATE (a1:Item {id: 'item:1', url: 'https://rt.com/1', title: 'One', dataset: 'news',
    publishedAt: datetime('2020-01-01T00:00:00Z'), timePrecision: 'second'})
CREATE (a2:Item {id: 'item:2', url: 'https://cgtn.com/2', archivedUrl: 'https://archive/2',
    title: 'Two', dataset: 'news', publishedAt: datetime('2020-01-02T12:30:00.500Z')})
CREATE (p1:Item {id: 'item:3', kind: 'retweet', dataset: 'posts', url: 'https://x.com/3',
    publishedAt: datetime('2020-02-01T00:00:00Z'), timePrecision: 'day'})
CREATE (p2:Item {id: 'item:4', kind: 'retweet', dataset: 'posts',
    publishedAt: datetime('2020-03-01T00:00:00Z')})
CREATE (p3:Item {id: 'item:5', kind: 'mention', dataset: 'posts'})
CREATE (rt)-[:PUBLISHED]->(a1)
CREATE (cgtn)-[:PUBLISHED]->(a2)
CREATE (blog)-[:PUBLISHED]->(p1)
CREATE (blog)-[:PUBLISHED]->(p2)
CREATE (blog)-[:PUBLISHED]->(p3)
CREATE (p1)-[:AMPLIFIES {kind: 'retweet', runId: 'run:1'}]->(rt)
CREATE (p2)-[:AMPLIFIES {kind: 'retweet', runId: 'run:1'}]->(a1)
CREATE (p3)-[:AMPLIFIES {kind: 'mention', runId: 'run:1'}]->(cgtn)
CREATE (a2)-[:REPUBLISHES {similarity: 0.9, lagSeconds: 131400, runId: 'run:2'}]->(a1)
CREATE (blog)-[:AMPLIFIED {kind: 'retweet', count: 2,
    firstAt: datetime('2020-02-01T00:00:00Z'), lastAt: datetime('2020-03-01T00:00:00Z')}]->(rt)
CREATE (blog)-[:AMPLIFIED {kind: 'mention', count: 1}]->(cgtn)
CREATE (cgtn)-[:REPUBLISHED {count: 1, medianLagSeconds: 131400,
    firstAt: datetime('2020-01-02T12:30:00.500Z'),
    lastAt: datetime('2020-01-02T12:30:00.500Z')}]->(rt)
CREATE (cgtn)-[:COORDINATED_WITH {trace: 'link', window: 60, count: 4, expected: 0.5,
    qValue: 0.01}]->(rt)
CREATE (rt)-[:OWNED_BY {source: 'Paper A', sourceUrl: 'https://a.example', quote: 'owned by',
    confidence: 'high', dataset: 'papers', runId: 'run:3'}]->(tvn)
CREATE (rt)-[:OWNED_BY {source: 'Paper B', dataset: 'papers'}]->(tvn)
CREATE (tvn)-[:CONTROLLED_BY {source: 'Paper A', dataset: 'papers'}]->(ru)
CREATE (tvn)-[:HAS_AGREEMENT_WITH {kind: 'contentExchange', since: '2018', until: '2019-06',
    source: 'Paper A', dataset: 'papers'}]->(cgtn)
CREATE (cgtn)-[:USES {source: 'scan'}]->(host)
CREATE (rt)-[:ATTRIBUTED_TO {category: 'stateControlled', assessedAt: '2024',
    source: 'EEAS', confidence: 'high'}]->(ru)
"""


def write(database: Database) -> None:
    """Write the world to an empty graph."""
    database.execute(WORLD)
    database.execute("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1")
