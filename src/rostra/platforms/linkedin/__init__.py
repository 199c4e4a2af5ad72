"""LinkedIn: pages of organisations, with the consent of who administers them; of a member, the archive that LinkedIn makes on request."""

from rostra.platforms.linkedin.export import LinkedInExport
from rostra.platforms.linkedin.platform import LinkedIn

__all__ = ["LinkedIn", "LinkedInExport"]
