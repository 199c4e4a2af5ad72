"""X (Twitter), as far as an account's owner hands its archive over: the ZIP that X makes on request."""

from rostra.platforms.x.export import XExport

__all__ = ["XExport"]
