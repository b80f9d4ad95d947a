// Who owns or controls an account, step by step, and who says so?
//
// Direction: from the owned to the owner. Two sources for one step give two rows. What sources
// assess without stating an owner is in `attribution-evidence`.
//
// @question Q7
// @param actor: string = "x:cgtnofficial" — Id of the account.
// @param limit: integer = 25 — Most rows to return.
// @column steps: integer — Number of steps.
// @column owner: string — Id of the owner or controller at the end.
// @column name: string — Its name.
// @column chain: strings — Ids from the account to the owner.
// @column how: strings — OWNED_BY or CONTROLLED_BY, for each step.
// @column sources: strings — Who states each step.
// @column quotes: strings — The words that state each step.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param actor => "x:cgtnofficial"
// :param limit => 25

MATCH path = (:Actor {id: $actor})-[:OWNED_BY|CONTROLLED_BY*1..4]->(owner)
WITH length(path) AS steps, owner, nodes(path) AS chain, relationships(path) AS ties
RETURN steps, owner.id AS owner, owner.name AS name, [n IN chain | n.id] AS chain,
       [t IN ties | type(t)] AS how, [t IN ties | t.source] AS sources,
       [t IN ties | t.quote] AS quotes
ORDER BY steps, owner, how, sources
LIMIT $limit;
