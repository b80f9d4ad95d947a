// Which stories advance a narrative, and who says so?
//
// Direction: from an item to its story and on to the narrative. `items` are all items of the story,
// `sample` the earliest three.
//
// @question Q12
// @param narrative: string = null — Id of the narrative; null for all.
// @param limit: integer = 25 — Most rows to return.
// @column narrative: string — Id of the narrative.
// @column story: string — Id of the story.
// @column title: string — Title of the story.
// @column items: integer — Items of the story.
// @column sample: strings — Ids of its earliest three items.
// @column statedBy: string — Who says that the story advances the narrative.
// @column sourceUrl: string — Where it can be read.
// @column quote: string — The words that state it.
// @column confidence: string — How sure the source says it is.
// @column run: string — Run that wrote it.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param narrative => null
// :param limit => 25

MATCH (n:Narrative)<-[r:ADVANCES]-(s:Story)
WHERE $narrative IS NULL OR n.id = $narrative
OPTIONAL MATCH (s)<-[:PART_OF]-(i:Item)
WITH n, r, s, i ORDER BY i.publishedAt, i.id
WITH n, r, s, collect(i.id) AS ids
RETURN n.id AS narrative, s.id AS story, s.title AS title, size(ids) AS items,
       ids[0..3] AS sample, r.source AS statedBy, r.sourceUrl AS sourceUrl, r.quote AS quote,
       r.confidence AS confidence, r.runId AS run
ORDER BY items DESC, narrative, story
LIMIT $limit;
