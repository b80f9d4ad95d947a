// Who amplifies a state's accounts without being attributed to any state?
//
// Not attributed: no source calls the account official, state-controlled or state-linked, and none
// states an owner or controller. A source that calls it state-aligned describes what it does, and
// does not attribute it. Direction: from the one who amplifies to the state's accounts.
//
// @question Q4
// @param country: string = "CN" — The state amplified, ISO 3166-1 alpha-2.
// @param limit: integer = 25 — Most rows to return.
// @column amplifier: string — Id of the one who amplifies.
// @column name: string — Its name.
// @column roles: strings — What it is.
// @column total: integer — Items by which it amplified the state's accounts.
// @column accounts: integer — How many of the state's accounts these are.
// @column firstAt: datetime — Earliest of them.
// @column lastAt: datetime — Latest of them.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param country => "CN"
// :param limit => 25

MATCH (amplified:Actor {country: $country})<-[r:AMPLIFIED]-(amplifier:Actor)
WITH amplifier, sum(r.count) AS total, count(DISTINCT amplified) AS accounts,
     min(r.firstAt) AS firstAt, max(r.lastAt) AS lastAt
WHERE NOT EXISTS {
        MATCH (amplifier)-[assessed:ATTRIBUTED_TO]->(:State)
        WHERE assessed.category IN ['official', 'stateControlled', 'stateLinked'] }
  AND NOT EXISTS { (amplifier)-[:OWNED_BY|CONTROLLED_BY]->() }
RETURN amplifier.id AS amplifier, amplifier.name AS name, amplifier.roles AS roles,
       total, accounts, firstAt, lastAt
ORDER BY total DESC, amplifier
LIMIT $limit;
