"""The catalogue of Cypher queries, one question a file."""
