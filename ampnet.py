"""ampnet: explore amplification networks with evidence."""
