// Does amplification stay within a state, and where does it go otherwise?
//
// Direction: from the state of the one who amplifies to the state of the one amplified. (none) are
// accounts of which no state is known. Communities themselves are computed by `ampnet communities`.
//
// @question Q6
// @param limit: integer = 25 — Most rows to return.
// @column source: string — State of the one who amplifies.
// @column target: string — State of the one amplified.
// @column total: integer — Items.
// @column share: float — Share of all items of that source, 0 to 1.
// @column amplifiers: integer — Accounts that amplify.
// @column amplified: integer — Accounts that are amplified.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param limit => 25

MATCH (a:Actor)-[r:AMPLIFIED]->(b:Actor)
WITH coalesce(a.country, '(none)') AS source, coalesce(b.country, '(none)') AS target,
     sum(r.count) AS total, count(DISTINCT a) AS amplifiers, count(DISTINCT b) AS amplified
WITH source, sum(total) AS ofSource,
     collect({target: target, total: total, amplifiers: amplifiers, amplified: amplified}) AS flows
UNWIND flows AS flow
RETURN source, flow.target AS target, flow.total AS total,
       toFloat(flow.total) / ofSource AS share, flow.amplifiers AS amplifiers,
       flow.amplified AS amplified
ORDER BY total DESC, source, target
LIMIT $limit;
