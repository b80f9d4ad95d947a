"""Answers to an investigator's questions: each a function on a snapshot, each repeatable."""
