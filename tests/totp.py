"""What an app shows for a key: RFC 6238 by itself, so that nothing is tested with itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time


def code_now(secret: str) -> str:
    """The six digits of now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{int.from_bytes(digest[start : start + 4], 'big') % 2**31 % 10**6:06}"
