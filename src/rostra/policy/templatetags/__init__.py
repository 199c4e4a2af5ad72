"""Words of campaigns for the pages."""
