// Which accounts are amplified most, and by how many others?
//
// Direction: counts what arrives at an account. Each filter is off while it is null.
//
// @question Q4
// @param country: string = null — Only accounts of this state, ISO 3166-1 alpha-2; null for any.
// @param role: string = null — Only accounts that are this: Outlet, Diplomat, Influencer or
//   Account; null for any.
// @param kind: string = null — Only this kind: retweet, quote, reply, forward, link or mention;
//   null for any.
// @param limit: integer = 25 — Most rows to return.
// @column amplified: string — Id of the account.
// @column name: string — Its name.
// @column roles: strings — What it is.
// @column country: string — State it speaks for, null where none is known.
// @column total: integer — Items that amplify it.
// @column amplifiers: integer — Accounts that these items are by.
// @column firstAt: datetime — Earliest of them.
// @column lastAt: datetime — Latest of them.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param country => null
// :param role => null
// :param kind => null
// :param limit => 25

MATCH (amplifier:Actor)-[r:AMPLIFIED]->(amplified:Actor)
WHERE ($country IS NULL OR amplified.country = $country)
  AND ($role IS NULL OR $role IN labels(amplified))
  AND ($kind IS NULL OR r.kind = $kind)
WITH amplified, sum(r.count) AS total, count(DISTINCT amplifier) AS amplifiers,
     min(r.firstAt) AS firstAt, max(r.lastAt) AS lastAt
RETURN amplified.id AS amplified, amplified.name AS name, amplified.roles AS roles,
       amplified.country AS country, total, amplifiers, firstAt, lastAt
ORDER BY total DESC, amplified
LIMIT $limit;
