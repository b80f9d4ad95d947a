"""What ampnet notes of itself: runs, and the state of the graph."""

from __future__ import annotations

from graph.labels.parts import DATASET, ID, NodeLabel, count, string, time
from graph.vocabulary import RunState

RUN = NodeLabel(
    "Run",
    "One load or one computation: what ran, on what, with which parameters, and how it ended.",
    (
        ID,
        string("kind", "load, or the name of the computation."),
        DATASET,
        string("input", "Name of the file that was read."),
        string("inputDigest", "SHA-256 of the file's bytes."),
        string("format", "Name of the format it was read as."),
        string("parameters", "Mapping or parameters, as JSON."),
        string("state", "How it stands.", RunState),
        count("offset", "Rows of the input that are committed.", "rows"),
        count("rowsRead", "Rows read.", "rows"),
        count("written", "Rows that added or changed something.", "rows"),
        count("unchanged", "Rows that the graph held already.", "rows"),
        count("quarantined", "Rows that were refused; the quarantine file holds them.", "rows"),
        count("seed", "Seed of the random numbers, where any were used."),
        string("counts", "What a computation counted, as JSON."),
        time("startedAt", "When it began."),
        time("finishedAt", "When it ended."),
        string("ampnetVersion", "Version of ampnet that ran it."),
    ),
)

GRAPH = NodeLabel(
    "Graph",
    "The one node that counts changes: `(:Graph {id: 'graph'})`.",
    (
        ID,
        count("version", "Rises by one with every change that ampnet commits."),
        string("storeId", "Made with the graph: tells two graphs at one address apart."),
    ),
)
