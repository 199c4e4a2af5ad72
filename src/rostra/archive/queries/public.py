"""What of the archive everybody may see: all but the entries of lists that owners exported, and filter words as they were attested.

What of the rest the city shows is a matter of its profile: ``queries.display``.

Why: docs/decisions/0028-lists-that-owners-hand-over.md, docs/decisions/0032-settings-are-attested.md
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from rostra.platforms.attested import SEALED
from rostra.platforms.lists import SCHEME

PUBLIC: Final = ~Q(uri__startswith=SCHEME) & ~Q(uri__startswith=SEALED)  # of records
PUBLIC_VERSIONS: Final = ~Q(record__uri__startswith=SCHEME) & ~Q(record__uri__startswith=SEALED)
