"""What the exports of Meta's networks have in common: Facebook, Instagram and Threads are written alike."""
