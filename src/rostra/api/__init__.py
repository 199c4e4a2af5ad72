"""Public read-only JSON, CSV, feeds, and the files of the log."""
