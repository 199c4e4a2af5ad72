"""What Facebook, Instagram and Threads have in common: the Graph API of Meta, and its webhooks."""
