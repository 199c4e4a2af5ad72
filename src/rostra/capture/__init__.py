"""What to capture when, what came of it, and what was missed."""
