"""What templates of the staff’s pages ask of people."""
