// Which accounts and organisations share an owner or controller?
//
// Direction: from the owned to the owner, up to three steps.
//
// @question Q11
// @param minOwned: integer = 2 — Only owners of at least this many.
// @param limit: integer = 25 — Most rows to return.
// @column owner: string — Id of the owner or controller.
// @column name: string — Its name.
// @column total: integer — Accounts and organisations under it.
// @column owned: strings — Their ids.
// @column sources: strings — Who states the last step to the owner.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param minOwned => 2
// :param limit => 25

MATCH (o:Organization|State)<-[r:OWNED_BY|CONTROLLED_BY]-(x)
WITH o, r ORDER BY r.source
WITH o, collect(DISTINCT r.source) AS sources
MATCH (o)<-[:OWNED_BY|CONTROLLED_BY*1..3]-(x)
WITH o, sources, x ORDER BY x.id
WITH o, sources, collect(DISTINCT x.id) AS owned
WHERE size(owned) >= $minOwned
RETURN o.id AS owner, o.name AS name, size(owned) AS total, owned, sources
ORDER BY total DESC, owner
LIMIT $limit;
