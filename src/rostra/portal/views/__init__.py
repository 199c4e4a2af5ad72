"""One module a group of pages. Each view reads its input, asks one or two queries and answers."""
