"""The pages of holds: the list, one hold, and what is done about it."""
