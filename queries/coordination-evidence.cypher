// What is the evidence that two accounts are coordinated?
//
// The things that both shared within the window of their COORDINATED_WITH edge: the same thing
// amplified in the way that the trace names, the same text published, or texts of one story. Rows of
// hashtags and pictures are compared by `GET /v1/coordination/evidence`. No direction; the pair can
// be given either way round.
//
// @question Q12
// @param first: string = "" — Id of the one account.
// @param second: string = "" — Id of the other.
// @param limit: integer = 25 — Most rows to return.
// @column trace: string — What they share.
// @column window: integer — Largest time between two shares, in seconds.
// @column total: integer — Co-shares within the window, over the whole edge.
// @column expected: float — Co-shares expected by chance.
// @column qValue: float — Chance of at least this many, corrected for the number of pairs.
// @column object: string — Id of what both amplified, key of the text that both published, or id of
//   the story that both took part in.
// @column firstItem: string — Id of the first account's item.
// @column firstAt: datetime — When that was published.
// @column secondItem: string — Id of the second account's item.
// @column secondAt: datetime — When that was published.
// @column apartSeconds: integer — Time between the two, in seconds.
// @column run: string — Run that computed the edge.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param first => ""
// :param second => ""
// :param limit => 25

MATCH (a:Actor {id: $first})-[edge:COORDINATED_WITH]-(b:Actor {id: $second})
CALL (a, b, edge) {
  MATCH (a)-[:PUBLISHED]->(i:Item)-[r:AMPLIFIES]->(o)
  WHERE r.kind = edge.trace OR (edge.trace = 'repost' AND r.kind IN ['retweet', 'forward'])
  MATCH (o)<-[s:AMPLIFIES]-(j:Item)<-[:PUBLISHED]-(b)
  WHERE s.kind = edge.trace OR (edge.trace = 'repost' AND s.kind IN ['retweet', 'forward'])
  RETURN i, j, o.id AS object
  UNION
  MATCH (a)-[:PUBLISHED]->(i:Item)
  WHERE edge.trace = 'text' AND i.textKey IS NOT NULL
  MATCH (j:Item {textKey: i.textKey})<-[:PUBLISHED]-(b)
  RETURN i, j, i.textKey AS object
  UNION
  MATCH (a)-[:PUBLISHED]->(i:Item)-[:PART_OF]->(s:Story)
  WHERE edge.trace = 'nearText'
  MATCH (s)<-[:PART_OF]-(j:Item)<-[:PUBLISHED]-(b)
  RETURN i, j, s.id AS object }
WITH edge, i, j, object,
     abs(duration.inSeconds(i.publishedAt, j.publishedAt).seconds) AS apartSeconds
WHERE apartSeconds <= edge.window
RETURN edge.trace AS trace, edge.window AS window, edge.count AS total,
       edge.expected AS expected, edge.qValue AS qValue, object, i.id AS firstItem,
       i.publishedAt AS firstAt, j.id AS secondItem, j.publishedAt AS secondAt, apartSeconds,
       edge.runId AS run
ORDER BY firstAt, firstItem, secondItem, trace
LIMIT $limit;
