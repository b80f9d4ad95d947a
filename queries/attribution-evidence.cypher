// Which state do sources tie an account to, which other ids has it, and who says so?
//
// Assessments, other ids, links to the same party and infrastructure of one account, each with its
// source. An assessment is not a fact; stateAligned means not attributed. Direction: from the
// account to the state or host; from another id to the account.
//
// @question Q12
// @param actor: string = "x:jingjing_li" — Id of the account.
// @param limit: integer = 25 — Most rows to return.
// @column type: string — ATTRIBUTED_TO, ALIAS_OF, SAME_AS, DIFFERENT_FROM or USES.
// @column other: string — Id of the state, alias, account or host.
// @column category: string — Category of the assessment.
// @column assessedAt: string — Year or date of the assessment.
// @column statedBy: string — Title of the document or list.
// @column sourceUrl: string — Where it can be read.
// @column archivedUrl: string — An archived copy, where known.
// @column quote: string — The words that state it.
// @column confidence: string — How sure the source says it is.
// @column dataset: string — Data set it came from.
// @column run: string — Run that wrote it.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "x:jingjing_li"
// :param limit => 25

MATCH (:Actor {id: $actor})-[r:ATTRIBUTED_TO|ALIAS_OF|SAME_AS|DIFFERENT_FROM|USES]-(other)
RETURN type(r) AS type, other.id AS other, r.category AS category, r.assessedAt AS assessedAt,
       r.source AS statedBy, r.sourceUrl AS sourceUrl, r.archivedUrl AS archivedUrl,
       r.quote AS quote, r.confidence AS confidence, r.dataset AS dataset, r.runId AS run
ORDER BY type DESC, other, statedBy
LIMIT $limit;
