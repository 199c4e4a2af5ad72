"""LinkedIn, as far as a member hands over their data: the ZIP that LinkedIn makes on request."""

from rostra.platforms.linkedin.export import LinkedInExport

__all__ = ["LinkedInExport"]
