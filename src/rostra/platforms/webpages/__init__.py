"""Pages of an account as somebody's browser or crawler captured them: WARC and WACZ made elsewhere."""

from rostra.platforms.webpages.captures import Captures
from rostra.platforms.webpages.parse import Owner

__all__ = ["Captures", "Owner"]
