"""The staff's pages on what is done against somebody's speech, and on exceptions from the rule."""
