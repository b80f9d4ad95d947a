// Which state's accounts took up a narrative first, and how far behind were the others?
//
// One row for each narrative and state. Needs stories that people have assigned to narratives.
//
// @question Q8
// @param narrative: string = null — Id of the narrative; null for all.
// @param limit: integer = 25 — Most rows to return.
// @column narrative: string — Id of the narrative.
// @column country: string — State, or (none) where none is known.
// @column firstAt: datetime — Its earliest item.
// @column lagSeconds: integer — Time since the narrative's earliest item anywhere, in seconds.
// @column firstActor: string — Id of the account that was first in that state.
// @column firstItem: string — Id of that item.
// @column items: integer — Items of that state's accounts.
// @column actors: integer — Accounts that these are by.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param narrative => null
// :param limit => 25

MATCH (n:Narrative)
WHERE $narrative IS NULL OR n.id = $narrative
MATCH (n)<-[:ADVANCES]-(:Story)<-[:PART_OF]-(i:Item)<-[:PUBLISHED]-(a:Actor)
WITH DISTINCT n, i, a ORDER BY i.publishedAt, i.id
WITH n, coalesce(a.country, '(none)') AS country, min(i.publishedAt) AS firstAt,
     head(collect(a.id)) AS firstActor, head(collect(i.id)) AS firstItem,
     count(DISTINCT i) AS items, count(DISTINCT a) AS actors
WITH n, min(firstAt) AS begin, collect({country: country, firstAt: firstAt, actor: firstActor,
     item: firstItem, items: items, actors: actors}) AS states
UNWIND states AS s
RETURN n.id AS narrative, s.country AS country, s.firstAt AS firstAt,
       duration.inSeconds(begin, s.firstAt).seconds AS lagSeconds, s.actor AS firstActor,
       s.item AS firstItem, s.items AS items, s.actors AS actors
ORDER BY narrative, firstAt, country
LIMIT $limit;
