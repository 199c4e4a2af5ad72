"""What of the archive everybody may see: all but the entries of lists that owners exported.

Why: docs/decisions/0028-lists-that-owners-hand-over.md
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from rostra.platforms.lists import SCHEME

PUBLIC: Final = ~Q(uri__startswith=SCHEME)  # of records
PUBLIC_VERSIONS: Final = ~Q(record__uri__startswith=SCHEME)
