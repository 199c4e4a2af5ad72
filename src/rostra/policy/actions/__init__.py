"""Writes to policies. Each checks its rule, runs in one transaction and writes one audit event, with digests and never with texts."""
