// By which shortest routes can content have got from one account to another, in order of time?
//
// Direction: the route runs with the content, from `source` to `target`, so against the AMPLIFIED
// edges. Up to six hops; all routes with the fewest. `inTimeOrder` is false where a hop had ended
// before an earlier hop began, so that nothing can have travelled the whole way; for two hops true
// means that something can. `relays` and `edge-evidence` show more of one hop.
//
// @question Q5
// @param source: string = "x:cgtnofficial" — Id of the account that the content starts at.
// @param target: string = "x:danieldumbrill" — Id of the account that it arrives at.
// @param limit: integer = 25 — Most rows to return.
// @column hops: integer — Number of hops.
// @column route: strings — Ids of the accounts, from source to target.
// @column kinds: strings — How each hop amplified.
// @column firstAt: datetimes — Earliest evidence of each hop.
// @column lastAt: datetimes — Latest evidence of each hop.
// @column inTimeOrder: boolean — Whether the hops can have followed one another.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param {source: "x:cgtnofficial", target: "x:danieldumbrill", limit: 25}

MATCH (target:Actor {id: $target}), (source:Actor {id: $source})
WHERE target <> source
MATCH path = allShortestPaths((target)-[:AMPLIFIED*..6]->(source))
WITH length(path) AS hops, reverse([a IN nodes(path) | a.id]) AS route,
     reverse(relationships(path)) AS steps
RETURN hops, route, [s IN steps | s.kind] AS kinds, [s IN steps | s.firstAt] AS firstAt,
       [s IN steps | s.lastAt] AS lastAt,
       all(k IN range(0, hops - 1) WHERE
           all(n IN range(k, hops - 1) WHERE steps[k].firstAt <= steps[n].lastAt)) AS inTimeOrder
ORDER BY inTimeOrder DESC, route, kinds
LIMIT $limit;
