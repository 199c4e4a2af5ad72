"""How a restriction stands, and the life of an exception from the rule."""
