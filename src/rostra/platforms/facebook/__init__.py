"""Facebook, as far as an account's owner hands over what Facebook exports of a Page or a profile on request."""

from rostra.platforms.facebook.export import FacebookExport

__all__ = ["FacebookExport"]
