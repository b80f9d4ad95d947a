// Who passed an account's content on to another account?
//
// Direction: content flows from `source` to the relay and from the relay to `target`. A relay is
// listed where it amplified the source before the target last amplified the relay.
//
// @question Q5
// @param source: string = "x:cgtnofficial" — Id of the account that the content starts at.
// @param target: string = "x:danieldumbrill" — Id of the account that it arrives at.
// @param limit: integer = 25 — Most rows to return.
// @column relay: string — Id of the account between.
// @column name: string — Its name.
// @column country: string — State it speaks for, null where none is known.
// @column fromSource: integer — Items by which the relay amplified the source.
// @column toTarget: integer — Items by which the target amplified the relay.
// @column firstFromSource: datetime — Earliest time that the relay amplified the source.
// @column lastToTarget: datetime — Latest time that the target amplified the relay.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param source => "x:cgtnofficial"
// :param target => "x:danieldumbrill"
// :param limit => 25

MATCH (source:Actor {id: $source})<-[inward:AMPLIFIED]-(relay:Actor)
WHERE relay.id <> $target
WITH source, relay, sum(inward.count) AS fromSource, min(inward.firstAt) AS firstFromSource
MATCH (target:Actor {id: $target})-[outward:AMPLIFIED]->(relay)
WITH relay, fromSource, firstFromSource, sum(outward.count) AS toTarget,
     max(outward.lastAt) AS lastToTarget
WHERE firstFromSource <= lastToTarget
RETURN relay.id AS relay, relay.name AS name, relay.country AS country, fromSource, toTarget,
       firstFromSource, lastToTarget
ORDER BY fromSource + toTarget DESC, relay
LIMIT $limit;
