"""Who is who: which accounts and sites are taken as one actor, by whose word, and how to undo it.

Nothing is moved for it: accounts keep their own nodes and their evidence, and what is said of
them (`ALIAS_OF`, `SAME_AS`, `DIFFERENT_FROM`) is weighed when a snapshot is made
(docs/linking.md, docs/decisions/0005-linking.md).
"""

from graph.linking.clusters import Links, Said, link

__all__ = ["Links", "Said", "link"]
