// Do formal agreements show up in real amplification and republication?
//
// One row for each agreement. An account belongs to a party that it is, or that owns or controls it
// in up to four steps, as sources state it. Direction: `firstToSecond` counts items by which the
// first party's accounts amplify or republish the second's. No traffic with no known accounts says
// nothing; look at both.
//
// @question Q7
// @param limit: integer = 25 — Most rows to return.
// @column first: string — Id of the one party.
// @column second: string — Id of the other.
// @column kind: string — What was agreed.
// @column since: string — When it began, as the source gives it.
// @column accountsOfFirst: integer — Known accounts of the first party.
// @column accountsOfSecond: integer — Known accounts of the second party.
// @column firstToSecond: integer — Items by which the first amplifies or republishes the second.
// @column secondToFirst: integer — Items by which the second amplifies or republishes the first.
// @column source: string — Who states the agreement.
// @column quote: string — The words that state it.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param limit => 25

MATCH (p:Actor|Organization|State)-[tie:HAS_AGREEMENT_WITH]->(q)
WITH p, tie, q ORDER BY p.id, q.id, tie.kind, tie.source LIMIT $limit
CALL (p) {
  OPTIONAL MATCH (p)<-[:OWNED_BY|CONTROLLED_BY*0..4]-(a:Actor)
  RETURN collect(DISTINCT a) AS ours }
CALL (q) {
  OPTIONAL MATCH (q)<-[:OWNED_BY|CONTROLLED_BY*0..4]-(a:Actor)
  RETURN collect(DISTINCT a) AS theirs }
CALL (ours, theirs) {
  UNWIND ours AS a MATCH (a)-[r:AMPLIFIED|REPUBLISHED]->(b:Actor) WHERE b IN theirs
  RETURN sum(r.count) AS firstToSecond }
CALL (ours, theirs) {
  UNWIND theirs AS a MATCH (a)-[r:AMPLIFIED|REPUBLISHED]->(b:Actor) WHERE b IN ours
  RETURN sum(r.count) AS secondToFirst }
RETURN p.id AS first, q.id AS second, tie.kind AS kind, tie.since AS since,
       size(ours) AS accountsOfFirst, size(theirs) AS accountsOfSecond,
       firstToSecond, secondToFirst, tie.source AS source, tie.quote AS quote
ORDER BY firstToSecond + secondToFirst DESC, first, second, kind
LIMIT $limit;
