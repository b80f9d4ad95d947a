// Which sites share infrastructure: an address, an analytics or advertising id, a certificate?
//
// A host that very many sites use, such as that of a large provider, tells little: `maxSites`
// leaves it out.
//
// @question Q11
// @param kind: string = null — Only this kind: ip, analyticsId, adId or certificate; null for any.
// @param maxSites: integer = 50 — Leave out hosts that more accounts than this use.
// @param limit: integer = 25 — Most rows to return.
// @column host: string — Id of the host.
// @column kind: string — What it is.
// @column sites: integer — Accounts that use it.
// @column actors: strings — Their ids.
// @column countries: strings — States that they speak for.
// @column sources: strings — Who states the use.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param kind => null
// :param maxSites => 50
// :param limit => 25

MATCH (h:Host)<-[r:USES]-(a:Actor)
WHERE $kind IS NULL OR h.kind = $kind
WITH h, r, a ORDER BY a.id, r.source
WITH h, collect(DISTINCT a.id) AS actors, collect(DISTINCT a.country) AS countries,
     collect(DISTINCT r.source) AS sources
WHERE size(actors) >= 2 AND size(actors) <= $maxSites
RETURN h.id AS host, h.kind AS kind, size(actors) AS sites, actors, countries, sources
ORDER BY sites DESC, host
LIMIT $limit;
