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
// @column totals: integers — Items behind each hop.
// @column firstAt: datetimes — Earliest evidence of each hop.
// @column lastAt: datetimes — Latest evidence of each hop.
// @column inTimeOrder: boolean — Whether the hops can have followed one another.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param source => "x:cgtnofficial"
// :param target => "x:danieldumbrill"
// :param limit => 25

MATCH (target:Actor {id: $target}), (source:Actor {id: $source})
WHERE target <> source
MATCH path = allShortestPaths((target)-[:AMPLIFIED*..6]->(source))
WITH DISTINCT [a IN nodes(path) | a.id] AS ids ORDER BY ids LIMIT $limit
WITH reverse(ids) AS route
UNWIND range(0, size(route) - 2) AS hop
MATCH (:Actor {id: route[hop]})<-[r:AMPLIFIED]-(:Actor {id: route[hop + 1]})
WITH route, hop, r ORDER BY r.kind
WITH route, hop, min(r.firstAt) AS firstAt, max(r.lastAt) AS lastAt, sum(r.count) AS total,
     collect(r.kind) AS ways
ORDER BY hop
WITH route, collect(firstAt) AS firstAt, collect(lastAt) AS lastAt, collect(total) AS totals,
     collect(reduce(text = head(ways), kind IN tail(ways) | text + ', ' + kind)) AS kinds
RETURN size(route) - 1 AS hops, route, kinds, totals, firstAt, lastAt,
       all(k IN range(0, size(route) - 2) WHERE
           all(n IN range(k, size(route) - 2) WHERE firstAt[k] <= lastAt[n])) AS inTimeOrder
ORDER BY inTimeOrder DESC, route
LIMIT $limit;
