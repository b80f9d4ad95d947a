// Which outlets republish which, how often, how fast, and is it mutual?
//
// Direction: from the one who republishes to the one republished; the text flowed the other way. A
// pair that republishes both ways stands on two rows. Needs what
// `ampnet derive republication` finds in texts.
//
// @question Q1
// @param country: string = null — Only what an outlet of this state republishes; null for any.
// @param limit: integer = 25 — Most rows to return.
// @column republisher: string — Id of the one who republishes.
// @column republished: string — Id of the one republished.
// @column total: integer — Pairs of a copy and its original.
// @column medianLagSeconds: integer — Median time from original to copy, in seconds.
// @column inReturn: integer — Pairs in the other direction.
// @column fromLanguage: string — Main language of the one republished.
// @column toLanguage: string — Main language of the one who republishes.
// @column languages: strings — Languages of original and copy with the number of pairs, such as
//   `ru>en 12`; the most frequent first.
// @column firstAt: datetime — Earliest copy.
// @column lastAt: datetime — Latest copy.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param country => null
// :param limit => 25

MATCH (late:Actor)-[r:REPUBLISHED]->(early:Actor)
WHERE $country IS NULL OR late.country = $country
OPTIONAL MATCH (early)-[back:REPUBLISHED]->(late)
RETURN late.id AS republisher, early.id AS republished, r.count AS total,
       r.medianLagSeconds AS medianLagSeconds, coalesce(back.count, 0) AS inReturn,
       early.language AS fromLanguage, late.language AS toLanguage,
       coalesce(r.languages, []) AS languages, r.firstAt AS firstAt, r.lastAt AS lastAt
ORDER BY total DESC, republisher, republished
LIMIT $limit;
