// What formal ties does a party have, and who says so in which words?
//
// Ownership, control and agreements of an account, an organisation or a state, and whatever else a
// source relates them by; of everybody while `party` is null. Direction: from the owned or
// controlled to the owner or controller; agreements have none.
//
// @question Q12
// @param party: string = null — Id such as x:cgtnofficial, org:rossiya-segodnya or state:RU; null
//   for all.
// @param limit: integer = 100 — Most rows to return.
// @column source: string — Id of the owned, the controlled, or one party of an agreement.
// @column type: string — OWNED_BY, CONTROLLED_BY, HAS_AGREEMENT_WITH or RELATED_TO.
// @column target: string — Id of the owner, the one in control, or the other party.
// @column kind: string — What was agreed, or what the source calls the relation.
// @column since: string — When it began, as the source gives it.
// @column until: string — When it ended, where it did.
// @column statedBy: string — Title of the document or list.
// @column sourceUrl: string — Where it can be read.
// @column archivedUrl: string — An archived copy, where known.
// @column quote: string — The words that state it.
// @column confidence: string — How sure the source says it is.
// @column dataset: string — Data set it came from.
// @column run: string — Run that wrote it.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param party => null
// :param limit => 100

MATCH (a:Actor|Organization|State)-[r:OWNED_BY|CONTROLLED_BY|HAS_AGREEMENT_WITH|RELATED_TO]->(b)
WHERE $party IS NULL OR a.id = $party OR b.id = $party
RETURN a.id AS source, type(r) AS type, b.id AS target, r.kind AS kind, r.since AS since,
       r.until AS until, r.source AS statedBy, r.sourceUrl AS sourceUrl,
       r.archivedUrl AS archivedUrl, r.quote AS quote, r.confidence AS confidence,
       r.dataset AS dataset, r.runId AS run
ORDER BY type, source, target, kind, statedBy
LIMIT $limit;
