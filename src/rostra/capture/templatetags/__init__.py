"""Words of capture for pages."""
