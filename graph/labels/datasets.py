"""Whose data it is: a data set, whom to credit for it and under what terms.

The words are those of the field: Dublin Core and DCAT (title, creator, publisher, license, rights),
schema.org (citation, url), DataCite (doi) and PAV (retrievedOn).
"""

from __future__ import annotations

from graph.labels.parts import ID, RUN_ID, NodeLabel, string, strings

DATASET = NodeLabel(
    "Dataset",
    "A data set that somebody gave the credit of. Its `id` is the name that everything loaded with "
    "it carries as `dataset`.",
    (
        ID,
        string("title", "What its makers call it."),
        strings("creators", "Who made it."),
        string("publisher", "Who published it."),
        string("license", "SPDX identifier or expression, or the licence in words."),
        string("licenseUrl", "Where the licence stands."),
        string("citation", "How its makers ask to be cited."),
        string("doi", "DOI, without the resolver's address."),
        string("url", "Where it was published."),
        string("retrievedOn", "Day on which it was fetched, ISO 8601."),
        string("rights", "Further terms and notes, in words."),
        RUN_ID,
    ),
)
