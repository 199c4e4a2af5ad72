"""How many media of a version could not be had, and are worth asking for again: part of a query over versions, and no query more."""

from __future__ import annotations

from typing import Final

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from rostra.archive.models import Attachment

_OF_VERSION = Attachment.objects.filter(version=OuterRef("pk"), again=True).order_by().values("version")
AWAITED: Final = Coalesce(Subquery(_OF_VERSION.values(several=Count("pk"))), 0)
