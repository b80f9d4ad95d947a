// Whom do two accounts both amplify?
//
// Direction: from each of the two to the accounts that both amplify.
//
// @question Q10
// @param first: string = "x:danieldumbrill" — Id of the one account.
// @param second: string = "x:andybxxx" — Id of the other.
// @param limit: integer = 25 — Most rows to return.
// @column amplified: string — Id of the account that both amplify.
// @column name: string — Its name.
// @column country: string — State it speaks for, null where none is known.
// @column byFirst: integer — Items of the first that amplify it.
// @column bySecond: integer — Items of the second that amplify it.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param first => "x:danieldumbrill"
// :param second => "x:andybxxx"
// :param limit => 25

MATCH (:Actor {id: $first})-[r:AMPLIFIED]->(amplified:Actor)
WITH amplified, sum(r.count) AS byFirst
MATCH (:Actor {id: $second})-[s:AMPLIFIED]->(amplified)
WITH amplified, byFirst, sum(s.count) AS bySecond
RETURN amplified.id AS amplified, amplified.name AS name, amplified.country AS country,
       byFirst, bySecond
ORDER BY byFirst + bySecond DESC, amplified
LIMIT $limit;
