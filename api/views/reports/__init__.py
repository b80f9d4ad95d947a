"""Reports on answers: which tables and charts show them."""
