// What is the evidence that one account republished another?
//
// Every pair of a copy and its original behind a REPUBLISHED edge. Direction: from the copy to the
// original.
//
// @question Q12
// @param source: string = "domain:rt.com" — Id of the one who republishes.
// @param target: string = "domain:cgtn.com" — Id of the one republished.
// @param limit: integer = 25 — Most rows to return.
// @column copy: string — Id of the copy.
// @column copyPublishedAt: datetime — When it was published.
// @column copyUrl: string — Where it can be read.
// @column original: string — Id of the original.
// @column originalPublishedAt: datetime — When that was published.
// @column originalUrl: string — Where that can be read.
// @column similarity: float — Jaccard similarity of the texts, 0 to 1.
// @column containment: float — Share of the shorter text that stands in the longer, 0 to 1.
// @column lagSeconds: integer — Time from original to copy, in seconds.
// @column method: string — How the copy was recognised.
// @column confidence: float — Confidence in the direction, 0 to 1.
// @column run: string — Run that computed it.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param source => "domain:rt.com"
// :param target => "domain:cgtn.com"
// :param limit => 25

MATCH (:Actor {id: $source})-[:PUBLISHED]->(i:Item)-[r:REPUBLISHES]->(o:Item)
MATCH (o)<-[:PUBLISHED]-(:Actor {id: $target})
RETURN i.id AS copy, i.publishedAt AS copyPublishedAt, i.url AS copyUrl, o.id AS original,
       o.publishedAt AS originalPublishedAt, o.url AS originalUrl, r.similarity AS similarity,
       r.containment AS containment, r.lagSeconds AS lagSeconds, r.method AS method,
       r.confidence AS confidence, r.runId AS run
ORDER BY copyPublishedAt, copy, original
LIMIT $limit;
