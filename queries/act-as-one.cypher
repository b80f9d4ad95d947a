// Which pairs of accounts amplify the same diplomats, and on the same days?
//
// No direction. Diplomats that more than `maxAmplifiers` accounts amplify tell little about any two
// of these, and are left out. Overlap is not coordination: `coordinated-pairs` sets it against
// chance.
//
// @question Q10
// @param maxAmplifiers: integer = 200 — Leave out diplomats with more amplifiers than this, counted
//   once a kind.
// @param minShared: integer = 2 — Only pairs with at least this many diplomats in common.
// @param limit: integer = 25 — Most rows to return.
// @column first: string — Id of the one account.
// @column second: string — Id of the other.
// @column shared: integer — Diplomats that both amplify.
// @column jaccard: float — Shared over all diplomats that either amplifies, 0 to 1.
// @column sameDays: integer — Times that both amplified the same diplomat on the same day (UTC).
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param maxAmplifiers => 200
// :param minShared => 2
// :param limit => 25

MATCH (d:Diplomat)
WHERE COUNT { (d)<-[:AMPLIFIED]-(:Actor) } <= $maxAmplifiers
MATCH (d)<-[:AMPLIFIED]-(a:Actor)
MATCH (d)<-[:AMPLIFIED]-(b:Actor)
WHERE a.id < b.id
WITH a, b, count(DISTINCT d) AS shared
WHERE shared >= $minShared
CALL (a) { MATCH (a)-[:AMPLIFIED]->(x:Diplomat) RETURN count(DISTINCT x) AS ofFirst }
CALL (b) { MATCH (b)-[:AMPLIFIED]->(x:Diplomat) RETURN count(DISTINCT x) AS ofSecond }
WITH a, b, shared, toFloat(shared) / (ofFirst + ofSecond - shared) AS jaccard
ORDER BY jaccard DESC, shared DESC, a.id, b.id LIMIT $limit
CALL (a, b) {
  UNWIND [a, b] AS who
  MATCH (who)-[:PUBLISHED]->(i:Item)-[:AMPLIFIES]->(what)
  WITH who, i.publishedAt AS at, CASE WHEN what:Diplomat THEN what.id WHEN what:Item
       THEN head([(what)<-[:PUBLISHED]-(x:Diplomat) | x.id]) END AS diplomat
  WHERE diplomat IS NOT NULL
  WITH diplomat, substring(toString(at), 0, 10) AS day, count(DISTINCT who) AS both
  WHERE both = 2
  RETURN count(*) AS sameDays }
RETURN a.id AS first, b.id AS second, shared, jaccard, sameDays
ORDER BY jaccard DESC, shared DESC, first, second
LIMIT $limit;
