"""Writes: following the archive, undoing, exceptions from the rule."""
