"""The staff's pages on requests, found accounts, who has which part, and who may speak for the city."""
