"""Every way in: REST, HTML views and the command line."""
