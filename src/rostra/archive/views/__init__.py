"""The pages of what people hand over."""
