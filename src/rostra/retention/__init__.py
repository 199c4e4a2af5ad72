"""What must not be destroyed, and until when it is kept at least: holds, and the days from which terms are counted."""
