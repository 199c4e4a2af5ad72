"""The staff's pages on policies."""
