"""What templates show of the archive's own words."""
