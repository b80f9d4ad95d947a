// Which communities did runs find, how large, and of which states?
//
// Needs communities that were written to the graph: `ampnet communities --write`.
//
// @question Q6
// @param run: string = "" — Id of a run; empty takes all runs.
// @param minSize: integer = 2 — Only communities with at least this many members.
// @param limit: integer = 25 — Most rows to return.
// @column run: string — Id of the run; its `parameters` say how the graph was divided.
// @column communityId: integer — Number of the community in the run, 1 for the largest.
// @column size: integer — Members.
// @column unknown: integer — Members of which no state is known.
// @column countries: strings — States of the others.
// @column startedAt: datetime — When the run began.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param run => ""
// :param minSize => 2
// :param limit => 25

MATCH (c:Community)
WHERE c.size >= $minSize AND ($run = "" OR c.runId = $run)
WITH c ORDER BY c.runId DESC, c.number LIMIT $limit
MATCH (c)<-[:MEMBER_OF]-(n)
WITH c, n ORDER BY n.country
WITH c, count(n) - count(n.country) AS unknown, collect(DISTINCT n.country) AS countries
OPTIONAL MATCH (r:Run {id: c.runId})
RETURN c.runId AS run, c.number AS communityId, c.size AS size, unknown, countries,
       r.startedAt AS startedAt
ORDER BY run DESC, communityId
LIMIT $limit;
