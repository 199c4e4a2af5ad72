"""Reads: what the archive shows of restrictions, and the register of them."""
