// Which accounts are amplified by those who amplify an account?
//
// The company that an account's content keeps: what holds a community of content together. No
// direction. Whoever amplifies very many others tells little about any two of them, and is left out
// above `maxTargets`. Communities of the whole graph are computed by `ampnet communities`.
//
// @question Q6
// @param actor: string = "x:cgtnofficial" — Id of the account.
// @param maxTargets: integer = 1000 — Leave out who amplifies more than this many others, counted
//   once a kind.
// @param minShared: integer = 2 — Only accounts with at least this many amplifiers in common.
// @param limit: integer = 25 — Most rows to return.
// @column other: string — Id of the other account.
// @column name: string — Its name.
// @column country: string — State it speaks for, null where none is known.
// @column shared: integer — Accounts that amplify both.
// @column ofActor: integer — Accounts that amplify the account.
// @column ofOther: integer — Accounts that amplify the other.
// @column jaccard: float — Shared over all that amplify either, 0 to 1.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "x:cgtnofficial"
// :param maxTargets => 1000
// :param minShared => 2
// :param limit => 25

MATCH (a:Actor {id: $actor})<-[:AMPLIFIED]-(amplifier:Actor)
WITH DISTINCT a, amplifier
WHERE COUNT { (amplifier)-[:AMPLIFIED]->(:Actor) } <= $maxTargets
WITH a, collect(amplifier) AS amplifiers
UNWIND amplifiers AS amplifier
MATCH (amplifier)-[:AMPLIFIED]->(other:Actor)
WHERE other <> a
WITH other, size(amplifiers) AS ofActor, count(DISTINCT amplifier) AS shared
WHERE shared >= $minShared
WITH other, ofActor, shared ORDER BY shared DESC, other.id LIMIT $limit
CALL (other) {
  MATCH (other)<-[:AMPLIFIED]-(x:Actor)
  WITH DISTINCT x
  WHERE COUNT { (x)-[:AMPLIFIED]->(:Actor) } <= $maxTargets
  RETURN count(x) AS ofOther }
RETURN other.id AS other, other.name AS name, other.country AS country, shared, ofActor, ofOther,
       toFloat(shared) / (ofActor + ofOther - shared) AS jaccard
ORDER BY shared DESC, other
LIMIT $limit;
