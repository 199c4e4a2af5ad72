"""The pages for the public. They only read."""
