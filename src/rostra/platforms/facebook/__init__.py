"""Facebook: Pages, read live with the consent of whoever holds them; and what Facebook exports to an account's owner on request."""

from rostra.platforms.facebook.export import FacebookExport
from rostra.platforms.facebook.platform import Facebook

__all__ = ["Facebook", "FacebookExport"]
