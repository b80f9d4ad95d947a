// Who amplifies both of two accounts?
//
// Direction: from those who amplify to each of the two.
//
// @question Q10
// @param first: string = "x:cgtnofficial" — Id of the one account.
// @param second: string = "x:zlj517" — Id of the other.
// @param limit: integer = 25 — Most rows to return.
// @column amplifier: string — Id of the one who amplifies both.
// @column name: string — Its name.
// @column country: string — State it speaks for, null where none is known.
// @column ofFirst: integer — Its items that amplify the first.
// @column ofSecond: integer — Its items that amplify the second.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param first => "x:cgtnofficial"
// :param second => "x:zlj517"
// :param limit => 25

MATCH (:Actor {id: $first})<-[r:AMPLIFIED]-(amplifier:Actor)
WITH amplifier, sum(r.count) AS ofFirst
MATCH (amplifier)-[s:AMPLIFIED]->(:Actor {id: $second})
WITH amplifier, ofFirst, sum(s.count) AS ofSecond
RETURN amplifier.id AS amplifier, amplifier.name AS name, amplifier.country AS country,
       ofFirst, ofSecond
ORDER BY ofFirst + ofSecond DESC, amplifier
LIMIT $limit;
