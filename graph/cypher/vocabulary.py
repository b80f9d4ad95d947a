"""The words, functions and procedures that reading Cypher may use: lists of what is allowed.

What a later version of an engine brings is refused until it stands here. The functions are those
of the Cypher manual, 5.26 (neo4j.com/docs/cypher-manual/5/functions), without `file`,
`linenumber` and the graph functions.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BEGINNINGS: Final = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL"})
"""What a statement may begin with."""

CHANGING: Final = _words(
    """CREATE MERGE SET DELETE DETACH NODETACH REMOVE INSERT FOREACH DROP ALTER RENAME
    LOAD GRANT DENY REVOKE SHOW TERMINATE USE TRANSACTIONS"""
)
"""Clauses that change something, reach outside, or rule the server."""

NAMES_FOLLOW: Final = _words(
    "AS IN WHERE AND OR XOR NOT RETURN WITH BY LIMIT SKIP OFFSET WHEN CONTAINS UNWIND CASE"
)
"""Keywords after which an expression or a name stands, never a clause."""

NAMES_MAY_FOLLOW: Final = _words("DISTINCT ON THEN ELSE YIELD MATCH CALL INDEX SCAN SEEK JOIN")
"""Further keywords behind which what looks like a keyword can be a name."""

SIGNS_BEFORE_NAMES: Final = frozenset(["(", "[", ",", ".", ":", "$", "=", "<", ">", "+", "-", "/"])
"""The same, of signs."""

NO_FUNCTIONS: Final = NAMES_FOLLOW | _words(
    """MATCH OPTIONAL CALL THEN ELSE DISTINCT SHORTEST PATH PATHS GROUP GROUPS ANY ALL TRAIL WALK
    ACYCLIC SIMPLE ELEMENTS RELATIONSHIPS ON COUNT COLLECT EXISTS WITH UNION"""
)
"""Keywords that a bracket may follow."""

FUNCTIONS: Final = _words(
    """all any exists isempty none single
    coalesce elementid endnode head id last length nullif properties randomuuid size startnode
    timestamp toboolean tobooleanornull tofloat tofloatornull tointeger tointegerornull type
    valuetype char_length character_length
    avg collect count max min percentilecont percentiledisc stdev stdevp sum
    keys labels nodes range reduce relationships reverse tail
    tobooleanlist tofloatlist tointegerlist tostringlist
    abs ceil floor isnan rand round sign e exp log log10 sqrt
    acos asin atan atan2 cos cosh cot coth degrees haversin pi radians sin sinh tan tanh
    btrim left lower ltrim normalize replace right rtrim split substring tolower tostring
    tostringornull toupper trim upper
    date date.realtime date.statement date.transaction date.truncate
    datetime datetime.fromepoch datetime.fromepochmillis datetime.realtime datetime.statement
    datetime.transaction datetime.truncate
    localdatetime localdatetime.realtime localdatetime.statement localdatetime.transaction
    localdatetime.truncate
    localtime localtime.realtime localtime.statement localtime.transaction localtime.truncate
    time time.realtime time.statement time.transaction time.truncate
    duration duration.between duration.indays duration.inmonths duration.inseconds
    point point.distance point.withinbbox
    vector.similarity.cosine vector.similarity.euclidean
    shortestpath allshortestpaths"""
)
"""Functions that may be called, in small letters; none reads a file or runs a text."""

PROCEDURES: Final = _words(
    """db.labels db.relationshiptypes db.propertykeys db.schema.visualization
    db.schema.nodetypeproperties db.schema.reltypeproperties
    db.index.fulltext.querynodes db.index.fulltext.queryrelationships"""
)
"""Procedures that may be called, in small letters: they read this graph, and nothing else."""
