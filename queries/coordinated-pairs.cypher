// Which accounts share the same things closer in time than chance explains?
//
// No direction: each pair stands once. `expected` is what chance gives under the configuration
// model; `qValue` is corrected for the number of pairs looked at. Needs the edges that
// `ampnet derive coordination` writes.
//
// @question Q3
// @param maxQ: float = 0.05 — Only pairs with at most this q-value.
// @param trace: string = null — Only this trace: repost, quote, reply, link, hashtag, mention, text,
//   nearText or image; null for any.
// @param limit: integer = 25 — Most rows to return.
// @column first: string — Id of the one account.
// @column second: string — Id of the other.
// @column trace: string — What they share.
// @column window: integer — Largest time between two shares, in seconds.
// @column total: integer — Co-shares within the window.
// @column expected: float — Co-shares expected by chance.
// @column pValue: float — Chance of at least this many.
// @column qValue: float — The same, corrected for the number of pairs.
// @column sameState: boolean — Whether both speak for one state; null where one is not known.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param maxQ => 0.05
// :param trace => null
// :param limit => 25

MATCH (a:Actor)-[r:COORDINATED_WITH]->(b:Actor)
WHERE r.qValue <= $maxQ AND ($trace IS NULL OR r.trace = $trace)
RETURN a.id AS first, b.id AS second, r.trace AS trace, r.window AS window, r.count AS total,
       r.expected AS expected, r.pValue AS pValue, r.qValue AS qValue,
       a.country = b.country AS sameState
ORDER BY qValue, total DESC, first, second
LIMIT $limit;
