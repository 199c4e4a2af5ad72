"""Files that material comes in, whatever platform they are of: archives, tables, JSON: read as streams, resumed where it ended."""
