// How did a story spread: who was first, who followed, after how long?
//
// In order of time. Direction: `copies` points back, to the item that a source or the text says it
// was taken from, where that is known.
//
// @question Q8
// @param story: string = null — Id of the story; null for the one with most items.
// @param limit: integer = 25 — Most rows to return.
// @column publishedAt: datetime — When the item was published.
// @column lagSeconds: integer — Time since the first item, in seconds.
// @column actor: string — Id of the account that published it.
// @column country: string — State it speaks for, null where none is known.
// @column language: string — Language of the item, where known.
// @column item: string — Id of the item.
// @column copies: string — Id of the earlier item that it copies or translates, where known.
// @column title: string — Headline.
// @column url: string — Where it can be read.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param story => null
// :param limit => 25

MATCH (s:Story)
WHERE $story IS NULL OR s.id = $story
WITH s ORDER BY s.size DESC, s.id LIMIT 1
MATCH (s)<-[:PART_OF]-(one:Item)
WITH s, min(one.publishedAt) AS begin
MATCH (s)<-[:PART_OF]-(i:Item)<-[:PUBLISHED]-(a:Actor)
OPTIONAL MATCH (i)-[:REPUBLISHES]->(original:Item)
WITH begin, i, a, min(original.id) AS copies
RETURN i.publishedAt AS publishedAt,
       duration.inSeconds(begin, i.publishedAt).seconds AS lagSeconds, a.id AS actor,
       a.country AS country, coalesce(i.language, a.language) AS language, i.id AS item, copies,
       i.title AS title, i.url AS url
ORDER BY publishedAt, item
LIMIT $limit;
