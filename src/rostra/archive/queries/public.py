"""What of the archive everybody may see: all but the entries of lists that owners exported, filter words as they were attested, and direct
messages.

What of the rest the city shows is a matter of its profile: ``queries.display``.

Why: docs/decisions/0028-lists-that-owners-hand-over.md, 0032-settings-are-attested.md and 0044-direct-messages-are-for-nobody.md there
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Final

from django.db.models import Q

from rostra.platforms.attested import SEALED
from rostra.platforms.lists import SCHEME
from rostra.platforms.messages import SCHEME as MESSAGES

_HIDDEN = (SCHEME, SEALED, MESSAGES)  # what their addresses begin with


def public_below(uri: str) -> Q:
    """The same where the address is reached by this name."""
    return reduce(and_, (~Q(**{f"{uri}__startswith": scheme}) for scheme in _HIDDEN))


PUBLIC: Final = public_below("uri")  # of records
PUBLIC_VERSIONS: Final = public_below("record__uri")
PUBLIC_ATTACHMENTS: Final = public_below("version__record__uri")
