"""Placing, extending and releasing holds, and the days from which terms are counted."""
