"""Checks of everything against everything: they read, and name exactly what is wrong and where."""
