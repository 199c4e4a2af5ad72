"""Reads of holds and of the days from which terms are counted."""
