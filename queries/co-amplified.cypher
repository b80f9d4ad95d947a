// Which accounts are amplified by the same accounts?
//
// The pairs that hold a community of content together. No direction. Accounts that amplify very
// many others tell little about any two of them, and are left out above `maxTargets`.
//
// @question Q6
// @param maxTargets: integer = 200 — Leave out who amplifies more than this many others, counted
//   once a kind.
// @param minShared: integer = 2 — Only pairs with at least this many amplifiers in common.
// @param limit: integer = 25 — Most rows to return.
// @column first: string — Id of the one account.
// @column second: string — Id of the other.
// @column shared: integer — Accounts that amplify both.
// @column ofFirst: integer — Accounts that amplify the first.
// @column ofSecond: integer — Accounts that amplify the second.
// @column jaccard: float — Shared over all that amplify either, 0 to 1.
// @column sameState: boolean — Whether both speak for one state; null where one is not known.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param maxTargets => 200
// :param minShared => 2
// :param limit => 25

MATCH (by:Actor)
WHERE COUNT { (by)-[:AMPLIFIED]->(:Actor) } <= $maxTargets
MATCH (by)-[:AMPLIFIED]->(a:Actor)
MATCH (by)-[:AMPLIFIED]->(b:Actor)
WHERE a.id < b.id
WITH a, b, count(DISTINCT by) AS shared
WHERE shared >= $minShared
CALL (a) { MATCH (a)<-[:AMPLIFIED]-(x:Actor) RETURN count(DISTINCT x) AS ofFirst }
CALL (b) { MATCH (b)<-[:AMPLIFIED]-(x:Actor) RETURN count(DISTINCT x) AS ofSecond }
RETURN a.id AS first, b.id AS second, shared, ofFirst, ofSecond,
       toFloat(shared) / (ofFirst + ofSecond - shared) AS jaccard,
       a.country = b.country AS sameState
ORDER BY shared DESC, jaccard DESC, first, second
LIMIT $limit;
