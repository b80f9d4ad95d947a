// What did an account publish and whom did it amplify, in order of time?
//
// Direction: `amplified` is the one whose content the item carries. An item that amplifies two
// accounts stands on two rows.
//
// @question Q8
// @param actor: string = "x:danieldumbrill" — Id of the account.
// @param since: datetime = null — Nothing earlier than this; null for no bound.
// @param until: datetime = null — Nothing at or after this; null for no bound.
// @param limit: integer = 25 — Most rows to return.
// @column publishedAt: datetime — When the item was published.
// @column timePrecision: string — How exact that is: second or day.
// @column item: string — Id of the item.
// @column kind: string — How it amplifies, or what it is.
// @column amplified: string — Account that it amplifies, or the item where nobody is known to have
//   published that; null for none.
// @column title: string — Headline, where the source gives one.
// @column url: string — Where it can be read, where known.
// @column dataset: string — Data set it came from.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "x:danieldumbrill"
// :param since => null
// :param until => null
// :param limit => 25

MATCH (:Actor {id: $actor})-[:PUBLISHED]->(i:Item)
WHERE ($since IS NULL OR i.publishedAt >= datetime($since))
  AND ($until IS NULL OR i.publishedAt < datetime($until))
WITH i ORDER BY i.publishedAt, i.id LIMIT $limit
OPTIONAL MATCH (i)-[r:AMPLIFIES]->(what)
WITH i, r, what, CASE WHEN what:Item
     THEN head([(what)<-[:PUBLISHED]-(author:Actor) | author.id]) END AS author
RETURN i.publishedAt AS publishedAt, i.timePrecision AS timePrecision, i.id AS item,
       coalesce(r.kind, i.kind) AS kind, coalesce(author, what.id) AS amplified,
       i.title AS title, i.url AS url, i.dataset AS dataset
ORDER BY publishedAt, item, amplified
LIMIT $limit;
