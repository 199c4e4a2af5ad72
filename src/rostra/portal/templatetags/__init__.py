"""What templates need: times, marks, safe text, differences, charts. Numbers are formatted here, never in a template."""
