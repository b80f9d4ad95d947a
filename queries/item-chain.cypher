// By which chain of items did one item's content travel on?
//
// Direction: the chain runs with the content, from the item given to those that amplify or copy it,
// up to four steps away. Each step is a piece of evidence and no earlier than the one before.
//
// @question Q5
// @param item: string = "" — Id of the item that the chain starts at.
// @param limit: integer = 25 — Most rows to return.
// @column steps: integer — Number of steps.
// @column items: strings — Ids of the items, from the first to the last.
// @column actors: strings — Who published each of them.
// @column how: strings — What each step is: AMPLIFIES or REPUBLISHES.
// @column publishedAt: datetimes — When each was published.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param item => ""
// :param limit => 25

MATCH path = (:Item {id: $item})<-[:AMPLIFIES|REPUBLISHES*1..4]-(:Item)
WITH nodes(path) AS items, [r IN relationships(path) | type(r)] AS how
WHERE all(k IN range(0, size(items) - 2) WHERE items[k].publishedAt <= items[k + 1].publishedAt)
RETURN size(how) AS steps, [i IN items | i.id] AS items,
       [i IN items | head([(i)<-[:PUBLISHED]-(a:Actor) | a.id])] AS actors, how,
       [i IN items | i.publishedAt] AS publishedAt
ORDER BY steps, items
LIMIT $limit;
