"""Reads of cases. Whether somebody may see what comes back is asked of ``rules.viewing``."""
