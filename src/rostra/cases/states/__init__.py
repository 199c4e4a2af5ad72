"""The life of a case, and what of it may be seen by whom."""
