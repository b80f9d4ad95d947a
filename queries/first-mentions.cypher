// Which state's accounts used a term first, how far behind were the others, and how often?
//
// Looks for the term in titles and texts, whatever its case, also inside words. An item that denies
// a claim uses its words too: read the first items. Without an index it looks at every item of the
// window.
//
// @question Q8
// @param term: string = "nato" — What to look for.
// @param since: datetime = null — Earliest time of an item; null for any.
// @param until: datetime = null — Latest time, excluded; null for any.
// @param limit: integer = 25 — Most rows to return.
// @column country: string — State, or (none) where none is known.
// @column firstAt: datetime — Its earliest item.
// @column lagSeconds: integer — Time since the earliest item anywhere, in seconds.
// @column firstActor: string — Id of the account that was first in that state.
// @column firstItem: string — Id of that item.
// @column title: string — Its title.
// @column items: integer — Items of that state's accounts.
// @column actors: integer — Accounts that these are by.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param term => "nato"
// :param since => null
// :param until => null
// :param limit => 25

MATCH (i:Item)
WHERE i.publishedAt IS NOT NULL
  AND ($since IS NULL OR i.publishedAt >= datetime($since))
  AND ($until IS NULL OR i.publishedAt < datetime($until))
  AND toLower(coalesce(i.title, '') + ' ' + coalesce(i.text, '')) CONTAINS toLower($term)
MATCH (i)<-[:PUBLISHED]-(a:Actor)
WITH i, a ORDER BY i.publishedAt, i.id, a.id
WITH coalesce(a.country, '(none)') AS country, min(i.publishedAt) AS firstAt,
     head(collect(a.id)) AS firstActor, head(collect(i)) AS first, count(DISTINCT i) AS items,
     count(DISTINCT a) AS actors
WITH min(firstAt) AS begin, collect({country: country, firstAt: firstAt, actor: firstActor,
     item: first.id, title: first.title, items: items, actors: actors}) AS states
UNWIND states AS s
RETURN s.country AS country, s.firstAt AS firstAt,
       duration.inSeconds(begin, s.firstAt).seconds AS lagSeconds, s.actor AS firstActor,
       s.item AS firstItem, s.title AS title, s.items AS items, s.actors AS actors
ORDER BY firstAt, country
LIMIT $limit;
