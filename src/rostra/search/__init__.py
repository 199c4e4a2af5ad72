"""The index that follows the archive: the query language, facets, two engines behind one interface."""
