// Which stories spread widest: in how many items, by whom, from which states?
//
// Needs the stories that `ampnet derive republication` finds in texts.
//
// @question Q8
// @param minSize: integer = 2 — Only stories with at least this many items.
// @param limit: integer = 25 — Most rows to return.
// @column story: string — Id of the story.
// @column title: string — Title of its root item.
// @column size: integer — Items.
// @column actors: integer — Accounts that published them.
// @column countries: strings — States that these speak for.
// @column firstAt: datetime — Earliest item.
// @column lastAt: datetime — Latest item.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param minSize => 2
// :param limit => 25

MATCH (s:Story)
WHERE s.size >= $minSize
WITH s ORDER BY s.size DESC, s.id LIMIT $limit
OPTIONAL MATCH (s)<-[:PART_OF]-(:Item)<-[:PUBLISHED]-(a:Actor)
WITH s, a ORDER BY a.country
WITH s, count(DISTINCT a) AS actors, collect(DISTINCT a.country) AS countries
RETURN s.id AS story, s.title AS title, s.size AS size, actors, countries,
       s.firstAt AS firstAt, s.lastAt AS lastAt
ORDER BY size DESC, story
LIMIT $limit;
