// Is support between states symmetric: how often does each amplify the other?
//
// One row for each pair of states. Direction: `firstToSecond` counts items of the first state's
// accounts that amplify the second's. Accounts of which no state is known are the bloc (none).
// Whether a difference is more than chance is for `ampnet asymmetry`, not for this count.
//
// @question Q2
// @param country: string = null — Only pairs with this state; null for all.
// @param limit: integer = 25 — Most rows to return.
// @column first: string — The one state, ISO 3166-1 alpha-2.
// @column second: string — The other.
// @column firstToSecond: integer — Items by which the first amplifies or republishes the second.
// @column secondToFirst: integer — Items by which the second amplifies or republishes the first.
// @column balance: float — Difference over sum: 1 when only the first supports, -1 when only the
//   second does, 0 when even.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param country => null
// :param limit => 25

MATCH (a:Actor)-[r:AMPLIFIED|REPUBLISHED]->(b:Actor)
WITH coalesce(a.country, '(none)') AS source, coalesce(b.country, '(none)') AS target,
     sum(r.count) AS total
WHERE source <> target AND ($country IS NULL OR $country IN [source, target])
WITH CASE WHEN source < target THEN source ELSE target END AS first,
     CASE WHEN source < target THEN target ELSE source END AS second,
     sum(CASE WHEN source < target THEN total ELSE 0 END) AS firstToSecond,
     sum(CASE WHEN source < target THEN 0 ELSE total END) AS secondToFirst
RETURN first, second, firstToSecond, secondToFirst,
       toFloat(firstToSecond - secondToFirst) / (firstToSecond + secondToFirst) AS balance
ORDER BY firstToSecond + secondToFirst DESC, first, second
LIMIT $limit;
