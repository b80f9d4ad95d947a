// Who is in one community with an account, by a run that was written to the graph?
//
// Direction: none is meant; members amplify each other more than others do.
//
// @question Q6
// @param actor: string = "x:cgtnofficial" — Id of the account.
// @param run: string = "" — Id of a run; empty takes all runs.
// @param limit: integer = 25 — Most rows to return.
// @column run: string — Id of the run.
// @column communityId: integer — Number of their community.
// @column mate: string — Id of the other member.
// @column name: string — Its name.
// @column country: string — State it speaks for, null where none is known.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "x:cgtnofficial"
// :param run => ""
// :param limit => 25

MATCH (a:Actor {id: $actor})-[m:MEMBER_OF]->(c:Community)
WHERE $run = "" OR m.runId = $run
MATCH (c)<-[:MEMBER_OF]-(mate)
WHERE mate.id <> $actor
RETURN m.runId AS run, m.communityId AS communityId, mate.id AS mate, mate.name AS name,
       mate.country AS country
ORDER BY run DESC, mate
LIMIT $limit;
