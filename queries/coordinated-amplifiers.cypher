// Which accounts that amplify the same diplomats act as one, beyond chance?
//
// No direction: each pair stands once. Both amplify each of the diplomats, and share the same things
// closer in time than chance explains. Needs the edges that `ampnet derive coordination` writes.
//
// @question Q10
// @param maxQ: float = 0.05 — Only pairs with at most this q-value.
// @param country: string = null — Only diplomats of this state, ISO 3166-1 alpha-2; null for any.
// @param limit: integer = 25 — Most rows to return.
// @column first: string — Id of the one account.
// @column second: string — Id of the other.
// @column traces: strings — What they share.
// @column qValue: float — The smallest of these traces.
// @column total: integer — Co-shares, over these traces.
// @column diplomats: integer — How many diplomats both amplify.
// @column sample: strings — Ids of three of these.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param maxQ => 0.05
// :param country => null
// :param limit => 25

MATCH (a:Actor)-[r:COORDINATED_WITH]->(b:Actor)
WHERE r.qValue <= $maxQ
WITH a, b, r ORDER BY r.trace
WITH a, b, collect(DISTINCT r.trace) AS traces, min(r.qValue) AS qValue, sum(r.count) AS total
MATCH (a)-[:AMPLIFIED]->(d:Diplomat)
WHERE $country IS NULL OR d.country = $country
MATCH (b)-[:AMPLIFIED]->(d)
WITH a, b, traces, qValue, total, d ORDER BY d.id
WITH a, b, traces, qValue, total, collect(DISTINCT d.id) AS ids
RETURN a.id AS first, b.id AS second, traces, qValue, total, size(ids) AS diplomats,
       ids[0..3] AS sample
ORDER BY qValue, total DESC, first, second
LIMIT $limit;
