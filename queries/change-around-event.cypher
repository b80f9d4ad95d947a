// What changed around an event: who was amplified more or less than before?
//
// Compares equal spans before and after. Direction: counts what arrives at an account. A change in
// what was collected looks like a change in behaviour: `datasets-and-runs` says what was.
//
// @question Q9
// @param event: datetime = "2022-02-24" — When it happened.
// @param days: integer = 60 — Length of each span, in days.
// @param limit: integer = 25 — Most rows to return.
// @column amplified: string — Id of the account.
// @column name: string — Its name.
// @column country: string — State it speaks for, null where none is known.
// @column before: integer — Items that amplify it in the span before.
// @column after: integer — Items that amplify it in the span from the event on.
// @column change: integer — After minus before.
// @column amplifiersBefore: integer — Accounts that amplified it before.
// @column amplifiersAfter: integer — Accounts that amplified it after.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param event => "2022-02-24"
// :param days => 60
// :param limit => 25

MATCH (i:Item)
WHERE i.publishedAt >= datetime($event) - duration({days: $days})
  AND i.publishedAt < datetime($event) + duration({days: $days})
MATCH (i)<-[:PUBLISHED]-(amplifier:Actor)
MATCH (i)-[:AMPLIFIES]->(what)
WITH amplifier, i.publishedAt >= datetime($event) AS isAfter,
     CASE WHEN what:Actor THEN what
          ELSE head([(what)<-[:PUBLISHED]-(author:Actor) | author]) END AS amplified
WHERE amplified IS NOT NULL
WITH amplified, sum(CASE WHEN isAfter THEN 0 ELSE 1 END) AS before,
     sum(CASE WHEN isAfter THEN 1 ELSE 0 END) AS after,
     count(DISTINCT CASE WHEN isAfter THEN null ELSE amplifier.id END) AS amplifiersBefore,
     count(DISTINCT CASE WHEN isAfter THEN amplifier.id ELSE null END) AS amplifiersAfter
RETURN amplified.id AS amplified, amplified.name AS name, amplified.country AS country, before,
       after, after - before AS change, amplifiersBefore, amplifiersAfter
ORDER BY abs(after - before) DESC, amplified
LIMIT $limit;
