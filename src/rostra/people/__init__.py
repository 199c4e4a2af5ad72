"""Organisation units, positions, persons, and who may sign in as what."""
