"""The pages write with it; its tags are in ``retention``."""
