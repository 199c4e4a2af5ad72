"""What a record can be, which entries the log holds, and which fields each commits to."""
