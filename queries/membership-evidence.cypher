// Which runs put an account in which community, with which parameters?
//
// A membership is computed: its evidence is the run, which can be repeated.
//
// @question Q12
// @param actor: string = "x:cgtnofficial" — Id of the account.
// @param limit: integer = 25 — Most rows to return.
// @column run: string — Id of the run.
// @column communityId: integer — Number of its community in that run.
// @column size: integer — Members of that community.
// @column parameters: string — How the graph was divided, as JSON.
// @column seed: integer — Seed of the random numbers.
// @column finishedAt: datetime — When the run ended.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "x:cgtnofficial"
// :param limit => 25

MATCH (a:Actor {id: $actor})-[m:MEMBER_OF]->(c:Community)
OPTIONAL MATCH (r:Run {id: m.runId})
RETURN m.runId AS run, m.communityId AS communityId, c.size AS size,
       r.parameters AS parameters, r.seed AS seed, r.finishedAt AS finishedAt
ORDER BY run DESC
LIMIT $limit;
