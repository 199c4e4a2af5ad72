"""What is done in a case. The public log learns that something was done, in neutral words; why, and by whom, stands in the file."""
