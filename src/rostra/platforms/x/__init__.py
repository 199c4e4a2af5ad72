"""X (Twitter): live by its API v2, and the archive that it makes for an account's owner on request."""

from rostra.platforms.x.export import XExport
from rostra.platforms.x.platform import X

__all__ = ["X", "XExport"]
