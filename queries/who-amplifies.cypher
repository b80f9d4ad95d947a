// Who amplifies an account, how, how often and since when?
//
// Direction: from the one who amplifies to the account; its content flows the other way.
//
// @question Q4
// @param actor: string = "x:cgtnofficial" — Id of the account that is amplified.
// @param limit: integer = 25 — Most rows to return.
// @column amplifier: string — Id of the one who amplifies.
// @column name: string — Its name.
// @column roles: strings — What it is.
// @column country: string — State it speaks for, null where none is known.
// @column total: integer — Items by which it amplified the account.
// @column kinds: strings — The same by kind, as `kind: items`.
// @column firstAt: datetime — Earliest of them.
// @column lastAt: datetime — Latest of them.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "x:cgtnofficial"
// :param limit => 25

MATCH (:Actor {id: $actor})<-[r:AMPLIFIED]-(amplifier:Actor)
WITH amplifier, r ORDER BY r.count DESC, r.kind
WITH amplifier, sum(r.count) AS total, collect(r.kind + ': ' + toString(r.count)) AS kinds,
     min(r.firstAt) AS firstAt, max(r.lastAt) AS lastAt
RETURN amplifier.id AS amplifier, amplifier.name AS name, amplifier.roles AS roles,
       amplifier.country AS country, total, kinds, firstAt, lastAt
ORDER BY total DESC, amplifier
LIMIT $limit;
