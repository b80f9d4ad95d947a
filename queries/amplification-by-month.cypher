// How much was a state, or an account, amplified month by month?
//
// Direction: counts what arrives. Months without items are not listed.
//
// @question Q9
// @param country: string = null — Only amplification of this state's accounts; null for any.
// @param actor: string = null — Only amplification of this account; null for any.
// @param since: datetime = null — Nothing earlier than this; null for no bound.
// @param until: datetime = null — Nothing at or after this; null for no bound.
// @param limit: integer = 120 — Most rows to return.
// @column month: string — Year and month, as 2022-03.
// @column total: integer — Items.
// @column retweets: integer — Of these, retweets and forwards.
// @column replies: integer — Of these, replies.
// @column others: integer — Of these, quotes, links and mentions.
// @column amplifiers: integer — Accounts that the items are by.
// @column amplified: integer — Accounts that they amplify.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param country => null
// :param actor => null
// :param since => null
// :param until => null
// :param limit => 120

MATCH (i:Item)
WHERE ($since IS NULL OR i.publishedAt >= datetime($since))
  AND ($until IS NULL OR i.publishedAt < datetime($until))
MATCH (i)<-[:PUBLISHED]-(amplifier:Actor)
MATCH (i)-[r:AMPLIFIES]->(what)
WITH amplifier, r.kind AS kind, substring(toString(i.publishedAt), 0, 7) AS month,
     CASE WHEN what:Actor THEN what
          ELSE head([(what)<-[:PUBLISHED]-(author:Actor) | author]) END AS amplified
WHERE amplified IS NOT NULL AND ($country IS NULL OR amplified.country = $country)
  AND ($actor IS NULL OR amplified.id = $actor)
RETURN month, count(*) AS total,
       sum(CASE WHEN kind IN ['retweet', 'forward'] THEN 1 ELSE 0 END) AS retweets,
       sum(CASE WHEN kind = 'reply' THEN 1 ELSE 0 END) AS replies,
       sum(CASE WHEN kind IN ['retweet', 'forward', 'reply'] THEN 0 ELSE 1 END) AS others,
       count(DISTINCT amplifier) AS amplifiers, count(DISTINCT amplified) AS amplified
ORDER BY month
LIMIT $limit;
