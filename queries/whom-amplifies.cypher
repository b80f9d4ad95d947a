// Whom does an account amplify, how, how often and since when?
//
// Direction: from the account to those it amplifies; their content flows to the account.
//
// @question Q4
// @param actor: string = "x:danieldumbrill" — Id of the account that amplifies.
// @param limit: integer = 25 — Most rows to return.
// @column amplified: string — Id of the one amplified.
// @column name: string — Its name.
// @column roles: strings — What it is.
// @column country: string — State it speaks for, null where none is known.
// @column total: integer — Items by which the account amplified it.
// @column kinds: strings — The same by kind, as `kind: items`.
// @column firstAt: datetime — Earliest of them.
// @column lastAt: datetime — Latest of them.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "x:danieldumbrill"
// :param limit => 25

MATCH (:Actor {id: $actor})-[r:AMPLIFIED]->(amplified:Actor)
WITH amplified, r ORDER BY r.count DESC, r.kind
WITH amplified, sum(r.count) AS total, collect(r.kind + ': ' + toString(r.count)) AS kinds,
     min(r.firstAt) AS firstAt, max(r.lastAt) AS lastAt
RETURN amplified.id AS amplified, amplified.name AS name, amplified.roles AS roles,
       amplified.country AS country, total, kinds, firstAt, lastAt
ORDER BY total DESC, amplified
LIMIT $limit;
