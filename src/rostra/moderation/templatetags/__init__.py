"""Words of moderation for people."""
