"""What the tests stand on: real databases, a real browser, and plain words when one is missing."""
