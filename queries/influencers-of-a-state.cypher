// Which influencers carry a state's content, how much of it, and to whom?
//
// Direction: from the influencer to the state's accounts; the content flows to the influencer and
// on to its audience. `language`, `region` and `followers` describe that audience as far as a
// source does. An account that one source calls media and another a diplomat counts as both.
//
// @question Q4
// @param country: string = "CN" — The state whose accounts are amplified, ISO 3166-1 alpha-2.
// @param limit: integer = 25 — Most rows to return.
// @column influencer: string — Id of the influencer.
// @column name: string — Its name.
// @column total: integer — Items by which it amplified the state's accounts.
// @column ofOutlets: integer — Of these, items that amplify media.
// @column ofDiplomats: integer — Of these, items that amplify diplomats.
// @column accounts: integer — How many of the state's accounts it amplified.
// @column language: string — Main language, where known.
// @column region: string — World region, where known.
// @column followers: integer — Followers when last seen, where known.
// @column firstAt: datetime — Earliest of them.
// @column lastAt: datetime — Latest of them.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param country => "CN"
// :param limit => 25

MATCH (i:Influencer)-[r:AMPLIFIED]->(a:Actor {country: $country})
WITH i, sum(r.count) AS total, sum(CASE WHEN a:Outlet THEN r.count ELSE 0 END) AS ofOutlets,
     sum(CASE WHEN a:Diplomat THEN r.count ELSE 0 END) AS ofDiplomats,
     count(DISTINCT a) AS accounts, min(r.firstAt) AS firstAt, max(r.lastAt) AS lastAt
RETURN i.id AS influencer, i.name AS name, total, ofOutlets, ofDiplomats, accounts,
       i.language AS language, i.region AS region, i.followers AS followers, firstAt, lastAt
ORDER BY total DESC, influencer
LIMIT $limit;
