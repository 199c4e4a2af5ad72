"""What every floor stands on: who acts, what happened, what time it is, which states may follow which."""
