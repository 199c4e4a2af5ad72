"""The desk's pages: each checks a rule, reads or acts once, and answers."""
