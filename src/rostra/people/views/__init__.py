"""Pages of the roster and of sign-in, and who is let in to staff pages."""
