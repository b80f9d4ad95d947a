// From which state to which do stories go, and after how long?
//
// Direction: from the state whose account was first in a story to each state that followed. Accounts
// of which no state is known are left out. Needs the stories that `ampnet derive republication`
// finds in texts.
//
// @question Q8
// @param since: datetime = null — Only stories that began at this time or later; null for no bound.
// @param until: datetime = null — Only stories that began before; null for no bound.
// @param limit: integer = 25 — Most rows to return.
// @column firstCountry: string — State whose account was first.
// @column thenCountry: string — State that followed.
// @column total: integer — Stories that went this way.
// @column medianLagSeconds: float — Median time from the first item of the one state to the first of
//   the other, in seconds.
// @column sample: strings — Ids of three of these stories.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param since => null
// :param until => null
// :param limit => 25

MATCH (s:Story)<-[:PART_OF]-(i:Item)<-[:PUBLISHED]-(a:Actor)
WHERE a.country IS NOT NULL AND i.publishedAt IS NOT NULL
WITH s, a.country AS country, min(i.publishedAt) AS at
ORDER BY at, country
WITH s, collect(country) AS countries, collect(at) AS times
WHERE size(countries) > 1 AND ($since IS NULL OR times[0] >= datetime($since))
  AND ($until IS NULL OR times[0] < datetime($until))
UNWIND range(1, size(countries) - 1) AS k
WITH s.id AS story, countries[0] AS firstCountry, countries[k] AS thenCountry,
     toFloat(duration.inSeconds(times[0], times[k]).seconds) AS lag
ORDER BY story
RETURN firstCountry, thenCountry, count(*) AS total, percentileCont(lag, 0.5) AS medianLagSeconds,
       collect(story)[0..3] AS sample
ORDER BY total DESC, firstCountry, thenCountry
LIMIT $limit;
