// Which of an account's texts stand word for word in somebody else's items?
//
// No direction is claimed: `lagSeconds` is positive where the other published later.
//
// @question Q3
// @param actor: string = "telegram:rian_ru" — Id of the account.
// @param limit: integer = 25 — Most rows to return.
// @column item: string — Id of the account's item.
// @column publishedAt: datetime — When the account published it.
// @column other: string — Id of the other account.
// @column otherItem: string — Id of the other's item.
// @column otherPublishedAt: datetime — When the other published it.
// @column lagSeconds: integer — Time from the account's to the other's item, in seconds.
// @column title: string — Headline, where the source gives one.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "telegram:rian_ru"
// :param limit => 25

MATCH (a:Actor {id: $actor})-[:PUBLISHED]->(i:Item)
WHERE i.textKey IS NOT NULL
MATCH (j:Item {textKey: i.textKey})<-[:PUBLISHED]-(other:Actor)
WHERE other <> a
RETURN i.id AS item, i.publishedAt AS publishedAt, other.id AS other, j.id AS otherItem,
       j.publishedAt AS otherPublishedAt,
       duration.inSeconds(i.publishedAt, j.publishedAt).seconds AS lagSeconds, i.title AS title
ORDER BY publishedAt, item, otherPublishedAt, otherItem
LIMIT $limit;
