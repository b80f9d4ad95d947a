"""The REST interface: one router a file, and what they share."""
