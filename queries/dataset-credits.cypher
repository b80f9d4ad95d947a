// Whose data is in the graph: whom to credit for each data set, and under which licence?
//
// A data set of which nobody said it stands there with its name alone.
//
// @question Q12
// @param dataset: string = null — Only this data set; null for all.
// @param limit: integer = 25 — Most rows to return.
// @column dataset: string — Name of the data set, as everything that came with it carries it.
// @column title: string — What its makers call it.
// @column creators: strings — Who made it.
// @column publisher: string — Who published it.
// @column license: string — SPDX identifier or expression of its licence, or the licence in words.
// @column licenseUrl: string — Where the licence stands.
// @column citation: string — How its makers ask to be cited.
// @column doi: string — DOI, without the resolver's address.
// @column url: string — Where it was published.
// @column retrievedOn: string — Day on which it was fetched.
// @column rights: string — Further terms and notes.
// @column rowsWritten: integer — Rows of its loads that added or changed something.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param dataset => null
// :param limit => 25

MATCH (r:Run)
WHERE r.kind = 'load' AND r.state <> 'removed' AND ($dataset IS NULL OR r.dataset = $dataset)
WITH r.dataset AS name, sum(r.written) AS rowsWritten
OPTIONAL MATCH (d:Dataset {id: name})
RETURN name AS dataset, d.title AS title, d.creators AS creators, d.publisher AS publisher,
       d.license AS license, d.licenseUrl AS licenseUrl, d.citation AS citation, d.doi AS doi,
       d.url AS url, d.retrievedOn AS retrievedOn, d.rights AS rights, rowsWritten
ORDER BY dataset
LIMIT $limit;
