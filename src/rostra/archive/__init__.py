"""The vault: records and their versions, the segments that hold their bytes, and the public log that proves them."""
