// Which data are in the graph: what was loaded or computed, when, and did it end well?
//
// The latest comes first. Everything in the graph names the run that wrote it as `runId`.
//
// @question Q12
// @param dataset: string = null — Only runs of this data set; null for all.
// @param limit: integer = 25 — Most rows to return.
// @column run: string — Id of the run.
// @column kind: string — load, or the name of the computation.
// @column dataset: string — Data set it belongs to.
// @column input: string — Name of the file that was read.
// @column format: string — Format it was read as.
// @column state: string — running, complete, partiallyComplete, failed or removed.
// @column rowsRead: integer — Rows read.
// @column written: integer — Rows that added or changed something.
// @column unchanged: integer — Rows that the graph held already.
// @column quarantined: integer — Rows that were refused.
// @column startedAt: datetime — When it began.
// @column finishedAt: datetime — When it ended.
// @column parameters: string — Mapping or parameters, as JSON.
// @column seed: integer — Seed of the random numbers, where any were used.
// @column ampnetVersion: string — Version of ampnet that ran it.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param dataset => null
// :param limit => 25

MATCH (r:Run)
WHERE $dataset IS NULL OR r.dataset = $dataset
RETURN r.id AS run, r.kind AS kind, r.dataset AS dataset, r.input AS input, r.format AS format,
       r.state AS state, r.rowsRead AS rowsRead, r.written AS written,
       r.unchanged AS unchanged, r.quarantined AS quarantined, r.startedAt AS startedAt,
       r.finishedAt AS finishedAt, r.parameters AS parameters, r.seed AS seed,
       r.ampnetVersion AS ampnetVersion
ORDER BY startedAt DESC, run
LIMIT $limit;
