// Which accounts have a text in their name, handle or other ids?
//
// Capital and small letters are the same. Accounts that are amplified most come first.
//
// @question Q12
// @param text: string = "global times" — Part of a name, a handle or a domain.
// @param limit: integer = 25 — Most rows to return.
// @column actor: string — Id of the account.
// @column name: string — Its name.
// @column roles: strings — What it is.
// @column country: string — State it speaks for, null where none is known.
// @column aliases: strings — Its other ids.
// @column amplifiedBy: integer — Accounts that amplify it, counted once a kind.
//
// In Neo4j Browser and cypher-shell, set the parameters first:
// :param text => "global times"
// :param limit => 25

MATCH (a:Actor)
OPTIONAL MATCH (a)<-[:ALIAS_OF]-(alias:Alias)
WITH a, alias ORDER BY alias.id
WITH a, collect(alias.id) AS aliases
WHERE toLower(a.name) CONTAINS toLower($text) OR a.id CONTAINS toLower($text)
   OR any(id IN aliases WHERE toLower(id) CONTAINS toLower($text))
RETURN a.id AS actor, a.name AS name, a.roles AS roles, a.country AS country, aliases,
       COUNT { (a)<-[:AMPLIFIED]-(:Actor) } AS amplifiedBy
ORDER BY amplifiedBy DESC, actor
LIMIT $limit;
