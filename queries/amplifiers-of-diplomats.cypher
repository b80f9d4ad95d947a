// Which accounts amplify diplomats, how many of them, and how?
//
// Direction: from the one who amplifies to the diplomats. `share` is how much of all that the
// account amplifies goes to diplomats.
//
// @question Q10
// @param country: string = null — Only diplomats of this state, ISO 3166-1 alpha-2; null for any.
// @param limit: integer = 25 — Most rows to return.
// @column amplifier: string — Id of the one who amplifies.
// @column name: string — Its name.
// @column roles: strings — What it is.
// @column country: string — State it speaks for, null where none is known.
// @column total: integer — Items that amplify diplomats.
// @column diplomats: integer — How many diplomats these are.
// @column share: float — Share of all items by which it amplifies anybody, 0 to 1.
// @column replies: integer — Of the total, replies.
// @column retweets: integer — Of the total, retweets and forwards.
// @column firstAt: datetime — Earliest of them.
// @column lastAt: datetime — Latest of them.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param country => null
// :param limit => 25

MATCH (a:Actor)-[r:AMPLIFIED]->(d:Diplomat)
WHERE $country IS NULL OR d.country = $country
WITH a, sum(r.count) AS total, count(DISTINCT d) AS diplomats,
     sum(CASE WHEN r.kind = 'reply' THEN r.count ELSE 0 END) AS replies,
     sum(CASE WHEN r.kind IN ['retweet', 'forward'] THEN r.count ELSE 0 END) AS retweets,
     min(r.firstAt) AS firstAt, max(r.lastAt) AS lastAt
ORDER BY total DESC, a.id LIMIT $limit
CALL (a) { MATCH (a)-[r:AMPLIFIED]->(:Actor) RETURN sum(r.count) AS everything }
RETURN a.id AS amplifier, a.name AS name, a.roles AS roles, a.country AS country, total,
       diplomats, toFloat(total) / everything AS share, replies, retweets, firstAt, lastAt
ORDER BY total DESC, amplifier
LIMIT $limit;
