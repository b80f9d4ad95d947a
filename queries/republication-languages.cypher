// Across which languages does republication go, and how fast?
//
// Direction: from the language of the original to that of the copy. Counts pairs of items by the
// language of each item, of the outlet where the item has none.
//
// @question Q1
// @param since: datetime = null — Nothing earlier than this; null for no bound.
// @param until: datetime = null — Nothing at or after this; null for no bound.
// @param limit: integer = 25 — Most rows to return.
// @column fromLanguage: string — Language of the original, ISO 639-1, or (unknown).
// @column toLanguage: string — Language of the copy, or (unknown).
// @column total: integer — Pairs of a copy and its original.
// @column medianLagSeconds: float — Median time from original to copy, in seconds.
// @column republishers: integer — Outlets that the copies are by.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param since => null
// :param until => null
// :param limit => 25

MATCH (copy:Item)-[r:REPUBLISHES]->(original:Item)
WHERE ($since IS NULL OR copy.publishedAt >= datetime($since))
  AND ($until IS NULL OR copy.publishedAt < datetime($until))
MATCH (copy)<-[:PUBLISHED]-(to:Actor)
MATCH (original)<-[:PUBLISHED]-(from:Actor)
WITH coalesce(original.language, from.language, '(unknown)') AS fromLanguage,
     coalesce(copy.language, to.language, '(unknown)') AS toLanguage, to, r
RETURN fromLanguage, toLanguage, count(r) AS total,
       percentileCont(toFloat(r.lagSeconds), 0.5) AS medianLagSeconds,
       count(DISTINCT to) AS republishers
ORDER BY total DESC, fromLanguage, toLanguage
LIMIT $limit;
