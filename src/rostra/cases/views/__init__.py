"""The pages of cases: the list, the file, and what is done in it."""
