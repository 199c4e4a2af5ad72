"""Reads of the archive, each named by what comes back."""
