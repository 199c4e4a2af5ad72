"""The head of the log in the database, and the stores that the log stands on."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from rostra.archive.models import Head
from rostra.archive.queries.log import LoggedEntries, log_origin, log_tiles
from rostra.core import clock
from rostra.tlog.merkle import EMPTY_HEAD
from rostra.tlog.merkle import Head as LogHead
from rostra.tlog.opening import Stores
from rostra.tlog.stores import FileHead


class HeadRow:
    """The committed head as a row (``tlog.stores.HeadStore``)."""

    def load(self) -> LogHead:
        """The committed head."""
        row = Head.objects.first()
        return EMPTY_HEAD if row is None else LogHead(row.size, bytes(row.root))

    def compare_and_set(self, old: LogHead, new: LogHead) -> bool:
        """Commit ``new`` if the head is still ``old``."""
        with transaction.atomic():
            if old == EMPTY_HEAD and not Head.objects.exists():
                Head.objects.create(size=new.size, root=new.root, changed=clock.now())
                return True
            changed = Head.objects.filter(size=old.size, root=old.root).update(size=new.size, root=new.root, changed=clock.now())
            return changed == 1


def log_stores() -> Stores:
    """The four stores of this log."""
    return Stores(LoggedEntries(), HeadRow(), FileHead(settings.ROSTRA_HEAD_FILE, log_origin()), log_tiles())
