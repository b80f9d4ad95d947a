// What is the evidence that one account amplified another?
//
// Every item behind the AMPLIFIED edges of a pair, in order of time. Direction: from the one who
// amplifies to the one amplified.
//
// @question Q12
// @param source: string = "x:danieldumbrill" — Id of the one who amplifies.
// @param target: string = "x:cgtnofficial" — Id of the one amplified.
// @param kind: string = null — Only this kind; null for any.
// @param limit: integer = 25 — Most rows to return.
// @column publishedAt: datetime — When the item was published.
// @column timePrecision: string — How exact that is: second or day.
// @column kind: string — How it amplifies.
// @column item: string — Id of the item.
// @column url: string — Where it can be read, where known.
// @column archivedUrl: string — An archived copy, where known.
// @column title: string — Headline, where the source gives one.
// @column original: string — Id of the item amplified, where known.
// @column originalUrl: string — Where that can be read, where known.
// @column dataset: string — Data set it came from.
// @column run: string — Run that wrote it.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param source => "x:danieldumbrill"
// :param target => "x:cgtnofficial"
// :param kind => null
// :param limit => 25

MATCH (a:Actor {id: $source}) MATCH (b:Actor {id: $target})
CALL (a, b) {
  MATCH (a)-[:PUBLISHED]->(i:Item)-[r:AMPLIFIES]->(b)
  RETURN i, r, null AS original, null AS originalUrl
  UNION ALL
  MATCH (a)-[:PUBLISHED]->(i:Item)-[r:AMPLIFIES]->(o:Item)<-[:PUBLISHED]-(b)
  RETURN i, r, o.id AS original, o.url AS originalUrl }
WITH i, r, original, originalUrl
WHERE $kind IS NULL OR r.kind = $kind
RETURN i.publishedAt AS publishedAt, i.timePrecision AS timePrecision, r.kind AS kind,
       i.id AS item, i.url AS url, i.archivedUrl AS archivedUrl, i.title AS title,
       original, originalUrl, i.dataset AS dataset, r.runId AS run
ORDER BY publishedAt, item, original
LIMIT $limit;
